"""Questions as people type them."""

import random

from hypothesis import given
from hypothesis import strategies as st

from training.reader.forms import as_keywords, misspelt, typed

QUESTION = "Why did the harbour master close the northern entrance in March?"
words = st.text("abcdefghij", min_size=1, max_size=9)
questions = st.lists(words, min_size=1, max_size=8).map(lambda parts: " ".join(parts) + "?")


def many(form, question=QUESTION, number=300):
    return [form(question, random.Random(seed)) for seed in range(number)]


def test_keywords_are_the_content_words_and_half_of_the_time_the_question_word():
    content = "harbour master close northern entrance March"
    made = many(as_keywords)
    assert set(made) == {content, f"Why {content}"}
    assert 0.4 < made.count(content) / len(made) < 0.6


def test_a_question_of_function_words_stays_as_it_is():
    assert set(many(as_keywords, "What is it?")) == {"What is it?"}
    assert set(many(as_keywords, "Who is Kim?")) == {"Who is Kim?", "Who Kim"}


@given(questions, st.integers())
def test_keywords_are_words_of_the_question_in_its_order(question, seed):
    made = as_keywords(question, random.Random(seed))
    rest = iter(question.rstrip("?").split())
    assert made == question or all(word in rest for word in made.split())


def within_one_slip(word, other):
    """Whether one swap of neighbours, deletion, insertion or replacement leads to the other."""
    if len(word) == len(other):
        places = [i for i, (a, b) in enumerate(zip(word, other, strict=True)) if a != b]
        swapped = len(places) == 2 and places[1] == places[0] + 1
        return len(places) <= 1 or (
            swapped and word[places[0] : places[1] + 1] == other[places[0] : places[1] + 1][::-1]
        )
    short, long = sorted((word, other), key=len)
    return len(long) == len(short) + 1 and any(
        long[:i] + long[i + 1 :] == short for i in range(len(long))
    )


@given(questions, st.integers())
def test_one_long_word_at_most_is_misspelt_and_keeps_its_first_letter(question, seed):
    made = misspelt(question, random.Random(seed))
    before, after = question.rstrip("?").split(), made.rstrip("?").split()
    assert made.endswith("?")
    changed = [pair for pair in zip(before, after, strict=True) if pair[0] != pair[1]]
    assert len(changed) <= 1
    for word, other in changed:
        assert len(word) >= 5
        assert word[0] == other[0]
        assert within_one_slip(word, other)


def test_every_kind_of_slip_occurs():
    made = set(many(misspelt, "harbour", 500))
    assert {"hrabour", "hrbour", "haarbour", "hirbour"} <= made
    assert set(many(misspelt, "Who sat?")) == {"Who sat?"}


def test_the_shares_of_the_forms():
    made = many(typed, number=4000)
    keywords = sum("?" not in question and "did" not in question for question in made)
    lowered = made.count(QUESTION.rstrip("?").lower())
    slips = sum(question.endswith("?") and question != QUESTION for question in made)
    assert abs(keywords / 4000 - 0.12) < 0.02
    assert abs(lowered / 4000 - 0.05) < 0.015
    # A swap of equal letters, or a replacement by the same letter, changes nothing.
    assert 0.04 < slips / 4000 < 0.07


@given(questions, st.integers())
def test_the_form_is_drawn_by_the_seed(question, seed):
    assert typed(question, random.Random(seed)) == typed(question, random.Random(seed))
