"""What a question compares, and the sentences about both things."""

import pytest

from qa.answering.compared import compared_things, for_each_thing
from qa.answering.evidence_choice import Sentence
from tests.qa.answering.tabled import FERRIES, row_of


@pytest.mark.parametrize(
    ("question", "first", "second"),
    [
        ("Which is dearer by the day, the blue boat or the red boat?", "blue", "red"),
        ("Who is older, Anna or Ben?", "anna", "ben"),
        ("Was the tower taller than the church?", "tower", "church"),
        ("Is a Saturday ticket more expensive than a weekday ticket?", "saturday", "weekday"),
        ("What is the difference between annual leave and special leave?", "annual", "special"),
        ("How do the rules of 2023 differ from those of 2025?", "2023", "2025"),
    ],
)
def test_two_things_by_their_own_words(question, first, second):
    things = compared_things(question)
    assert first in things[0]
    assert second in things[1]
    assert not things[0] & things[1]


@pytest.mark.parametrize(
    "question", ["Can a notice be given by e-mail?", "Is it open?", "Who is older?", "or?"]
)
def test_a_question_about_one_thing_compares_nothing(question):
    assert compared_things(question) is None


def sentence(part, score):
    return Sentence(FERRIES, row_of(part), score, score, 0)


def test_the_best_sentence_about_each():
    ranked = [sentence("Kestrel", 2.0), sentence("Heron", 1.0), sentence("Swift", -1.0)]
    picked = for_each_thing(({"swift"}, {"kestrel"}), ranked)
    assert picked == (ranked[0], ranked[2])
    assert for_each_thing(({"swift"}, {"puffin"}), ranked) == ()


def test_a_sentence_about_both_stands_for_both():
    both = sentence("Kestrel", 3.0)
    assert for_each_thing(({"kestrel"}, {"bergen"}), [both, sentence("Heron", 1.0)]) == (both,)


def test_rows_of_one_table_are_preferred():
    start = FERRIES.text.index("The Kestrel was painted")
    prose = Sentence(FERRIES, row_of("painted"), 3.0, 3.0, 0)
    assert prose.span.start == start
    ranked = [prose, sentence("Kestrel", 0.5), sentence("Swift", 0.0)]
    assert for_each_thing(({"kestrel"}, {"swift"}), ranked) == tuple(ranked[1:])
