"""``cluster index``: a folder read into a corpus in Lance tables, by this machine or by many."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, closing
from functools import partial
from pathlib import Path

from index.embedding.model_files import DEFAULT_MODEL, load_embedder
from index.sync.portions import PORTION_FILES, Portion, PortionReader, ReadPortion
from index.sync.scan import Listing
from index.text.passages import PassageSettings, passage_fingerprint
from qa.launch.corpus_places import corpus_place
from qa.launch.exit_status import DONE, UNUSABLE
from qa.launch.limit_options import add_limits, limits_of
from qa.progress import indexing_bar

__all__ = ["add_index_options", "index_folder"]


def add_index_options(parser: argparse.ArgumentParser) -> None:
    """Add what the command takes beside the place."""
    parser.add_argument(
        "folder", type=corpus_place, metavar="FOLDER",
        help="documents; or s3://bucket/prefix, which each reader fetches by itself",
    )  # fmt: skip
    parser.add_argument("--embedder", default=DEFAULT_MODEL, metavar="MODEL", help="model")
    parser.add_argument(
        "--ray", metavar="HOST:PORT",
        help="read on all nodes of this Ray cluster, which see the folder at the same path "
        "(default: read here)",
    )  # fmt: skip
    parser.add_argument("--node", metavar="ADDRESS", help="of this machine, as Ray's nodes see it")
    parser.add_argument(
        "--portion-files", type=int, default=PORTION_FILES, metavar="N",
        help="most files that are read and stored together (default: %(default)s)",
    )  # fmt: skip
    add_limits(parser)


def index_folder(options: argparse.Namespace) -> int:
    """Bring the corpus up to date with the folder; a run that was ended early is gone on with."""
    from index.cluster.cluster_intake import ClusterIntake
    from index.cluster.cluster_store import ClusterStore
    from index.cluster.object_source import fetched
    from index.distributed.ray_reading import RayReading, connect
    from index.distributed.shared_reading import ReadAll, sync_shared

    settings, limits = PassageSettings(), limits_of(options)
    with closing(load_embedder(options.embedder)) as embedder:
        made_with, dimension = passage_fingerprint(embedder, settings), embedder.dimension
    load = partial(load_embedder, options.embedder)
    fetch = partial(fetched, endpoint=options.endpoint, limits=limits)
    with ClusterStore.create(options.place, made_with, dimension, options.endpoint) as store:
        read_all: ReadAll
        if options.ray is None:
            read_all = partial(_here, PortionReader(load(), settings, limits), fetch)
        else:
            connect(options.ray, options.node)
            # Each reader has one core of its node, and others beside it.
            read_all = RayReading(partial(load, workers=1), settings, limits, fetch)
        with indexing_bar(is_shown=True) as bar:
            report = sync_shared(
                _documents(options), ClusterIntake(store), read_all,
                limits=limits, portion_files=options.portion_files, progress=bar,
            )  # fmt: skip
        store.optimize()
    for refused in report.refused:
        print(refused, file=sys.stderr)
    print(
        f"{options.place}: {report.added:,} added, {report.changed:,} changed, "
        f"{report.removed:,} removed, {report.unchanged:,} unchanged, "
        f"{len(report.refused):,} refused"
    )
    return DONE if report.added + report.changed + report.unchanged else UNUSABLE


def _documents(options: argparse.Namespace) -> Path | Listing:
    """The folder, or what is listed of a place on object storage."""
    from index.cluster.object_source import list_objects

    if isinstance(options.folder, Path):
        return options.folder.resolve()
    return list_objects(options.folder, options.endpoint, leave_out=options.place)


def _here(
    reader: PortionReader,
    fetch: Callable[[Portion], AbstractContextManager[Portion]],
    portions: Sequence[Portion],
) -> Iterator[ReadPortion]:
    """Each portion, read on this machine."""
    with closing(reader):
        for portion in portions:
            with fetch(portion) as local:
                yield reader.read(local)
