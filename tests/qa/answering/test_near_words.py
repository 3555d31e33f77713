"""Typing errors are searched by near forms; words of the language are left alone."""

import pytest

from index.values import TermCounts
from qa.answering.near_words import NearForm, near_forms, with_near_forms
from qa.answering.question_words import words_of

TEXTS = (
    "The harbour master is Greta Sorn. The Brill Museum was founded in 1888.",
    "The museum shows life at sea; agreements are kept in the organisation's theatre.",
    "Each room comes with a front door.",
)
KNOWN = frozenset(["harbor", "wife", "theater", "organization", "center", "museum"])


def forms(question: str, **stored: int) -> dict[str, str]:
    words = words_of(question, lambda terms: TermCounts(9, {t: stored.get(t, 0) for t in terms}))
    found = near_forms(words, lambda _: TEXTS, KNOWN.__contains__)
    return {form.typed: form.searched for form in found}


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("When was the museeum fonded?", {"museeum": "museum", "fonded": "founded"}),
        ("Who is the harbour mastr?", {"harbour": "harbour", "mastr": "master"}),
        ("Where is the Bril Museum?", {"Bril": "Brill", "Museum": "Museum"}),
        ("What do the agremeents say?", {"agremeents": "agreements"}),
        ("harbor", {"harbor": "harbour"}),
        ("What is the organization?", {"organization": "organisation"}),
        ("Where is the theater?", {"theater": "theatre"}),
        ("Who is Kim's wife?", {}),
        ("Who came in 1889?", {}),
        ("Who has a zebra?", {}),
        ("Who rang the bel?", {}),
        ("wich zebra is oldest?", {"wich": "which"}),
        ("Is it fron?", {}),
        ("Is it thees?", {}),
        ("Is it abuot lfie?", {"lfie": "life"}),
        ("wirh zebras", {}),
    ],
)
def test_near_forms(question, expected):
    assert forms(question) == expected


def test_words_that_stand_somewhere_are_not_replaced():
    assert forms("Who is the mastr?", mastr=1) == {}


def test_near_forms_take_the_place_of_whole_words():
    question = "Is the bel of the belfry a bel?"
    assert with_near_forms(question, [NearForm("bel", "bell")]) == (
        "Is the bell of the belfry a bell?"
    )
