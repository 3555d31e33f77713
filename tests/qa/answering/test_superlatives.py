"""Which questions ask for the most or the least of something, and how it is measured."""

import pytest

from qa.answering.superlatives import superlative_in


@pytest.mark.parametrize(
    ("question", "is_highest", "measure"),
    [
        ("Which room is the cheapest?", False, "money"),
        ("Which is our most expensive ferry?", True, "money"),
        ("Who has the longest notice period?", True, "time"),
        ("In which harbour were the fewest crates landed?", False, ""),
        ("And whose boat carries the most?", True, ""),
        ("What's the cheapest cabin?", False, "money"),
        ("For which crossing is the fare lowest?", False, ""),
    ],
)
def test_what_is_measured_and_which_end_is_meant(question, is_highest, measure):
    asked = superlative_in(question)
    assert (asked.is_highest, asked.measure) == (is_highest, measure)


@pytest.mark.parametrize(
    "question",
    [
        "Which rule applies to the harbour?",
        "Is the cheapest cabin free?",  # a judgement
        "Which is the cheapest, the cabin or the deck?",  # compares two by name
        "Which are the three cheapest cabins?",
        "Which is the second cheapest cabin?",
        "Which boat is the 3rd largest?",
        "Which cabin is not the cheapest?",
        "Which cabin under \u00a350 has the most beds?",
        "Which is the cheapest cabin for more than three people?",
        "Who has to answer within a week at the most?",
        "Which was the most recent crossing?",
        "Which item goes out most often?",
        "Which cabins cost at most 40 crowns?",
        "Who paid for most of the crates?",
        "Why is the deck the cheapest?",
        "What does the cheapest cabin have?",
        "Which harbour has the most boats and the most crates?",
        "",
    ],
)
def test_other_questions_have_none(question):
    assert superlative_in(question) is None


def test_the_rest_has_the_other_words_of_the_question():
    assert superlative_in("Which ferry has the lowest fare?").rest == "Which ferry has the  fare?"


def test_what_is_the_names_a_thing_or_the_value():
    assert superlative_in("What is the lowest fare in May?").noun == {"fare"}
    assert superlative_in("Which is the lowest fare in May?").noun is None
