"""Everything that is asked of the store without changing it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from index.protocols import Vectors
from index.storage.database import Database
from index.storage.packing import unpack_numbers, unpack_spans
from index.values import Document, DocumentSummary, FileState, Page, Passage, SourceKind

__all__ = ["Change", "SearchRow", "StoreReader"]

_ROWS_AT_ONCE = 2_000
# Earlier versions stored what was kept at that time, which a user may have taken out since.
_WAS_KEPT = "; the version indexed before is kept"


@dataclass(frozen=True, slots=True)
class Change:
    """What has to be done to a derived index to bring it up to ``generation``."""

    generation: int
    added: tuple[int, ...]
    removed: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class SearchRow:
    """A passage as term search indexes it: raw text, with the title of its document."""

    passage_id: int
    document_id: str
    title: str
    text: str


class StoreReader(Database):
    """Reads; they may come from any thread and see only committed changes."""

    def _key(self, document_id: str) -> int | None:
        row = (
            self._connection()
            .execute("SELECT key FROM documents WHERE id = ?", (document_id,))
            .fetchone()
        )
        return None if row is None else int(row[0])

    def generation(self) -> int:
        """Number of the last change."""
        return int(self._meta("generation"))

    def has_current(self, document_id: str, made_with: str) -> bool:
        """Whether the text is stored with passages of these settings."""
        return bool(
            self._connection()
            .execute(
                "SELECT 1 FROM documents WHERE id = ? AND made_with = ?", (document_id, made_with)
            )
            .fetchone()
        )

    def outdated(self, made_with: str) -> list[str]:
        """Ids of documents whose passages were made with other settings."""
        rows = self._connection().execute(
            "SELECT id FROM documents WHERE made_with != ? ORDER BY key", (made_with,)
        )
        return [row[0] for row in rows]

    def document(self, document_id: str) -> Document | None:
        """The document with its text, or None if it is not stored."""
        connection = self._connection()
        # One state: the key of a document that is removed meanwhile may go to the next one.
        with self.snapshot():
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
        rows = self._connection().execute(
            "SELECT source FROM sources WHERE document = ? ORDER BY key", (key,)
        )
        return tuple(row[0] for row in rows)

    def document_ids(self) -> list[str]:
        """All ids, in the order in which the texts came."""
        return [r[0] for r in self._connection().execute("SELECT id FROM documents ORDER BY key")]

    def summaries(self) -> list[DocumentSummary]:
        """All documents without their texts, in the order in which they came."""
        with self.snapshot():
            rows = (
                self._connection()
                .execute(
                    "SELECT d.key, d.id, d.title, d.length, "
                    "(SELECT COUNT(*) FROM pages p WHERE p.document = d.key), "
                    "(SELECT COUNT(*) FROM passages q WHERE q.document = d.key) "
                    "FROM documents d ORDER BY d.key"
                )
                .fetchall()
            )
            sources: dict[int, list[str]] = {}
            for key, source in self._connection().execute(
                "SELECT document, source FROM sources ORDER BY key"
            ):
                sources.setdefault(key, []).append(source)
        return [
            DocumentSummary(id_, title, tuple(sources.get(key, ())), length, pages, passages)
            for key, id_, title, length, pages, passages in rows
        ]

    def source_states(self, kind: SourceKind) -> dict[str, FileState]:
        """Every source of one kind with what was known of it when it was last read."""
        rows = self._connection().execute(
            "SELECT source, sha256, size, mtime_ns, seen_ns, loader FROM sources WHERE kind = ?",
            (kind,),
        )
        return {row[0]: FileState(*row[1:]) for row in rows}

    def refusals(self) -> dict[str, tuple[str, FileState]]:
        """Every refused source with its reason and what was known of it then."""
        rows = self._connection().execute(
            "SELECT source, reason, sha256, size, mtime_ns, seen_ns, loader FROM refused"
        )
        return {row[0]: (row[1].removesuffix(_WAS_KEPT), FileState(*row[2:])) for row in rows}

    def sources(self, document_id: str) -> list[tuple[str, SourceKind]]:
        """Sources of a document with their kinds, first found first."""
        rows = self._connection().execute(
            "SELECT s.source, s.kind FROM sources s JOIN documents d ON d.key = s.document "
            "WHERE d.id = ? ORDER BY s.key",
            (document_id,),
        )
        return [(source, kind) for source, kind in rows]

    def all_states(self) -> dict[str, list[tuple[str, SourceKind, FileState]]]:
        """What ``states_of`` returns of every document, by id."""
        states: dict[str, list[tuple[str, SourceKind, FileState]]] = {}
        for id_, source, kind, *state in self._connection().execute(
            "SELECT d.id, s.source, s.kind, s.sha256, s.size, s.mtime_ns, s.seen_ns, s.loader "
            "FROM sources s JOIN documents d ON d.key = s.document ORDER BY s.key"
        ):
            states.setdefault(id_, []).append((source, kind, FileState(*state)))
        return states

    def states_of(self, document_id: str) -> list[tuple[str, SourceKind, FileState]]:
        """Sources of a document with their kinds and states, first found first."""
        rows = self._connection().execute(
            "SELECT s.source, s.kind, s.sha256, s.size, s.mtime_ns, s.seen_ns, s.loader "
            "FROM sources s JOIN documents d ON d.key = s.document WHERE d.id = ? ORDER BY s.key",
            (document_id,),
        )
        return [(source, kind, FileState(*state)) for source, kind, *state in rows]

    def passages(self, ids: Iterable[int]) -> dict[int, Passage]:
        """Passages by id; ids that are no longer stored are left out."""
        rows = self._connection().execute(
            'SELECT p.id, d.id, p.start, p."end", p.sentences FROM passages p '
            "JOIN documents d ON d.key = p.document "
            "WHERE p.id IN (SELECT value FROM json_each(?))",
            (_json(ids),),
        )
        return {
            id_: Passage(id_, document_id, start, end, unpack_spans(sentences))
            for id_, document_id, start, end, sentences in rows
        }

    def passage_ids(self, made_with: str, documents: Iterable[str] | None = None) -> list[int]:
        """Ids of all passages made with these settings, ascending; of some documents if given."""
        query = (
            "SELECT p.id FROM passages p JOIN documents d ON d.key = p.document "
            "WHERE d.made_with = ?"
        )
        arguments: tuple[str, ...] = (made_with,)
        if documents is not None:
            query += " AND d.id IN (SELECT value FROM json_each(?))"
            arguments = (made_with, _json(documents))
        return sorted(row[0] for row in self._connection().execute(query, arguments))

    def vectors(self, ids: Iterable[int], dimension: int) -> tuple[list[int], Vectors]:
        """Ids still stored and their vectors, shape (found, dimension), in ascending order."""
        rows = (
            self._connection()
            .execute(
                "SELECT id, vector FROM passages "
                "WHERE id IN (SELECT value FROM json_each(?)) ORDER BY id",
                (_json(ids),),
            )
            .fetchall()
        )
        joined = b"".join(blob for _, blob in rows)
        halves = np.frombuffer(joined, np.float16).reshape(len(rows), dimension)
        return [id_ for id_, _ in rows], halves.astype(np.float32)

    def search_rows(self, ids: Sequence[int]) -> Iterator[SearchRow]:
        """What term search indexes of each passage still stored."""
        connection = self._connection()
        last, title, text = "", "", ""
        # In portions, so that memory does not grow with their number.
        for id_, document_id, start, end in (
            row
            for first in range(0, len(ids), _ROWS_AT_ONCE)
            for row in self._places(ids[first : first + _ROWS_AT_ONCE])
        ):
            if document_id != last:
                # By id: the key of a document that is removed meanwhile may go to the next one.
                row = connection.execute(
                    "SELECT title, text FROM documents WHERE id = ?", (document_id,)
                ).fetchone()
                if row is None:
                    continue
                last, (title, text) = document_id, row
            yield SearchRow(id_, document_id, title, text[start:end])

    def _places(self, ids: Sequence[int]) -> list[tuple[int, str, int, int]]:
        """(id, document id, start, end) of the passages still stored, by document."""
        return (
            self._connection()
            .execute(
                'SELECT p.id, d.id, p.start, p."end" FROM passages p '
                "JOIN documents d ON d.key = p.document "
                "WHERE p.id IN (SELECT value FROM json_each(?)) ORDER BY p.document, p.id",
                (_json(ids),),
            )
            .fetchall()
        )

    def changes_since(self, generation: int, made_with: str) -> Change:
        """Passages added and removed after a generation, for passages of these settings."""
        connection = self._connection()
        with self.snapshot():
            now = self.generation()
            added = connection.execute(
                "SELECT p.id FROM passages p JOIN documents d ON d.key = p.document "
                "WHERE p.generation > ? AND d.made_with = ? ORDER BY p.id",
                (generation, made_with),
            )
            ids = tuple(row[0] for row in added)
            removed = self.removed_since(generation)
        return Change(now, ids, tuple(removed))

    def removed_since(self, generation: int) -> list[int]:
        """Passages removed after a generation, whatever they were made with."""
        rows = self._connection().execute(
            "SELECT id FROM removed_passages WHERE generation > ? ORDER BY id", (generation,)
        )
        return [row[0] for row in rows]


def _json(values: Iterable[int] | Iterable[str]) -> str:
    """Values as one SQL parameter, however many they are."""
    return json.dumps(list(values))
