"""Follow-ups on numbered parts of documents."""

import pytest

from qa.followups import PastTurn, completed
from qa.followups.numbered_parts import names_part_and_document, of_another_part

CONTRACT = PastTurn("Under clause 3.1 of the linen contract, who pays for damaged sheets?")
LEASE = PastTurn("What does clause 9 of the lease say?")


@pytest.mark.parametrize(
    "question",
    [
        "What does clause 9 of the lease say?",
        "What does clause 4 of the lease say about the insurance?",
        "And what does clause 6 of our lease say?",
        "Under clause 5.2 of the lease, who insures the roof?",
    ],
)
def test_a_question_that_names_part_and_document_is_asked_as_typed(question):
    assert names_part_and_document(question)
    meant = completed(question, [CONTRACT])
    assert (meant.read, meant.retrieve, meant.depends) == (question, question, False)


@pytest.mark.parametrize(
    "question",
    ["What does clause 9 say?", "And clause 9 of the lease?", "What does the lease say?",
     "What does clause 4 of the lease say about it?", "What does clause 9 of clause 3 say?"],
)  # fmt: skip
def test_others_may_depend_on_the_turns_before(question):
    assert not names_part_and_document(question)


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("And clause 2.2?", "What does clause 2.2 of the lease say?"),
        ("and 4?", "What does clause 4 of the lease say?"),
        ("What about section 3?", "What does section 3 of the lease say?"),
        ("And clause 3 of the contract?", "What does clause 3 of the contract say?"),
        ("What does clause 7 say?", "What does clause 7 of the lease say?"),
    ],
)
def test_another_part_is_asked_for_in_the_same_words(typed, read):
    meant = completed(typed, [CONTRACT, LEASE])
    assert (meant.read, meant.depends) == (read, True)


def test_other_parts_go_on_from_a_follow_up():
    later = PastTurn("What does clause 2.2 of the lease say?", depends=True)
    assert completed("And clause 3?", [LEASE, later]).read == "What does clause 3 of the lease say?"


@pytest.mark.parametrize(
    ("part", "question"),
    [
        ("clause 2.2", "What is the rent?"),
        ("clause 2.2", "What do clause 3 of the lease and clause 4 of the will say?"),
        ("the rent", "What does clause 9 of the lease say?"),
        ("2019", "What does clause 9 of the lease say?"),
        ("Who pays under clause 3?", "What does clause 9 of the lease say?"),
    ],
)
def test_nothing_else_is_read_as_another_part(part, question):
    assert of_another_part(part, question) is None
