"""Passages: spans of documents with their vectors, and a record of those that were removed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress

import numpy as np

from index.errors import DamagedDocumentError
from index.protocols import Vectors
from index.storage.database import Database
from index.storage.digests import damaged_document, passage_checksum
from index.storage.packing import json_array, pack_spans, unpack_checked_blocks, unpack_spans
from index.storage.typed_rows import typed_row, typed_rows
from index.structure import Block
from index.text.block_labels import BlockLabels
from index.text.passages import PassageDraft
from index.text.sections import heading_text
from index.values import Delta, Passage, PassageRow

__all__ = ["PassageTable", "checked_passage"]

_ROWS_AT_ONCE = 2_000
_BYTES_OF_NUMBER = 2


def _labels(packed: bytes | None, length: int = 0) -> BlockLabels:
    """The labels of a document's packed blocks."""
    blocks: Sequence[Block] = ()
    # A damaged document is refused when it is read; the terms of all others are indexed.
    with suppress(ValueError):
        blocks = () if packed is None else unpack_checked_blocks(packed, length).blocks
    return BlockLabels(blocks)


class PassageTable:
    """Reads and writes passages; whatever changes something needs a transaction.

    Ids are never used again. Vectors are stored in half precision.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    # -- reading

    def get(self, ids: Iterable[int]) -> dict[int, Passage]:
        """Passages by id; removed ones are left out.

        Raises:
            DamagedDocumentError: The spans of one are not those that were written.
        """
        rows = self._database.connection().execute(
            'SELECT p.id, d.id, d.length, p.start, p."end", p.sentences, p.headings, p.checksum '
            "FROM passages p JOIN documents d ON d.key = p.document "
            "WHERE p.id IN (SELECT value FROM json_each(?))",
            (json_array(ids),),
        )
        passages = {}
        for id_, document_id, *row in rows:
            passage = checked_passage(id_, document_id, *row)
            if passage is None:
                raise self._damaged(id_)
            passages[id_] = passage
        return passages

    def _damaged(self, passage_id: int) -> DamagedDocumentError:
        row = (
            self._database.connection()
            .execute(
                "SELECT d.id, s.source FROM passages p JOIN documents d ON d.key = p.document "
                "LEFT JOIN sources s ON s.document = d.key WHERE p.id = ? ORDER BY s.key LIMIT 1",
                (passage_id,),
            )
            .fetchone()
        )
        document_id, source = ("", None) if row is None else row
        return damaged_document(document_id, source, "its passages are")

    def ids(self, passage_fingerprint: str, documents: Iterable[str] | None = None) -> list[int]:
        """Ids of the passages of a fingerprint, ascending; only of some documents if given."""
        query = (
            "SELECT p.id FROM passages p JOIN documents d ON d.key = p.document "
            "WHERE d.made_with = ?"
        )
        arguments: tuple[str, ...] = (passage_fingerprint,)
        if documents is not None:
            query += " AND d.id IN (SELECT value FROM json_each(?))"
            arguments = (passage_fingerprint, json_array(documents))
        return sorted(row[0] for row in self._database.connection().execute(query, arguments))

    def ids_by_document(self, passage_fingerprint: str) -> dict[str, Sequence[int]]:
        """Ids of the passages of a fingerprint, ascending; a range where they are consecutive."""
        by_document: dict[str, Sequence[int]] = {}
        # Passages of a document are written together, so that their ids are nearly always
        # consecutive. The index on ``document`` answers this alone.
        for document_id, first, last, count in typed_rows(
            self._database.connection(),
            "SELECT d.id, MIN(p.id), MAX(p.id), COUNT(*) FROM passages p "
            "JOIN documents d ON d.key = p.document WHERE d.made_with = ? GROUP BY p.document",
            (passage_fingerprint,),
            (str, int, int, int),
        ):
            if last - first + 1 == count:
                by_document[document_id] = range(first, last + 1)
            else:
                by_document[document_id] = self.ids(passage_fingerprint, [document_id])
        return by_document

    def vectors(self, ids: Iterable[int], dimension: int) -> tuple[list[int], Vectors]:
        """Ids still stored, ascending, and their vectors, shape (ids, dimension).

        Raises:
            DamagedDocumentError: One is no vector, or has another size.
        """
        rows = (
            self._database.connection()
            .execute(
                "SELECT id, vector FROM passages "
                "WHERE id IN (SELECT value FROM json_each(?)) ORDER BY id",
                (json_array(ids),),
            )
            .fetchall()
        )
        for id_, blob in rows:
            if not isinstance(blob, bytes) or len(blob) != dimension * _BYTES_OF_NUMBER:
                raise self._damaged(id_)
        joined = b"".join(blob for _, blob in rows)
        halves = np.frombuffer(joined, np.float16).reshape(len(rows), dimension)
        return [id_ for id_, _ in rows], halves.astype(np.float32)

    def rows(self, ids: Sequence[int]) -> Iterator[PassageRow]:
        """What to index of each passage still stored, by document."""
        connection = self._database.connection()
        last, title, text, labels = "", "", "", _labels(None)
        # In portions, so that memory does not grow with their number.
        for id_, document_id, start, end, headings in (
            row
            for first in range(0, len(ids), _ROWS_AT_ONCE)
            for row in self._places(ids[first : first + _ROWS_AT_ONCE])
        ):
            if document_id != last:
                # By id: the key of a document that is removed meanwhile may go to the next one.
                row = typed_row(
                    connection,
                    "SELECT d.title, d.text, s.packed FROM documents d "
                    "LEFT JOIN structures s ON s.document = d.key WHERE d.id = ?",
                    (document_id,),
                    (str, str, bytes | None),
                )
                if row is None:
                    continue
                last, (title, text, packed) = document_id, row
                labels = _labels(packed, len(text))
            above = ""
            with suppress(ValueError, IndexError):
                above = heading_text(text, unpack_spans(headings))
            yield PassageRow(
                id_, document_id, title, text[start:end], above, labels.between(start, end)
            )

    def _places(self, ids: Sequence[int]) -> list[tuple[int, str, int, int, bytes]]:
        """(id, document id, start, end, headings) of the passages still stored, by document."""
        rows = typed_rows(
            self._database.connection(),
            'SELECT p.id, d.id, p.start, p."end", p.headings FROM passages p '
            "JOIN documents d ON d.key = p.document "
            "WHERE p.id IN (SELECT value FROM json_each(?)) ORDER BY p.document, p.id",
            (json_array(ids),),
            (int, str, int, int, bytes),
        )
        return [(id_, document_id, *place) for id_, document_id, *place in rows]

    def changes_since(self, generation: int, passage_fingerprint: str) -> Delta:
        """Passages of a fingerprint that were added after a generation, and removed ones."""
        connection = self._database.connection()
        with self._database.snapshot():
            now = self._database.generation()
            added = connection.execute(
                "SELECT p.id FROM passages p JOIN documents d ON d.key = p.document "
                "WHERE p.generation > ? AND d.made_with = ? ORDER BY p.id",
                (generation, passage_fingerprint),
            )
            ids = tuple(row[0] for row in added)
            removed = self.removed_since(generation)
        return Delta(now, ids, tuple(removed))

    def removed_since(self, generation: int) -> list[int]:
        """Passages of any fingerprint that were removed after a generation, ascending."""
        rows = self._database.connection().execute(
            "SELECT id FROM removed_passages WHERE generation > ? ORDER BY id", (generation,)
        )
        return [row[0] for row in rows]

    # -- changing

    def insert(
        self, generation: int, key: int, drafts: Sequence[PassageDraft], vectors: Vectors
    ) -> None:
        """Write the passages of the document with this key."""
        connection = self._database.connection()
        halves = vectors.astype(np.float16)
        (document_id,) = connection.execute(
            "SELECT id FROM documents WHERE key = ?", (key,)
        ).fetchone()
        connection.executemany(
            "INSERT INTO passages"
            '(document, start, "end", sentences, headings, generation, vector, checksum) '
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (
                (key, *spans, generation, row.tobytes(), passage_checksum(document_id, *spans))
                for spans, row in zip(map(_packed, drafts), halves, strict=True)
            ),
        )

    def mark_changed(self, generation: int, key: int) -> None:
        """Count a document's passages as changed, so that engines index them again."""
        self._database.connection().execute(
            "UPDATE passages SET generation = ? WHERE document = ?", (generation, key)
        )

    def delete(self, generation: int, key: int) -> None:
        """Remove the passages of a document and record their ids."""
        connection = self._database.connection()
        connection.execute(
            "INSERT INTO removed_passages SELECT id, ? FROM passages WHERE document = ?",
            (generation, key),
        )
        connection.execute("DELETE FROM passages WHERE document = ?", (key,))


def checked_passage(
    id_: int,
    document_id: str,
    length: int,
    start: int,
    end: int,
    sentences: bytes,
    headings: bytes,
    checksum: int | None,
) -> Passage | None:
    """A passage of a text of ``length`` code points; None if it is not what was written.

    Those that an earlier version stored have no checksum.
    """
    try:
        if checksum not in (None, passage_checksum(document_id, start, end, sentences, headings)):
            return None
        spans, above = unpack_spans(sentences), unpack_spans(headings)
        is_inside = 0 <= start < end <= length and all(
            start <= span.start < span.end <= end for span in spans
        )
        is_inside = is_inside and all(span.start < span.end <= length for span in above)
    except (TypeError, ValueError, IndexError):
        return None
    return Passage(id_, document_id, start, end, spans, above) if is_inside else None


def _packed(draft: PassageDraft) -> tuple[int, int, bytes, bytes]:
    """Start, end, sentences and headings as they are stored."""
    return draft.start, draft.end, pack_spans(draft.sentences), pack_spans(draft.headings)
