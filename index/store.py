"""SQLite: the source of truth for documents, sources, passages and their vectors.

Every change happens in one transaction and gives the store a new generation number; the derived
indexes remember the generation they were made at and ask for what changed since. A document and
its passages are written together or not at all. Passage ids are never used again.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from index.database import StoreError
from index.embedder import Vectors
from index.packing import pack_numbers, pack_spans
from index.passages import Draft
from index.store_reader import Change, DocumentSummary, FileState, SourceKind, StoreReader
from index.values import Document

__all__ = ["Change", "DocumentSummary", "FileState", "SourceKind", "Store", "StoreError"]


class Store(StoreReader):
    """Reads and changes. Every method here that changes something needs ``transaction()``."""

    def put_document(
        self,
        generation: int,
        document: Document,
        made_with: str,
        drafts: Sequence[Draft],
        vectors: Vectors,
    ) -> None:
        """Write a document with all its passages, replacing passages made with other settings.

        Sources are linked separately with ``link``; the title of a text already stored is kept.
        """
        if len(drafts) != len(vectors):
            raise ValueError(f"{len(drafts)} passages but {len(vectors)} vectors")
        connection = self._connection()
        key = self._key(document.id)
        if key is None:
            cursor = connection.execute(
                "INSERT INTO documents(id, title, length, made_with, text) VALUES (?, ?, ?, ?, ?)",
                (document.id, document.title, len(document.text), made_with, document.text),
            )
            key = cursor.lastrowid
            connection.executemany(
                "INSERT INTO pages VALUES (?, ?, ?, ?, ?)",
                [
                    (key, p.number, p.start, p.end, pack_numbers(p.characters))
                    for p in document.pages
                ],
            )
        else:
            self._remove_passages(key, generation)
            connection.execute("UPDATE documents SET made_with = ? WHERE key = ?", (made_with, key))
        halves = vectors.astype(np.float16)
        connection.executemany(
            'INSERT INTO passages(document, start, "end", sentences, generation, vector) '
            "VALUES (?, ?, ?, ?, ?, ?)",
            [
                (key, d.start, d.end, pack_spans(d.sentences), generation, row.tobytes())
                for d, row in zip(drafts, halves, strict=True)
            ],
        )

    def link(
        self, generation: int, source: str, kind: SourceKind, document_id: str, state: FileState
    ) -> None:
        """Say that ``source`` now holds the stored document, and drop what it held before.

        A text given by a caller (kind ``text``) is added beside others of the same name.
        """
        connection = self._connection()
        key = self._key(document_id)
        if key is None:
            raise KeyError(document_id)
        if kind != "text":
            self.unlink(generation, source, except_document=key)
        connection.execute(
            "INSERT INTO sources(source, kind, document, sha256, size, mtime_ns, seen_ns, loader) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT(source, document) DO UPDATE SET "
            "kind = excluded.kind, sha256 = excluded.sha256, size = excluded.size, "
            "mtime_ns = excluded.mtime_ns, seen_ns = excluded.seen_ns, loader = excluded.loader",
            (source, kind, key, state.sha256, state.size, state.mtime_ns, state.seen_ns,
             state.loader),
        )  # fmt: skip

    def unlink(
        self,
        generation: int,
        source: str,
        *,
        except_document: int | None = None,
        only_document: str | None = None,
    ) -> None:
        """Forget a source; a document goes with its last source.

        The document with the key ``except_document`` keeps it; with ``only_document`` only the
        document of that id loses it, since several texts can share a source.
        """
        connection = self._connection()
        keys = [
            row[0]
            for row in connection.execute(
                "SELECT s.document, d.id FROM sources s JOIN documents d ON d.key = s.document "
                "WHERE s.source = ?",
                (source,),
            ).fetchall()
            if row[0] != except_document and only_document in (None, row[1])
        ]
        for key in keys:
            connection.execute(
                "DELETE FROM sources WHERE source = ? AND document = ?", (source, key)
            )
            if not connection.execute(
                "SELECT 1 FROM sources WHERE document = ? LIMIT 1", (key,)
            ).fetchone():
                self._remove_passages(key, generation)
                connection.execute("DELETE FROM documents WHERE key = ?", (key,))

    def _remove_passages(self, key: int, generation: int) -> None:
        connection = self._connection()
        connection.execute(
            "INSERT INTO removed_passages SELECT id, ? FROM passages WHERE document = ?",
            (generation, key),
        )
        connection.execute("DELETE FROM passages WHERE document = ?", (key,))

    def refuse(self, source: str, reason: str, state: FileState) -> None:
        """Remember why a file could not be used, so that it is not tried again unchanged."""
        self._connection().execute(
            "INSERT OR REPLACE INTO refused VALUES (?, ?, ?, ?, ?, ?, ?)",
            (source, reason, state.sha256, state.size, state.mtime_ns, state.seen_ns, state.loader),
        )

    def accept(self, source: str) -> None:
        """Forget that a file was refused."""
        self._connection().execute("DELETE FROM refused WHERE source = ?", (source,))

    def touch(self, source: str, state: FileState) -> None:
        """Record a new file state of a source whose text is the same."""
        self._connection().execute(
            "UPDATE sources SET sha256 = ?, size = ?, mtime_ns = ?, seen_ns = ?, loader = ? "
            "WHERE source = ?",
            (state.sha256, state.size, state.mtime_ns, state.seen_ns, state.loader, source),
        )
