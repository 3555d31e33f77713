"""The search engine of one machine: FAISS for vectors, tantivy for terms.

Both are caches of the store. A manifest beside each says which generation it holds and what it was
made from (``manifests``). Nothing is deleted to repair: what cannot be read is renamed aside and
named in a warning.
"""

from __future__ import annotations

import threading
from collections.abc import Collection, Iterable, Sequence
from pathlib import Path

from index.errors import DamagedIndexError, InvalidValueError, UnknownDocumentError
from index.protocols import Changes, Scored, Vectors
from index.search.lexical import LEXICAL_SETTINGS, scoring
from index.search.lexical_files import LexicalFiles
from index.search.passage_filter import DocumentFilters
from index.search.vector_files import FLAT_MOST, VectorFiles
from index.values import Document, Passage, TermCounts

__all__ = ["LocalEngine", "local_scoring"]


def local_scoring() -> str:
    """Changes whenever the same passages would get other scores on this machine."""
    return f"cosine fp16; {scoring()}; {LEXICAL_SETTINGS}"


class LocalEngine:
    """A ``SearchEngine`` in one directory; see there for the methods."""

    def __init__(self, folder: Path, changes: Changes, flat_most: int = FLAT_MOST) -> None:
        """Open what is there; see ``VectorFiles`` for the arguments."""
        self._changes = changes
        self._lock = threading.RLock()
        self._filters = DocumentFilters(changes)
        self._vector_files = VectorFiles(folder, changes, flat_most)
        self._lexical_files = LexicalFiles(folder, changes)

    @property
    def fingerprint(self) -> str:
        """See ``PassageSearch.fingerprint``."""
        return local_scoring()

    @property
    def generation(self) -> int:
        """See ``SearchEngine.generation``."""
        return min(self._vector_files.generation, self._lexical_files.generation)

    # -- searching

    def dense_search(
        self, vector: Vectors, k: int, documents: Collection[str] | None = None
    ) -> Scored:
        """See ``PassageSearch.dense_search``."""
        allowed = None if documents is None else self._filters.of(documents)
        return _in_order(self._vector_files.index.search(vector, k, allowed))

    def lexical_search(self, text: str, k: int, documents: Collection[str] | None = None) -> Scored:
        """See ``PassageSearch.lexical_search``."""
        index = self._lexical_files.index
        if index is None:
            return []
        allowed = None if documents is None else self._filters.of(documents)
        return _in_order(index.search(text, k, allowed))

    def term_counts(self, terms: Collection[str]) -> TermCounts:
        """See ``PassageSearch.term_counts``."""
        index = self._lexical_files.index
        return TermCounts(0, dict.fromkeys(terms, 0)) if index is None else index.term_counts(terms)

    def passages_near(
        self, term: str, k: int, documents: Collection[str] | None = None
    ) -> list[int]:
        """See ``PassageSearch.passages_near``."""
        index = self._lexical_files.index
        allowed = None if documents is None else self._filters.of(documents)
        return [] if index is None else index.near(term, k, allowed)

    def passages_labelled(
        self, labels: Collection[str], k: int, documents: Collection[str] | None = None
    ) -> list[int]:
        """See ``PassageSearch.passages_labelled``."""
        index = self._lexical_files.index
        allowed = None if documents is None else self._filters.of(documents)
        return [] if index is None else index.labelled(labels, k, allowed)

    def dense_scores(self, vector: Vectors, passage_ids: Sequence[int]) -> dict[int, float]:
        """See ``PassageSearch.dense_scores``."""
        return self._vector_files.index.scores(vector, passage_ids)

    def passages(self, ids: Iterable[int]) -> dict[int, Passage]:
        """See ``PassageSearch.passages``."""
        return self._changes.passages(ids)

    def document(self, document_id: str) -> Document:
        """See ``PassageSearch.document``."""
        document = self._changes.document(document_id)
        if document is None:
            raise UnknownDocumentError(f"no document {document_id}")
        return document

    def ids(self) -> list[int]:
        """See ``SearchEngine.ids``."""
        index = self._lexical_files.index
        vector_ids = self._vector_files.index.ids()
        if vector_ids != ([] if index is None else index.ids()):
            raise DamagedIndexError("vectors and terms are not of the same passages")
        return vector_ids

    # -- keeping up

    def refresh(self, changes: Changes) -> bool:
        """See ``SearchEngine.refresh``."""
        self._check(changes)
        if self._is_current():
            return True
        with self._lock:
            self._vector_files.catch_up()
            self._lexical_files.refresh()
            return self._is_current()

    def follow(self, changes: Changes, *, writer_is_busy: bool) -> None:
        """See ``SearchEngine.follow``."""
        self._check(changes)
        with self._lock:
            self._vector_files.catch_up()
            self._lexical_files.follow(writer_is_busy=writer_is_busy)

    def update(self, changes: Changes) -> None:
        """See ``SearchEngine.update``."""
        self._check(changes)
        with self._lock:
            self._vector_files.update()
            self._lexical_files.update()

    def close(self) -> None:
        """See ``SearchEngine.close``."""
        self._lexical_files.close()

    def _is_current(self) -> bool:
        now = self._changes.generation()
        return self._vector_files.generation == now == self._lexical_files.generation

    def _check(self, changes: Changes) -> None:
        if changes is not self._changes:
            raise InvalidValueError("an engine follows only the changes that it was opened for")


def _in_order(scored: Scored) -> Scored:
    """Best first; equal scores by ascending id."""
    return sorted(scored, key=lambda hit: (-hit[1], hit[0]))
