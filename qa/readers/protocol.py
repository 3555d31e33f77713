"""The reader protocol: scores spans and sentences of passages for a question.

Contract: all scores of one question are on one scale. A span's is its log-odds against "no answer
here" (span score minus the passage's no-answer score), so that spans of different passages
compare. A sentence's says how likely it answers or explains. Offsets count in the document. A
reader only scores; what becomes an answer or its evidence is decided in ``qa.answering``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from qa.retriever import Hit

__all__ = ["Reader", "Reading", "ScoredSentence", "ScoredSpan"]


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


@dataclass(frozen=True, slots=True)
class ScoredSentence:
    """A sentence of a passage.

    Attributes:
        hit: Index of the passage among those given to the reader.
        start: Offset of the first code point in the document's text.
        end: Offset after the last one.
        score: Log-odds that it answers or explains; higher is better.
    """

    hit: int
    start: int
    end: int
    score: float


@dataclass(frozen=True, slots=True)
class Reading:
    """What a reader says of the passages.

    Attributes:
        spans: Of all passages, best first; several per passage, none if it has none.
        sentences: Of all passages, in the order of the passages and of their texts.
    """

    spans: tuple[ScoredSpan, ...]
    sentences: tuple[ScoredSentence, ...]


class Reader(Protocol):
    """Scores spans and sentences of passages."""

    @property
    def fingerprint(self) -> str:
        """Equal fingerprints give equal scores."""
        ...

    @property
    def whole_sentences(self) -> bool:
        """Whether spans are sentences rather than answers inside sentences."""
        ...

    def read(self, question: str, hits: Sequence[Hit]) -> Reading:
        """The scores of one question's passages."""
        ...
