"""All rows of a table that meet the conditions of a question, quoted exactly."""

import pytest

from index.values import Passage
from qa.answering.conditions import filter_in
from qa.answering.matching_rows import matching_rows
from qa.answering.picked_rows import answer_of_rows
from qa.answering.question_words import QuestionWord, QuestionWords, content_terms
from qa.outcome_words import completeness
from qa.retriever import Hit
from tests.qa.answering.requests import request_of
from tests.qa.answering.tabled import tabled

BOATS = tabled(
    "Boats for hire on the lake",
    ("No.", "Boat", "Pier", "Price (£)", "Seats", "Booking (days)", "Radio"),
    ("B-1", "Auk", "Oban", "12.50", "4", "2", "yes"),
    ("B-2", "Tern", "Oban", "40", "9", "10", "no"),
    ("B-3", "Gull", "Bergen", "31", "11", "7", "yes"),
    ("B-4", "Puffin", "Bergen", "9", "2", "", "no"),
    ("", "All boats", "", "92.50", "26", "19", ""),
)


def words_in(text):
    return QuestionWords(
        tuple(
            QuestionWord(term, (term,), 1, 1.0, False, False)
            for term in sorted(content_terms(text), key=text.casefold().find)
        )
    )


def answered(question, *sources, least=None):
    asked = filter_in(question)
    hits = [
        Hit(Passage(n, source.id, 0, len(source.text), ()), source, 1.0, 0.5, 0.5)
        for n, source in enumerate(sources or (BOATS,))
    ]
    picked = matching_rows(asked, words_in(asked.rest), hits)
    return answer_of_rows(request_of(question, least=least), picked)


@pytest.mark.parametrize(
    ("question", "boats"),
    [
        ("Which boats cost less than £20?", ["Auk", "Puffin"]),
        ("Boats under £20 on the lake?", ["Auk", "Puffin"]),
        ("Which boats cost more than 30?", ["Tern", "Gull"]),
        ("Which boats at Bergen cost more than £30?", ["Gull"]),
        ("How many boats have at least 9 seats?", ["Tern", "Gull"]),
        ("Which boats seat over 3 people?", ["Auk", "Tern", "Gull"]),
        ("Which boats can one book within a week?", ["Auk", "Gull"]),
        ("Which boats under £20 have more than 3 seats?", ["Auk"]),
        ("Which pier has boats over £35?", ["Oban"]),
    ],
)
def test_all_rows_that_meet_the_conditions_are_items(question, boats):
    answer = answered(question)
    assert (answer.kind, answer.is_complete) == ("answer", True)
    assert [item.text for item in answer.items] == boats
    assert len(answer.citations) == len(boats)
    assert all(c.covers(item) for c, item in zip(answer.citations, answer.items, strict=True))
    assert answer.text == boats[0]


@pytest.mark.parametrize(
    "question",
    [
        "Which boats cost more than £500?",  # none does
        "Which boats have more than 5?",  # of what
        "Which boats hold more than 5 sheep?",
        "Which red boats cost less than £20?",
        "Which boats with a radio cost less than £20?",  # not every row is meant
        "Which boats are repaired within a week?",
        "Which boats can one book within a month?",  # days and months cannot be compared
        "How many seats has a boat under £20?",  # an amount is asked for
    ],
)
def test_what_a_table_does_not_tell_is_not_answered_by_it(question):
    assert answered(question) is None


def test_a_column_with_other_words_is_not_compared():
    boats = [("Auk", "12"), ("Tern", "on request"), ("Gull", "9")]
    assert (
        answered("Which boats cost over £10?", tabled("Boats", ("Boat", "Price"), *boats)) is None
    )


def test_of_two_columns_of_money_none_is_meant_unless_it_is_named():
    head = ("Boat", "Hire (£)", "Deposit (£)")
    source = tabled("Boats", head, ("Auk", "12", "90"), ("Tern", "40", "20"))
    assert answered("Boats under £30", source) is None
    assert [i.text for i in answered("Boats with a deposit under £30", source).items] == ["Tern"]


def test_tables_of_two_years_are_told_apart_by_what_stands_above():
    head = ("Boat", "Price (£)")
    sources = [tabled(f"Boats {year}", head, ("Auk", price), ("Tern", "40"))
               for year, price in (("2024", "8"), ("2025", "12"))]  # fmt: skip
    assert answered("Boats under £10", *sources).text == "Auk"
    both = answered("Boats under £50", *sources)
    assert [item.text for item in both.items] == ["Auk", "Tern"]
    assert both.confidence == 0.8  # the tables give the same boats


@pytest.mark.parametrize(("limit", "boats"), [("£10", ["Auk"]), ("£45", ["Auk", "Tern"])])
def test_rows_with_other_rows_as_alternatives_are_not_called_all(limit, boats):
    head = ("Boat", "Price (£)")
    sources = [
        tabled("Boats", head, ("Auk", "8"), ("Tern", "40")),
        tabled("Boats", head, ("Skua", "9"), ("Gull", "7")),
    ]
    answer = answered(f"Boats under {limit}", *sources)
    assert [item.text for item in answer.items] == boats
    assert [c.answer_text for c in answer.alternatives[0].citations] == ["Skua", "Gull"]
    assert not answer.is_complete
    assert completeness(answer) == "There may be more than these"


def test_too_low_a_confidence_gives_nothing():
    assert answered("Boats under £20", least=0.9) is None


def test_how_many_are_listed_is_said():
    assert " 3 " in completeness(answered("How many boats have over 3 seats?"))
    assert " 2 " in completeness(answered("How many boats cost less than £20?"))
    assert "only one" in completeness(answered("How many boats have over 9 seats?"))
    assert "3" not in completeness(answered("Which boats have over 3 seats?"))
