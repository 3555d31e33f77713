"""Outcomes of many questions → named measures. A measure of nothing is left out, not made up."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from qa.evaluate.metrics import mean, mean_reciprocal_rank, recall_at
from qa.evaluate.outcome import Judgement, Outcome

__all__ = ["DEPTH", "Metrics", "summarise"]

Metrics = dict[str, float | dict[str, dict[str, float]]]

DEPTH = 20
"""How many documents of a ranking count; MRR takes a rank beyond them as not found."""

_PLACES = (1, 5, DEPTH)


def summarise(outcomes: Sequence[Outcome]) -> Metrics:
    """Measures over questions; every share lies between 0 and 1.

    ==========================  ===============================================================
    ``exact_match``, ``f1``     over all questions; an unanswerable one is right if declined
    ``has_answer_exact_match``  over answerable questions
    ``has_answer_f1``           over answerable questions
    ``no_answer_accuracy``      share of unanswerable questions that were declined
    ``recall@1``, 5, 20         over answerable questions whose gold paragraph is in the index
    ``mrr``                     mean reciprocal rank over the same questions
    ``answered``                share of questions that got an answer
    ``citation_exactness``      share of all citations shown that equal the evaluator's own slices
    ``citation_has_answer``     share of answerable questions whose first citation holds a gold
                                answer; a declined one counts as without
    ``citation_position``       share of right answers cited from where a gold answer stands
    ``questions_per_second``    over the time spent in the measured calls alone
    ``latency_ms``              for each stage ``p50`` and ``p95``
    ==========================  ===============================================================

    `Judgement` says what right, exact and in place mean.

    Raises:
        ValueError: There are no outcomes.
    """
    if not outcomes:
        raise ValueError("no questions to measure")
    metrics: Metrics = {}
    judged = [(each, each.judgement) for each in outcomes if each.judgement is not None]
    metrics |= _answers(judged)
    metrics |= _retrieval([each for each in outcomes if each.ranked])
    metrics |= _citations([judgement for _, judgement in judged])
    seconds = sum(each.seconds for each in outcomes)
    if seconds > 0:
        metrics["questions_per_second"] = len(outcomes) / seconds
    metrics["latency_ms"] = _latency(outcomes)
    return metrics


def _answers(judged: Sequence[tuple[Outcome, Judgement]]) -> Metrics:
    """Measures of what was answered."""
    metrics: Metrics = {}
    answerable = [judgement for each, judgement in judged if each.question.answerable]
    unanswerable = [judgement for each, judgement in judged if not each.question.answerable]
    if judged:
        metrics["exact_match"] = mean([judgement.exact_match for _, judgement in judged])
        metrics["f1"] = mean([judgement.f1 for _, judgement in judged])
        metrics["answered"] = mean([float(judgement.found) for _, judgement in judged])
    if answerable:
        metrics["has_answer_exact_match"] = mean([each.exact_match for each in answerable])
        metrics["has_answer_f1"] = mean([each.f1 for each in answerable])
    if unanswerable:
        metrics["no_answer_accuracy"] = mean([float(not each.found) for each in unanswerable])
    return metrics


def _retrieval(ranked: Sequence[Outcome]) -> Metrics:
    """Measures of the ranking alone."""
    if not ranked:
        return {}
    ranks = [each.rank for each in ranked]
    metrics: Metrics = {f"recall@{k}": recall_at(ranks, k) for k in _PLACES}
    metrics["mrr"] = mean_reciprocal_rank(ranks)
    return metrics


def _citations(judgements: Sequence[Judgement]) -> Metrics:
    """Measures of the quotations."""
    exact = [float(flag) for each in judgements for flag in each.exact_citations]
    holding = [float(each.holds_answer) for each in judgements if each.holds_answer is not None]
    in_place = [float(each.in_place) for each in judgements if each.in_place is not None]
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
