"""A contract that a question names by its party is the one that answers."""

import pytest

from index.text.terms import terms
from qa.answer import Citation, Searched
from qa.answering.asking import QuestionAnswerer
from qa.answering.named_papers import named_paper
from qa.answering.pipeline import Answerer
from tests.qa import calibrations
from tests.qa.answering.scripted_parts import PARTS, KeyedReader, ScriptedRetriever
from tests.qa.answering.structured import document, hit_of

BECK = document(
    ("paragraph", "Between Hill School and Beck Ceramics.", 0, ""),
    ("paragraph", "It ends after six weeks.", 0, ""),
    title="Contract on plates",
)
TARN = document(
    ("paragraph", "Between Hill School and Tarn Laundry Ltd.", 0, ""),
    ("paragraph", "Notice of three months is given.", 0, ""),
    title="Agreement on towels",
)
NOTE = document(("paragraph", "Tarn wants nine days.", 0, ""), title="Note of a call")


@pytest.mark.parametrize(
    ("question", "name", "is_party", "rest"),
    [
        ("When does the Tarn contract end?", "tarn", True, "When does the contract end?"),
        ("When does our contract with Tarn Ltd end?", "tarn Ltd", True,
         "When does our contract end?"),
        ("What does the old towel lease cost?", "towel", False, "What does the old lease cost?"),
        ("What is the fine in the lease of 4 Elm Row?", "4 Elm Row", True,
         "What is the fine in the lease?"),
        ("How much is due by Tarn's invoice?", "Tarn", True, "How much is due by invoice?"),
    ],
)  # fmt: skip
def test_a_paper_is_named_by_a_party_or_by_words_of_its_title(question, name, is_party, rest):
    paper = named_paper(question)
    assert paper.name == frozenset(terms(name))
    assert (paper.is_party, paper.rest) == (is_party, rest)


@pytest.mark.parametrize(
    "question",
    [
        "When does the contract end?",
        "When does the new contract end?",
        "Who agreed to wash the towels?",
        "What did the 2021 policy say?",  # years have rules of their own
        "How do the Tarn contract and the Beck contract end?",
        "Does the contract cover what Tarn washes?",
    ],
)
def test_no_paper_is_named(question):
    assert named_paper(question) is None


def test_a_party_is_looked_for_in_the_first_lines_and_another_word_in_names_alone():
    papers = [BECK, TARN, NOTE]
    assert named_paper("How does the Tarn contract end?").meant(papers) == [TARN]
    assert named_paper("How does the towels contract end?").meant(papers) == [TARN]
    assert named_paper("How does the plates agreement end?").meant(papers) == [BECK]
    assert named_paper("How does the laundry contract end?").meant(papers) == []
    late = document(
        ("paragraph", "Filler. " * 90, 0, ""), ("paragraph", "Tarn pays.", 0, ""), title="Lease"
    )
    assert named_paper("How does the Tarn contract end?").meant([late]) == []


def test_only_a_paper_of_the_kind_can_be_another_one():
    paper = named_paper("How does the Tarn contract end?")
    assert paper.is_of_another(Citation(BECK, 0, 7, 0.9))
    assert not paper.is_of_another(Citation(TARN, 0, 7, 0.9))
    assert not paper.is_of_another(Citation(NOTE, 0, 7, 0.9))


class Drawer(ScriptedRetriever):
    """Finds the documents that it is asked for."""

    def search(self, question, k, documents):
        self.asked.append((question, k, documents))
        return [h for h in self.hits if documents is None or h.document.id in documents]


def asked(question, **answers):
    retriever = Drawer([hit_of(BECK, 1.0), hit_of(TARN, 0.9), hit_of(NOTE, 0.8)])
    reader = KeyedReader(**answers)
    answerer = Answerer(retriever, reader, [calibrations.calibration(PARTS)])
    answer = QuestionAnswerer(answerer, retriever).answer(question, None, None, Searched(3))
    assert answer.question == question
    return answer, reader


def test_the_named_contract_is_asked_where_another_one_answers():
    answer, reader = asked("When does the Tarn contract end?", Tarn="six", contract="three months")
    assert (answer.kind, answer.text) == ("answer", "three months")
    assert answer.citations[0].document == TARN
    assert reader.asked[-1] == "When does the contract end?"


def test_what_another_contract_says_is_only_close():
    answer, _ = asked("When does the Tarn contract end?", Tarn="six")
    assert (answer.kind, answer.related[0].document) == ("none", BECK)


def test_what_the_named_contract_or_another_document_answers_stays():
    for word, source in (("months", TARN), ("nine", NOTE)):
        answer, reader = asked("When does the Tarn contract end?", Tarn=word)
        assert (answer.text, answer.citations[0].document) == (word, source)
        assert reader.asked == ["When does the Tarn contract end?"]


def test_a_contract_that_no_document_is_called_by_is_asked_of_all():
    answer, _ = asked("When does the Moor contract end?", Moor="six")
    assert (answer.text, answer.citations[0].document) == ("six", BECK)
