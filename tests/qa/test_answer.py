import dataclasses
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.structure import Block, Structure
from index.values import Document, Page, Recognition, document_id
from qa.answer import HELP_TOPICS, KINDS, Alternative, Answer, Citation, Searched, Unread
from tests.index.texts import adversarial
from tests.qa.answer_keys import ANSWER_KEYS, CITATION_KEYS

TEXT = "\ufeffOne\r\ne\u0301 😀 two. One\r\n"


def document(text, pages=()):
    return Document(document_id(text), text, "Title", ("/a.txt", "/b.txt"), pages)


def found(citation, **others):
    return Answer("q", "q, completed", "answer", 0.75, True, (citation,), **others)


@st.composite
def spans(draw):
    text = draw(adversarial.filter(bool))
    start = draw(st.integers(0, len(text) - 1))
    end = draw(st.integers(start + 1, len(text)))
    inner = draw(st.integers(start, end - 1))
    return text, start, end, inner, draw(st.integers(inner + 1, end))


@given(spans())
def test_a_quotation_is_the_slice(drawn):
    text, start, end, inner, inner_end = drawn
    citation = Citation(document(text), start, end, 0.5, inner, inner_end)
    assert citation.text == text[start:end]
    assert citation.answer_text == text[inner:inner_end]
    assert found(citation).text == text[inner:inner_end]
    assert Alternative(0.5, (citation,)).text == text[inner:inner_end]
    whole = Citation(document(text), start, end, 0.5)
    assert found(whole).text == whole.answer_text == text[start:end]
    assert json.loads(json.dumps(citation.to_dict()))["text"] == text[start:end]


@pytest.mark.parametrize(
    ("start", "end"), [(-1, 3), (0, 0), (3, 2), (0, len(TEXT) + 1), (len(TEXT), len(TEXT) + 1)]
)
def test_offsets_outside_the_document_are_refused(start, end):
    with pytest.raises(ValueError, match="outside document"):
        Citation(document(TEXT), start, end, 0.5)


@pytest.mark.parametrize(("start", "end"), [(1, 4), (4, 9), (5, 5), (6, 5)])
def test_answer_spans_outside_the_citation_are_refused(start, end):
    with pytest.raises(ValueError, match="outside citation"):
        Citation(document(TEXT), 2, 8, 0.5, start, end)


def test_answer_spans_need_both_ends():
    with pytest.raises(ValueError, match="both ends"):
        Citation(document(TEXT), 0, 5, 0.5, 1)
    with pytest.raises(ValueError, match="both ends"):
        Citation(document(TEXT), 0, 5, 0.5, None, 2)


@pytest.mark.parametrize(
    ("kind", "cited"), [("answer", False), ("evidence", False), ("none", True), ("help", True)]
)
def test_an_answer_is_found_exactly_when_it_is_cited(kind, cited):
    citations = (Citation(document(TEXT), 0, 3, 0.5),) if cited else ()
    topic = "thanks" if kind == "help" else ""
    with pytest.raises(ValueError, match="exactly when"):
        Answer("q", "q", kind, 0.5, True, citations, help_topic=topic)


@given(
    st.sampled_from(KINDS), st.integers(0, 3), st.booleans(),
    st.sampled_from([None, (0, 3), (1, 2), (2, 4)]), st.sampled_from(["", *HELP_TOPICS]),
)  # fmt: skip
def test_parts_agree_in_every_answer_that_can_be_made(kind, count, marked, item, topic):
    citation = Citation(document(TEXT), 0, 3, 0.5, *((0, 1) if marked else ()))
    items = (Citation(document(TEXT), *item, 0.5),) if item else ()
    parts = {"citations": (citation,) * count, "items": items, "help_topic": topic}
    try:
        answer = Answer("q", "q", kind, 0.5, True, **parts)
    except ValueError:
        return
    assert answer.found == (answer.kind in ("answer", "evidence")) == bool(answer.citations)
    assert answer.found == bool(answer.text)
    if answer.kind == "evidence":
        assert all(one.answer_start is None for one in answer.citations)
        assert answer.text == answer.citations[0].text
    for one in answer.items:
        assert answer.found and one.text in citation.text
    assert bool(answer.help_topic) == (answer.kind == "help")
    data = answer.to_dict()
    assert json.loads(json.dumps(data)) == data
    assert (data["kind"], data["found"]) == (answer.kind, answer.found)
    assert set(data) == ANSWER_KEYS


def test_another_kind_is_refused():
    with pytest.raises(ValueError, match="'maybe' is no kind"):
        Answer("q", "q", "maybe", 0.5, True)


def test_evidence_marks_no_span():
    with pytest.raises(ValueError, match="no answer span"):
        Answer("q", "q", "evidence", 0.5, True, (Citation(document(TEXT), 0, 3, 0.5, 0, 1),))


def test_what_was_searched_is_in_the_json():
    unread = (Unread("/a/b.pdf", "page 2: a picture without text"),)
    searched = Searched(12, unread, ("quorm",), (("mastr", "master"),), ("a",), 15, 7)
    answer = Answer("q", "q", "none", 0.1, True, searched=searched)
    assert answer.to_dict()["searched"] == {
        "documents": 12,
        "unread": [{"source": "/a/b.pdf", "reason": "page 2: a picture without text"}],
        "unknown_words": ["quorm"],
        "near_forms": [["mastr", "master"]],
        "chosen": ["a"],
        "total": 15,
        "version": 7,
    }


def test_items_lie_inside_the_citations():
    citation = Citation(document(TEXT), 1, 10, 0.5)
    inside = Citation(document(TEXT), 1, 4, 0.5)
    assert found(citation, items=(inside, citation)).items == (inside, citation)
    for outside in (Citation(document(TEXT), 0, 4, 0.5), Citation(document("other text"), 1, 4, 1)):
        with pytest.raises(ValueError, match="outside the citations"):
            found(citation, items=(inside, outside))


@pytest.mark.parametrize(("kind", "topic"), [("help", ""), ("none", "thanks"), ("help", "weather")])
def test_help_and_nothing_else_has_a_topic(kind, topic):
    with pytest.raises(ValueError, match="one of the topics"):
        Answer("q", "q", kind, 0.0, True, help_topic=topic)


def test_a_declined_answer_has_no_text():
    related = (Citation(document(TEXT), 0, 3, 0.1),)
    answer = Answer("q", "q", "none", 0.1, True, related=related)
    assert answer.text == ""
    assert answer.to_dict()["related"][0]["text"] == TEXT[:3]


def test_to_dict_has_the_keys_of_the_contract_and_is_json():
    citation = Citation(document(TEXT), 1, 10, 0.5, 6, 8)
    answer = found(
        citation,
        alternatives=(Alternative(0.25, (citation,)),),
        related=(citation,),
        milliseconds={"retrieve": 1.0, "read": 2.0, "total": 3.0},
    )
    data = answer.to_dict()
    assert set(data) == ANSWER_KEYS
    assert set(data["alternatives"][0]) == {"text", "confidence", "citations", "disagrees"}
    for one in data["citations"] + data["related"] + data["alternatives"][0]["citations"]:
        assert set(one) == CITATION_KEYS
    assert json.loads(json.dumps(data)) == data
    assert data["citations"][0] == {
        "document": document_id(TEXT),
        "title": "Title",
        "source": "/a.txt",
        "sources": ["/a.txt", "/b.txt"],
        "page": None,
        "pages": None,
        "date": None,
        "label": None,
        "headings": [],
        "recognised": None,
        "start": 1,
        "end": 10,
        "text": TEXT[1:10],
        "answer_start": 6,
        "answer_end": 8,
        "confidence": 0.5,
    }
    assert (data["question"], data["asked_as"]) == ("q", "q, completed")
    assert (data["found"], data["text"], data["confidence"]) == (True, TEXT[6:8], 0.75)


def test_a_citation_says_its_label_headings_and_recognition():
    text = "6.2 Fees\n\nNine crowns."
    structure = Structure((Block("heading", 0, 8, 1, "6.2"), Block("paragraph", 10, 22)))
    pages = (Page(1, 0, 22, recognised=Recognition(bytes(176), bytes([95] * 10 + [87] * 12))),)
    cited = Document(document_id(text), text, "T", ("/a.pdf",), pages, structure)
    citation = Citation(cited, 10, 22, 0.5)
    assert (citation.label, citation.headings, citation.recognised) == ("6.2", ("Fees",), 0.87)
    data = citation.to_dict()
    assert (data["label"], data["headings"], data["recognised"]) == ("6.2", ["Fees"], 0.87)
    heading = Citation(cited, 0, 8, 0.5)
    assert (heading.label, heading.headings, heading.recognised) == ("6.2", (), 0.95)


def test_pages_are_physical_pages():
    # "aaaa" on page 1, a separator, "bbbb" on page 2, a separator, "cccc" on page 3.
    paged = document("aaaa\nbbbb\ncccc", (Page(1, 0, 4), Page(2, 5, 9), Page(3, 10, 14)))
    assert Citation(paged, 0, 4, 0.5).pages == (1,)
    assert Citation(paged, 2, 6, 0.5).pages == (1, 2)
    across = Citation(paged, 3, 11, 0.5)
    assert (across.page, across.pages) == (1, (1, 2, 3))
    assert across.to_dict()["pages"] == [1, 2, 3]
    assert Citation(paged, 5, 6, 0.5).page == 2
    unpaged = Citation(document(TEXT), 0, 1, 0.5)
    assert (unpaged.page, unpaged.pages) == (None, None)


def test_values_are_frozen():
    citation = Citation(document(TEXT), 0, 3, 0.5)
    for value in (citation, Alternative(0.5, (citation,)), found(citation)):
        with pytest.raises(dataclasses.FrozenInstanceError):
            value.confidence = 1.0
