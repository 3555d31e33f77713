"""What a question says of numbered parts and of their document."""

import pytest

from qa.question_labels import asked_references, asks_for_the_part, document_span, reference_spans


@pytest.mark.parametrize(
    ("question", "name"),
    [
        ("What does clause 9 of the lease say?", "lease"),
        ("What does 6.2 of our linen contract require of us?", "linen contract"),
        ("Under section 3 of the lease, who pays?", "lease"),
        ("And article 5 of GDPR?", "GDPR"),
        ("clause 2 of the lease", "lease"),
        ("What does clause 9 of clause 2 say?", None),
        ("What does clause 9 say?", None),
        ("What does clause 9 of it say?", None),
        ("What does the lease say?", None),
    ],
)
def test_the_document_of_a_part(question, name):
    span = document_span(question)
    assert (None if span is None else question[slice(*span)]) == name


def test_the_places_of_references():
    question = "What do clauses 3 and 4(a) and section 7 say?"
    assert [question[slice(*s)] for s in reference_spans(question)] == [
        "clauses 3 and 4(a)",
        "section 7",
    ]
    assert reference_spans("What is the rent?") == []


def test_what_a_part_is_asked_about_is_not_asked_for():
    assert asked_references("What does clause 9 say about clause 3?") == "What does clause 9 say "
    assert asked_references("What about clause 3?") == "What about clause 3?"


def test_a_question_may_go_on_from_another_one():
    assert asks_for_the_part("And what does clause 9 of the lease say?")
    assert not asks_for_the_part("And rent under clause 9?")
