"""Outcomes of many questions → named measures. A measure of nothing is left out, not made up."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from qa.evaluate.metrics import (
    auroc,
    best_threshold,
    expected_calibration_error,
    mean,
    mean_reciprocal_rank,
    recall_at,
)
from qa.evaluate.outcome import Judgement, Outcome

__all__ = ["DEPTH", "Metrics", "summarise"]

Metrics = dict[str, float | dict[str, dict[str, float]]]

DEPTH = 20
"""How many documents of a ranking count; MRR takes a rank beyond them as not found."""

_PLACES = (1, 5, DEPTH)


def summarise(
    outcomes: Sequence[Outcome], threshold: float, *, passage_given: bool = False
) -> Metrics:
    """Measures over questions; every share lies between 0 and 1.

    ==============================  ===========================================================
    ``exact_match``, ``f1``         over all questions; an unanswerable one is right if declined
    ``has_answer_exact_match``      over answerable questions, of the best candidate
    ``has_answer_f1``               over answerable questions, of the best candidate
    ``no_answer_accuracy``          share of unanswerable questions that were declined
    ``best_f1``, ``best_exact``     over all questions, at the threshold that is best for each
                                    (as the official SQuAD 2.0 script has it)
    ``best_threshold``              the one of ``best_f1``; left out if declining all is best
    ``threshold``                   the system's own
    ``recall@1``, 5, 20             over answerable questions whose gold paragraph is in the index
    ``mrr``                         mean reciprocal rank over the same questions
    ``reranked_recall@1``           share of the same whose best candidate is in the gold paragraph
    ``answered``                    share of questions with an answer of at least the
                                    threshold's confidence
    ``left_out_answered``           the same over questions whose article was left out
    ``confidence_auroc``            area under the ROC curve of confidence, right against wrong
    ``expected_calibration_error``  of confidence, in 15 bins of equal mass
    ``citation_exactness``          share of all citations shown that equal the evaluator's slices
    ``citation_has_answer``         share of answerable questions whose first citation holds a gold
                                    answer; a declined one counts as without
    ``citation_position``           share of right answers cited from where a gold answer stands
    ``questions_per_second``        over the time spent in the measured calls alone
    ``latency_ms``                  for each stage ``p50`` and ``p95``
    ==============================  ===========================================================

    Questions whose article was left out count in ``left_out_answered``, the two measures of
    confidence, citation exactness and the times, and nowhere else. `Judgement` says what right,
    exact and in place mean.

    Args:
        outcomes: One for each question.
        threshold: Lowest confidence at which the system answers, or, with ``passage_given``,
            lowest score.
        passage_given: Whether each question was asked of its own paragraph alone.

    Raises:
        ValueError: There are no outcomes.
    """
    if not outcomes:
        raise ValueError("no questions to measure")
    metrics: Metrics = {}
    judged = [(each, each.judgement) for each in outcomes if each.judgement is not None]
    asked = [(each, judgement) for each, judgement in judged if not each.left_out]
    metrics |= _answers(asked, threshold, passage_given=passage_given)
    metrics |= _retrieval([each for each in outcomes if each.ranked])
    metrics |= _confidence(judged, threshold, passage_given=passage_given)
    metrics |= _citations(judged)
    seconds = sum(each.seconds for each in outcomes)
    if seconds > 0:
        metrics["questions_per_second"] = len(outcomes) / seconds
    metrics["latency_ms"] = _latency(outcomes)
    return metrics


def _answers(
    judged: Sequence[tuple[Outcome, Judgement]], threshold: float, *, passage_given: bool
) -> Metrics:
    """Measures of what was answered."""
    if not judged:
        return {}
    metrics: Metrics = {}
    answerable = [judgement for each, judgement in judged if each.question.answerable]
    unanswerable = [judgement for each, judgement in judged if not each.question.answerable]

    def given(one: Judgement) -> bool:
        return one.found and (not passage_given or one.score >= threshold)

    # A declined answerable question scores 0; an unanswerable one is right if declined.
    exact = [one.exact_match if given(one) else 0.0 for one in answerable]
    overlap = [one.f1 if given(one) else 0.0 for one in answerable]
    declined = [float(not given(one)) for one in unanswerable]
    metrics["exact_match"] = mean([*exact, *declined])
    metrics["f1"] = mean([*overlap, *declined])
    if answerable:
        metrics["has_answer_exact_match"] = mean([one.exact_match for one in answerable])
        metrics["has_answer_f1"] = mean([one.f1 for one in answerable])
    if unanswerable:
        metrics["no_answer_accuracy"] = mean(declined)
    if passage_given and unanswerable:
        scored = [(one.score, one.f1, 0.0) for one in answerable]
        metrics["best_f1"], lowest = best_threshold(
            [*scored, *((one.score, 0.0, 1.0) for one in unanswerable)]
        )
        if math.isfinite(lowest):  # JSON has no infinity
            metrics["best_threshold"] = lowest
        scored = [(one.score, one.exact_match, 0.0) for one in answerable]
        metrics["best_exact"], _ = best_threshold(
            [*scored, *((one.score, 0.0, 1.0) for one in unanswerable)]
        )
    if passage_given:
        metrics["threshold"] = threshold
    return metrics


def _confidence(
    judged: Sequence[tuple[Outcome, Judgement]], threshold: float, *, passage_given: bool
) -> Metrics:
    """Measures of the stated confidence; none if the passage was given, where it has no meaning."""
    if passage_given or not judged:
        return {}
    metrics: Metrics = {}
    for name, left_out in (("answered", False), ("left_out_answered", True)):
        shares = [
            float(one.found and one.confidence >= threshold)
            for each, one in judged
            if each.left_out == left_out
        ]
        if shares:
            metrics[name] = mean(shares)
    metrics["threshold"] = threshold
    confidences = [one.confidence for _, one in judged]
    right = [one.right for _, one in judged]
    metrics["expected_calibration_error"] = expected_calibration_error(confidences, right)
    if len(set(right)) == 2:
        metrics["confidence_auroc"] = auroc(confidences, right)
    return metrics


def _retrieval(ranked: Sequence[Outcome]) -> Metrics:
    """Measures of the ranking alone."""
    if not ranked:
        return {}
    ranks = [each.rank for each in ranked]
    metrics: Metrics = {f"recall@{k}": recall_at(ranks, k) for k in _PLACES}
    metrics["mrr"] = mean_reciprocal_rank(ranks)
    first = [
        float(each.judgement.gold_first)
        for each in ranked
        if each.judgement is not None and each.judgement.gold_first is not None
    ]
    if first:
        metrics["reranked_recall@1"] = mean(first)
    return metrics


def _citations(judged: Sequence[tuple[Outcome, Judgement]]) -> Metrics:
    """Measures of the quotations; where the article was left out only whether they are exact."""
    exact = [float(flag) for _, each in judged for flag in each.exact_citations]
    asked = [judgement for each, judgement in judged if not each.left_out]
    holding = [float(each.holds_answer) for each in asked if each.holds_answer is not None]
    in_place = [float(each.in_place) for each in asked if each.in_place is not None]
    named = {
        "citation_exactness": exact,
        "citation_has_answer": holding,
        "citation_position": in_place,
    }
    return {name: mean(values) for name, values in named.items() if values}


def _latency(outcomes: Sequence[Outcome]) -> dict[str, dict[str, float]]:
    """Percentiles of the stages that the answers state, or of searches if nothing was read."""
    stages: dict[str, list[float]] = {}
    for each in outcomes:
        judgement = each.judgement
        stated = {"search": each.seconds * 1000} if judgement is None else judgement.milliseconds
        for stage, milliseconds in stated.items():
            stages.setdefault(stage, []).append(milliseconds)
    return {
        stage: {f"p{share}": float(np.percentile(times, share)) for share in (50, 95)}
        for stage, times in stages.items()
    }
