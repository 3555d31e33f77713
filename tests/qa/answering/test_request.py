"""A request retrieves once, and only if somebody looks."""

import pytest

from index.values import Document
from qa.answer import Citation
from tests.qa.answering.requests import request_of


def counted():
    asked = []

    def retrieve(question, documents):
        asked.append((question, documents))
        return [question, documents]

    return asked, retrieve


def test_a_question_is_retrieved_once():
    asked, retrieve = counted()
    request = request_of("Who?", retrieve=retrieve)
    assert request.known_hits is None
    assert asked == []
    assert request.hits == request.hits == ("Who?", None)
    assert request.known_hits == request.hits
    assert asked == [("Who?", None)]


def test_another_question_and_other_documents_are_retrieved_for_themselves():
    asked, retrieve = counted()
    request = request_of("Who?", retrieve=retrieve)
    assert request.hits
    other = request.of("When?", ["d1"])
    assert other.known_hits is None
    assert other.hits == ("When?", ["d1"])
    assert asked == [("Who?", None), ("When?", ["d1"])]
    assert (other.searched, other.min_confidence) == (request.searched, request.min_confidence)


@pytest.mark.parametrize(
    ("least", "given"), [(None, True), (0.0, True), (0.6, True), (0.61, False)]
)
def test_least_confidence(least, given):
    assert request_of("Who?", least=least).takes(0.6) is given


def test_an_answer_says_how_sure_it_is_of_what():
    source = Document("d", "We meet on Monday.", "t", ("t",))
    citation = Citation(source, 0, 18, 0.6, 11, 17)
    answer = request_of("When?").answer("answer", 0.6, [citation])
    assert (answer.text, answer.confidence, answer.calibrated) == ("Monday", 0.6, True)
    assert (answer.answer_probability, answer.evidence_probability) == (0.6, 0.0)
    bears = request_of("When?").answer("evidence", 0.4, [Citation(source, 0, 18, 0.4)])
    assert (bears.answer_probability, bears.evidence_probability) == (0.0, 0.4)
    nothing = request_of("When?").answer("none", 0.0)
    assert (nothing.found, nothing.citations) == (False, ())


def test_the_time_is_all_spent_on_retrieval():
    request = request_of("When?")
    times = request.timed(request.answer("none", 0.0)).milliseconds
    assert times["read"] == 0.0
    assert 0 < times["retrieve"] == times["total"]
