"""What a turn gets that would get nothing, and what it does not get."""

import math
from dataclasses import replace

import pytest

from qa.answer import Searched
from qa.answering.confidence import Probabilities
from qa.answering.later_turns import (
    LEAST_OF_AN_ANSWER,
    LEAST_WITH_TOPIC,
    Decision,
    decided_again,
    is_of_the_typed,
)
from qa.answering.pipeline import Answerer
from qa.answering.question_words import NO_WORDS, QuestionWord, QuestionWords
from qa.followups import AskedAfter
from tests.qa import calibrations
from tests.qa.answering.examined import SENTENCES, candidate, examined
from tests.qa.answering.scripted_parts import PARTS, ScriptedReader, ScriptedRetriever

EVERYTHING = Searched(2)


def word(text):
    return QuestionWord(text, (text,), 1, 1.0, False, False)


def decision(answer, evidence=0.1, outcome="none", **more):
    return Decision(examined(**more), Probabilities(answer, evidence), outcome)


def test_the_sentence_of_an_unsure_answer_is_given():
    again = decided_again("Who?", decision(LEAST_OF_AN_ANSWER))
    assert again.outcome == "evidence"
    # The best answer stands in the first sentence of the text, which is not the best one.
    assert again.examined.evidence == SENTENCES[1:2]
    assert again.probabilities == Probabilities(LEAST_OF_AN_ANSWER, LEAST_OF_AN_ANSWER)


@pytest.mark.parametrize(
    "declined",
    [
        decision(LEAST_OF_AN_ANSWER - 0.01),
        decision(0.6, kind="yes-no"),
        decision(0.0, candidates=()),
        decision(0.6, candidates=(candidate(0.6, -4.0, 2),), sentences=SENTENCES[:1]),
    ],
)
def test_nothing_is_given_of_an_answer_that_is_improbable_or_not_scored(declined):
    assert decided_again("Who?", declined) is declined


@pytest.mark.parametrize("outcome", ["answer", "evidence"])
@pytest.mark.parametrize(
    ("typed", "given"),
    [("And in 1957?", True), ("And in 1958?", False), ("And in 1957/58?", False), ("Who?", True)],
)
def test_a_document_without_the_year_that_was_typed_gives_nothing(typed, given, outcome):
    again = decided_again(typed, decision(0.9, 0.9, outcome))
    assert again.outcome == (outcome if given else "none")


@pytest.mark.parametrize(
    ("typed", "text", "given"),
    [
        ("And for 1500 visitors?", "1,500 visitors pay less.", True),
        ("And in room 1990?", "The rooms 1980 to 1999 are closed.", True),
        ("And after 2024?", "From 1 January 2025 it is 5 crowns.", True),
        ("And in 2025?", "FY25 closed with a loss.", True),
        ("And in 2024-25?", "From 2024 to 2025 it grew.", True),
        ("And in the 2024 one?", "Article 20245 costs 3 crowns.", False),
        ("And in 2024/25?", "In 2024 it grew by 25 per cent.", False),
    ],
)
def test_only_a_year_has_to_stand_in_the_document(typed, text, given):
    known = decision(0.9, 0.9, "answer")
    place = known.examined.candidates[0].places[0]
    document = replace(place.document, text=text)
    best = replace(known.examined.candidates[0], places=(replace(place, document=document),))
    asked = replace(known, examined=replace(known.examined, candidates=(best,)))
    assert (decided_again(typed, asked).outcome == "answer") == given


@pytest.mark.parametrize(
    ("words", "given"),
    [(NO_WORDS, True), (QuestionWords((word("bell"),)), True),
     (QuestionWords((word("bell"), word("quorm"))), False)],
)  # fmt: skip
def test_what_only_the_topic_found_has_every_word_that_was_typed(words, given):
    for outcome in ("answer", "evidence"):
        found = decision(LEAST_WITH_TOPIC, LEAST_WITH_TOPIC, outcome)
        assert is_of_the_typed(found, "What then?", words) == given
        unsure = decision(LEAST_WITH_TOPIC - 0.01, LEAST_WITH_TOPIC - 0.01, outcome)
        assert not is_of_the_typed(unsure, "What then?", words)
        assert not is_of_the_typed(found, "And in 1958?", words)
    assert not is_of_the_typed(decision(0.9), "What then?", words)


class TopicReader(ScriptedReader):
    """Knows an answer where the topic is named."""

    def __init__(self):
        super().__init__()
        self.asked = []

    def read(self, question, hits):
        self.asked.append(question)
        self.scores = {"kelp": 2.0 if "(urchins)" in question else -9.0}
        return super().read(question, hits)


def answered(typed, retrieve_as, *, is_turn, least=None):
    reader = TopicReader()
    fitted = calibrations.calibration(PARTS, answer=0.6)
    after = AskedAfter(typed, retrieve_as, is_turn=is_turn)
    answerer = Answerer(ScriptedRetriever(), reader, [fitted])
    return answerer.answer(typed, None, least, EVERYTHING, after), reader.asked


def test_a_turn_that_would_get_nothing_is_read_with_its_topic():
    answer, asked = answered("And kelp?", "And kelp (urchins)?", is_turn=True)
    assert asked == ["And kelp?", "And kelp (urchins)?"]
    assert answer.text == "kelp"
    assert answer.confidence == pytest.approx(1 / (1 + math.exp(-2.0)))
    assert answer.question == "And kelp?"


@pytest.mark.parametrize(
    ("typed", "retrieve_as", "more"),
    [
        ("And kelp?", "And kelp (urchins)?", {"is_turn": False}),
        ("And kelp?", "And kelp (urchins)?", {"is_turn": True, "least": 0.6}),
        ("And kelp?", "And kelp?", {"is_turn": True}),
    ],
)
def test_other_questions_are_read_once(typed, retrieve_as, more):
    answer, asked = answered(typed, retrieve_as, **more)
    assert asked == ["And kelp?"]
    assert not answer.found


def test_the_topic_alone_gives_nothing():
    answer, asked = answered("And quorm?", "And quorm (urchins)?", is_turn=True)
    assert len(asked) == 2
    assert not answer.found
