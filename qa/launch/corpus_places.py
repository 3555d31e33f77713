"""Corpora on object storage, where a folder may be named as well."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from index.catalog import Catalog
from index.cluster.connecting import holds_tables, is_remote
from qa.errors import UsageError

if TYPE_CHECKING:
    from index.forwarded_catalog import DocumentCatalog

_ANY_PLACE = ("ask", "list_", "text", "verify")

__all__ = ["check_place", "corpus_place", "name_of", "opened_catalog"]


def corpus_place(text: str) -> Path | str:
    """What ``--corpus`` names: a folder, or a place such as ``s3://bucket/corpus``."""
    return text if is_remote(text) else Path(text)


def check_place(options: argparse.Namespace) -> None:
    """Refuse a place on object storage where only the folder of this machine will do.

    Raises:
        UsageError: Such a place is named, and the command needs a folder.
    """
    corpus, run = getattr(options, "corpus", None), getattr(options, "run", None)
    if isinstance(corpus, str) and getattr(run, "__name__", "") not in _ANY_PLACE:
        raise UsageError(
            f"{corpus}: this command is for folders of this machine; for a corpus on object "
            "storage there is python -m qa cluster"
        )


def name_of(corpus: Path | str) -> str:
    """A short name of a folder or place."""
    if isinstance(corpus, Path):
        return corpus.resolve().name
    return corpus.rstrip("/").rpartition("/")[2]


@contextmanager
def opened_catalog(corpus: Path | str, location: Path) -> Iterator[DocumentCatalog]:
    """The documents of a corpus, without what searches need.

    Args:
        corpus: See ``corpus_place``.
        location: Where the corpus of a folder is.

    Raises:
        NotIndexedError: There is none.
        StoreError: It cannot be read or reached.
    """
    if holds_tables(corpus):
        from index.cluster.cluster_catalog import ClusterCatalog
        from index.cluster.cluster_tables import ClusterTables

        yield ClusterCatalog(ClusterTables(str(corpus)))
        return
    with Catalog.open(location) as catalog:
        yield catalog
