import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.followups.noun_phrases import noun_phrases
from qa.followups.phrase import singular
from qa.followups.words import words


@pytest.mark.parametrize(
    ("question", "nearby", "phrases"),
    [
        ("Who runs the linen service for us?", "", [("", "the linen service")]),
        ("When is the fuel pier open?", "", [("", "the fuel pier")]),
        ("When did the power fail at Harrowmere?", "", [("", "the power"), ("at", "Harrowmere")]),
        ("Who praised Kim for the visit?", "", [("", "Kim"), ("for", "the visit")]),
        ("Who repairs the roof of the boat house?", "", [("", "the roof of the boat house")]),
        ("How fast must linen come back?", "", [("", "linen")]),
        ("Which annual returns are outstanding?", "", [("", "annual returns")]),
        ("Which wards does the report describe?", "", [("", "wards"), ("", "the report")]),
        ("Tell me about the mill.", "", [("about", "the mill")]),
        ("Which architect made a design?", "", [("", "architect"), ("", "a design")]),
        ("How long may visitors stay in critical care?", "",
         [("", "visitors"), ("in", "critical care")]),
        ("Did Nationalist soldiers remove it?", "Chinese Nationalist soldiers took it",
         [("", "Nationalist soldiers")]),
        ("When did Who Wants to Be a Millionaire end?", "",
         [("", "Who Wants to Be a Millionaire")]),
    ],
)  # fmt: skip
def test_phrases_end_before_the_verb(question, nearby, phrases):
    listed = noun_phrases(question, nearby)
    assert [(phrase.preposition, phrase.text) for phrase in listed] == phrases
    assert all(question[phrase.start : phrase.end] == phrase.text for phrase in listed)


def test_what_is_asked_for_is_marked():
    wards, report = noun_phrases("Which wards does the report describe?")
    assert (wards.asked, report.asked) == (True, False)
    assert (wards.is_plural, report.is_plural) == (True, False)


def test_of_and_for_join_unless_told_otherwise():
    question = "What is the budget for estates?"
    assert [p.text for p in noun_phrases(question)] == ["the budget for estates"]
    apart = noun_phrases(question, joined=False)
    assert [(p.preposition, p.text) for p in apart] == [("", "the budget"), ("for", "estates")]


@pytest.mark.parametrize(
    ("plural", "noun"), [("permits", "permit"), ("duties", "duty"), ("glass", "glass")]
)
def test_singular(plural, noun):
    assert singular(plural) == noun


@given(st.text(max_size=80), st.text(max_size=80))
def test_phrases_are_slices_in_order(question, nearby):
    listed = noun_phrases(question, nearby)
    assert all(question[p.start : p.end] == p.text and words(p.text) for p in listed)
    assert [p.start for p in listed] == sorted({p.start for p in listed})
