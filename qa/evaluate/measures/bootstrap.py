"""Bootstrap intervals of measures over the questions (Efron 1979).

Questions are drawn with replacement, as many as there are, and every measure is taken of all draws
at once: a draw is a row of counts, one for each question. The measures here are those of `metrics`
for such rows, NaN where a draw leaves nothing to measure.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np

from qa.evaluate.measures.curves import BINS, FloatArray

__all__ = [
    "RESAMPLES",
    "Statistic",
    "best_mean",
    "calibration_error",
    "intervals",
    "risk_area",
    "roc_area",
    "share",
]

RESAMPLES = 1000
_PERCENTILES = (2.5, 97.5)
_CELLS = 2_000_000
"""Counts held in memory at once."""

Statistic = Callable[[FloatArray], FloatArray]
"""Counts of shape (draws, questions) → the measure of each draw, of shape (draws,)."""


def intervals(
    questions: int, statistics: Mapping[str, Statistic], seed: int, resamples: int = RESAMPLES
) -> dict[str, tuple[float, float]]:
    """The middle 95 % of each measure over draws of the questions (percentile method).

    Args:
        questions: How many there are, at least 1.
        statistics: By name.
        seed: Of the draws; the same seed gives the same intervals.
        resamples: How many draws.

    Returns:
        Low and high by name; draws without anything to measure are passed over, and a measure of
        which that is true of all draws is left out.
    """
    rng = np.random.default_rng(seed)
    blocks_by_name: dict[str, list[FloatArray]] = {name: [] for name in statistics}
    rows = max(1, _CELLS // questions)
    for begun in range(0, resamples, rows):
        draws = min(rows, resamples - begun)
        drawn = rng.integers(0, questions, (draws, questions))
        cells = (drawn + questions * np.arange(draws)[:, None]).ravel()
        counts = np.bincount(cells, minlength=draws * questions).reshape(draws, questions)
        for name, statistic in statistics.items():
            blocks_by_name[name].append(statistic(counts.astype(np.float64)))
    result = {}
    for name, blocks in blocks_by_name.items():
        values = np.concatenate(blocks)
        values = values[~np.isnan(values)]
        if len(values):
            low, high = np.percentile(values, _PERCENTILES)
            result[name] = (float(low), float(high))
    return result


def share(part: FloatArray, whole: FloatArray) -> Statistic:
    """Sum of parts over sum of wholes."""

    def statistic(counts: FloatArray) -> FloatArray:
        return _divided(counts @ part, counts @ whole)

    return statistic


def best_mean(scores: FloatArray, answering: FloatArray, declining: FloatArray) -> Statistic:
    """The best mean that a threshold on the score can reach, as `metrics.best_threshold`.

    Args:
        scores: Minus infinity where there is nothing to answer with.
        answering: What answering earns.
        declining: What declining earns.
    """
    order, _, last = _groups(-scores)
    gains = np.where(np.isneginf(scores), 0.0, answering - declining)[order]

    def statistic(counts: FloatArray) -> FloatArray:
        gained = np.cumsum(counts[:, order] * gains, axis=1)[:, last]
        best = np.maximum(gained.max(axis=1), 0.0)  # 0: all are declined
        return _divided(counts @ declining + best, counts.sum(axis=1))

    return statistic


def roc_area(confidences: FloatArray, right: FloatArray) -> Statistic:
    """Area under the ROC curve, as `metrics.auroc`."""
    order, first, last = _groups(confidences)

    def statistic(counts: FloatArray) -> FloatArray:
        rights = np.add.reduceat(counts[:, order] * right[order], first, axis=1)
        wrongs = np.cumsum(counts[:, order] * (1 - right[order]), axis=1)[:, last]
        below = np.concatenate([np.zeros((len(counts), 1)), wrongs[:, :-1]], axis=1)
        won = (rights * (below + wrongs) / 2).sum(axis=1)
        return _divided(won, rights.sum(axis=1) * wrongs[:, -1])

    return statistic


def calibration_error(confidences: FloatArray, right: FloatArray, bins: int = BINS) -> Statistic:
    """Expected calibration error, as `metrics.expected_calibration_error`; bins follow the draw."""
    order, _, last = _groups(confidences)

    def statistic(counts: FloatArray) -> FloatArray:
        drawn = counts[:, order]
        taken = np.cumsum(drawn, axis=1)[:, last]
        gap = np.cumsum(drawn * (confidences - right)[order], axis=1)[:, last]
        total = taken[:, -1]
        number = np.minimum(bins, total)
        error = np.zeros(len(counts))
        rows = np.arange(len(counts))
        before = np.zeros(len(counts))
        for i in range(1, bins + 1):
            # A bin ends with the first group of equal confidence that fills it.
            full = np.rint(np.minimum(i, number) * total / np.maximum(number, 1))
            ends = np.minimum((taken < full[:, None]).sum(axis=1), taken.shape[1] - 1)
            here = gap[rows, ends]
            error += np.abs(here - before)
            before = here
        return _divided(error, total)

    return statistic


def risk_area(certainty: FloatArray, right: FloatArray) -> Statistic:
    """Area under the risk–coverage curve, as `metrics.risk_coverage_area`."""
    order, first, last = _groups(-certainty)

    # Of a group of g answers, e of them wrong, after k answers with E wrong, the risks
    # (E + j e / g) / (k + j), j from 1 to g, add up to e + (E - k e / g) (H(k + g) - H(k)).
    def statistic(counts: FloatArray) -> FloatArray:
        drawn = counts[:, order]
        sizes = np.add.reduceat(drawn, first, axis=1)
        wrong = np.add.reduceat(drawn * (1 - right[order]), first, axis=1)
        taken, errors = np.cumsum(drawn, axis=1)[:, last], np.cumsum(wrong, axis=1)
        before = taken - sizes
        rate = wrong / np.maximum(sizes, 1)
        harmonic = np.concatenate([[0.0], np.cumsum(1 / np.arange(1, 1 + taken.max()))])
        steps = harmonic[taken.astype(int)] - harmonic[before.astype(int)]
        risks = wrong + (errors - wrong - before * rate) * steps
        return _divided(risks.sum(axis=1), taken[:, -1])

    return statistic


def _groups(keys: FloatArray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The order of rising keys; of each group of equal ones the first and last place in it."""
    order = np.argsort(keys, kind="stable")
    ranked = keys[order]
    changes = np.flatnonzero(ranked[1:] != ranked[:-1])
    first = np.concatenate([[0], changes + 1])
    last = np.concatenate([changes, [len(keys) - 1]])
    return order, first, last


def _divided(part: FloatArray, whole: FloatArray) -> FloatArray:
    """The quotient; NaN where the whole is 0."""
    result = np.full(len(part), np.nan)
    np.divide(part, whole, out=result, where=whole > 0)
    return result
