"""Scores of pairs of neighbouring terms, counted in the stored terms of a few passages.

As tantivy scores a phrase of two terms: BM25 of the pair, with the sum of the inverse document
frequencies of its terms (Robertson and Zaragoza, 2009, "The Probabilistic Relevance Framework").
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

from index.search.clauses import PHRASE_WEIGHT

__all__ = ["PairScores", "inverse_frequency"]

_K1 = 1.2
_B = 0.75


def inverse_frequency(passages: int, count: int) -> float:
    """Weight of a term that ``count`` of ``passages`` hold."""
    return math.log(1 + (passages - count + 0.5) / (count + 0.5))


class PairScores:
    """What the pairs of a question add to the score of a passage."""

    def __init__(
        self,
        pairs: Sequence[tuple[str, str]],
        weight_of: Callable[[str], float],
        average_length: float,
    ) -> None:
        """Prepare.

        Args:
            pairs: Of terms, each once.
            weight_of: Inverse document frequency of a term.
            average_length: Of a passage, in terms.
        """
        self._weights = {
            f" {first} {second} ": PHRASE_WEIGHT
            * (weight_of(first) + weight_of(second))
            * (1 + _K1)
            for first, second in pairs
        }
        self._average_length = max(average_length, 1.0)

    def of(self, stems: str) -> float:
        """The sum for a passage with these terms, in order, with one space between."""
        text = f" {stems} "
        counts = [(weight, _count(text, pair)) for pair, weight in self._weights.items()]
        length = stems.count(" ") + 1
        norm = _K1 * (1 - _B + _B * length / self._average_length)
        return sum(weight * n / (n + norm) for weight, n in counts if n)


def _count(text: str, words: str) -> int:
    """How often words stand in a text; the last space of a pair may be the first of the next."""
    count, place = 0, text.find(words)
    while place >= 0:
        count += 1
        place = text.find(words, place + 1)
    return count
