"""The reader protocol: scores spans of passages as answers to a question.

Contract: all scores of one question are on one scale, log-odds against "no answer here" (span
score minus the passage's no-answer score), so that spans of different passages compare. Offsets
count in the document. A reader only scores; which spans become an answer is decided in
``qa.answering.candidates``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from qa.retriever import Hit

__all__ = ["Reader", "ScoredSpan"]


@dataclass(frozen=True, slots=True)
class ScoredSpan:
    """A possible answer.

    Attributes:
        hit: Index of the passage among those given to the reader.
        start: Offset of the first code point in the document's text.
        end: Offset after the last one.
        score: Log-odds against no answer; higher is better.
    """

    hit: int
    start: int
    end: int
    score: float


class Reader(Protocol):
    """Scores spans of passages."""

    @property
    def fingerprint(self) -> str:
        """Equal fingerprints give equal scores."""
        ...

    @property
    def whole_sentences(self) -> bool:
        """Whether spans are sentences rather than answers inside sentences."""
        ...

    def read(self, question: str, hits: Sequence[Hit]) -> list[ScoredSpan]:
        """Spans of all passages, best first; several per passage, none if it has none."""
        ...
