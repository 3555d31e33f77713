"""Writes documents into the tables of a corpus; several writers at once are safe.

No commit spans two tables. So documents are written first, then passages, then sources, and removed
in the reverse order: whoever finds a passage finds its whole document. The passages of a document
are replaced in one commit. What a writer leaves that is ended in between is written again by the
next, under the same ids.

A document is removed when its last source goes. Another writer may find the same text elsewhere at
that moment. So whoever removes looks once more for sources afterwards, and puts back what has got
one; whoever adds looks afterwards whether everything is there, and writes it again if not.
"""

from __future__ import annotations

import time
from collections.abc import Collection, Sequence
from datetime import timedelta
from typing import Self

from index.cluster.cluster_rows import (
    document_row,
    passage_table,
    source_row,
    state_of,
    state_row,
)
from index.cluster.cluster_schema import create_tables
from index.cluster.cluster_tables import ClusterTables, about_corpus
from index.cluster.conditional_writes import check_conditional_writes
from index.cluster.connecting import connected, open_table, reaching
from index.cluster.optimizing import KEPT_UP_EVERY, kept_up, optimized
from index.cluster.prepared import PreparedDocument
from index.cluster.sql import is_in
from index.errors import StoreError
from index.values import FileState

__all__ = ["ClusterStore"]

_KEEPING = timedelta(days=7)
"""So long earlier versions stay."""


class ClusterStore:
    """Writes one corpus; a context manager.

    Attributes:
        tables: Of the corpus.
    """

    def __init__(self, tables: ClusterTables) -> None:
        """``open`` and ``create`` are the usual ways."""
        self.tables = tables
        self._written = 0

    @classmethod
    def open(cls, place: str, endpoint: str | None = None) -> ClusterStore:
        """A corpus that is there; see ``ClusterTables`` for what is raised."""
        return cls(ClusterTables(place, endpoint))

    @classmethod
    def create(
        cls, place: str, made_with: str, dimension: int, endpoint: str | None = None
    ) -> ClusterStore:
        """A new corpus, or the one that is there if it is made with the same.

        Args:
            place: Where.
            made_with: See ``passage_fingerprint``.
            dimension: Components of a vector.
            endpoint: URL of the server; ``AWS_ENDPOINT_URL`` if not given.

        Raises:
            StoreError: The place cannot be written, does not write conditionally, or holds a
                corpus that is made with another model or other settings.
        """
        connection = connected(place, endpoint)
        check_conditional_writes(place, endpoint)
        with reaching(place):
            is_there = open_table(connection, "about") is not None
        if is_there and about_corpus(connection, place) != (made_with, dimension):
            raise StoreError(
                f"{place}: holds a corpus of another embedding model or other passage settings; "
                "choose another place, or forget it first"
            )
        with reaching(place):
            create_tables(connection, made_with, dimension)
        return cls(ClusterTables(place, endpoint))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Nothing is open between two calls; what was written stays."""

    # -- reading

    def states(self) -> dict[str, FileState]:
        """Every source, also a refused one, with its state when it was last read."""
        with reaching(self.tables.place):
            columns = ["source", "sha256", "size", "mtime_ns", "seen_ns", "loader"]
            return {
                row["source"]: state_of(row)
                for name in ("refused", "sources")
                for row in self.tables.all_rows(name, columns)
            }

    def missing(self, document_ids: Sequence[str]) -> list[str]:
        """Those of some ids that no document has, in their order."""
        with reaching(self.tables.place):
            stored = {
                row["id"] for row in self.tables.rows("documents", "id", document_ids, ["id"])
            }
        return [id_ for id_ in document_ids if id_ not in stored]

    # -- writing

    def put(self, prepared: Sequence[PreparedDocument]) -> None:
        """Write documents with their passages and sources, in three commits.

        A source that is no text of a program holds one document: others lose it, and those without
        a source are removed.

        Raises:
            StoreError: The place cannot be reached; the same call again does the rest.
        """
        by_id = {each.document.id: each for each in prepared if each.sources}
        if not by_id:
            return
        with reaching(self.tables.place):
            self._put_documents(list(by_id.values()))
            self._put_passages(list(by_id.values()))
            left = self._put_sources(prepared)
            if gone := self._incomplete(by_id):
                self._put_documents(gone)
                self._put_passages(gone)
            self._drop_without_source(left)
            self._written += sum(len(each.drafts) for each in by_id.values())
            if self._written >= KEPT_UP_EVERY:
                kept_up(self.tables, _KEEPING)
                self._written = 0

    def _put_documents(self, prepared: Sequence[PreparedDocument]) -> None:
        ids = [each.document.id for each in prepared]
        known = {
            row["id"]: row for row in self.tables.rows("documents", "id", ids, ["id", "order"])
        }
        now = time.time_ns()
        rows = [
            document_row(each, known[id_]["order"] if id_ in known else each.order or now + number)
            for number, (id_, each) in enumerate(zip(ids, prepared, strict=True))
        ]
        self.tables.merge("documents", "id", self.tables.arrow("documents", rows))

    def _put_passages(self, prepared: Sequence[PreparedDocument]) -> None:
        """Write passages; in the same commit those go that their documents no longer have."""
        rows = passage_table(prepared, self.tables.made_with, self.tables.dimension)
        ids = [each.document.id for each in prepared]
        kept = set(rows["id"].to_pylist())
        columns = ["id", "document"]
        stale = {
            row["document"]
            for row in self.tables.rows("passages", "document", ids, columns)
            if row["id"] not in kept
        }
        # Lance reads the keys of the whole table to find what no new row stands for.
        condition = is_in("document", sorted(stale)) if stale else None
        self.tables.merge("passages", "id", rows, instead_of=condition)

    def _put_sources(self, prepared: Sequence[PreparedDocument]) -> list[str]:
        """Write sources; returns ids of documents that lost one."""
        now = time.time_ns()
        rows = {
            row["key"]: row
            for number, each in enumerate(prepared)
            for record in each.sources
            for row in [source_row(each.document.id, record, record.order or now + number)]
        }
        names = sorted({row["source"] for row in rows.values()})
        columns = ["key", "order", "source", "kind", "document"]
        before = {row["key"]: row for row in self.tables.rows("sources", "source", names, columns)}
        for key, row in rows.items():
            row["order"] = before[key]["order"] if key in before else row["order"]
        self.tables.merge("sources", "key", self.tables.arrow("sources", list(rows.values())))
        self.tables.delete("refused", is_in("source", names))
        files = {row["source"] for row in rows.values() if row["kind"] != "text"}
        stale = [row for key, row in before.items() if key not in rows and row["source"] in files]
        if stale:
            self.tables.delete("sources", is_in("key", [row["key"] for row in stale]))
        return [row["document"] for row in stale]

    def _incomplete(self, by_id: dict[str, PreparedDocument]) -> list[PreparedDocument]:
        """Documents that another writer has taken away in part, meanwhile."""
        missing = set(self.missing(list(by_id)))
        counts = dict.fromkeys(by_id, 0)
        for row in self.tables.rows("passages", "document", list(by_id), ["document"]):
            counts[row["document"]] += 1
        return [
            each for id_, each in by_id.items() if id_ in missing or counts[id_] != len(each.drafts)
        ]

    def refuse(self, source: str, reason: str, state: FileState) -> None:
        """Remember why a file could not be used; a document of it stays."""
        row = {"source": source, "reason": reason, **state_row(state)}
        with reaching(self.tables.place):
            self.tables.merge("refused", "source", self.tables.arrow("refused", [row]))

    def unlink(self, sources: Collection[str]) -> None:
        """Forget sources; a document goes with its last one."""
        if not sources:
            return
        with reaching(self.tables.place):
            rows = self.tables.rows("sources", "source", sources, ["document"])
            self.tables.delete("sources", is_in("source", sources))
            self.tables.delete("refused", is_in("source", sources))
            self._drop_without_source({row["document"] for row in rows})

    def remove(self, document_ids: Collection[str]) -> None:
        """Remove documents with all their sources."""
        if not document_ids:
            return
        with reaching(self.tables.place):
            self.tables.delete("sources", is_in("document", document_ids))
            self._drop_without_source(document_ids)

    def _drop_without_source(self, document_ids: Collection[str]) -> None:
        """Remove those of some documents that have no source; see the head of this module."""
        ids = sorted(set(document_ids) - self._with_source(document_ids))
        if not ids:
            return
        parts = [("passages", "document", "id"), ("documents", "id", "id")]
        saved = [
            self.tables.table(name).search().where(is_in(column, ids)).to_arrow()
            for name, column, _ in parts
        ]
        for name, column, _ in parts:
            self.tables.delete(name, is_in(column, ids))
        if back := self._with_source(ids):
            import pyarrow as pa
            import pyarrow.compute as pc

            for (name, column, key), rows in reversed(list(zip(parts, saved, strict=True))):
                is_back = pc.is_in(rows[column], value_set=pa.array(sorted(back)))
                self.tables.merge(name, key, rows.filter(is_back))

    def _with_source(self, document_ids: Collection[str]) -> set[str]:
        rows = self.tables.rows("sources", "document", document_ids, ["document"])
        return {row["document"] for row in rows}

    def optimize(self, *, anew: bool = False, keeping: timedelta = _KEEPING) -> None:
        """Take what was written since into the indexes; see ``optimized``."""
        with reaching(self.tables.place):
            optimized(self.tables, anew=anew, keeping=keeping)
