"""Outcomes as arrays, one row a question, that measures and their intervals are taken of."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from qa.evaluate.judging.question_result import Judgement, Outcome
from qa.evaluate.judging.ranking import Ranking, ranking_measures
from qa.evaluate.measures.curves import FloatArray
from qa.question_kind import kind_of

__all__ = ["Tables", "has_target", "is_given", "tables_of"]


@dataclass(frozen=True, slots=True, eq=False)
class Tables:
    """What measures are taken of; all arrays are in the order of the questions.

    Attributes:
        questions: How many there are.
        shares: By name what each question adds to a share and to its whole, shape (questions,).
        read: Indices of the questions that were read and of which it is known whether an answer is
            right, shape (read,).
        certainty: Of these: the confidence, or with the passage given the score, shape (read,).
        right: Of these: 1 if the best candidate is right, else 0, shape (read,).
        scored: For the best threshold on the score, of the questions that were read and not left
            out: index, score, exact match and F1 of answering, and gain of declining, shape
            (5, n); None unless the passage was given and some question is unanswerable.
    """

    questions: int
    shares: dict[str, tuple[FloatArray, FloatArray]]
    read: npt.NDArray[np.int64]
    certainty: FloatArray
    right: FloatArray
    scored: FloatArray | None


def is_given(judgement: Judgement, threshold: float, *, passage_given: bool) -> bool:
    """Whether the best candidate is answered with at this threshold."""
    return (
        judgement.kind == "answer"
        and (judgement.score if passage_given else judgement.confidence) >= threshold
    )


def tables_of(
    outcomes: Sequence[Outcome], threshold: float, *, passage_given: bool = False
) -> Tables:
    """Tabulate.

    Args:
        outcomes: One for each question.
        threshold: Lowest confidence, or with ``passage_given`` lowest score, that is answered with.
        passage_given: Whether each question was asked of its own paragraph alone.
    """
    shares = _Sums(len(outcomes))
    read = [
        (number, outcome, outcome.judgement)
        for number, outcome in enumerate(outcomes)
        if outcome.judgement is not None
    ]
    for number, outcome, judgement in read:
        given = is_given(judgement, threshold, passage_given=passage_given)
        for name, part, whole in _shares(outcome, judgement, given):
            shares.add(name, number, part, whole)
        if not passage_given:
            prefix = "left_out_" if outcome.left_out else ""
            shares.add(f"{prefix}answered", number, given, 1)
            shares.add(f"{prefix}evidence", number, judgement.as_evidence, 1)
    if "declined_recall" not in shares:
        # Nothing was there to be declined: the share would be 0 whatever the system does.
        shares.pop("declined_precision", None)
    for name, values in _ranked(outcomes).items():
        for number, value in values:
            shares.add(name, number, value, 1)
    read = [(k, outcome, judged) for k, outcome, judged in read if has_target(outcome)]
    scale = [judgement.score if passage_given else judgement.confidence for *_, judgement in read]
    return Tables(
        questions=len(outcomes),
        shares=dict(shares),
        read=np.array([number for number, *_ in read], dtype=np.int64),
        certainty=np.array(scale, dtype=np.float64),
        right=np.array([judgement.right for *_, judgement in read], dtype=np.float64),
        scored=_scored(read) if passage_given else None,
    )


def has_target(outcome: Outcome) -> bool:
    """Whether words are asked for, and it is known which are right.

    A judgement has none, and of some questions only sentences are marked.
    """
    question = outcome.question
    if outcome.judgement is not None and outcome.judgement.kind == "evidence":
        return False
    return outcome.left_out or question.has_words or not question.answerable


class _Sums(dict[str, tuple[FloatArray, FloatArray]]):
    """By name what each question adds to a share and to its whole, shape (questions,)."""

    def __init__(self, questions: int) -> None:
        super().__init__()
        self._questions = questions

    def add(self, name: str, question: int, part: float, whole: float) -> None:
        """Add to a share; a name that is new begins with zeros."""
        if name not in self:
            self[name] = (np.zeros(self._questions), np.zeros(self._questions))
        self[name][0][question] += part
        self[name][1][question] += whole


def _shares(
    outcome: Outcome, judgement: Judgement, given: bool
) -> Iterator[tuple[str, float, float]]:
    """Name of a share, and what this question adds to it and to its whole."""
    answerable = outcome.question.answerable and not outcome.left_out
    if answerable and not outcome.question.has_words:
        pass  # it is not known whether words are right
    elif answerable:
        yield "exact_match", judgement.exact_match * given, 1
        yield "f1", judgement.f1 * given, 1
        yield "has_answer_exact_match", judgement.exact_match, 1
        yield "has_answer_f1", judgement.f1, 1
        yield "answered_recall", given and judgement.right, 1
    else:
        # The right thing is to decline.
        yield "exact_match", not given, 1
        yield "f1", not given, 1
        yield "declined_recall", not given, 1
        if not outcome.left_out:
            yield "no_answer_accuracy", not given, 1
    if given and has_target(outcome):
        yield "answered_precision", judgement.right, 1
    elif not given and not judgement.as_evidence:
        yield "declined_precision", not answerable, 1
    yield "citation_exactness", sum(judgement.exact_citations), len(judgement.exact_citations)
    if outcome.left_out:
        return
    if judgement.sentences is not None:
        yield "evidence_f1", judgement.sentences.f1, 1
        if kind_of(outcome.question.text) in ("why", "how"):
            yield "evidence_f1_why_how", judgement.sentences.f1, 1
    if judgement.holds_answer is not None:
        yield "citation_has_answer", judgement.holds_answer, 1
    if judgement.in_place is not None:
        yield "citation_position", judgement.in_place, 1
    if judgement.evidence is not None:
        yield "citation_recall", judgement.evidence.recall, 1
        if judgement.evidence.precision is not None:
            yield "citation_precision", judgement.evidence.precision, 1


def _ranked(outcomes: Sequence[Outcome]) -> dict[str, list[tuple[int, float]]]:
    """Measures of the rankings before and after reading, each with the question's index."""
    ranked = [(number, outcome) for number, outcome in enumerate(outcomes) if outcome.ranked]
    if not ranked:
        return {}
    measures = ranking_measures(
        [outcome.ranking or Ranking.of_one(outcome.rank) for _, outcome in ranked]
    )
    numbers = [number for number, _ in ranked]
    values_by_name = {
        name: list(zip(numbers, values, strict=True)) for name, values in measures.items()
    }
    values_by_name["reranked_recall@1"] = [
        (number, float(outcome.judgement.gold_first))
        for number, outcome in ranked
        if outcome.judgement is not None and outcome.judgement.gold_first is not None
    ]
    return values_by_name


def _scored(read: Sequence[tuple[int, Outcome, Judgement]]) -> FloatArray | None:
    """See `Tables.scored`."""
    rows = [
        (number, judgement.score, judgement.exact_match, judgement.f1, 0.0)
        if outcome.question.answerable
        else (number, judgement.score, 0.0, 0.0, 1.0)
        for number, outcome, judgement in read
        if not outcome.left_out
    ]
    if not any(declining for *_, declining in rows):
        return None
    return np.array(rows, dtype=np.float64).T
