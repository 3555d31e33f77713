"""Measures as pure functions; every share lies between 0 and 1."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from index.errors import InvalidValueError
from qa.evaluate.measures.curves import BINS, reliability, risk_coverage

__all__ = [
    "auroc",
    "best_threshold",
    "calibration_error_by_chance",
    "expected_calibration_error",
    "mean",
    "risk_coverage_area",
]


def best_threshold(scored: Sequence[tuple[float, float, float]]) -> tuple[float, float]:
    """The best mean that a threshold on the score can reach, and the lowest such threshold.

    Args:
        scored: For each question its score, minus infinity if there is nothing to answer with; what
            answering earns, and what declining earns.

    Returns:
        The mean, and the threshold: questions with at least that score are answered; infinity if
        declining all is best.

    Raises:
        ValueError: There are no questions.
    """
    if not scored:
        raise InvalidValueError("no questions to find a threshold for")
    ranked = sorted(scored, key=lambda pair: -pair[0])
    total = sum(declining for _, _, declining in ranked)
    best, threshold = total, float("inf")
    for number, (score, answering, declining) in enumerate(ranked, 1):
        if score == float("-inf"):
            break  # declined at every threshold
        total += answering - declining
        # Questions of equal score are answered together.
        last_of_its_score = number == len(ranked) or ranked[number][0] != score
        if last_of_its_score and total >= best:
            best, threshold = total, score
    return best / len(ranked), threshold


def auroc(confidences: Sequence[float], right: Sequence[bool]) -> float:
    """Probability that a right answer has more confidence than a wrong one; ties count half.

    Raises:
        ValueError: All are right, or all are wrong.
    """
    if len(set(right)) != 2:
        raise InvalidValueError("a ROC curve needs right and wrong answers")
    from sklearn.metrics import roc_auc_score

    return float(roc_auc_score(right, confidences))


def expected_calibration_error(
    confidences: Sequence[float], right: Sequence[bool], bins: int = BINS
) -> float:
    """Mean distance of confidence and share of right answers, in the bins of `reliability`.

    Raises:
        ValueError: There are no answers.
    """
    reliability_bins = reliability(confidences, right, bins)
    return sum(bin_.count * abs(bin_.stated - bin_.right) for bin_ in reliability_bins) / len(
        confidences
    )


def calibration_error_by_chance(confidences: Sequence[float], bins: int = BINS) -> float:
    """The calibration error to expect of confidences that are exactly right, in the same bins.

    A bin of few answers seldom has just the share of right ones that it states. This is the mean
    over all outcomes in which each answer is right with its own confidence, independently.

    Args:
        confidences: 0 to 1.
        bins: As for `expected_calibration_error`.

    Raises:
        ValueError: There are no answers.
    """
    stated = sorted(confidences)
    total, start = 0.0, 0
    for bin_ in reliability(stated, [False] * len(stated), bins):
        # Chances of 0, 1, 2 and so on right answers in the bin (Poisson binomial distribution).
        chances = np.ones(1)
        for confidence in stated[start : start + bin_.count]:
            chances = np.convolve(chances, (1 - confidence, confidence))
        start += bin_.count
        total += float(chances @ np.abs(np.arange(len(chances)) - bin_.count * bin_.stated))
    return total / len(stated)


def risk_coverage_area(certainty: Sequence[float], right: Sequence[bool]) -> float:
    """Mean risk over all coverages, see `risk_coverage` (Geifman and El-Yaniv 2017); 0 is best.

    Raises:
        ValueError: There are no answers.
    """
    _, risks = risk_coverage(certainty, right)
    return float(risks.mean())


def mean(values: Sequence[float]) -> float:
    """Arithmetic mean.

    Raises:
        ValueError: There are no values; a share of nothing is left out, not made up.
    """
    if not values:
        raise InvalidValueError("no questions to take a mean over")
    return sum(values) / len(values)
