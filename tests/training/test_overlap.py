"""Passages with 13 shared words in a row count as seen."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from training.reader.overlap import SHARED_WORDS, WordSequences

TWELVE = "the quick brown fox jumps over a lazy dog in the rain"
THIRTEEN = f"{TWELVE} today"


@pytest.mark.parametrize(
    ("text", "shared"),
    [
        (THIRTEEN, True),
        (f"Once, {THIRTEEN}, and again.", True),
        (THIRTEEN.upper(), True),
        (THIRTEEN.replace(" ", ", "), True),
        ("“" + THIRTEEN.replace(" ", " — ") + "”", True),
        (THIRTEEN.replace(" ", "\n\n"), True),
        (TWELVE, False),
        (f"{TWELVE} tomorrow", False),
        (THIRTEEN.replace("lazy", "very lazy"), False),
        (THIRTEEN.replace("fox jumps", "foxjumps"), False),
        (" ".join(reversed(THIRTEEN.split())), False),
        ("", False),
    ],
)
def test_thirteen_words_in_a_row_are_shared(text, shared):
    seen = WordSequences(["Something else.", f"It is said: {THIRTEEN}. So it was."])
    assert seen.shares(text) is shared


def test_a_text_of_twelve_words_is_shared_by_nothing():
    seen = WordSequences([TWELVE])
    assert not seen.shares(TWELVE)
    assert not seen.shares(f"{TWELVE} {TWELVE}")


def test_sequences_do_not_run_from_one_text_into_the_next():
    words = THIRTEEN.split()
    seen = WordSequences([" ".join(words[:7]), " ".join(words[7:])])
    assert not seen.shares(THIRTEEN)


def test_the_length_can_be_another_one():
    assert SHARED_WORDS == 13
    assert WordSequences(["a b c d"], length=3).shares("x b c d")
    assert not WordSequences(["a b c d"], length=4).shares("x b c d")


WORDS = st.lists(st.sampled_from("abc"), max_size=24)


@pytest.mark.slow
@given(st.lists(WORDS, max_size=3), WORDS, st.integers(1, 5), st.sampled_from([" ", ", ", "\n"]))
def test_shares_is_what_a_search_of_the_joined_words_finds(texts, asked, length, between):
    seen = WordSequences([" ".join(text) for text in texts], length)
    runs = [" ".join(asked[i : i + length]) for i in range(len(asked) - length + 1)]
    expected = any(f" {run} " in f" {' '.join(text)} " for run in runs for text in texts)
    assert seen.shares(between.join(asked).upper()) is expected
