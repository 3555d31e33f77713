"""The arithmetic of the side-by-side tables, on numbers that a person can check."""

import math

import pytest

from benchmarks.peers.arithmetic import paired_gain, percentile, share_at, threshold_for


def test_threshold_answers_the_wanted_share():
    scores = [one / 20 for one in range(20)]
    threshold = threshold_for(scores, 0.85)
    assert threshold == 3 / 20  # 17 of 20 lie at or above it
    assert share_at(scores, threshold) == 0.85


def test_threshold_is_the_highest_that_does():
    scores = [0.9, 0.7, 0.5, 0.3]
    assert threshold_for(scores, 0.5) == 0.7
    assert threshold_for(scores, 0.51) == 0.5


def test_a_share_that_floats_miss_needs_no_question_more():
    assert 0.07 * 100 > 7
    assert threshold_for([float(one) for one in range(100)], 0.07) == 93.0


def test_equal_scores_are_answered_together():
    scores = [1.0, 0.5, 0.5, 0.5]
    assert share_at(scores, threshold_for(scores, 0.5)) == 1.0


def test_a_system_that_answers_too_few_gives_all_it_has():
    scores = [0.4, None, 0.2, None]
    threshold = threshold_for(scores, 0.85)
    assert threshold == 0.2
    assert share_at(scores, threshold) == 0.5


def test_a_system_without_answers_answers_nothing():
    assert threshold_for([None, None], 0.85) == math.inf
    assert share_at([None, None], math.inf) == 0.0


def test_a_score_of_zero_is_a_score():
    assert threshold_for([0.0, None], 0.5) == 0.0
    assert share_at([0.0, None], 0.0) == 0.5


@pytest.mark.parametrize("wanted", [0.0, 1.1])
def test_impossible_shares_are_refused(wanted):
    with pytest.raises(ValueError, match="share above 0"):
        threshold_for([1.0], wanted)


def test_nothing_measured_is_refused():
    with pytest.raises(ValueError, match="no questions"):
        threshold_for([], 0.85)
    with pytest.raises(ValueError, match="pairs"):
        paired_gain([1.0], [])
    with pytest.raises(ValueError, match="no values"):
        percentile([], 50)


def test_a_constant_gain_has_an_interval_without_width():
    # Paired: the values differ from question to question, the gain does not.
    gain = paired_gain([0.5, 0.75, 1.0], [0.25, 0.5, 0.75])
    assert gain == (0.25, 0.25, 0.25)


def test_the_interval_of_a_gain_is_that_of_the_binomial():
    ours, theirs = [1.0] * 50 + [0.0] * 50, [0.0] * 100
    mean, low, high = paired_gain(ours, theirs)
    assert mean == 0.5
    # Standard deviation of a share of 100 draws at 1/2: 0.05; the middle 95 %: ± 1.96 of them.
    assert low == pytest.approx(0.402, abs=0.015)
    assert high == pytest.approx(0.598, abs=0.015)


def test_the_gain_turns_its_sign_with_the_sides():
    ours, theirs = [1.0, 0.0, 1.0, 0.5], [0.0, 0.5, 0.5, 0.5]
    forth, back = paired_gain(ours, theirs), paired_gain(theirs, ours)
    assert forth == (-back[0], -back[2], -back[1])


def test_percentiles_are_interpolated():
    assert percentile([1.0, 2.0, 3.0, 4.0], 50) == 2.5
    assert percentile([10.0], 95) == 10.0
