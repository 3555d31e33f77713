"""Calibration and risk–coverage curves: stated confidence against the share of right answers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from index.errors import InvalidValueError

__all__ = ["BINS", "Bin", "FloatArray", "reliability", "risk_coverage"]

BINS = 15

FloatArray = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Bin:
    """Answers of similar confidence.

    Attributes:
        low: Their least confidence.
        high: Their greatest.
        stated: Their mean confidence.
        right: Share of them that are right.
        count: How many they are.
    """

    low: float
    high: float
    stated: float
    right: float
    count: int


def reliability(
    confidences: Sequence[float], right: Sequence[bool], bins: int = BINS
) -> tuple[Bin, ...]:
    """Bins of equal mass, of rising confidence.

    Args:
        confidences: 0 to 1.
        right: Whether each answer was right.
        bins: How many; fewer when there are fewer answers. (Nguyen and O'Connor, 2015: bins of
            equal mass, so that a bin of few answers weighs no more than it should.) Answers of
            equal confidence share a bin, so that their order says nothing.

    Raises:
        ValueError: There are no answers.
    """
    if not confidences:
        raise InvalidValueError("no answers to calibrate")
    order = sorted(range(len(confidences)), key=lambda i: confidences[i])
    number = min(bins, len(order))
    edges = {0}
    for i in range(1, number + 1):
        edge = round(i * len(order) / number)
        while edge < len(order) and confidences[order[edge]] == confidences[order[edge - 1]]:
            edge += 1
        edges.add(edge)
    return tuple(
        Bin(
            low=confidences[order[first]],
            high=confidences[order[after - 1]],
            stated=sum(confidences[i] for i in order[first:after]) / (after - first),
            right=sum(right[i] for i in order[first:after]) / (after - first),
            count=after - first,
        )
        for first, after in pairwise(sorted(edges))
    )


def risk_coverage(
    certainty: Sequence[float], right: Sequence[bool]
) -> tuple[FloatArray, FloatArray]:
    """Share of wrong answers among the surest ones (El-Yaniv and Wiener 2010).

    Args:
        certainty: Of each answer, on any scale.
        right: Whether each was right.

    Returns:
        Coverage, 1/n to 1, and the risk at each, both of shape (n,). Answers of equal certainty
        are taken in every order and averaged.

    Raises:
        ValueError: There are no answers.
    """
    if not certainty:
        raise InvalidValueError("no answers to rank")
    values, groups, sizes = np.unique(
        -np.asarray(certainty, dtype=np.float64), return_inverse=True, return_counts=True
    )
    wrong = np.bincount(groups, weights=~np.asarray(right, dtype=bool), minlength=len(values))
    # Within a group every answer counts as wrong as the group is.
    errors = np.cumsum(np.repeat(wrong / sizes, sizes))
    taken = np.arange(1, len(errors) + 1, dtype=np.float64)
    return taken / len(errors), errors / taken
