"""Bootstrap intervals: every statistic against the plain measure of the same draw."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.evaluate.measures.bootstrap import (
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
    expected_calibration_error,
    risk_coverage_area,
)

LEVELS = st.sampled_from([0.0, 0.1, 0.25, 0.5, 0.75, 1.0])
# Confidence, right, and how often each is drawn.
DRAWS = st.lists(st.tuples(LEVELS, st.booleans(), st.integers(0, 3)), min_size=1, max_size=40)


def arrays(draws: list[tuple[float, bool, int]]) -> tuple[FloatArray, FloatArray, FloatArray]:
    columns = zip(*draws, strict=True)
    confidences, right, counts = (np.array(column, dtype=np.float64) for column in columns)
    return confidences, right, counts[None, :]


def drawn(draws: list[tuple[float, bool, int]]) -> tuple[list[float], list[bool]]:
    """Write out the questions of a draw."""
    taken = [(confidence, right) for confidence, right, count in draws for _ in range(count)]
    return [confidence for confidence, _ in taken], [right for _, right in taken]


@given(DRAWS)
def test_statistics_are_the_plain_measures_of_the_draw(
    draws: list[tuple[float, bool, int]],
) -> None:
    confidences, right, counts = arrays(draws)
    taken, true = drawn(draws)
    (area,) = risk_area(confidences, right)(counts)
    (error,) = calibration_error(confidences, right)(counts)
    (roc,) = roc_area(confidences, right)(counts)
    if not taken:
        assert math.isnan(area)
        assert math.isnan(error)
    else:
        assert area == pytest.approx(risk_coverage_area(taken, true))
        assert error == pytest.approx(expected_calibration_error(taken, true))
        assert 0 <= area <= 1
        assert 0 <= error <= 1
    if len(set(true)) == 2:
        assert roc == pytest.approx(auroc(taken, true))
    else:
        assert math.isnan(roc)


@given(
    st.lists(
        st.tuples(
            st.sampled_from([-math.inf, -1.0, 0.0, 0.5, 2.0]),
            st.integers(0, 8).map(lambda eighths: eighths / 8),
            st.sampled_from([0.0, 1.0]),
            st.integers(0, 3),
        ),
        min_size=1,
        max_size=20,
    )
)
def test_best_mean_is_that_of_the_best_threshold(
    questions: list[tuple[float, float, float, int]],
) -> None:
    columns = zip(*questions, strict=True)
    scores, answering, declining, counts = (np.array(one, dtype=np.float64) for one in columns)
    (found,) = best_mean(scores, answering, declining)(counts[None, :])
    taken = [tuple(question[:3]) for question in questions for _ in range(question[3])]
    if taken:
        assert found == pytest.approx(best_threshold(taken)[0])
        for threshold in (-1.0, 0.0, 3.0):
            own = sum(
                earned if score >= threshold else declined for score, earned, declined in taken
            )
            assert found >= own / len(taken) - 1e-12
    else:
        assert math.isnan(found)


def test_many_draws_at_once_are_the_same_one_by_one() -> None:
    rng = np.random.default_rng(1)
    confidences, right = rng.random(50).round(1), (rng.random(50) < 0.6).astype(float)
    counts = rng.integers(0, 4, (30, 50)).astype(float)
    for statistic in (
        share(right, np.ones(50)), roc_area(confidences, right), risk_area(confidences, right),
        calibration_error(confidences, right), best_mean(confidences, right, 1 - right),
    ):  # fmt: skip
        one_by_one = np.concatenate([statistic(row[None, :]) for row in counts])
        assert statistic(counts) == pytest.approx(one_by_one)


def test_an_interval_of_a_share() -> None:
    # 400 questions, half of them right: the standard error is 1/40, and 95 % lie within 1.96 of it.
    right = np.arange(400) % 2.0
    found = intervals(400, {"share": share(right, np.ones(400))}, seed=3)
    assert found["share"] == pytest.approx((0.5 - 1.96 / 40, 0.5 + 1.96 / 40), abs=0.008)


@given(
    st.lists(st.booleans(), min_size=10, max_size=60),
    st.integers(0, 1000),
)
def test_the_interval_of_symmetric_data_holds_the_share(right: list[bool], seed: int) -> None:
    values = np.array([*right, *(not one for one in right)], dtype=np.float64)
    low, high = intervals(
        len(values), {"share": share(values, np.ones(len(values)))}, seed, resamples=200
    )["share"]
    assert 0 <= low <= 0.5 <= high <= 1


def test_intervals_depend_on_the_seed_and_not_on_the_blocks(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    values = np.random.default_rng(0).random(40)
    statistics = {"share": share(values, np.ones(40))}
    first = intervals(40, statistics, seed=1)
    assert intervals(40, statistics, seed=1) == first
    assert intervals(40, statistics, seed=2) != first
    monkeypatch.setattr("qa.evaluate.measures.bootstrap._CELLS", 100)
    assert intervals(40, statistics, seed=1) == first


def test_a_measure_of_nothing_has_no_interval() -> None:
    part = np.zeros(3)
    found = intervals(3, {"none": share(part, part), "all": share(part + 1, part + 1)}, seed=0)
    assert found == {"all": (1.0, 1.0)}
    # In some draws the one question with a whole is missing; these are passed over.
    found = intervals(3, {"one": share(np.array([1.0, 0, 0]), np.array([1.0, 0, 0]))}, seed=0)
    assert found == {"one": (1.0, 1.0)}
