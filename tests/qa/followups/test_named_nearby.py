"""Follow-ups on things that the cited text names, and that no earlier question named."""

import pytest

from qa.followups import PastTurn, completed
from qa.followups.named_nearby import asked_of_the_text

NEARBY = "The rent is £90 a month. A deposit of £200 is due. Late fees are £5. The caretaker helps."


@pytest.mark.parametrize(
    ("part", "read"),
    [
        ("the deposit?", "What is the deposit?"),
        ("the late fees", "What are the late fees?"),
        ("the caretaker?", None),  # of a person it is not asked what it is
        ("the rent?", None),  # was asked for already
        ("the garden?", None),  # nothing of it stands there
        ("deposit?", None),
        ("the deposit of the flat", None),
        ("the Late Fees", None),
    ],
)
def test_a_thing_of_the_text_is_asked_for_by_itself(part, read):
    assert asked_of_the_text(part, "How high is the rent?", NEARBY) == read


def test_such_a_follow_up_keeps_the_topic_for_retrieval_alone():
    turns = [PastTurn("How many bikes may tenants keep in the yard?", nearby=NEARBY, title="Lease")]
    meant = completed("And the deposit?", turns)
    assert (meant.read, meant.depends) == ("What is the deposit?", True)
    assert "Lease" in meant.retrieve


def test_a_contrast_with_a_phrase_of_the_question_comes_first():
    turns = [PastTurn("Who repairs the roof?", nearby="The roof leaks, and the windows too.")]
    assert completed("And the windows?", turns).read == "Who repairs the windows?"


def test_a_bare_question_word_is_about_the_question_before_and_not_about_an_earlier_name():
    turns = [
        PastTurn("Why was Ford House closed?"),
        PastTurn("When will it open again?", depends=True),
        PastTurn("Were forty lamps bought?", depends=True),
    ]
    read = completed("From whom?", turns).read
    assert "lamps" in read and "Ford House" not in read
