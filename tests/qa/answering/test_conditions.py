"""Which questions ask for all things of some amount, and which amounts meet their conditions."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.answering.conditions import Condition, filter_in

WEEK = 7 * 24 * 60


@pytest.mark.parametrize(
    ("question", "condition"),
    [
        ("Which cabins cost less than £50?", ("money", "", -math.inf, 50, False)),
        ("Cabins under £50", ("money", "", -math.inf, 50, False)),
        ("Which cabins cost no more than £50?", ("money", "", -math.inf, 50, True)),
        ("List all cabins for £50 or less", ("money", "", -math.inf, 50, True)),
        ("Which cabins cost at least £1,200?", ("money", "", 1200, math.inf, True)),
        ("Which cabins cost between £50 and £80?", ("money", "", 50, 80, True)),
        ("How many parcels arrive within a week?", ("time", "minutes", -math.inf, WEEK, True)),
        ("Which parcels need between 1 and 2 weeks?", ("time", "minutes", WEEK, 2 * WEEK, True)),
        ("Who has more than two years of service?", ("time", "months", 24, math.inf, False)),
        ("Which cabins have over 4 beds?", ("count bed", "", 4, math.inf, False)),
        ("Which cabins hold 4 people or more?", ("count peopl", "", 4, math.inf, True)),
        ("Which rates are above 5 per cent?", ("share", "", 5, math.inf, False)),
        ("What cabins cost more than 50?", ("number", "", 50, math.inf, False)),
    ],
)
def test_what_the_amounts_have_to_be(question, condition):
    assert filter_in(question).conditions == (Condition(*condition),)


@pytest.mark.parametrize(
    "question",
    [
        "Which cabins are free?",
        "What is the fee for more than 3 people?",
        "What does a cabin for less than £50 have?",
        "Must an answer come within a week?",
        "How long may a guest of over 60 years stay?",
        "When are cabins under £50 free?",
        "Which is the cheapest cabin for more than 3 people?",
        "Who must be told within a week?",
        "Which letters came before 3 May?",
        "Which talks begin after 5 p.m.?",
        "Why do cabins cost more than £50?",
        "",
    ],
)
def test_other_questions_have_no_such_condition(question):
    assert filter_in(question) is None


def test_the_rest_has_the_other_words_and_says_what_is_asked_for():
    asked = filter_in("Which cabins under £50 are free within 3 days?")
    assert asked.rest == "Which cabins are free ?"
    assert asked.noun == {"cabin"}
    assert {condition.kind for condition in asked.conditions} == {"money", "time"}
    assert filter_in("Who has more than two years of service?").noun == frozenset()


@given(st.floats(0, 10), st.floats(0, 10), st.booleans(), st.floats(-1, 11))
def test_ends_are_met_only_where_they_are_allowed(least, most, has_ends, amount):
    condition = Condition("number", "", least, most, has_ends)
    inside = least < amount < most
    assert condition.holds(amount) == (inside or (has_ends and least <= amount <= most))
