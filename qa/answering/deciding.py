"""Decides which of the three outcomes a question gets."""

from __future__ import annotations

from typing import Literal

from qa.answering.confidence import Probabilities, Thresholds
from qa.answering.features import Examined
from qa.question_kind import JUDGEMENTS

__all__ = ["Outcome", "decided"]

Outcome = Literal["answer", "evidence", "none"]


def decided(examined: Examined, probabilities: Probabilities, thresholds: Thresholds) -> Outcome:
    """The outcome of a question.

    An answer is given from its threshold on, except for a question that asks for a judgement: no
    words of a document are one, so that it gets evidence where others would get an answer.
    Otherwise evidence is given from its own threshold on.
    """
    is_judgement = examined.kind in JUDGEMENTS
    if examined.candidates and probabilities.answer >= thresholds.answer and not is_judgement:
        return "answer"
    if examined.evidence and (
        probabilities.evidence >= thresholds.evidence
        or (is_judgement and probabilities.answer >= thresholds.answer)
    ):
        return "evidence"
    return "none"
