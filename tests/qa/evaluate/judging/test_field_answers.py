import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.values import Document, document_id
from qa.answer import Answer, Citation
from qa.evaluate.datasets.model import Question
from qa.evaluate.judging.field_answers import field_outcome, stands_in, words_f1

TEXT = "Ann rang the bell at noon. Ben closed the old village school. Fee | £12.50 | Quay Street"
DOCUMENT = Document(document_id(TEXT), TEXT, "t", ("/folder/bells.txt",))


def question(*answers, items=(), evidence=(), document="bells.txt"):
    return Question(
        "q", "Who?", (), 0, unplaced=answers, items=items, evidence=evidence, document=document
    )


def cite(quote, span=None, document=DOCUMENT):
    start = document.text.index(quote)
    inner = () if span is None else (start + quote.index(span),)
    ends = (*inner, *(at + len(span) for at in inner))
    return Citation(document, start, start + len(quote), 0.5, *ends)


def given_as(kind, *citations, **parts):
    topic = "thanks" if kind == "help" else ""
    return Answer("Who?", "Who?", kind, 0.5, True, citations, help_topic=topic, **parts)


ANN = cite("Ann rang the bell at noon.", "Ann")
BEN = cite("Ben closed the old village school.")


def shares(outcome):
    names = ("right", "wrong", "wrongly_declined", "declined", "false")
    return {name: value for name in names if (value := getattr(outcome, name))}


def test_right_by_its_words_or_by_its_citation():
    assert shares(field_outcome(question("Ann"), given_as("answer", ANN))) == {"right": 1}
    quoted = field_outcome(question("the bell at noon"), given_as("answer", ANN))
    assert (quoted.right, quoted.quoted_only, quoted.wrong) == (1, 1, 0)
    assert shares(field_outcome(question("Carl"), given_as("answer", ANN))) == {"wrong": 1}


def test_half_of_the_words_are_enough():
    assert words_f1("the bell at noon", "bell, at noon!") == 1.0
    assert words_f1("Ann rang", "Ann") == pytest.approx(2 / 3)
    assert words_f1("£12.50", "12.50") == 1.0
    assert words_f1("", "") == 0.0


def test_lists_count_by_their_share():
    outcome = field_outcome(
        question("Ann", items=("Ann", "Ben", "Carl")), given_as("answer", ANN, BEN)
    )
    assert (outcome.right, outcome.wrong) == pytest.approx((2 / 3, 1 / 3))
    items = field_outcome(
        question("Ann", items=("Ann", "Ben")), given_as("answer", ANN, BEN, items=(BEN,))
    )
    assert items.right == 1


def test_nothing_given():
    nothing = given_as("none")
    assert shares(field_outcome(question("Ann"), nothing)) == {"wrongly_declined": 1}
    assert shares(field_outcome(question(), nothing)) == {"declined": 1}
    near = given_as("none", related=(cite("Ann rang the bell at noon."),))
    assert field_outcome(question("Ann"), near).closest == 1
    elsewhere = field_outcome(question("Ann", document="other.txt"), near)
    assert elsewhere.closest == 0


def test_evidence_and_answers_to_what_is_not_answered_are_told_apart():
    outcome = field_outcome(question(), given_as("answer", ANN))
    assert (outcome.false, outcome.false_answer, outcome.as_evidence) == (1, 1, 0)
    partial = question(evidence=("Ben closed the old village school.",))
    outcome = field_outcome(partial, given_as("evidence", BEN))
    assert (outcome.false, outcome.false_answer) == (1, 0)
    assert (outcome.as_evidence, outcome.evidence_right) == (1, 1)
    outcome = field_outcome(partial, given_as("evidence", cite("Ann rang the bell at noon.")))
    assert (outcome.as_evidence, outcome.evidence_right) == (1, 0)


def test_cited_right_needs_a_document_that_is_named():
    right = given_as("answer", ANN)
    assert field_outcome(question("Ann"), right).cited_right == 1
    assert field_outcome(question("Ann", document="other.txt"), right).cited_right == 0
    assert field_outcome(question("Ann", document="other.txt\nbells.txt"), right).cited_right == 1


def test_sentences_count_alone_and_cells_together():
    sentences = question(
        "x", evidence=("Ben closed the old village school.", "It was never opened again.")
    )
    assert stands_in(sentences, [BEN])
    cells = question("x", evidence=("Fee", "£12.50"))
    assert stands_in(cells, [cite("Fee | £12.50 | Quay Street")])
    assert not stands_in(cells, [cite("£12.50 | Quay Street")])
    assert not stands_in(question("x"), [BEN])


@given(
    st.sampled_from(["answer", "evidence", "none", "help"]),
    st.lists(st.sampled_from(["Ann", "Ben", "noon"]), max_size=2),
    st.lists(st.sampled_from(["Ann", "Ben", "Carl"]), max_size=3),
)
def test_every_question_has_one_outcome(kind, golds, items):
    citations = (BEN,) if kind in ("answer", "evidence") else ()
    outcome = field_outcome(question(*golds, items=tuple(items)), given_as(kind, *citations))
    assert sum(shares(outcome).values()) == pytest.approx(1)
    assert outcome.quoted_only <= outcome.right and outcome.cited_right <= outcome.right
    assert outcome.closest <= outcome.wrongly_declined
    assert outcome.false_answer <= outcome.false
    assert outcome.evidence_right <= outcome.as_evidence
