import re

import pytest

from index.values import Document, document_id
from qa.answer import Answer, Citation, Searched, Unread
from qa.outcome_words import heading, searched_lines

IMPLIED = "The visit was announced ahead of time, which is unusual."
GIVEN = "The visit was announced because the king had asked for it."


def evidence(question, text):
    document = Document(document_id(text), text, "t", ("t",))
    citation = Citation(document, 0, len(text), 0.5)
    return Answer(question, question, "evidence", 0.5, True, (citation,))


def test_that_no_reason_is_given_is_said_only_of_sentences_without_one():
    question = "Why was the visit announced?"
    assert heading(evidence(question, IMPLIED)) == (
        "The documents don't say why outright. What they say about it:"
    )
    assert heading(evidence(question, GIVEN)) == "What the documents say about it:"


@pytest.mark.parametrize("question", ["Was it announced?", "How was it announced?", "visit date"])
def test_of_other_questions_nothing_is_claimed(question):
    assert heading(evidence(question, IMPLIED)) == "What the documents say about it:"


def test_where_nothing_was_found_no_absence_is_claimed():
    nothing = Answer("q", "q", "none", 0.1, True)
    assert heading(nothing) == "I found nothing in these documents that answers this"
    assert not re.search(r"\bnot in\b", heading(nothing), re.IGNORECASE)


def test_an_answer_needs_no_heading_and_help_has_one():
    document = Document(document_id(GIVEN), GIVEN, "t", ("t",))
    answer = Answer("q", "q", "answer", 0.5, True, (Citation(document, 0, 3, 0.5),))
    assert heading(answer) == ""
    assert heading(Answer("hi", "hi", "help", 0.0, True)).startswith("Ask ")


def test_what_was_searched():
    assert searched_lines(Searched(1)) == ["Searched: 1 document"]
    unread = tuple(Unread(f"/a/{n}.pdf", "page 2: a picture without text") for n in range(7))
    assert searched_lines(Searched(1200, unread, ("quorm", "Zed"))) == [
        "Searched: 1,200 documents",
        *(f"Not read: {n}.pdf: page 2: a picture without text" for n in range(5)),
        "Not read: 2 more",
        "Words of the question that occur in none of the documents: quorm, Zed",
    ]
