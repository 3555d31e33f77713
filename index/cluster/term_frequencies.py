"""How many passages hold a term: counted up to a number, estimated from a sample above it."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Collection
from functools import cached_property
from typing import TYPE_CHECKING

from index.cluster.queries import any_term

if TYPE_CHECKING:
    from lancedb.table import Table

__all__ = ["TermFrequencies"]

_COUNTED_MOST = 10_000
"""Hits that are counted. Counting more costs more than a whole search."""
_SAMPLE = 20_000
"""Passages whose terms are counted instead; of a term in 10 % of them the error is about 2 %."""


class TermFrequencies:
    """Numbers of passages by term, kept; safe to use from several threads."""

    def __init__(self, table: Table, count: Callable[[], int]) -> None:
        """Count in a table that nobody writes with, of so many passages."""
        self._table = table
        self._count = count
        self._known: dict[str, int] = {}
        self._lock = threading.Lock()

    def of(self, terms: Collection[str]) -> dict[str, int]:
        """The number for each term."""
        with self._lock:
            for term in terms:
                if term not in self._known:
                    self._known[term] = self._of(term)
            return {term: self._known[term] for term in terms}

    def _of(self, term: str) -> int:
        share = 1.0
        if self._count() > _COUNTED_MOST:
            counts, size = self._sample
            share = counts[term] / max(size, 1)
            # What is clearly more frequent in the sample need not be searched.
            if share * self._count() > 2 * _COUNTED_MOST:
                return round(share * self._count())
        query = self._table.search(any_term([term]), query_type="fts")
        hits = int(query.limit(_COUNTED_MOST).select(["_score"]).to_arrow().num_rows)
        return hits if hits < _COUNTED_MOST else max(hits, round(share * self._count()))

    @property
    def average_length(self) -> float:
        """Terms of a passage, on average, in the sample."""
        return self._lengths

    @cached_property
    def _stems(self) -> list[list[str]]:
        query = self._table.search().select(["stems"]).limit(_SAMPLE)
        return [stems.split(" ") for stems in query.to_arrow()["stems"].to_pylist()]

    @cached_property
    def _lengths(self) -> float:
        return sum(map(len, self._stems)) / max(len(self._stems), 1)

    @cached_property
    def _sample(self) -> tuple[Counter[str], int]:
        counts: Counter[str] = Counter()
        for stems in self._stems:
            counts.update(set(stems))
        return counts, len(self._stems)
