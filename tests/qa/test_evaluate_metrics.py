"""SQuAD measures: cases worked out by hand, and a second implementation from the definition."""

import random
import re
import string

import pytest

from qa.evaluate.metrics import (
    exact_match,
    f1,
    mean,
    mean_reciprocal_rank,
    recall_at,
)
from qa.normalize import normalized


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


def test_recall_counts_ranks_below_k() -> None:
    ranks = [0, 4, 5, None]
    assert recall_at(ranks, 1) == 1 / 4
    assert recall_at(ranks, 5) == 2 / 4  # rank 4 is the fifth place
    assert recall_at(ranks, 6) == 3 / 4
    assert recall_at(ranks, 100) == 3 / 4


def test_mean_reciprocal_rank() -> None:
    # (1/1 + 1/2 + 1/4 + 0) / 4 = 7/16
    assert mean_reciprocal_rank([0, 1, 3, None]) == 7 / 16


def test_a_share_of_nothing_is_refused() -> None:
    for call in (lambda: mean([]), lambda: recall_at([], 1), lambda: mean_reciprocal_rank([])):
        with pytest.raises(ValueError, match="no questions"):
            call()
    with pytest.raises(ValueError, match="not 0"):
        recall_at([0], 0)
