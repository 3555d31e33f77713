"""SQLite: the source of truth for documents, sources, passages and their vectors.

Every change happens in one transaction and gives the store a new generation number; the derived
indexes remember the generation they were made at and ask for what changed since. A document and
its passages are written together or not at all. Passage ids are never used again.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from index.errors import InvalidValueError, UnknownDocumentError
from index.protocols import Vectors
from index.storage.packing import pack_numbers, pack_spans
from index.storage.store_reader import Change, StoreReader
from index.text.passages import Draft
from index.values import Document, FileState, SourceKind

__all__ = ["Change", "Store"]


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

        Sources are linked separately with ``link``, which also settles the title.
        """
        if len(drafts) != len(vectors):
            raise InvalidValueError(f"{len(drafts)} passages but {len(vectors)} vectors")
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
            (
                (key, d.start, d.end, pack_spans(d.sentences), generation, row.tobytes())
                for d, row in zip(drafts, halves, strict=True)
            ),
        )

    def link(
        self,
        generation: int,
        source: str,
        kind: SourceKind,
        title: str,
        document_id: str,
        state: FileState,
    ) -> None:
        """Say that ``source`` holds the stored document, beside what else it is said to hold.

        A document has the title of its first source.
        """
        connection = self._connection()
        key = self._key(document_id)
        if key is None:
            raise UnknownDocumentError(f"no document {document_id}")
        connection.execute(
            "INSERT INTO sources(source, kind, title, document, sha256, size, mtime_ns, seen_ns, "
            "loader) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT(source, document) DO UPDATE "
            "SET kind = excluded.kind, title = excluded.title, sha256 = excluded.sha256, "
            "size = excluded.size, mtime_ns = excluded.mtime_ns, seen_ns = excluded.seen_ns, "
            "loader = excluded.loader",
            (source, kind, title, key, state.sha256, state.size, state.mtime_ns, state.seen_ns,
             state.loader),
        )  # fmt: skip
        self._retitle(generation, key)

    def unlink_others(self, generation: int, source: str, document_id: str) -> None:
        """Say that ``source`` holds this document alone: drop what it held before."""
        self._unlink(generation, source, lambda id_: id_ != document_id)

    def unlink(self, generation: int, source: str, *, only_document: str | None = None) -> None:
        """Forget a source; a document goes with its last source.

        With ``only_document`` only the document of that id loses it, since several texts can
        share a source.
        """
        self._unlink(generation, source, lambda id_: only_document in (None, id_))

    def _unlink(self, generation: int, source: str, wanted: Callable[[str], bool]) -> None:
        connection = self._connection()
        keys = [
            row[0]
            for row in connection.execute(
                "SELECT s.document, d.id FROM sources s JOIN documents d ON d.key = s.document "
                "WHERE s.source = ?",
                (source,),
            ).fetchall()
            if wanted(row[1])
        ]
        for key in keys:
            connection.execute(
                "DELETE FROM sources WHERE source = ? AND document = ?", (source, key)
            )
            if not self._retitle(generation, key):
                self._remove_passages(key, generation)
                connection.execute("DELETE FROM documents WHERE key = ?", (key,))

    def _retitle(self, generation: int, key: int) -> bool:
        """Give a document the title of its first source; False if it has no source.

        The title is indexed with the passages, so that they count as changed; their vectors
        do not depend on it.
        """
        connection = self._connection()
        first = connection.execute(
            "SELECT s.title, d.title FROM sources s JOIN documents d ON d.key = s.document "
            "WHERE s.document = ? ORDER BY s.key LIMIT 1",
            (key,),
        ).fetchone()
        if first is None:
            return False
        if first[0] != first[1]:
            connection.execute("UPDATE documents SET title = ? WHERE key = ?", (first[0], key))
            connection.execute(
                "UPDATE passages SET generation = ? WHERE document = ?", (generation, key)
            )
        return True

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
