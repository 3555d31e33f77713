"""What every step of answering gets: the question, what it is asked of, and what was retrieved."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING

from qa.answer import Answer, Citation, Searched
from qa.retriever import Hit

if TYPE_CHECKING:
    from qa.answer import AnswerKind

__all__ = ["Request"]

Retrieve = Callable[[str, Sequence[str] | None], Sequence[Hit]]


@dataclass(frozen=True)
class Request:
    """A question on its way through the steps; most retrieve once for it.

    Attributes:
        question: As read.
        documents: Ids of the documents to look in; all if None.
        min_confidence: Lowest confidence that is given; any if None.
        searched: What the question is asked of.
        is_calibrated: Whether confidences of read answers are.
        retrieve: Finds the passages of a question in some documents.
        begun: Clock when the question came.
    """

    question: str
    documents: Sequence[str] | None
    min_confidence: float | None
    searched: Searched
    is_calibrated: bool
    retrieve: Retrieve
    begun: float = field(default_factory=time.perf_counter)

    @cached_property
    def hits(self) -> tuple[Hit, ...]:
        """The passages of the question."""
        return tuple(self.retrieve(self.question, self.documents))

    @property
    def known_hits(self) -> tuple[Hit, ...] | None:
        """The passages, if a step has retrieved them; else None."""
        return self.hits if "hits" in self.__dict__ else None

    def takes(self, confidence: float) -> bool:
        """Whether an answer with this confidence is given."""
        return self.min_confidence is None or confidence >= self.min_confidence

    def of(self, question: str, documents: Sequence[str] | None) -> Request:
        """The same for another question, or for other documents."""
        return replace(self, question=question, documents=documents)

    def answer(
        self, kind: AnswerKind, confidence: float, citations: Sequence[Citation] = ()
    ) -> Answer:
        """An answer that was not read but taken from the structure of documents.

        Args:
            kind: See ``qa.answer.KINDS``.
            confidence: Of it, 0 to 1.
            citations: Of it.
        """
        return Answer(
            *(self.question, self.question, kind, confidence, self.is_calibrated),
            tuple(citations),
            searched=self.searched,
            answer_probability=confidence if kind == "answer" else 0.0,
            evidence_probability=confidence if kind == "evidence" else 0.0,
        )

    def timed(self, answer: Answer) -> Answer:
        """An answer for which nothing was read, with the time that it took."""
        elapsed = 1000 * (time.perf_counter() - self.begun)
        return replace(answer, milliseconds={"retrieve": elapsed, "read": 0.0, "total": elapsed})
