"""Whether a question asks for a list that an answer stands in."""

import pytest

from index.text.sentences import sentence_spans
from index.values import Span
from qa.answering.items import listed
from qa.answering.question_words import QuestionWord, QuestionWords
from tests.qa.answering.examined import examined
from tests.qa.answering.structured import document

BRING = document(
    ("paragraph", "Visitors to the mine must bring:", 0, ""),
    ("item", "a torch", 1, ""),
    ("item", "boots for wet ground", 1, ""),
    ("paragraph", "The shop sells tea, cakes and maps of the mine.", 0, ""),
)


def words(text):
    return QuestionWords(
        tuple(QuestionWord(word, (word,), 1, 1.0, False, False) for word in text.split())
    )


def items(kind, asked, part, quoted=None):
    start = BRING.text.index(part)
    answer = Span(start, start + len(part))
    sentences = sentence_spans(BRING.text, BRING.structure.blocks)
    around = next(span for span in sentences if span.contains(answer))
    quoted = answer if quoted is None else Span(start, BRING.text.index(quoted) + len(quoted))
    found = listed(examined(kind, words(asked)), BRING, answer, around, quoted)
    return found and [BRING.text[s.start : s.end] for s in found.items]


ALL = ["a torch", "boots for wet ground"]


@pytest.mark.parametrize("part", ["must bring", "torch", "boots"])
def test_a_question_for_a_list_gets_all_of_it(part):
    assert items("list", "quorm", part) == ALL


def test_a_question_for_a_list_gets_an_enumeration():
    assert items("list", "shop", "tea") == ["tea", "cakes", "maps of the mine"]


def test_another_question_gets_the_list_that_its_words_introduce():
    assert items("other", "visitors mine bring", "torch") == ALL
    assert items("other", "visitors mine bring", "must bring") == ALL


def test_a_question_about_an_item_gets_no_list():
    assert items("other", "wet ground", "boots") is None
    assert items("other", "shop", "tea") is None


@pytest.mark.parametrize("kind", ["other", "how", "how-many", "why"])
def test_a_list_of_which_several_items_are_quoted_comes_as_a_whole(kind):
    assert items(kind, "quorm", "torch", "boots") == ALL
    assert items(kind, "quorm", "torch") is None


def test_clauses_that_are_quoted_together_are_no_list():
    clauses = [("item", f"Clause of pump {n}.", 1, f"5.{n}") for n in range(1, 5)]
    source = document(("heading", "Pumps", 1, "5."), *clauses)
    start = source.text.index("Clause of pump 2")
    first = Span(start, source.text.index("5.3"))
    both = Span(start, source.text.index("5.4"))
    assert listed(examined("other", words("quorm")), source, first, first, both) is None


@pytest.mark.parametrize("kind", ["yes-no", "compare", "clause"])
def test_a_judgement_quotes_the_items_that_it_needs(kind):
    assert items(kind, "quorm", "torch", "boots") is None


def test_the_title_and_the_headings_introduce_a_list_too():
    source = document(
        ("heading", "Visits to the mine", 1, ""),
        ("paragraph", "You need:", 0, ""),
        ("item", "a torch", 1, ""),
        ("item", "boots", 1, ""),
    )
    start = source.text.index("a torch")
    answer = Span(start, start + len("a torch"))
    asked = examined("other", words("visit mine"))
    assert len(listed(asked, source, answer, answer, answer).items) == 2
    asked = examined("other", words("visit mine weight torch"))
    assert listed(asked, source, answer, answer, answer) is None


def test_a_question_for_a_reason_gets_the_list_that_its_best_sentence_introduces():
    assert items("why", "visitors mine bring", "must bring") == ALL


@pytest.mark.parametrize("kind", ["why", "when", "how-many", "yes-no"])
def test_questions_of_other_kinds_get_no_list(kind):
    assert items(kind, "visitors mine bring", "torch") is None
