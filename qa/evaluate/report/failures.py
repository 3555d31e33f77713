"""Chooses the worst failures for the report, with the text around each citation."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from index.values import Span
from qa.evaluate.evaluation import Evaluation
from qa.evaluate.judging.ground_truth import Ground
from qa.evaluate.judging.question_result import Judgement, Outcome
from qa.evaluate.measures.tables import has_target, is_given

__all__ = ["Failure", "around", "certainty", "declined_right", "gold_place", "wrong_answers"]

_SHOWN = 10
_RADIUS = 280


@dataclass(frozen=True, slots=True)
class Failure:
    """A question that was read, with its judgement at hand."""

    outcome: Outcome
    judgement: Judgement


def wrong_answers(evaluation: Evaluation, count: int = _SHOWN) -> list[Failure]:
    """Answers given at the threshold that are wrong, the surest first."""
    return _worst(
        evaluation, (failure for failure in _read(evaluation) if not failure.judgement.right), True
    )[:count]


def declined_right(evaluation: Evaluation, count: int = _SHOWN) -> list[Failure]:
    """Right answers that were not sure enough to be given, the surest first."""
    return _worst(
        evaluation, (failure for failure in _read(evaluation) if failure.judgement.right), False
    )[:count]


def certainty(evaluation: Evaluation, judgement: Judgement) -> float:
    """What is held against the threshold: the score if the passage was given, else confidence."""
    return judgement.score if evaluation.mode == "passage" else judgement.confidence


def gold_place(outcome: Outcome, ground: Ground) -> tuple[str, Span] | None:
    """Id of a document and the place in it of the first piece of evidence, or gold answer."""
    question = outcome.question
    for quote in ground.evidence.get(question.paragraph, ()):
        for place in quote:
            return place.document_id, Span(place.offset, place.offset + place.length)
    for place in ground.places[question.paragraph]:
        for gold in question.golds:
            start = place.offset + gold.start
            return place.document_id, Span(start, start + len(gold.text))
    return None


def around(text: str, span: Span, radius: int = _RADIUS) -> Span:
    """The span with up to ``radius`` code points on either side, cut between words."""
    start, end = max(0, span.start - radius), min(len(text), span.end + radius)
    while 0 < start < span.start and not text[start - 1].isspace():
        start += 1
    while span.end < end < len(text) and not text[end].isspace():
        end -= 1
    return Span(start, end)


def _read(evaluation: Evaluation) -> Iterable[Failure]:
    for outcome in evaluation.outcomes:
        if outcome.judgement is not None and has_target(outcome):
            yield Failure(outcome, outcome.judgement)


def _worst(evaluation: Evaluation, failures: Iterable[Failure], given: bool) -> list[Failure]:
    threshold = evaluation.metrics.get("threshold", 0.0)
    assert isinstance(threshold, float)
    passage_given = evaluation.mode == "passage"
    chosen = [
        failure
        for failure in failures
        if is_given(failure.judgement, threshold, passage_given=passage_given) == given
    ]
    return sorted(chosen, key=lambda failure: -certainty(evaluation, failure.judgement))
