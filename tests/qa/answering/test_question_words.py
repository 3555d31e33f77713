import math

from hypothesis import given
from hypothesis import strategies as st

from index.text.terms import terms
from index.values import TermCounts
from qa.answering.question_words import words_of


def counted(**counts):
    """One hundred passages; terms that are not named stand in ten."""
    return lambda asked: TermCounts(100, {term: counts.get(term, 10) for term in asked})


def texts(words):
    return [word.text for word in words.words]


def test_only_words_that_say_what_is_asked_count():
    words = words_of("What is the name of Kim's wife, and why did he say so?", counted())
    assert texts(words) == ["Kim", "wife"]


def test_rare_words_weigh_more():
    words = words_of("bell harbour", counted(bell=1, harbour=50))
    bell, harbour = words.words
    assert bell.weight > harbour.weight > 0
    assert bell.weight == math.log(1 + 99.5 / 1.5)


def test_words_that_stand_nowhere_are_told_as_typed():
    words = words_of("Who is on the Quorm of Ben's panel?", counted(quorm=0))
    assert words.unknown == ("Quorm",)
    assert 0 < words.unknown_share < 1


def test_figures_and_names():
    words = words_of("When did Ann Lee leave in 2019?", counted())
    marks = [(word.text, word.is_name, word.is_figure) for word in words.words]
    assert marks == [
        ("Ann", True, False), ("Lee", True, False), ("leave", False, False), ("2019", False, True),
    ]  # fmt: skip
    assert words.missing_in("Ann left in 2018.", figures=True) == 1.0
    assert words.missing_in("Ann left in 2019.", figures=True) == 0.0
    assert words.missing_in("Ann left in 2018.", figures=False) == 0.5


def test_shares_are_by_weight_and_by_stem():
    words = words_of("bells harbour", counted(bell=1, harbour=99))
    assert words.share_in("A bell.") > 0.9
    assert words.share_in("The harbours.") < 0.1
    assert words.share_in("Bells in harbours") == 1.0


def test_words_that_only_the_turns_before_have_count_around_a_sentence():
    words = words_of("Could a grant pay for new pumps?", counted(), "Could a grant pay for them?")
    assert [word.is_taken_over for word in words.words] == [False, False, True, True]
    sentence, before = "A grant could pay a third.", "New pumps cost 9 crowns."
    assert words.share_in(sentence) == words.share_in(before) == 0.5
    assert words.share_in(sentence, f"{before} {sentence}") == 1.0
    assert words.share_in(before, f"{before} {sentence}") == 0.5


def test_without_words_taken_over_what_stands_around_counts_nothing():
    words = words_of("bells harbour", counted())
    assert words.share_in("Bells.", "The harbour.") == words.share_in("Bells.") == 0.5


@given(st.text(max_size=300), st.text(max_size=100))
def test_any_question_has_shares_between_0_and_1(question, text):
    words = words_of(question, counted(bell=0))
    for share in (
        words.share_in(text), words.unknown_share, words.missing_in(text, figures=True),
        words.missing_in(text, figures=False),
    ):  # fmt: skip
        assert 0 <= share <= 1
    assert len(words.words) <= 32
    assert all(word.text in question and terms(word.text) for word in words.words)
