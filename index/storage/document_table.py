"""Documents: texts with their titles, pages and structure."""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Sequence

from index.storage.database import Database
from index.storage.digests import PageRow, damaged_document, layout_digest
from index.storage.packed_layout import page_rows, stored_page, stored_structure
from index.storage.packing import json_array, pack_blocks
from index.storage.typed_rows import typed_row, typed_rows
from index.structure import NO_STRUCTURE
from index.values import Document, DocumentSummary

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
        """A document with its text, or None if it is not stored.

        Raises:
            DamagedDocumentError: It is not what was written.
        """
        connection = self._database.connection()
        # One state: the key of a document that is removed meanwhile may go to the next one.
        with self._database.snapshot():
            row = typed_row(
                connection,
                "SELECT d.key, d.title, CAST(d.text AS BLOB), s.packed, l.sha256 FROM documents d "
                "LEFT JOIN structures s ON s.document = d.key "
                "LEFT JOIN layouts l ON l.document = d.key WHERE d.id = ?",
                (document_id,),
                (int, str, bytes, object, object),
            )
            if row is None:
                return None
            key, title, encoded, packed, layout = row
            sources = self._sources_of(key)
            if not sources:
                return None
            pages = self._page_rows(key)
        # The id of a document is the SHA-256 of its text.
        if hashlib.sha256(encoded).hexdigest() != document_id:
            raise damaged_document(document_id, sources[0], "its text is")
        text = encoded.decode("utf-8")
        try:
            return Document(
                id=document_id,
                text=text,
                title=title,
                sources=sources,
                pages=tuple(stored_page(*page) for page in pages),
                structure=stored_structure(pages, packed, layout, len(text)),
            )
        except (ValueError, TypeError, zlib.error):
            # Without the error that says so: it may quote what it could not read.
            raise damaged_document(document_id, sources[0], "its pages or structure are") from None

    def _page_rows(self, key: int) -> list[PageRow]:
        return (
            self._database.connection()
            .execute(
                'SELECT p.number, p.start, p."end", p.characters, r.boxes, r.confidences '
                "FROM pages p LEFT JOIN recognition r "
                "ON r.document = p.document AND r.page = p.number "
                "WHERE p.document = ? ORDER BY p.number",
                (key,),
            )
            .fetchall()
        )

    def _sources_of(self, key: int) -> tuple[str, ...]:
        query = "SELECT source FROM sources WHERE document = ? ORDER BY key"
        rows = typed_rows(self._database.connection(), query, (key,), (str,))
        return tuple(source for (source,) in rows)

    def ids(self) -> list[str]:
        """All ids, in the order in which the texts came."""
        query = "SELECT id FROM documents ORDER BY key"
        return [id_ for (id_,) in typed_rows(self._database.connection(), query, (), (str,))]

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
            rows = list(
                typed_rows(
                    connection,
                    "SELECT d.key, d.id, d.title, d.length, "
                    "(SELECT COUNT(*) FROM pages p WHERE p.document = d.key), "
                    "(SELECT COUNT(*) FROM passages q WHERE q.document = d.key) "
                    "FROM documents d ORDER BY d.key",
                    (),
                    (int, str, str, int, int, int),
                )
            )
            sources: dict[int, list[str]] = {}
            query = "SELECT document, source FROM sources ORDER BY key"
            for key, source in typed_rows(connection, query, (), (int, str)):
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
        query = "SELECT id FROM documents WHERE made_with != ? ORDER BY key"
        rows = typed_rows(self._database.connection(), query, (passage_fingerprint,), (str,))
        return [id_ for (id_,) in rows]

    # -- changing

    def insert(self, document: Document, passage_fingerprint: str) -> int:
        """Write a document with its pages and structure; returns its key."""
        cursor = self._database.connection().execute(
            "INSERT INTO documents(id, title, length, made_with, text) VALUES (?, ?, ?, ?, ?)",
            (document.id, document.title, len(document.text), passage_fingerprint, document.text),
        )
        key = cursor.lastrowid
        assert key is not None
        self._insert_layout(key, document)
        return key

    def set_layout(self, key: int, document: Document) -> None:
        """Give a stored document the pages and the structure of this one."""
        connection = self._database.connection()
        for table in ("pages", "recognition", "structures", "layouts"):
            connection.execute(f"DELETE FROM {table} WHERE document = ?", (key,))  # noqa: S608
        self._insert_layout(key, document)

    def _insert_layout(self, key: int, document: Document) -> None:
        connection = self._database.connection()
        rows = page_rows(document.pages)
        connection.executemany(
            "INSERT INTO pages VALUES (?, ?, ?, ?, ?)", [(key, *row[:4]) for row in rows]
        )
        connection.executemany(
            "INSERT INTO recognition(document, page, boxes, confidences) VALUES (?, ?, ?, ?)",
            [(key, row[0], *row[4:]) for row in rows if row[4] is not None],
        )
        packed = None
        if document.structure != NO_STRUCTURE:
            packed = pack_blocks(document.structure)
            connection.execute(
                "INSERT INTO structures(document, packed) VALUES (?, ?)", (key, packed)
            )
        connection.execute(
            "INSERT INTO layouts(document, sha256) VALUES (?, ?)",
            (key, layout_digest(self._page_rows(key), packed)),
        )

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
        """Remove a document with its pages and structure."""
        self._database.connection().execute("DELETE FROM documents WHERE key = ?", (key,))
