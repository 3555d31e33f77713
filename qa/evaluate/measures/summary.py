"""Outcomes of many questions → named measures. A measure of nothing is left out, not made up."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from index.errors import InvalidValueError
from qa.evaluate.judging.question_result import Outcome
from qa.evaluate.judging.ranking import DEPTH
from qa.evaluate.measures.bootstrap import (
    Statistic,
    best_mean,
    calibration_error,
    intervals,
    risk_area,
    roc_area,
    share,
)
from qa.evaluate.measures.curves import FloatArray
from qa.evaluate.measures.metrics import (
    auroc,
    best_threshold,
    calibration_error_by_chance,
    expected_calibration_error,
    risk_coverage_area,
)
from qa.evaluate.measures.tables import Tables, tables_of

__all__ = ["DEPTH", "Intervals", "Metrics", "intervals_of", "summarise"]

Metrics = dict[str, float | dict[str, dict[str, float]]]
Intervals = dict[str, tuple[float, float]]

_ORDER = (
    "exact_match",
    "f1",
    "has_answer_exact_match",
    "has_answer_f1",
    "no_answer_accuracy",
    "best_exact",
    "best_f1",
    "best_threshold",
    "threshold",
    "answered",
    "evidence",
    "left_out_answered",
    "left_out_evidence",
    "answered_precision",
    "answered_recall",
    "declined_precision",
    "declined_recall",
    "confidence_auroc",
    "expected_calibration_error",
    "calibration_error_by_chance",
    "risk_coverage_area",
    "recall@1",
    "recall@5",
    "recall@20",
    "mrr",
    "ndcg@10",
    "reranked_recall@1",
    "citation_exactness",
    "citation_has_answer",
    "citation_position",
    "citation_precision",
    "citation_recall",
    "evidence_f1",
    "evidence_f1_why_how",
    "questions_per_second",
    "latency_ms",
)


def summarise(
    outcomes: Sequence[Outcome], threshold: float, *, passage_given: bool = False
) -> Metrics:
    """Measures over questions, as ``docs/evaluation.md`` defines them; shares are 0 to 1.

    Questions whose article was left out should be declined: they count in exact match and F1, in
    what was answered and declined, in the measures of confidence, citation exactness and the times,
    and nowhere else. With ``passage_given`` the score takes the place of the confidence, which has
    no meaning there, and what is said of the confidence itself is left out.

    Args:
        outcomes: One for each question, of its best candidate whatever the confidence.
        threshold: Lowest confidence at which the system answers, or, with ``passage_given``,
            lowest score.
        passage_given: Whether each question was asked of its own paragraph alone.

    Raises:
        ValueError: There are no outcomes.
    """
    tables = _tables(outcomes, threshold, passage_given=passage_given)
    metrics: Metrics = {
        name: float(part.sum() / whole.sum())
        for name, (part, whole) in tables.shares.items()
        if whole.any()
    }
    if len(tables.read):
        metrics["threshold"] = threshold
        metrics |= _certainty(tables, passage_given=passage_given)
    if tables.scored is not None:
        metrics |= _best(tables.scored)
    seconds = sum(each.seconds for each in outcomes)
    if seconds > 0:
        metrics["questions_per_second"] = len(outcomes) / seconds
    metrics["latency_ms"] = _latency(outcomes)
    return {name: metrics[name] for name in _ORDER if name in metrics}


def intervals_of(
    outcomes: Sequence[Outcome], threshold: float, *, passage_given: bool = False, seed: int = 0
) -> Intervals:
    """95 % bootstrap intervals over questions, of every measure but thresholds, times and chance.

    Args:
        outcomes: As for `summarise`.
        threshold: As for `summarise`.
        passage_given: As for `summarise`.
        seed: Of the draws.

    Raises:
        ValueError: There are no outcomes.
    """
    tables = _tables(outcomes, threshold, passage_given=passage_given)
    statistics: dict[str, Statistic] = {
        name: share(part, whole) for name, (part, whole) in tables.shares.items() if whole.any()
    }
    if len(tables.read):
        certainty, right, read = tables.certainty, tables.right, tables.read
        statistics["risk_coverage_area"] = _of(read, risk_area(certainty, right))
        if not passage_given:
            statistics["expected_calibration_error"] = _of(
                read, calibration_error(certainty, right)
            )
            if 0 < right.sum() < len(right):
                statistics["confidence_auroc"] = _of(read, roc_area(certainty, right))
    if tables.scored is not None:
        index, score, exact, overlap, declining = tables.scored
        for name, answering in (("best_exact", exact), ("best_f1", overlap)):
            best = best_mean(score, answering, declining)
            statistics[name] = _of(index.astype(np.int64), best)
    ends = intervals(tables.questions, statistics, seed)
    return {name: ends[name] for name in _ORDER if name in ends}


def _tables(outcomes: Sequence[Outcome], threshold: float, *, passage_given: bool) -> Tables:
    if not outcomes:
        raise InvalidValueError("no questions to measure")
    return tables_of(outcomes, threshold, passage_given=passage_given)


def _of(columns: np.ndarray, statistic: Statistic) -> Statistic:
    """The statistic of some of the questions only."""
    return lambda counts: statistic(counts[:, columns])


def _certainty(tables: Tables, *, passage_given: bool) -> Metrics:
    """Measures of the confidence, or of the order that the score gives."""
    certainty, right = tables.certainty.tolist(), tables.right.astype(bool).tolist()
    measures: Metrics = {"risk_coverage_area": risk_coverage_area(certainty, right)}
    if not passage_given:
        measures["expected_calibration_error"] = expected_calibration_error(certainty, right)
        measures["calibration_error_by_chance"] = calibration_error_by_chance(certainty)
        if len(set(right)) == 2:
            measures["confidence_auroc"] = auroc(certainty, right)
    return measures


def _best(scored: FloatArray) -> Metrics:
    """The best that a threshold on the score can reach."""
    _, score, exact, overlap, declining = scored.tolist()
    best_exact, _ = best_threshold(list(zip(score, exact, declining, strict=True)))
    best_f1, lowest = best_threshold(list(zip(score, overlap, declining, strict=True)))
    measures: Metrics = {"best_exact": best_exact, "best_f1": best_f1}
    if math.isfinite(lowest):  # JSON has no infinity
        measures["best_threshold"] = lowest
    return measures


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
