"""Searches handed on to another object."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from index.protocols import PassageSearch, Scored, Vectors
from index.values import Passage, TermCounts

__all__ = ["ForwardedSearch"]


class ForwardedSearch:
    """The searches of ``PassageSearch``, of the object ``_search``."""

    _search: PassageSearch

    def dense_search(
        self, vector: Vectors, k: int, documents: Collection[str] | None = None
    ) -> Scored:
        """See ``PassageSearch.dense_search``."""
        return self._search.dense_search(vector, k, documents)

    def dense_scores(self, vector: Vectors, passage_ids: Sequence[int]) -> dict[int, float]:
        """See ``PassageSearch.dense_scores``."""
        return self._search.dense_scores(vector, passage_ids)

    def lexical_search(self, text: str, k: int, documents: Collection[str] | None = None) -> Scored:
        """See ``PassageSearch.lexical_search``."""
        return self._search.lexical_search(text, k, documents)

    def term_counts(self, terms: Collection[str]) -> TermCounts:
        """See ``PassageSearch.term_counts``."""
        return self._search.term_counts(terms)

    def passages_near(
        self, term: str, k: int, documents: Collection[str] | None = None
    ) -> list[int]:
        """See ``PassageSearch.passages_near``."""
        return self._search.passages_near(term, k, documents)

    def passages_labelled(
        self, labels: Collection[str], k: int, documents: Collection[str] | None = None
    ) -> list[int]:
        """See ``PassageSearch.passages_labelled``."""
        return self._search.passages_labelled(labels, k, documents)

    def passages(self, ids: Iterable[int]) -> dict[int, Passage]:
        """See ``PassageSearch.passages``."""
        return self._search.passages(ids)
