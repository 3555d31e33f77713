"""What a question compares, and the sentences about both things."""

from dataclasses import replace

import pytest

from qa.answering.compared import compared_things, for_each_thing, merged, of_each_thing
from qa.answering.evidence_choice import Sentence
from tests.qa.answering.scripted_parts import hit
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


@pytest.mark.parametrize(
    ("question", "first", "second"),
    [
        ("Compare the fees of the blue boat and the red boat.", "red", "blue"),
        ("Which of the blue boat and the red boat has the lower fee?", "red", "blue"),
        ("Is the fee of the blue boat lower than that of the red boat?", "red", "blue"),
        ("What changed between the 2022 and the 2025 leave policies?", "2025", "2022"),
    ],
)
def test_each_thing_is_searched_without_the_other(question, first, second):
    without_second, without_first = of_each_thing(question)
    assert first not in without_second.split()
    assert second in without_second
    assert second not in without_first.split()
    assert "policies" not in question or "policies" in without_second


def test_a_question_about_one_thing_is_searched_once():
    assert of_each_thing("Who is older?") is None


def test_a_sentence_under_the_name_of_a_thing_is_about_it():
    clause, other = sentence("Kestrel", 1.0), replace(sentence("Heron", 2.0), hit=1)
    leads = ["Agreement on puffins", "Agreement on gulls"]
    assert for_each_thing(({"puffin"}, {"gull"}), [other, clause], leads) == (other, clause)
    assert for_each_thing(({"puffin"}, {"gull"}), [other, clause]) == ()
    both = ["Puffins and gulls"] * 2
    assert for_each_thing(({"puffin"}, {"gull"}), [other, clause], both) == ()


def test_sentences_that_say_what_is_asked_are_preferred():
    plain, telling = sentence("Kestrel", 2.0), sentence("Swift", 0.5)
    other = replace(sentence("Heron", 1.0), hit=1)
    leads, things = ["puffins", "gulls"], ({"puffin"}, {"gull"})
    ranked = [plain, other, telling]
    assert for_each_thing(things, ranked, leads) == (plain, other)
    assert for_each_thing(things, ranked, leads, {"swift"}) == (other, telling)


def test_passages_for_each_thing_come_first_and_none_twice():
    whole = [passage(n, 3.0 - n / 10) for n in range(10)]
    merged_hits = merged(whole, [[passage(20, 1.0), passage(3, 0.9)], [passage(21, 2.0)]], 10)
    numbers = [hit.passage.id for hit in merged_hits]
    assert len(numbers) == len(set(numbers)) == 10
    assert {20, 21, 3} <= set(numbers)
    assert numbers[:3] == [0, 20, 21]
    assert 9 not in numbers
    assert merged([], [[], []], 10) == ()


def passage(number, score):
    base = hit("Urchins graze on kelp.", score)
    return replace(base, passage=replace(base.passage, id=number, start=number))
