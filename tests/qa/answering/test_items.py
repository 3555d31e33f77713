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


def items(kind, asked, part):
    start = BRING.text.index(part)
    answer = Span(start, start + len(part))
    sentences = sentence_spans(BRING.text, BRING.structure.blocks)
    around = next(span for span in sentences if span.contains(answer))
    found = listed(examined(kind, words(asked)), BRING, answer, around)
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


def test_a_question_for_a_reason_gets_the_list_that_its_best_sentence_introduces():
    assert items("why", "visitors mine bring", "must bring") == ALL


@pytest.mark.parametrize("kind", ["why", "when", "how-many", "yes-no"])
def test_questions_of_other_kinds_get_no_list(kind):
    assert items(kind, "visitors mine bring", "torch") is None
