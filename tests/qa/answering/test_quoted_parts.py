"""Numbered parts that a question asks for, where several documents have its number."""

from dataclasses import replace

from index.values import TermCounts
from qa.answering.question_words import words_of
from qa.answering.quoted_parts import quoted_parts, referred_part
from tests.qa.answering.requests import request_of
from tests.qa.answering.structured import document, hit_of

LEASE = document(
    ("paragraph", "The tenant pays the rent.", 0, "3.1"),
    ("paragraph", "The tenant may leave.", 0, "4.1"),
    title="Lease of a shop",
)
LINEN = document(
    ("paragraph", "The supplier replaces linen.", 0, "3.1"),
    ("paragraph", "The supplier may end the lease of machines.", 0, "9"),
    title="Laundry agreement",
)
NOTES = document(("paragraph", "Somebody asked for coffee.", 0, "3.1"), title="Notes")
HITS = (hit_of(LINEN), hit_of(NOTES), hit_of(LEASE))


def words_asked(question):
    return words_of(question, lambda asked: TermCounts(3, dict.fromkeys(asked, 1)))


def quoted(question, hits=HITS):
    return quoted_parts(request_of(question, hits), words_asked(question))


def test_only_the_part_of_the_document_that_is_named():
    answer = quoted("What does clause 3.1 of the lease say?")
    assert answer.text == "The tenant pays the rent."
    assert answer.alternatives == ()
    assert answer.confidence == 0.95


def test_a_document_named_by_its_file():
    named = replace(NOTES, sources=("/home/me/notes-harbour.md",))
    answer = quoted(
        "What does clause 3.1 of the harbour notes say?", (hit_of(LEASE), hit_of(named))
    )
    assert answer.text == "Somebody asked for coffee."


def test_no_part_of_another_document_where_the_one_that_is_named_has_none():
    assert quoted("What does clause 9 of the lease say?") is None
    assert quoted("What does clause 9 say?").text == "The supplier may end the lease of machines."


def test_documents_that_are_called_alike_share_the_confidence():
    answer = quoted("What does clause 3.1 say?")
    assert len(answer.alternatives) == 2
    assert {a.confidence for a in answer.alternatives} == {answer.confidence}


def test_titles_with_fewer_words_of_the_question_give_no_alternatives():
    answer = quoted("What does clause 3.1 say about the lease?")
    assert answer.text == "The tenant pays the rent."
    assert answer.alternatives == ()


def test_what_it_is_asked_about_is_no_part_that_is_asked_for():
    assert quoted("What does clause 9 of the lease say about clause 3.1?") is None
    answer = quoted("What do clauses 3.1 and 9 of the lease say?")
    assert (answer.text, answer.unanswered) == ("The tenant pays the rent.", ("clause 9",))


def test_a_reference_to_a_part_is_to_that_of_the_document_named():
    question = "Under clause 9 of the lease, who leaves?"
    assert referred_part(request_of(question, HITS), words_asked(question)) is None
