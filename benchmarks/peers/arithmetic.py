"""Thresholds, shares and paired differences, as pure functions."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from qa.evaluate.measures.bootstrap import intervals, share
from qa.evaluate.measures.metrics import mean

__all__ = ["paired_gain", "percentile", "share_at", "threshold_for"]


def threshold_for(scores: Sequence[float | None], wanted: float) -> float:
    """Return the highest threshold at which at least a share of the questions gets an answer.

    Args:
        scores: Of every question's best answer; None for no answer.
        wanted: 0 to 1.

    Returns:
        Questions with at least this score are answered. If too few have an answer, the lowest
        score; infinity if there is no score.

    Raises:
        ValueError: There are no questions, or ``wanted`` is not above 0 and at most 1.
    """
    if not scores:
        raise ValueError("no questions to find a threshold for")
    if not 0 < wanted <= 1:
        raise ValueError(f"a share above 0 and at most 1 is needed, not {wanted}")
    ranked = sorted((score for score in scores if score is not None), reverse=True)
    # Rounded first, since 0.07 * 100 is a little more than 7.
    needed = math.ceil(round(wanted * len(scores), 9))
    return ranked[min(needed, len(ranked)) - 1] if ranked else math.inf


def share_at(scores: Sequence[float | None], threshold: float) -> float:
    """Return the share of the questions that are answered at a threshold.

    Raises:
        ValueError: There are no questions.
    """
    return mean([float(score is not None and score >= threshold) for score in scores])


def paired_gain(
    ours: Sequence[float], theirs: Sequence[float], seed: int = 0
) -> tuple[float, float, float]:
    """Return the mean gain over the same questions, and its 95 % bootstrap interval.

    Each draw of a question takes both of its values.

    Raises:
        ValueError: No questions, or not the same number for both.
    """
    if not ours or len(ours) != len(theirs):
        raise ValueError(f"pairs are needed, not {len(ours)} and {len(theirs)} values")
    gains = np.asarray(ours, np.float64) - np.asarray(theirs, np.float64)
    found = intervals(len(gains), {"gain": share(gains, np.ones(len(gains)))}, seed)
    return float(gains.mean()), *found["gain"]


def percentile(values: Sequence[float], percent: float) -> float:
    """Return the value below which ``percent`` of the values lie, interpolated.

    Raises:
        ValueError: There are no values.
    """
    if not values:
        raise ValueError("no values to take a percentile of")
    return float(np.percentile(values, percent))
