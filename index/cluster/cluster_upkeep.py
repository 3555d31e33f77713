"""What is in the tables of a corpus, what is wrong with it, and erasing it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from index.cluster.cluster_rows import PASSAGE_COLUMNS, document_of, passage_of
from index.cluster.cluster_schema import TABLES
from index.cluster.cluster_tables import ClusterTables
from index.cluster.conditional_writes import bucket_of
from index.cluster.connecting import connected, is_remote, open_table, reaching
from index.cluster.sql import is_in
from index.errors import DamagedDocumentError, StoreError

__all__ = ["TableState", "erase", "faults_in_tables", "states_of_tables"]

_AT_ONCE = 200


@dataclass(frozen=True, slots=True)
class TableState:
    """One table.

    Attributes:
        name: See ``index.cluster.cluster_schema``.
        rows: Number of rows.
        version: Number of its commits.
        indexes: Index type by column.
        waiting: Rows that are in no index yet, by column.
    """

    name: str
    rows: int
    version: int
    indexes: dict[str, str]
    waiting: dict[str, int]


def states_of_tables(tables: ClusterTables) -> list[TableState]:
    """What each table holds."""
    states = []
    with reaching(tables.place):
        for name in TABLES:
            table = tables.table(name)
            indexes: list[Any] = list(table.list_indices())
            states.append(
                TableState(
                    name,
                    table.count_rows(),
                    table.version,
                    {index.columns[0]: index.index_type for index in indexes},
                    {index.columns[0]: index.num_unindexed_rows for index in indexes},
                )
            )
    return states


def faults_in_tables(tables: ClusterTables) -> Iterator[str]:
    """One line for each document that is not what was written; reads everything."""
    with reaching(tables.place):
        documents = tables.table("documents")
        # Later than the documents, so that what they need is there.
        placed = tables.all_rows("sources", ["document", "source", "order"])
        placed.sort(key=lambda row: -row["order"])
        sources = {row["document"]: row["source"] for row in placed}
        stored = [row["id"] for row in tables.all_rows("documents", ["id"])]
        orphans = sorted({
            row["document"] for row in tables.all_rows("passages", ["document"])
        } - set(stored))  # fmt: skip
    for id_ in orphans:
        yield f"document {id_[:12]}: passages without a text; {_AGAIN}"
    for first in range(0, len(stored), _AT_ONCE):
        some = stored[first : first + _AT_ONCE]
        with reaching(tables.place):
            query = documents.search().where(is_in("id", some)).limit(len(some))
            rows = query.to_arrow().to_pylist()
            passages: dict[str, list[Any]] = {}
            for row in tables.rows("passages", "document", some, list(PASSAGE_COLUMNS)):
                passages.setdefault(row["document"], []).append(row)
        for row in rows:
            yield from _faults_of(row, passages.get(row["id"], []), sources.get(row["id"]))


_AGAIN = "load or index its folder again, or remove it"


def _faults_of(row: Any, passages: list[Any], source: str | None) -> Iterator[str]:
    name = f"document {row['id'][:12]}"
    if source is None:
        yield f"{name}: it has no source; {_AGAIN}"
        return
    try:
        document_of(row, [source])
        for passage in passages:
            passage_of(passage)
    except DamagedDocumentError as error:
        yield str(error)
        return
    if len(passages) != row["passages"]:
        yield f"{source}: {len(passages)} passages, not {row['passages']}; {_AGAIN}"


def erase(place: str, endpoint: str | None = None) -> None:
    """Erase the tables of a corpus with all their versions; nothing else of the place.

    Raises:
        StoreError: There is no corpus, or the place cannot be reached or written.
    """
    connection = connected(place, endpoint)
    with reaching(place):
        names = [name for name in TABLES if open_table(connection, name) is not None]
        if not names:
            raise StoreError(f"{place}: no corpus there")
        # "about" first: what is left of a corpus that was half erased is no corpus.
        for name in reversed(names):
            connection.drop_table(name)
        for name in TABLES:
            _sweep(place, endpoint, name)


def _sweep(place: str, endpoint: str | None, table: str) -> None:
    """Remove what is left of a table, such as what a writer began that was ended."""
    if not is_remote(place):
        shutil.rmtree(Path(place) / f"{table}.lance", ignore_errors=True)
        return
    import obstore

    bucket, prefix = bucket_of(place, endpoint)
    below = f"{prefix}/{table}.lance/".lstrip("/")
    for entries in obstore.list(bucket, below):
        obstore.delete(bucket, [entry["path"] for entry in entries])
