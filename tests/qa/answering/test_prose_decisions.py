"""Decisions that minutes tell without a label."""

import pytest

from qa.answering.minuted_lists import minuted_list
from qa.answering.prose_decisions import decided_sentences
from tests.qa.answering.structured import document


def paper(*paragraphs, title="Minutes of the board, 3 May 2025"):
    return document(
        ("heading", title, 1, ""), *(("paragraph", text, 0, "") for text in paragraphs), title=title
    )


def told(made):
    return [made.text[span.start : span.end] for span in decided_sentences(made)]


@pytest.mark.parametrize(
    "sentence",
    [
        "After a long talk, it was agreed to stay with the caterer.",
        "It has been unanimously resolved that the fee rises.",
        "We decided to close on Sundays.",
        "The board agreed that the oven is bought.",
        "The meeting has decided to wait.",
        "The board agreed, by three votes to one, to order 820 lamps from Oka at £11.15 each.",
        "The board rejected the proposal.",
        "The board then approved the budget.",
        "The board asked Tom Lind to commission a survey of the roof.",
    ],
)
def test_a_sentence_that_tells_of_a_decision(sentence):
    assert told(paper(f"The lift is old. {sentence} Ann left at noon.")) == [sentence]


@pytest.mark.parametrize(
    "sentence",
    [
        "The caterer agreed to lower the price.",
        "Ann decided to leave.",
        "It was not decided whether to move.",
        "The board decided nothing.",
        "It was agreed in May.",
        "The caterer rejected the proposal.",
        "The board asked to see the lamps.",
        "The board asked whether Tom went to see them.",
        "The minutes of 3 March were approved.",
    ],
)
def test_what_others_agree_to_do_and_what_is_left_open_is_none(sentence):
    assert told(paper(sentence)) == []


@pytest.mark.parametrize(
    "sentence",
    [
        "Last year it was decided to close on Sundays.",
        "In the meeting before, the board agreed that the oven is bought.",
        "Two years ago we decided to stay with the caterer.",
        "In 2023 the board approved the budget.",
    ],
)
def test_what_was_decided_at_an_earlier_time_is_no_decision_of_these_minutes(sentence):
    assert told(paper(sentence)) == []


@pytest.mark.parametrize(
    "sentence",
    [
        "It was agreed to go on with the plan of last year.",
        "The board approved the accounts of 2023.",
        "From 2026 on, it was agreed to open on Sundays.",
        "In 2025 the board approved the budget twice.",
    ],
)
def test_earlier_times_that_a_decision_is_about_do_not_make_it_old(sentence):
    assert told(paper(sentence)) == [sentence]


def test_other_documents_than_minutes_tell_of_none():
    sentence = "It was agreed to stay with the caterer."
    assert told(paper(sentence, title="Contract of the board")) == []
    assert told(paper("Minutes of 3 May.", sentence, title="The board")) == [sentence]


def test_told_decisions_stand_among_the_labelled_ones_and_are_not_known_to_be_all():
    made = paper("Decision: It was agreed to buy a van.", "It was agreed to wait.", "Decision: Go.")
    listed = minuted_list(made, "decision")
    assert [made.text[item.start : item.end] for item in listed.items] == [
        "It was agreed to buy a van.", "It was agreed to wait.", "Go.",
    ]  # fmt: skip
    assert not listed.is_complete
    assert minuted_list(made, "action") is None


def test_beside_a_list_of_the_decisions_what_is_told_is_left_out():
    made = document(
        ("heading", "Minutes of the board", 1, ""),
        ("paragraph", "It was agreed to wait.", 0, ""),
        ("heading", "Decisions", 2, ""),
        ("item", "Wait", 1, ""),
        ("item", "Go", 1, ""),
    )
    listed = minuted_list(made, "decision")
    assert [made.text[item.start : item.end] for item in listed.items] == ["Wait", "Go"]
    assert listed.is_complete
