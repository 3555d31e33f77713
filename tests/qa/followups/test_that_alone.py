"""A "that" at the end of a question stands for what was answered; a participle is no thing."""

import pytest

from qa.followups import PastTurn, completed
from qa.followups.noun_phrases import noun_phrases

TILL = PastTurn("When does the till close on weekdays?", False, "22:40", "It closes at 22:40.")
BAY = PastTurn("What was decided about the loading bay?", False, "Mend the drain")


@pytest.mark.parametrize(
    ("question", "turn", "read"),
    [
        ("Who decided that?", TILL, "Who decided that (till close on weekdays)?"),
        ("Who decided this?", TILL, "Who decided this (till close on weekdays)?"),
        ("Who agreed to that?", BAY, "Who agreed to that (decided about the loading bay)?"),
        ("Who approved it?", BAY, "Who approved the loading bay?"),
        ("Who proposed it?", TILL, "Who proposed the till?"),
    ],
)
def test_what_was_done_is_completed_from_the_turn_before(question, turn, read):
    completion = completed(question, [turn])
    assert (completion.read, completion.depends) == (read, True)


@pytest.mark.parametrize(
    "question",
    ["Who said that the bay floods?", "Who chose that colour?", "Who decided on that date in May?"],
)
def test_that_before_a_clause_or_a_noun_stays(question):
    assert "(" not in completed(question, [TILL]).read


@pytest.mark.parametrize(
    ("question", "phrases"),
    [
        ("What was decided about the roof?", ["the roof"]),
        ("What was agreed?", []),
        ("What is swollen bread?", ["swollen bread"]),
        ("Who was elected to the board?", ["the board"]),
        ("Which wood was treated?", ["wood"]),
    ],
)
def test_a_participle_alone_is_no_noun_phrase(question, phrases):
    assert [phrase.text for phrase in noun_phrases(question)] == phrases
