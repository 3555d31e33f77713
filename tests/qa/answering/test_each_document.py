"""Questions of which every one of several documents is asked."""

import pytest

from index.text.terms import terms
from index.values import Document, document_id
from qa.answering.each_document import asked_of_each

NAMES = [
    "Contract with Quay Foods",
    "Contract with Sound Ferries",
    "Lease of pier 4",
    "Linen rules",
]
SHELF = [Document(document_id(name), name, name, (f"/f/{n}.md",)) for n, name in enumerate(NAMES)]


def called(wanted):
    return [d for d in SHELF if not set(wanted).isdisjoint(terms(d.title))]


@pytest.mark.parametrize(
    ("question", "each"),
    [
        ("What is the term of each contract?", "What is the term of the contract?"),
        ("Compare the terms of the two contracts.", "Compare the terms of the contracts."),
        ("Who signed both of our ferry contracts?", "Who signed the ferry contracts?"),
        ("Which contract has the longer notice period?",
         "What is the notice period of the contract?"),
        ("Which of the two contracts sets the lowest price for fish?",
         "What is the price for fish of the contracts?"),
        ("How can each contract be ended?", "How can the contract be ended?"),
    ],
)  # fmt: skip
def test_the_documents_that_are_called_so_are_asked_one_by_one(question, each):
    asked = asked_of_each(question, called)
    assert [document.title for document in asked.documents] == NAMES[:2]
    assert asked.question == each


@pytest.mark.parametrize(
    "question",
    [
        "What is the notice period of the contract?",
        "What does each lease say?",  # there is one
        "What is washed every day?",
        "Who are the two partners?",
        "Which contract is about fish?",
        "Which contract has a stamp?",
        "Both?",
        "",
    ],
)
def test_other_questions_are_asked_of_all_documents_together(question):
    assert asked_of_each(question, called) is None


def test_of_more_than_six_documents_none_is_asked_alone():
    many = [Document(document_id(str(n)), str(n), f"Contract {n}", ("a",)) for n in range(7)]
    assert asked_of_each("Who signed each contract?", lambda _: many) is None
    assert len(asked_of_each("Who signed each contract?", lambda _: many[:6]).documents) == 6


def test_documents_of_one_title_are_told_apart_by_their_files():
    twins = tuple(
        Document(document_id(name), name, "Policy", (f"/f/{name}",)) for name in ("a.md", "b.md")
    )
    asked = asked_of_each("What do both policies forbid?", lambda _: twins)
    assert [asked.name(document) for document in twins] == ["a.md", "b.md"]
    asked = asked_of_each("Who signed both contracts?", called)
    assert asked.name(SHELF[0]) == NAMES[0]


def test_texts_that_are_in_no_file_have_their_titles():
    texts = tuple(Document(document_id(t), t, "Policy", ()) for t in ("old", "new"))
    asked = asked_of_each("What do both policies forbid?", lambda _: texts)
    assert [asked.name(document) for document in texts] == ["Policy", "Policy"]
