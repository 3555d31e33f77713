"""Documents: texts with their titles and pages."""

from __future__ import annotations

from collections.abc import Sequence

from index.storage.database import Database
from index.storage.packing import json_array, pack_numbers, unpack_numbers
from index.values import Document, DocumentSummary, Page

__all__ = ["DocumentTable"]


class DocumentTable:
    """Reads and writes documents; whatever changes something needs a transaction."""

    def __init__(self, database: Database) -> None:
        self._database = database

    # -- reading

    def key_of(self, document_id: str) -> int | None:
        """Row number of a document. The key of a removed document may go to the next one."""
        row = (
            self._database.connection()
            .execute("SELECT key FROM documents WHERE id = ?", (document_id,))
            .fetchone()
        )
        return None if row is None else int(row[0])

    def get(self, document_id: str) -> Document | None:
        """A document with its text, or None if it is not stored."""
        connection = self._database.connection()
        # One state: the key of a document that is removed meanwhile may go to the next one.
        with self._database.snapshot():
            row = connection.execute(
                "SELECT key, title, text FROM documents WHERE id = ?", (document_id,)
            ).fetchone()
            if row is None:
                return None
            key, title, text = row
            sources = self._sources_of(key)
            if not sources:
                return None
            pages = connection.execute(
                'SELECT number, start, "end", characters FROM pages WHERE document = ? '
                "ORDER BY number",
                (key,),
            ).fetchall()
        return Document(
            id=document_id,
            text=text,
            title=title,
            sources=sources,
            pages=tuple(Page(n, s, e, unpack_numbers(blob)) for n, s, e, blob in pages),
        )

    def _sources_of(self, key: int) -> tuple[str, ...]:
        rows = self._database.connection().execute(
            "SELECT source FROM sources WHERE document = ? ORDER BY key", (key,)
        )
        return tuple(row[0] for row in rows)

    def ids(self) -> list[str]:
        """All ids, in the order in which the texts came."""
        rows = self._database.connection().execute("SELECT id FROM documents ORDER BY key")
        return [row[0] for row in rows]

    def missing(self, ids: Sequence[str]) -> list[str]:
        """Those of some ids that no stored document has, in their order; reads no text."""
        rows = self._database.connection().execute(
            "SELECT id FROM documents WHERE id IN (SELECT value FROM json_each(?))",
            (json_array(ids),),
        )
        stored = {row[0] for row in rows}
        return [id_ for id_ in ids if id_ not in stored]

    def summaries(self) -> list[DocumentSummary]:
        """All documents without their texts, in the order in which they came."""
        connection = self._database.connection()
        with self._database.snapshot():
            rows = connection.execute(
                "SELECT d.key, d.id, d.title, d.length, "
                "(SELECT COUNT(*) FROM pages p WHERE p.document = d.key), "
                "(SELECT COUNT(*) FROM passages q WHERE q.document = d.key) "
                "FROM documents d ORDER BY d.key"
            ).fetchall()
            sources: dict[int, list[str]] = {}
            for key, source in connection.execute(
                "SELECT document, source FROM sources ORDER BY key"
            ):
                sources.setdefault(key, []).append(source)
        return [
            DocumentSummary(id_, title, tuple(sources.get(key, ())), length, pages, passages)
            for key, id_, title, length, pages, passages in rows
        ]

    # ``made_with`` is the name that the first format gave to the column of the fingerprint.

    def has_current(self, document_id: str, passage_fingerprint: str) -> bool:
        """Whether a document is stored with passages of this fingerprint."""
        row = (
            self._database.connection()
            .execute(
                "SELECT 1 FROM documents WHERE id = ? AND made_with = ?",
                (document_id, passage_fingerprint),
            )
            .fetchone()
        )
        return row is not None

    def outdated(self, passage_fingerprint: str) -> list[str]:
        """Ids of documents whose passages have another fingerprint."""
        rows = self._database.connection().execute(
            "SELECT id FROM documents WHERE made_with != ? ORDER BY key", (passage_fingerprint,)
        )
        return [row[0] for row in rows]

    # -- changing

    def insert(self, document: Document, passage_fingerprint: str) -> int:
        """Write a document with its pages; returns its key."""
        connection = self._database.connection()
        cursor = connection.execute(
            "INSERT INTO documents(id, title, length, made_with, text) VALUES (?, ?, ?, ?, ?)",
            (document.id, document.title, len(document.text), passage_fingerprint, document.text),
        )
        key = cursor.lastrowid
        assert key is not None
        connection.executemany(
            "INSERT INTO pages VALUES (?, ?, ?, ?, ?)",
            [(key, p.number, p.start, p.end, pack_numbers(p.characters)) for p in document.pages],
        )
        return key

    def set_fingerprint(self, key: int, passage_fingerprint: str) -> None:
        """Record with which settings a document's passages are made."""
        self._database.connection().execute(
            "UPDATE documents SET made_with = ? WHERE key = ?", (passage_fingerprint, key)
        )

    def set_title(self, key: int, title: str) -> bool:
        """Give a document a title; returns whether it had another one."""
        cursor = self._database.connection().execute(
            "UPDATE documents SET title = ? WHERE key = ? AND title != ?", (title, key, title)
        )
        return cursor.rowcount > 0

    def delete(self, key: int) -> None:
        """Remove a document with its pages."""
        self._database.connection().execute("DELETE FROM documents WHERE key = ?", (key,))
