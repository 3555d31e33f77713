"""A corpus as it was at one moment: one version of each table.

Passages are opened first, then documents and sources: what a passage needs is written before it, so
the later versions have it. What was removed in between is left out where it is asked for.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from index.cluster.cluster_rows import PASSAGE_COLUMNS, Row, document_of, passage_of
from index.cluster.cluster_tables import ClusterTables
from index.cluster.connecting import reaching
from index.cluster.lance_search import LanceSearch
from index.cluster.sql import is_in
from index.values import Document, DocumentSummary, Passage

if TYPE_CHECKING:
    from lancedb.table import Table

    from index.cluster.local_copies import LocalCopies

__all__ = ["ClusterSnapshot"]

_READ = ("passages", "documents", "sources", "refused")
_SUMMARY = {name: f"`{name}`" for name in ("id", "order", "title", "length", "passages")} | {
    "pages": "array_length(pages)"
}
"""Column by name. The layout of pages is long, and lists only say how many there are."""
_PLACED = ["document", "source", "order"]


class ClusterSnapshot:
    """Reads of one state; safe to use from several threads.

    Attributes:
        search: Searches in the passages.
        version: A number that grows with every change.
    """

    def __init__(
        self,
        tables: ClusterTables,
        before: ClusterSnapshot | None = None,
        copies: LocalCopies | None = None,
    ) -> None:
        """Open the newest versions.

        Args:
            tables: Of the corpus.
            before: What it knows of the same versions is kept.
            copies: On the disk of this machine, which are read where they are there.
        """
        self._place = tables.place
        with reaching(self._place):
            newest = {name: tables.table(name) for name in _READ}
        self.version = sum(table.version for table in newest.values())
        self._tables: dict[str, Table] = {
            name: _to_read(name, table, None if before is None else before._tables[name], copies)
            for name, table in newest.items()
        }
        self._documents, self._sources = self._tables["documents"], self._tables["sources"]
        passages = self._tables["passages"]
        earlier = None if before is None else before.search
        is_known = before is not None and before._tables["passages"] is passages
        self.search: LanceSearch = (
            earlier
            if earlier is not None and is_known
            else LanceSearch(passages, self._place, earlier)
        )

    # -- passages and documents

    def passages(self, ids: Iterable[int]) -> dict[int, Passage]:
        """See ``PassageSearch.passages``."""
        wanted = sorted(set(ids))
        if not wanted:
            return {}
        with reaching(self._place):
            rows = self.search.rows(is_in("id", wanted), list(PASSAGE_COLUMNS))
        return {row["id"]: passage_of(row) for row in rows}

    def documents(self, ids: Iterable[str]) -> list[Document]:
        """Those of some documents that are stored, in the order in which they came."""
        wanted = sorted(set(ids))
        if not wanted:
            return []
        with reaching(self._place):
            sources = self._sources_of(is_in("document", wanted))
            query = self._documents.search().where(is_in("id", wanted))
            rows = query.limit(len(wanted)).to_arrow().to_pylist()
        rows.sort(key=_order)
        return [document_of(row, sources[row["id"]]) for row in rows if row["id"] in sources]

    def _sources_of(self, condition: str | None) -> dict[str, list[str]]:
        """Sources by document, first found first."""
        return _by_document(self.source_rows(condition, _PLACED))

    # -- lists

    def count(self) -> int:
        """Number of documents."""
        with reaching(self._place):
            return int(self._documents.count_rows())

    def ids(self) -> list[str]:
        """Ids of all documents, in the order in which they came."""
        with reaching(self._place):
            return [row["id"] for row in self._document_rows(None, ["id", "order"])]

    def missing(self, ids: Sequence[str]) -> list[str]:
        """Those of some ids that no document has, in their order."""
        if not ids:
            return []
        with reaching(self._place):
            rows = self._document_rows(is_in("id", sorted(set(ids))), ["id", "order"])
        stored = {row["id"] for row in rows}
        return [id_ for id_ in ids if id_ not in stored]

    def summaries(
        self, condition: str | None = None, placed: Iterable[Row] | None = None
    ) -> list[DocumentSummary]:
        """Documents without their texts.

        Args:
            condition: On their columns; all if not given.
            placed: Rows of their sources, first found first; read if not given.
        """
        with reaching(self._place):
            rows = self._document_rows(condition, _SUMMARY)
            if placed is None and rows:
                ids = [row["id"] for row in rows]
                wanted = None if condition is None else is_in("document", ids)
                placed = self.source_rows(wanted, _PLACED)
        sources = _by_document(placed or ())
        return [
            DocumentSummary(
                row["id"], row["title"], tuple(sources[row["id"]]), row["length"],
                row["pages"] or 0, row["passages"],
            )
            for row in rows
            if row["id"] in sources
        ]  # fmt: skip

    def source_rows(
        self, condition: str | None = None, columns: list[str] | None = None
    ) -> list[Row]:
        """Rows of sources, first found first."""
        with reaching(self._place):
            return sorted(_rows(self._sources, condition, columns), key=_order)

    def refused_rows(self) -> list[Row]:
        """Rows of refused files, by path."""
        with reaching(self._place):
            return sorted(
                _rows(self._tables["refused"], None, None), key=lambda row: str(row["source"])
            )

    def _document_rows(
        self, condition: str | None, columns: list[str] | dict[str, str]
    ) -> list[Row]:
        return sorted(_rows(self._documents, condition, columns), key=_order)


def _to_read(name: str, newest: Table, before: Table | None, copies: LocalCopies | None) -> Table:
    """A table to read at its newest version: a copy, or the one that was read before."""
    table = newest if copies is None else copies.opened(name, newest)
    is_known = table is newest and before is not None and before.version == newest.version
    return before if before is not None and is_known else table


def _order(row: Row) -> tuple[int, str]:
    return row["order"], row.get("key") or row.get("id") or ""


def _by_document(rows: Iterable[Row]) -> dict[str, list[str]]:
    by_document: dict[str, list[str]] = {}
    for row in rows:
        by_document.setdefault(row["document"], []).append(row["source"])
    return by_document


def _rows(
    table: Any, condition: str | None, columns: list[str] | dict[str, str] | None
) -> list[Row]:
    query = table.search()
    if condition is not None:
        query = query.where(condition)
    if columns is not None:
        query = query.select(columns)
    rows: list[Row] = query.to_arrow().to_pylist()
    return rows
