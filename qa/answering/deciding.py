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
from qa.answering.first_person import is_told_of_the_author, with_author
from qa.question_kind import JUDGEMENTS, gives_reason

__all__ = ["Outcome", "decided", "shown_sentences"]

Outcome = Literal["answer", "evidence", "none"]


def decided(examined: Examined, probabilities: Probabilities, thresholds: Thresholds) -> Outcome:
    """The outcome of a question.

    An answer is given from its threshold on, except for a question that asks for a judgement: no
    words of a document are one, so that it gets evidence where others would get an answer. So does
    one for a person who is only "I" in the text. Otherwise evidence is given from its own
    threshold on.
    """
    has_no_words = examined.kind in JUDGEMENTS or is_told_of_the_author(examined)
    if examined.candidates and probabilities.answer >= thresholds.answer and not has_no_words:
        return "answer"
    if examined.evidence and (
        probabilities.evidence >= thresholds.evidence
        or (has_no_words and probabilities.answer >= thresholds.answer)
    ):
        return "evidence"
    return "none"


def shown_sentences(examined: Examined) -> tuple[Sentence, ...]:
    """The chosen sentences, best first.

    With those that the best one announces, or with the line that says who wrote it; for why, a lone
    one without a reason gets a neighbour.
    """
    picked = with_announced(examined.evidence, examined.sentences)
    if is_told_of_the_author(examined):
        return with_author(picked)
    if examined.kind != "why" or any(gives_reason(sentence_text(s)) for s in picked):
        return picked
    return with_neighbour(picked, examined.sentences)
