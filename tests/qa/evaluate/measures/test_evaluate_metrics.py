"""SQuAD measures: cases worked out by hand, and a second implementation from the definition."""

import itertools
import math
import random
import re
import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.answering.normalize import normalized
from qa.evaluate.judging.matching import exact_match, f1
from qa.evaluate.measures.metrics import (
    auroc,
    best_threshold,
    calibration_error_by_chance,
    expected_calibration_error,
    mean,
    risk_coverage_area,
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The Mongol Empire", "mongol empire"),
        ("  two\tlines\n here ", "two lines here"),
        ("no\u00a0break", "no break"),  # split() counts it as white space
        # articles go as whole words only
        ("Anthem of a theatre", "anthem of theatre"),
        ("the", ""),
        ("A An THE", ""),
        # punctuation is deleted before articles are looked for, so words grow together
        ("well-known", "wellknown"),
        ("the-rapist", "therapist"),
        ("U.S.A.", "usa"),
        ("a.m.", "am"),
        ("A.", ""),
        ("3,000.50 $", "300050"),
        ("Khan's", "khans"),
        # only ASCII punctuation: these stay
        ("Khan’s", "khan’s"),
        ("“Khan”", "“khan”"),
        ("1185–1226", "1185–1226"),
        ("¿qué?", "¿qué"),
        # a dash that stays is no word character, so the article beside it still goes
        ("a–b", "–b"),
        ("vitamin «A»", "vitamin « »"),
        # lower case, but neither case folding nor Unicode composition
        ("Straße", "straße"),
        ("TEMÜJIN", "temüjin"),
        ("Temu\u0308jin", "temu\u0308jin"),
        ("naïve", "naïve"),
        # an article next to a combining mark: the mark is no word character, the letter goes
        ("a\u0301", "\u0301"),
        ("the_end", "theend"),  # the underscore is ASCII punctuation
        ("a1 the2", "a1 the2"),
        ("👑 the king", "👑 king"),
        ("", ""),
        ("...", ""),
    ],
)
def test_normalised(text: str, expected: str) -> None:
    assert normalized(text) == expected


@pytest.mark.parametrize(
    ("prediction", "golds", "expected"),
    [
        ("the Khan.", ["Khan"], 1.0),
        ("Khan", ["Wang Khan", "khan"], 1.0),
        ("Wang", ["Wang Khan"], 0.0),
        ("", [], 1.0),
        ("Khan", [], 0.0),
        ("", ["Khan"], 0.0),
        ("The", [], 1.0),  # normalises to nothing
        ("a", ["the"], 1.0),  # the official script drops such a gold, which leaves ""
        ("Khan", ["the", "Khan"], 1.0),
        ("", ["the", "Khan"], 0.0),
    ],
)
def test_exact_match(prediction: str, golds: list[str], expected: float) -> None:
    assert exact_match(prediction, golds) == expected


@pytest.mark.parametrize(
    ("prediction", "golds", "expected"),
    [
        ("the Mongol Empire", ["Mongol empire"], 1.0),
        # 1 shared of 1 predicted and 2 gold: P = 1, R = 1/2, F = 2·(1/2) / (3/2) = 2/3
        ("Khan", ["Wang Khan"], 2 / 3),
        # 2 shared ("new", "york") of 4 and 3: P = 2/4, R = 2/3, F = 2·(1/3) / (7/6) = 4/7
        ("in New York City", ["New York State"], 4 / 7),
        # repetition counts once per occurrence: shared "big" ×1 of 3 and 2: 2·1 / 5
        ("big big big", ["big cat"], 2 / 5),
        # the best gold counts: 2/3 against the first, 2·1/(1+4) against the second
        ("Khan", ["Wang Khan", "Khan of Keraite tribe"], 2 / 3),
        ("Jochi", ["Tolui"], 0.0),
        ("", [], 1.0),
        ("", ["Khan"], 0.0),
        ("Khan", [], 0.0),
        ("the", ["a"], 1.0),
    ],
)
def test_f1(prediction: str, golds: list[str], expected: float) -> None:
    assert f1(prediction, golds) == pytest.approx(expected, abs=1e-12)


def oracle_words(text: str) -> list[str]:
    """The four official steps one after the other, character by character."""
    text = "".join(char for char in text.lower() if char not in string.punctuation)
    return [word for word in re.sub(r"\b(a|an|the)\b", " ", text).split() if word]


def oracle_f1(prediction: str, golds: list[str]) -> float:
    """Precision and recall by walking two sorted lists, instead of by counting."""
    best = 0.0
    for gold in [text for text in golds if oracle_words(text)] or [""]:
        left, right = sorted(oracle_words(prediction)), sorted(oracle_words(gold))
        if not left or not right:
            best = max(best, 1.0 if left == right else 0.0)
            continue
        shared = i = j = 0
        while i < len(left) and j < len(right):
            if left[i] == right[j]:
                shared, i, j = shared + 1, i + 1, j + 1
            elif left[i] < right[j]:
                i += 1
            else:
                j += 1
        if shared:
            precision, recall = shared / len(left), shared / len(right)
            best = max(best, 2 * precision * recall / (precision + recall))
    return best


def test_agrees_with_a_second_implementation() -> None:
    rng = random.Random(7)
    words = ["the", "a", "An", "Khan", "khan,", "Wang", "well-known", "1206", "–", "’s", "...", "ü"]

    def phrase() -> str:
        return " ".join(rng.choices(words, k=rng.randrange(5)))

    partial = 0
    for _ in range(2_000):
        prediction, golds = phrase(), [phrase() for _ in range(rng.randrange(4))]
        expected = oracle_f1(prediction, golds)
        assert f1(prediction, golds) == pytest.approx(expected, abs=1e-12)
        kept = [oracle_words(text) for text in golds if oracle_words(text)] or [[]]
        assert exact_match(prediction, golds) == float(oracle_words(prediction) in kept)
        partial += 0 < expected < 1
    assert partial > 200  # the cases reach the part that counting could get wrong


def test_a_share_of_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="no questions"):
        mean([])


# -- thresholds

# Eighths add up without rounding, so that means that should be equal are.
SCORED = st.lists(
    st.tuples(
        st.sampled_from([-math.inf, -2.0, -0.5, 0.0, 0.25, 3.0]),
        st.integers(0, 8).map(lambda eighths: eighths / 8),
        st.sampled_from([0.0, 1.0]),
    ),
    min_size=1,
    max_size=12,
)


@given(SCORED)
def test_best_threshold_is_the_lowest_of_the_best_of_all(
    scored: list[tuple[float, float, float]],
) -> None:
    def total(threshold: float) -> float:
        return sum(
            answering if score >= threshold else declining for score, answering, declining in scored
        )

    # A question with nothing to answer with is declined at every threshold that can be chosen.
    thresholds = {score for score, _, _ in scored if score > -math.inf} | {math.inf}
    best = max(total(threshold) for threshold in thresholds)
    lowest = min(threshold for threshold in thresholds if total(threshold) == best)
    assert best_threshold(scored) == (best / len(scored), lowest)


@pytest.mark.parametrize(
    ("scored", "best", "threshold"),
    [
        # evaluate-v2.0.py begins with the number of unanswerable questions and goes down the
        # scores: an answerable one adds its F1, an unanswerable one with an answer takes 1.
        # Here 2, then 3, 2, 2.5, 1.5, 2.5: the best is 3 of 5, at the first score.
        ([(3, 1, 0), (2, 0, 1), (1, 0.5, 0), (0, 0, 1), (-1, 1, 0)], 3 / 5, 3),
        # 1, then 2, 1, 2, 2.5, in any order of the file
        ([(-1, 0.5, 0), (1, 1, 0), (3, 1, 0), (2, 0, 1)], 2.5 / 4, -1),
        # 2, then 1, 2, 1: declining all is as good as answering the best two
        ([(5, 0, 1), (4, 1, 0), (3, 0, 1)], 2 / 3, 4),
        # 2, then 1, 1.5, 0.5: nothing is worth answering
        ([(5, 0, 1), (4, 0.5, 0), (3, 0, 1)], 2 / 3, math.inf),
        # Of equal scores neither can be answered alone: 1, then 1 + 1 - 1
        ([(2, 1, 0), (2, 0, 1)], 1 / 2, 2),
        ([(2, 0.5, 0), (2, 0, 1)], 1 / 2, math.inf),
        # no candidate
        ([(-math.inf, 0, 0)], 0.0, math.inf),
        ([(1, 1, 0), (-math.inf, 0, 0), (-math.inf, 0, 1)], 2 / 3, 1),
    ],
)
def test_best_threshold(
    scored: list[tuple[float, float, float]], best: float, threshold: float
) -> None:
    assert best_threshold(scored) == (pytest.approx(best), threshold)


# -- confidence


@pytest.mark.parametrize(
    ("confidences", "right", "expected"),
    [
        ([0.9, 0.1], [True, False], 1.0),
        ([0.1, 0.9], [True, False], 0.0),
        ([0.5, 0.5], [True, False], 1 / 2),
        # 0.9 beats 0.5 and 0.1; 0.5 ties with 0.5 and beats 0.1: 3 and a half of 4
        ([0.9, 0.5, 0.5, 0.1], [True, True, False, False], 3.5 / 4),
        # 0.3 ties twice with 0.3: 1 of 2; 0.2 loses twice
        ([0.3, 0.3, 0.3, 0.2], [False, True, False, True], 1 / 4),
    ],
)
def test_auroc(confidences: list[float], right: list[bool], expected: float) -> None:
    assert auroc(confidences, right) == pytest.approx(expected)


@pytest.mark.parametrize("right", [[], [True, True], [False]])
def test_auroc_needs_right_and_wrong(right: list[bool]) -> None:
    with pytest.raises(ValueError, match="right and wrong"):
        auroc([0.5] * len(right), right)


def test_few_answers_are_bins_of_their_own() -> None:
    # 0.9 right, 0.8 wrong, 0.3 wrong
    found = expected_calibration_error([0.8, 0.3, 0.9], [False, False, True])
    assert found == pytest.approx((0.8 + 0.3 + 0.1) / 3)
    assert expected_calibration_error([1.0], [False]) == 1.0


def test_bins_hold_equally_many_answers() -> None:
    # 0.1 and 0.2 with one right: |0.15 - 0.5|; 0.3 and 0.9 with one right: |0.6 - 0.5|. In bins
    # of equal width 0.1, 0.2 and 0.3 would share one, for 3/4 |0.2 - 1/3| + 1/4 |0.9 - 1|.
    confidences, right = [0.1, 0.2, 0.3, 0.9], [False, True, False, True]
    assert expected_calibration_error(confidences, right, bins=2) == pytest.approx(0.35 / 2 + 0.05)
    # Five answers in two bins: two (to the even one) and three.
    assert expected_calibration_error(
        [*confidences, 1.0], [*right, False], bins=2
    ) == pytest.approx(2 / 5 * 0.35 + 3 / 5 * (2.2 / 3 - 1 / 3))


def test_there_are_fifteen_bins() -> None:
    # Pair j of 0 to 14 has mean (2j + 1) / 30 and one right answer, so its distance from 1/2 is
    # |j - 7| / 15; the mean of |j - 7| is 2 (1 + ... + 7) / 15 = 56 / 15.
    confidences = [(i + 0.5) / 30 for i in range(30)]
    right = [i % 2 == 0 for i in range(30)]
    assert expected_calibration_error(confidences, right) == pytest.approx(56 / 15 / 15)


def test_perfect_calibration_has_no_error() -> None:
    # k of 20 answers with confidence k / 20 are right.
    answers = [(k / 20, i < k) for k in range(1, 16) for i in range(20)]
    random.Random(3).shuffle(answers)
    confidences, right = zip(*answers, strict=True)
    assert expected_calibration_error(confidences, right) == pytest.approx(0, abs=1e-12)
    # All a tenth too sure.
    sure = [confidence + 0.1 for confidence in confidences]
    assert expected_calibration_error(sure, right) == pytest.approx(0.1)


LEVELS = st.sampled_from([0.0, 0.25, 0.5, 0.75, 1.0])


@given(st.data(), st.lists(st.tuples(LEVELS, st.booleans()), min_size=1, max_size=60))
def test_the_order_of_answers_says_nothing(
    data: st.DataObject, answers: list[tuple[float, bool]]
) -> None:
    def error(answers: list[tuple[float, bool]]) -> float:
        confidences, right = zip(*answers, strict=True)
        return expected_calibration_error(confidences, right)

    found = error(answers)
    assert 0 <= found <= 1
    assert error(data.draw(st.permutations(answers))) == pytest.approx(found)


def test_equal_confidences_share_a_bin() -> None:
    # Half of them are right, as they say; one by one each would be wrong by a half.
    assert expected_calibration_error([0.5] * 4, [True, True, False, False]) == 0.0
    # 0.5 three times with one right, |0.5 - 1/3|; 0.6 once, right.
    found = expected_calibration_error([0.5, 0.5, 0.6, 0.5], [True, False, True, False])
    assert found == pytest.approx(3 / 4 * (1 / 6) + 1 / 4 * 0.4)


@given(st.lists(LEVELS, min_size=1, max_size=9), st.integers(1, 4))
def test_by_chance_is_the_mean_error_over_all_outcomes(stated: list[float], bins: int) -> None:
    """Counted one by one: each outcome with its chance, if every answer is as sure as it says."""
    expected = 0.0
    for right in itertools.product((False, True), repeat=len(stated)):
        chance = math.prod(p if hit else 1 - p for p, hit in zip(stated, right, strict=True))
        expected += chance * expected_calibration_error(stated, right, bins)
    assert calibration_error_by_chance(stated, bins) == pytest.approx(expected, abs=1e-9)


def test_by_chance_more_answers_are_off_by_less() -> None:
    few, many = ([(i % 15 + 0.5) / 15 for i in range(n)] for n in (150, 1500))
    assert 0.05 < calibration_error_by_chance(few) < 0.15
    # The standard error of a share of ten times as many is a square root of ten smaller.
    ratio = calibration_error_by_chance(few) / calibration_error_by_chance(many)
    assert ratio == pytest.approx(10**0.5, rel=0.05)
    assert calibration_error_by_chance([0.0, 1.0, 1.0]) == 0.0
    with pytest.raises(ValueError, match="no answers"):
        calibration_error_by_chance([])


@pytest.mark.parametrize(
    ("certainty", "right", "expected"),
    [
        ([0.9], [True], 0.0),
        ([0.9], [False], 1.0),
        # 0 of 1, 1 of 2, 1 of 3
        ([0.9, 0.5, 0.1], [True, False, True], (0 + 1 / 2 + 1 / 3) / 3),
        ([-3.0, 7.0], [False, True], (0 + 1 / 2) / 2),  # any scale, any order
        # Either of two may come first: half of one, then one of two.
        ([0.5, 0.5], [True, False], (1 / 2 + 1 / 2) / 2),
        ([-math.inf, 1.0], [False, True], 1 / 4),
    ],
)
def test_risk_coverage_area(certainty: list[float], right: list[bool], expected: float) -> None:
    assert risk_coverage_area(certainty, right) == pytest.approx(expected)


def test_equal_certainty_is_the_mean_of_all_orders() -> None:
    right = [True, False, False, True, True]
    orders = [
        sum(order[:taken].count(False) / taken for taken in range(1, 6)) / 5
        for order in itertools.permutations(right)
    ]
    expected = sum(orders) / len(orders)
    assert risk_coverage_area([0.5] * 5, right) == pytest.approx(expected)


def test_nothing_to_measure_is_refused() -> None:
    with pytest.raises(ValueError, match="no questions"):
        best_threshold([])
    with pytest.raises(ValueError, match="no answers"):
        expected_calibration_error([], [])
    with pytest.raises(ValueError, match="no answers"):
        risk_coverage_area([], [])
