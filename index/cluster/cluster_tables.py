"""The tables of one corpus: reading rows, and commits that are tried again."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Sequence
from typing import TYPE_CHECKING, Any

from index.cluster.cluster_schema import FORMAT, schema_of
from index.cluster.connecting import connected, new_session, open_table, reaching
from index.cluster.sql import is_in
from index.errors import StoreError

if TYPE_CHECKING:
    import pyarrow as pa
    from lancedb.db import DBConnection
    from lancedb.table import Table

__all__ = ["ClusterTables", "about_corpus"]

_LOOKED_UP_MOST = 1_000
"""Rows whose keys are looked up in the index. Beside the index Lance reads the rows that are not in
it yet, with all their columns; for more rows, reading the whole column of keys is less work.
"""
_TRIES = 20
_PAUSE = 0.05


class ClusterTables:
    """Opens the tables of a place; each as it is at that moment.

    Methods raise the errors of Lance; callers turn them into one line with ``reaching``.

    Attributes:
        place: ``s3://bucket/prefix``, or a folder.
        endpoint: URL of the server, if one was given.
        session: What is kept in memory of the tables.
        made_with: Fingerprint of passage settings and embedder.
        dimension: Components of a vector.
    """

    def __init__(self, place: str, endpoint: str | None = None) -> None:
        """Open a corpus that is there.

        Raises:
            StoreError: There is none, or it cannot be reached, or has another format.
        """
        self.place = place
        self.endpoint = endpoint
        self.session = new_session()
        self.connection = connected(place, endpoint, self.session)
        self.made_with, self.dimension = about_corpus(self.connection, place)

    def table(self, name: str) -> Table:
        """A table, to be read or written."""
        table = open_table(self.connection, name)
        if table is None:
            raise StoreError(f"{self.place}: the table {name} is missing")
        return table

    def arrow(self, name: str, rows: Sequence[dict[str, Any]]) -> pa.Table:
        """Rows of a table as Arrow has them."""
        import pyarrow as pa

        return pa.Table.from_pylist(list(rows), schema=schema_of(name, self.dimension))

    def rows(
        self, name: str, column: str, values: Collection[str], columns: list[str]
    ) -> list[dict[str, Any]]:
        """Rows whose column has one of some values."""
        if not values:
            return []
        query = self.table(name).search().where(is_in(column, sorted(set(values))))
        rows: list[dict[str, Any]] = query.select(columns).to_arrow().to_pylist()
        return rows

    def merge(self, name: str, key: str, rows: pa.Table, instead_of: str | None = None) -> None:
        """Write rows over those with the same key; further rows of a condition go."""

        def write() -> None:
            merge = self.table(name).merge_insert(key)
            merge = merge.when_matched_update_all().when_not_matched_insert_all()
            merge = merge.use_index(rows.num_rows < _LOOKED_UP_MOST)
            if instead_of is not None:
                merge = merge.when_not_matched_by_source_delete(instead_of)
            merge.execute(rows)

        self.again(write)

    def delete(self, name: str, condition: str) -> None:
        """Delete the rows of a condition."""
        self.again(lambda: self.table(name).delete(condition))

    def again(self, write: Callable[[], object]) -> None:
        """Write; begin anew where another writer was faster."""
        for turn in range(_TRIES):
            try:
                write()
            except (RuntimeError, OSError, ValueError) as error:
                if "conflict" not in str(error).lower() or turn == _TRIES - 1:
                    raise
                time.sleep(_PAUSE * (turn + 1))
            else:
                return

    def all_rows(self, name: str, columns: list[str]) -> list[dict[str, Any]]:
        """All rows of a table."""
        query = self.table(name).search().select(columns)
        rows: list[dict[str, Any]] = query.to_arrow().to_pylist()
        return rows


def about_corpus(connection: DBConnection, place: str) -> tuple[str, int]:
    """Fingerprint and dimension of the corpus at a place.

    Raises:
        StoreError: There is none, or it cannot be reached, or has another format.
    """
    with reaching(place):
        table = open_table(connection, "about")
        rows = [] if table is None else table.to_arrow().to_pylist()
    if not rows:
        raise StoreError(f"{place}: no corpus there; make one first, or look at the name")
    if rows[0]["format"] != FORMAT:
        raise StoreError(f"{place}: its form is {rows[0]['format']!r}, not {FORMAT}")
    return rows[0]["made_with"], rows[0]["dimension"]
