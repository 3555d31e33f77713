"""``cluster``: a corpus in Lance tables, on object storage or in a folder."""

from __future__ import annotations

import argparse
import json
import shutil
import sys
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tqdm import tqdm

from index.embedding.model_files import DEFAULT_MODEL, load_embedder
from index.platform.paths import corpus_folder
from index.platform.printable import printable
from index.text.passages import PassageSettings, passage_fingerprint
from qa.commands.arguments import command
from qa.commands.cluster_index import add_index_options, index_folder

if TYPE_CHECKING:
    from index.cluster.cluster_store import ClusterStore
    from qa.commands.arguments import Commands

__all__ = ["add_cluster"]


def add_cluster(commands: Commands) -> None:
    """Add the command and its own commands to the command line."""
    about = "keep documents in tables on object storage, for many machines"
    parser = commands.add_parser("cluster", help=about, description=about)
    own: Commands = parser.add_subparsers(required=True, metavar="COMMAND")
    init = _command(own, "init", "make an empty corpus", _init)
    _add_embedder(init)
    about = "bring it up to date with a folder, read here or by a Ray cluster"
    add_index_options(_command(own, "index", about, index_folder))
    load = _command(own, "load", "copy the index of a folder on this machine into it", _load)
    load.add_argument("--corpus", type=Path, required=True, metavar="FOLDER", help="the folder")
    _add_embedder(load)
    save = _command(own, "save", "copy it to this machine, as the index of a folder", _save)
    save.add_argument("--corpus", type=Path, required=True, metavar="FOLDER", help="the folder")
    optimize = _command(own, "optimize", "take what was written since into its indexes", _optimize)
    optimize.add_argument(
        "--anew", action="store_true",
        help="make the index of the vectors anew, after the corpus has grown several times",
    )  # fmt: skip
    status = _command(own, "status", "say what is in it", _status)
    status.add_argument("--json", action="store_true", help="print one JSON object")
    _command(own, "check", "is every document in it what was written?", _check)
    forget = _command(own, "forget", "erase it, with what people kept in it", _forget)
    forget.add_argument("--yes", action="store_true", help="don't ask")


def _command(
    commands: Commands, name: str, about: str, run: Callable[[argparse.Namespace], int]
) -> argparse.ArgumentParser:
    parser = command(commands, name, about, run)
    parser.add_argument("place", metavar="PLACE", help="s3://bucket/corpus, or a folder for tables")
    parser.add_argument(
        "--endpoint", metavar="URL",
        help="of the object store (default: $AWS_ENDPOINT_URL); keys come from the environment "
        "or the files of AWS",
    )  # fmt: skip
    return parser


def _add_embedder(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--embedder", default=DEFAULT_MODEL, metavar="MODEL", help="model, by path or name"
    )


def _created(options: argparse.Namespace) -> ClusterStore:
    from index.cluster.cluster_store import ClusterStore

    embedder = load_embedder(options.embedder)
    made_with = passage_fingerprint(embedder, PassageSettings())
    return ClusterStore.create(options.place, made_with, embedder.dimension, options.endpoint)


def _init(options: argparse.Namespace) -> int:
    """Make the tables, if they are not there."""
    with _created(options):
        print(f"{options.place}: ready; --corpus {options.place} asks it")
    return 0


def _load(options: argparse.Namespace) -> int:
    """Copy an index of this machine into the tables."""
    from index.cluster.moving_corpora import load_corpus

    location = options.store or corpus_folder(options.corpus)
    with _created(options) as store, _bar("loading") as bar:
        count = load_corpus(location, store, _teller(bar))
    print(f"{options.place}: {count:,} documents of {printable(options.corpus)} are in it")
    return 0


def _save(options: argparse.Namespace) -> int:
    """Copy the tables to this machine."""
    from index.cluster.cluster_tables import ClusterTables
    from index.cluster.moving_corpora import save_corpus

    location = options.store or corpus_folder(options.corpus)
    tables = ClusterTables(options.place, options.endpoint)
    with _bar("saving") as bar:
        count = save_corpus(tables, location, options.corpus, _teller(bar))
    print(f"{count:,} documents are kept in {printable(location)}")
    return 0


def _optimize(options: argparse.Namespace) -> int:
    """Bring the indexes up to date."""
    from index.cluster.cluster_store import ClusterStore

    with ClusterStore.open(options.place, options.endpoint) as store:
        store.optimize(anew=options.anew)
    print(f"{options.place}: indexes are up to date")
    return 0


def _status(options: argparse.Namespace) -> int:
    """Print what the tables hold."""
    from index.cluster.cluster_tables import ClusterTables
    from index.cluster.cluster_upkeep import states_of_tables

    tables = ClusterTables(options.place, options.endpoint)
    states = states_of_tables(tables)
    if options.json:
        record = {"place": tables.place, "made_with": tables.made_with,
                  "tables": [asdict(state) for state in states]}  # fmt: skip
        print(json.dumps(record, ensure_ascii=False, indent=2))
        return 0
    for state in states:
        waiting = max(state.waiting.values(), default=0)
        late = f", {waiting:,} not indexed yet" if waiting else ""
        print(f"{state.name:10} {state.rows:>12,} rows, version {state.version:,}{late}")
    passages = next(state for state in states if state.name == "passages")
    print(f"vectors: {passages.indexes.get('vector', 'compared one by one')}")
    return 0


def _check(options: argparse.Namespace) -> int:
    """Read everything; 0 if it is sound, else 1 with a line for each fault."""
    from index.cluster.cluster_tables import ClusterTables
    from index.cluster.cluster_upkeep import faults_in_tables

    count = 0
    for fault in faults_in_tables(ClusterTables(options.place, options.endpoint)):
        print(printable(fault))
        count += 1
    print(f"{count} fault{'' if count == 1 else 's'}" if count else f"{options.place} is sound")
    return 1 if count else 0


def _forget(options: argparse.Namespace) -> int:
    """Erase the tables."""
    from index.cluster.cluster_upkeep import erase
    from index.cluster.local_copies import folder_of_place

    if not options.yes:
        print(f"Erase {options.place}, with what people kept in it? [y/N] ", end="", flush=True)
        if sys.stdin.readline().strip().lower() not in ("y", "yes"):
            print("nothing erased")
            return 0
    erase(options.place, options.endpoint)
    shutil.rmtree(folder_of_place(options.place, options.endpoint), ignore_errors=True)
    print(f"erased {options.place}")
    return 0


def _bar(what: str) -> tqdm[Any]:
    return tqdm(desc=what, unit=" documents", disable=None, file=sys.stderr)


def _teller(bar: tqdm[Any]) -> Callable[[int, int], object]:
    def tell(done: int, total: int) -> None:
        bar.total = total
        bar.update(done - bar.n)

    return tell
