"""What is measured: the parts of a bot that evaluations use, as protocols."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Protocol

from index.values import Document
from qa.answer import Answer, Citation
from qa.answering.confidence import Thresholds

__all__ = ["CorpusBot", "PassageBot", "RankedPassage"]


class RankedPassage(Protocol):
    """One search result."""

    @property
    def document(self) -> Document:
        """The document that holds the passage."""


class CorpusBot(Protocol):
    """The part of `Chatbot` that is measured."""

    @property
    def fingerprints(self) -> Mapping[str, str]:
        """Fingerprints of the reader and of the search."""

    @property
    def thresholds(self) -> Thresholds:
        """Lowest confidences at which the bot gives answers and evidence by itself."""

    def search(self, question: str, *, k: int = 10) -> Sequence[RankedPassage]:
        """Passages, best first; a document may come several times."""

    def ask(
        self,
        question: str,
        *,
        documents: Iterable[str] | None = None,
        min_confidence: float | None = None,
    ) -> Answer:
        """The answer, from the documents with these ids or from all."""


class PassageBot(Protocol):
    """Answers from one given text; `PassageAnswerer` in the product."""

    @property
    def fingerprints(self) -> Mapping[str, str]:
        """The fingerprint of the reader."""

    @property
    def threshold(self) -> float:
        """Lowest score at which it answers by itself."""

    def ask(self, question: str, text: str) -> Answer:
        """The best candidate, whatever its score."""

    def evidence(self, question: str, text: str) -> Sequence[Citation]:
        """The sentences that bear on the question, whatever their scores."""
