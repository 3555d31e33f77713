"""A rule is quoted with the exception behind it, and an exception with its rule."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.answer import Citation
from qa.answering.limits import with_limits
from tests.qa.answering.structured import document

RULE = "Guests may use the pool until 9 p.m."


def cited(source, part, marked=None):
    start = source.text.index(part)
    at = None if marked is None else source.text.index(marked)
    end = None if at is None else at + len(marked)
    return Citation(source, start, start + len(part), 0.9, at, end)


def shown(*sentences, part=RULE):
    source = document(("paragraph", " ".join(sentences), 0, ""))
    (citation,) = with_limits([cited(source, part)])
    return citation.text


@pytest.mark.parametrize(
    "limit",
    [
        "Day visitors may not.",
        "Dogs must not be allowed.",
        "This does not apply to children.",
        "The rule does not apply on holidays.",
        "Children are exempt.",
        "Except on Mondays.",
        "Unless a swimming class is on.",
        "The exception is the small pool.",
        "However, the pool closes at six in spring.",
        "But guests with dogs have to stay out.",
        "Only guests of the spa may use the sauna.",
        "No guests are let in during a storm.",
        "On Sundays it closes at 6 p.m.",
        "During holidays, these are 5 p.m.",
    ],
)
def test_a_sentence_that_limits_the_quoted_one_is_cited_with_it(limit):
    assert shown(RULE, limit, "Towels are free.") == f"{RULE} {limit}"


@pytest.mark.parametrize(
    "other",
    [
        "Towels are free.",
        "The sauna is not heated in summer.",
        "However, towels cost extra.",  # nothing that the rule is about
        "No harm was done to the guests.",
        "But nobody asked why.",
        "On Sundays it is cleaned.",
        "In winter they cost £4.",  # no other time of day
        "In 2019 it was 20 years old.",
        f"However, the pool {'and the yard ' * 40}close early.",  # too long
    ],
)
def test_a_sentence_about_something_else_is_not(other):
    assert shown(RULE, other, "Day visitors may not.") == RULE


def test_two_limits_are_cited_and_no_third():
    limits = ["Day visitors may not.", "Dogs are excluded.", "Except on Mondays."]
    assert shown(RULE, *limits) == " ".join([RULE, *limits[:2]])


def test_a_quoted_exception_gets_its_rule():
    limit = "Day visitors may not."
    assert shown("Towels are free.", RULE, limit, part=limit) == f"{RULE} {limit}"
    assert shown(limit, part=limit) == limit  # nothing stands before it
    whole = "The rule does not apply on holidays."
    assert shown(RULE, whole, part=whole) == whole  # says itself what it denies


def test_what_is_cited_already_is_not_cited_twice():
    source = document(("paragraph", f"{RULE} Day visitors may not.", 0, ""))
    citations = (cited(source, RULE), cited(source, "Day visitors may not."))
    assert with_limits(citations) == citations


def test_the_next_paragraph_and_rows_are_left_alone():
    source = document(("paragraph", RULE, 0, ""), ("paragraph", "Except on Mondays.", 0, ""))
    assert with_limits([cited(source, RULE)])[0].text == RULE
    heading = document(("heading", "Pool. Except on Mondays.", 1, ""))
    assert with_limits([cited(heading, "Pool.")])[0].text == "Pool."


@given(st.lists(st.sampled_from([RULE, "Day visitors may not.", "Towels are free."]), min_size=1))
def test_the_answer_stays_where_it_is(sentences):
    source = document(("paragraph", " ".join(sentences), 0, ""))
    citation = cited(source, sentences[-1], sentences[-1][:4])
    (limited,) = with_limits([citation])
    assert limited.covers(citation)
    assert limited.answer_text == citation.answer_text
    assert limited.text == source.text[limited.start : limited.end]
