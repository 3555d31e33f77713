import re
from dataclasses import replace

import pytest

from index.loaders.recognition.page import RecognisedPage
from index.loaders.recognition.remarks import Remarks
from index.values import Document, Recognition, document_id
from qa.answer import HELP_TOPICS, Answer, Citation, Searched, Unread
from qa.commands.answer_shown import shown
from qa.exports.turn_outline import Said, outline
from qa.outcome_words import (
    caution,
    citation_numbers,
    completeness,
    heading,
    help_reply,
    near_forms_line,
    part_lines,
    searched_lines,
)
from qa.page.session import Session, Turn
from qa.page.views.conversation_pane import conversation_html

IMPLIED = "The visit was announced ahead of time, which is unusual."
GIVEN = "The visit was announced because the king had asked for it."


def evidence(question, text, confidence=0.5):
    document = Document(document_id(text), text, "t", ("t",))
    citation = Citation(document, 0, len(text), 0.5)
    return Answer(question, question, "evidence", confidence, True, (citation,))


def test_that_no_reason_is_given_is_said_only_of_sentences_without_one():
    question = "Why was the visit announced?"
    assert heading(evidence(question, IMPLIED)) == (
        "The documents don't say why outright. What they say about it:"
    )
    assert heading(evidence(question, GIVEN)) == "What the documents say about it:"


@pytest.mark.parametrize("question", ["Was it announced?", "How was it announced?", "visit date"])
def test_of_other_questions_nothing_is_claimed(question):
    assert heading(evidence(question, IMPLIED)) == "What the documents say about it:"


@pytest.mark.parametrize(
    ("text", "confidence", "line"),
    [
        (GIVEN, 0.5, "What the documents say about it:"),
        (GIVEN, 0.49, "These sentences may bear on it:"),
        (GIVEN, 0.17, "These sentences may bear on it:"),
        (IMPLIED, 0.23, "None of these sentences says why outright; they may bear on it:"),
    ],
)
def test_above_evidence_stands_no_more_than_its_confidence_says(text, confidence, line):
    answer = evidence("Why was the visit announced?", text, confidence)
    assert heading(answer) == line
    page = conversation_html(Session(None, (Turn("q", answer),)))
    assert f">{line}</p>" in page and ('class="outcome unsure"' in page) == (confidence < 0.5)
    assert shown(answer).startswith(f"{line} (confidence {confidence:.2f})")
    said = [block.text for block in outline(answer) if isinstance(block, Said)]
    assert f"{line[:-1]} (confidence {confidence:.2f}):" in said


def test_an_answer_that_is_none_too_sure_says_so_wherever_it_is_read():
    unsure = "Perhaps; read the source before you rely on it"
    answer = answered((0, 3))
    assert caution(answer) == unsure
    assert f">{unsure}</p>" in conversation_html(Session(None, (Turn("q", answer),)))
    assert shown(answer).startswith(f"{unsure}:\n\nThe")
    assert Said(f"{unsure}:") in outline(answer)
    assert caution(replace(answer, confidence=0.8)) == ""
    assert caution(evidence("q", GIVEN, 0.2)) == ""


def test_where_nothing_was_found_no_absence_is_claimed():
    nothing = Answer("q", "q", "none", 0.1, True)
    assert heading(nothing) == "I found nothing in these documents that answers this"
    assert not re.search(r"\bnot in\b", heading(nothing), re.IGNORECASE)


def answered(*spans, question="q", near=(), **more):
    document = Document(document_id(GIVEN), GIVEN, "t", ("t",))
    citations = tuple(Citation(document, *span, 0.5) for span in spans)
    return Answer(
        question, question, "answer", 0.5, True, citations,
        searched=Searched(1, near_forms=near), **more,
    )  # fmt: skip


def said(topic, documents=12):
    return help_reply(
        Answer("hi", "hi", "help", 0.0, True, searched=Searched(documents), help_topic=topic)
    )


def test_an_answer_and_help_need_no_heading():
    assert heading(answered((0, 3))) == ""
    assert heading(Answer("hi", "hi", "help", 0.0, True, help_topic="greeting")) == ""
    assert help_reply(answered((0, 3))) == ""


@pytest.mark.parametrize("topic", HELP_TOPICS)
def test_help_is_short_and_ends_in_a_sentence(topic):
    assert len(said(topic)) < 300 and said(topic)[-1] in ".”"
    assert "{" not in said(topic)


def test_help_says_of_how_many_documents_what_can_be_asked():
    assert "these 1,200 documents" in said("abilities", 1200)
    assert "this document" in said("greeting", 1)
    assert said("abilities").count("?”") == 3
    assert "don't summarise" in said("summary") and "for example" in said("summary")
    assert "English only" in said("language")


@pytest.mark.parametrize(
    ("question", "near", "line"),
    [
        ("Who runs it?", (), ""),
        ("Who is the harbor mastr?", (("harbor", "harbour"), ("mastr", "master")),
         "Searched for “harbour master”, since “harbor mastr” stands nowhere"),
        ("Bril and the museeum", (("Bril", "Brill"), ("museeum", "museum")),
         "Searched for “Brill” and “museum”, since “Bril” and “museeum” stand nowhere"),
        ("a, b, c", (("a", "x"), ("b", "y"), ("c", "z")),
         "Searched for “x”, “y” and “z”, since “a”, “b” and “c” stand nowhere"),
    ],
)  # fmt: skip
def test_what_was_searched_in_place_of_words_that_stand_nowhere(question, near, line):
    assert near_forms_line(answered((0, 3), question=question, near=near)) == line


def test_that_items_are_all_is_said_only_where_the_structure_shows_it():
    assert completeness(answered((0, 3))) == ""
    answer = answered((0, 3), (4, 9))
    listed = replace(answer, items=answer.citations)
    assert completeness(listed) == "There may be more than these"
    assert completeness(replace(listed, asked_as="Who chaired the meeting and when was it?")) == ""
    assert completeness(replace(listed, asked_as="What do clauses 3.1 and 3.2 say?")) == ""
    assert completeness(answered((0, 3), is_complete=True)) == "These are all that is listed here"


def test_items_have_the_numbers_of_the_citations_that_they_stand_in():
    answer = answered((0, 3), (4, 9), (2, 9))
    numbers = [citation_numbers(answer, c) for c in answer.citations]
    assert numbers == [(1,), (2, 3), (3,)]


def test_a_part_without_answer_is_named():
    answer = answered((0, 3), evidence_for=("Why?",), unanswered=("Who?",))
    assert part_lines(answer) == [
        "What the documents say about “Why?” is cited below", "Nothing found for: “Who?”"
    ]  # fmt: skip
    answer = answered((0, 3), unanswered=("When did she take office?",))
    assert part_lines(answer) == ["Nothing found for: “When did she take office?”"]
    assert part_lines(answered((0, 3))) == []


def test_what_was_searched():
    assert searched_lines(Searched(1)) == ["Searched: 1 document"]
    scoped = Searched(1, chosen=("a",), total=15, version=7)
    assert searched_lines(scoped) == ["Searched: 1 of 15 documents"]
    unread = tuple(Unread(f"/a/{n}.pdf", "page 2: a picture without text") for n in range(7))
    assert searched_lines(Searched(1200, unread, ("quorm", "Zed"))) == [
        "Searched: 1,200 documents",
        *(f"Not read: {n}.pdf: page 2: a picture without text" for n in range(5)),
        "Not read: 2 more",
        "Words of the question that occur in none of the documents: quorm, Zed",
    ]
    remarks = Remarks()
    sure = Recognition(bytes(8 * 13), bytes([70] * 7 + [99] * 6))
    remarks.add_page(2, RecognisedPage((), "Harbour tides", sure))
    [reason] = remarks.lines()
    read = (Unread("/a/scan.pdf", reason),) * 7
    lines = searched_lines(Searched(9, read))
    assert lines[1] == f"Read with uncertainty: scan.pdf: {reason}"
    assert lines[-1] == "Read with uncertainty: 2 more"
