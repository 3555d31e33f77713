"""Which two things "the two" and "them" stand for."""

import pytest

from qa.followups import PastTurn, completed
from qa.followups.mentions import EarlierTurn
from qa.followups.pairs import asks_of_both, with_both

CONTRAST = (
    EarlierTurn("What is the notice period of the linen agreement?"),
    EarlierTurn("What is the notice period of the lift agreement?"),
)
LISTED = (EarlierTurn("Which boats are for hire?", "Kestrel", items=("the Kestrel", "the Heron")),)


@pytest.mark.parametrize(
    ("question", "turns", "expected"),
    [
        ("Which of the two has the longer notice period?", CONTRAST,
         "Which has the longer notice period, the linen agreement or the lift agreement?"),
        ("What is the difference between the two?", CONTRAST,
         "What is the difference between the linen agreement and the lift agreement?"),
        ("Which of them is faster?", LISTED, "Which is faster, the Kestrel or the Heron?"),
        ("Compare the two.", LISTED, "Compare the Kestrel and the Heron?"),
    ],
)  # fmt: skip
def test_the_two_things_are_named(question, turns, expected):
    assert asks_of_both(question)
    assert with_both(question, turns) == expected


def test_a_verb_at_the_end_is_no_part_of_the_things():
    turns = [EarlierTurn(f"How many flats does {name} have today?") for name in ("Elm", "Oak")]
    assert with_both("Which of them is older?", turns) == "Which is older, Elm or Oak?"


@pytest.mark.parametrize(
    "turns", [(), CONTRAST[:1], (CONTRAST[0], EarlierTurn("Who rang the bell at noon?"))]
)
def test_without_two_things_the_question_stays(turns):
    assert with_both("Which of the two is longer?", turns) == "Which of the two is longer?"


def test_other_questions_ask_of_one():
    assert not asks_of_both("Which two firms tendered?")
    assert not asks_of_both("Which of the tenants pays?")


def test_a_conversation_reads_the_two_things():
    turns = [PastTurn(turn.question) for turn in CONTRAST]
    meant = completed("And which of the two has the longer notice period?", turns)
    assert meant.depends
    assert meant.read == (
        "Which has the longer notice period, the linen agreement or the lift agreement?"
    )
