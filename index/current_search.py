"""Searches that see every committed change, whoever made it."""

from __future__ import annotations

import logging
from collections.abc import Collection, Iterable, Sequence
from pathlib import Path

from index.errors import DamagedIndexError, UnwritableError
from index.protocols import Changes, Scored, SearchEngine, Vectors
from index.storage.disk_errors import writing_to
from index.storage.writer_lock import WriterLock
from index.values import Document, Passage, TermCounts

__all__ = ["CurrentSearch"]

log = logging.getLogger(__name__)


class CurrentSearch:
    """A ``PassageSearch`` that brings its engine up to date before each search."""

    def __init__(
        self, engine: SearchEngine, changes: Changes, lock: WriterLock, location: Path
    ) -> None:
        self._engine = engine
        self._changes = changes
        self._lock = lock
        self._location = location

    @property
    def fingerprint(self) -> str:
        """See ``PassageSearch.fingerprint``."""
        return self._engine.fingerprint

    def dense_search(
        self, vector: Vectors, k: int, documents: Collection[str] | None = None
    ) -> Scored:
        """See ``PassageSearch.dense_search``."""
        self.refresh()
        return self._engine.dense_search(vector, k, documents)

    def lexical_search(self, text: str, k: int, documents: Collection[str] | None = None) -> Scored:
        """See ``PassageSearch.lexical_search``."""
        self.refresh()
        return self._engine.lexical_search(text, k, documents)

    def term_counts(self, terms: Collection[str]) -> TermCounts:
        """See ``PassageSearch.term_counts``."""
        self.refresh()
        return self._engine.term_counts(terms)

    def passages_near(
        self, term: str, k: int, documents: Collection[str] | None = None
    ) -> list[int]:
        """See ``PassageSearch.passages_near``."""
        self.refresh()
        return self._engine.passages_near(term, k, documents)

    def passages_labelled(
        self, labels: Collection[str], k: int, documents: Collection[str] | None = None
    ) -> list[int]:
        """See ``PassageSearch.passages_labelled``."""
        self.refresh()
        return self._engine.passages_labelled(labels, k, documents)

    def dense_scores(self, vector: Vectors, passage_ids: Sequence[int]) -> dict[int, float]:
        """See ``PassageSearch.dense_scores``."""
        return self._engine.dense_scores(vector, passage_ids)

    def passages(self, ids: Iterable[int]) -> dict[int, Passage]:
        """See ``PassageSearch.passages``."""
        return self._engine.passages(ids)

    def document(self, document_id: str) -> Document:
        """See ``PassageSearch.document``."""
        return self._engine.document(document_id)

    def update(self) -> None:
        """Bring the engine up to date; the caller holds the writer lock."""
        self._engine.update(self._changes)

    def refresh(self) -> None:
        """Let the engine see what was committed; written by whoever can take the writer lock."""
        if self._engine.refresh(self._changes):
            return
        try:
            with writing_to(self._location), self._lock.try_to_hold() as is_held:
                if is_held:
                    self._engine.update(self._changes)
                    return
        except UnwritableError as error:
            log.warning("%s; searching in memory", error)
            self._engine.follow(self._changes, writer_is_busy=False)
            return
        self._engine.follow(self._changes, writer_is_busy=True)

    def check(self) -> None:
        """Verify that the engine holds the stored passages.

        Raises:
            DamagedIndexError: It does not, by an error in this program.
        """
        self.refresh()
        if self._engine.ids() != self._changes.passage_ids():
            raise DamagedIndexError("the search engine does not hold the stored passages")

    def close(self) -> None:
        """Close the engine."""
        self._engine.close()
