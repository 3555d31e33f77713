"""How many passages hold a term: counted up to a number, estimated from a sample above it."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING

from index.cluster.queries import any_term

if TYPE_CHECKING:
    from lancedb.table import Table

__all__ = ["TermFrequencies"]

_COUNTED_MOST = 10_000
"""Hits that are counted. Counting more costs more than a whole search."""
_SAMPLE = 20_000
"""Passages whose terms are counted instead; of a term in 10 % of them the error is about 2 %."""
_ALIKE = 0.1
"""A sample serves while the number of passages has not changed by a larger share."""


@dataclass(frozen=True, slots=True)
class TermSample:
    """The terms of some passages of a table.

    Attributes:
        passages: Of the whole table.
        size: Passages of the sample.
        counts: How many of these hold a term.
        average_length: Terms of one, on average.
    """

    passages: int
    size: int
    counts: Counter[str]
    average_length: float


class TermFrequencies:
    """Numbers of passages by term, kept; safe to use from several threads."""

    def __init__(
        self, table: Table, count: Callable[[], int], before: TermFrequencies | None = None
    ) -> None:
        """Count in a table that nobody writes with.

        Args:
            table: Of the passages.
            count: Returns their number.
            before: In an earlier version; its sample is kept while the table is about as large.
        """
        self._table = table
        self._count = count
        self._before = None if before is None else before._counted
        self._counted: TermSample | None = None
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
            sample = self._sample()
            share = sample.counts[term] / max(sample.size, 1)
            # What is clearly more frequent in the sample need not be searched.
            if share * self._count() > 2 * _COUNTED_MOST:
                return round(share * self._count())
        query = self._table.search(any_term([term]), query_type="fts")
        hits = int(query.limit(_COUNTED_MOST).select(["_score"]).to_arrow().num_rows)
        return hits if hits < _COUNTED_MOST else max(hits, round(share * self._count()))

    @property
    def average_length(self) -> float:
        """Terms of a passage, on average, in the sample."""
        with self._lock:
            return self._sample().average_length

    def _sample(self) -> TermSample:
        if self._counted is None:
            before, count = self._before, self._count()
            is_alike = (
                before is not None
                and count > _COUNTED_MOST
                and abs(count - before.passages) <= _ALIKE * before.passages
            )
            self._counted = before if before is not None and is_alike else self._drawn(count)
        return self._counted

    def _drawn(self, count: int) -> TermSample:
        query = self._table.search().select(["stems"]).limit(_SAMPLE)
        counts, length, size = Counter[str](), 0, 0
        for stems in query.to_arrow()["stems"].to_pylist():
            terms = stems.split(" ")
            counts.update(set(terms))
            length += len(terms)
            size += 1
        return TermSample(count, size, counts, length / max(size, 1))
