"""Decides which of the three outcomes a question gets."""

from __future__ import annotations

from typing import Literal

from qa.answering.confidence import Probabilities, Thresholds
from qa.answering.evidence_choice import (
    Sentence,
    sentence_text,
    with_announced,
    with_neighbour,
)
from qa.answering.features import Examined
from qa.question_kind import JUDGEMENTS, gives_reason

__all__ = ["Outcome", "decided", "shown_sentences"]

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


def shown_sentences(examined: Examined) -> tuple[Sentence, ...]:
    """The chosen sentences, best first.

    With those that the best one announces; for why, a lone one without a reason gets a neighbour.
    """
    picked = with_announced(examined.evidence, examined.sentences)
    if examined.kind != "why" or any(gives_reason(sentence_text(s)) for s in picked):
        return picked
    return with_neighbour(picked, examined.sentences)
