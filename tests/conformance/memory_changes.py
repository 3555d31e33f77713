"""A corpus in memory, whose results can be computed by hand: what engines are tested on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

import numpy as np

from index.protocols import Vectors
from index.values import Delta, Document, Passage, PassageRow, Span

__all__ = ["DIMENSION", "MemoryChanges", "unit"]

DIMENSION = 4


def unit(*components: float) -> Vectors:
    """A unit vector in this direction, in the precision that a store keeps."""
    padded = np.zeros(DIMENSION, np.float32)
    padded[: len(components)] = components
    return (padded / np.linalg.norm(padded)).astype(np.float16).astype(np.float32)


class MemoryChanges:
    """``Changes`` whose documents are lists of (text, vector).

    The text of a document is its passages, joined by spaces.
    """

    def __init__(self, writer: str = "writer", fingerprint: str = "passages/1") -> None:
        self.fingerprint = fingerprint
        self.dimension = DIMENSION
        self._writer = writer
        self._generation = 0
        self._next_id = 1
        self._titles: dict[str, str] = {}
        self._labels: dict[int, tuple[str, ...]] = {}
        self._headings: dict[int, str] = {}
        self._rows: dict[int, tuple[str, str, Vectors]] = {}
        self._changed_at: dict[int, int] = {}
        self._removed_at: dict[int, int] = {}

    # -- what a test does

    def put(
        self,
        document: str,
        *passages: tuple[str, Vectors],
        title: str = "",
        labels: Mapping[int, tuple[str, ...]] | None = None,
        headings: Mapping[int, str] | None = None,
    ) -> list[int]:
        """Store a document in place of the one with this id; returns the ids of its passages.

        ``labels`` and ``headings`` are by the ids that its passages get.
        """
        self._labels.update(labels or {})
        self._headings.update(headings or {})
        self._generation += 1
        self._remove(document)
        self._titles[document] = title
        ids = list(range(self._next_id, self._next_id + len(passages)))
        self._next_id += len(ids)
        for id_, (text, vector) in zip(ids, passages, strict=True):
            self._rows[id_] = (document, text, vector)
            self._changed_at[id_] = self._generation
        return ids

    def drop(self, *documents: str) -> None:
        """Remove documents."""
        self._generation += 1
        for document in documents:
            self._remove(document)
            del self._titles[document]

    def retitle(self, document: str, title: str) -> None:
        """Give a document another title; its passages count as changed."""
        self._generation += 1
        self._titles[document] = title
        for id_ in self.passage_ids([document]):
            self._changed_at[id_] = self._generation

    def _remove(self, document: str) -> None:
        for id_ in self.passage_ids([document]):
            del self._rows[id_], self._changed_at[id_]
            self._removed_at[id_] = self._generation

    # -- what an engine sees

    def generation(self) -> int:
        return self._generation

    def writer_of(self, generation: int) -> str:
        return self._writer

    def since(self, generation: int) -> Delta:
        added = tuple(id_ for id_, at in sorted(self._changed_at.items()) if at > generation)
        return Delta(self._generation, added, tuple(self.removed_since(generation)))

    def removed_since(self, generation: int) -> list[int]:
        return [id_ for id_, at in sorted(self._removed_at.items()) if at > generation]

    def rows(self, ids: Sequence[int]) -> Iterator[PassageRow]:
        for id_ in ids:
            if id_ in self._rows:
                document, text, _ = self._rows[id_]
                above, labels = self._headings.get(id_, ""), self._labels.get(id_, ())
                yield PassageRow(id_, document, self._titles[document], text, above, labels)

    def vectors(self, ids: Sequence[int]) -> tuple[list[int], Vectors]:
        stored = sorted(set(ids) & set(self._rows))
        vectors = np.array([self._rows[id_][2] for id_ in stored], np.float32)
        return stored, vectors.reshape(len(stored), DIMENSION)

    def passage_ids(self, documents: Iterable[str] | None = None) -> list[int]:
        wanted = None if documents is None else set(documents)
        return sorted(id_ for id_, row in self._rows.items() if wanted is None or row[0] in wanted)

    def passages_by_document(self) -> dict[str, Sequence[int]]:
        return {document: self.passage_ids([document]) for document in self._titles}

    def passages(self, ids: Iterable[int]) -> dict[int, Passage]:
        return {
            passage.id: passage
            for document in self._titles
            for passage in self._passages_of(document)
            if passage.id in set(ids)
        }

    def document(self, document_id: str) -> Document | None:
        if document_id not in self._titles:
            return None
        ids = self.passage_ids([document_id])
        text = " ".join(self._rows[id_][1] for id_ in ids)
        return Document(document_id, text, self._titles[document_id], ("source",))

    def _passages_of(self, document: str) -> Iterator[Passage]:
        start = 0
        for id_ in self.passage_ids([document]):
            end = start + len(self._rows[id_][1])
            yield Passage(id_, document, start, end, (Span(start, end),))
            start = end + 1

    # -- what must come out

    def exact(
        self, vector: Vectors, k: int, documents: Iterable[str] | None = None
    ) -> list[tuple[int, float]]:
        """Dense search by hand: all cosines, best first, equal ones by id."""
        scored = [(id_, float(self._rows[id_][2] @ vector)) for id_ in self.passage_ids(documents)]
        return sorted(scored, key=lambda hit: (-hit[1], hit[0]))[: max(k, 0)]

    def with_word(self, word: str, documents: Iterable[str] | None = None) -> set[int]:
        """Ids of the passages with a word, in their text or title, for words without endings."""
        return {
            row.passage_id
            for row in self.rows(self.passage_ids(documents))
            if word in f"{row.title} {row.text}".lower().split()
        }
