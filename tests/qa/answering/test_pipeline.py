"""A retriever and a reader whose scores are set here, so that every decision is arithmetic."""

import logging
import math
from dataclasses import replace

import pytest

from index.text.sentences import sentence_spans
from index.values import Document, Passage, document_id
from qa.answering.confidence import FEATURES, UNCALIBRATED_THRESHOLD, Calibration
from qa.answering.pipeline import READ_PASSAGES, Answerer
from qa.readers.protocol import ScoredSpan
from qa.retriever import Hit

SEARCH = {"embedder": "words", "search": "none", "fusion": "none"}
PARTS = {"reader": "scripted", **SEARCH, "read": f"passages={READ_PASSAGES}"}
ONLY_SCORE = dict.fromkeys(FEATURES, 0.0) | {"score": 1.0}
"""So that the probability is the logistic function of the score."""


def hit(text, score):
    document = Document(document_id(text), text, "t", ("t",))
    passage = Passage(1, document.id, 0, len(text), tuple(sentence_spans(text)))
    return Hit(passage, document, score, 0.5, 0.5)


TIDE, KELP = hit("The tide rose at noon.", 1.0), hit("Urchins graze on kelp.", 0.5)


class ScriptedRetriever:
    """Finds the same passages for every question."""

    fingerprints = SEARCH

    def __init__(self, hits=(TIDE, KELP)):
        self.hits = hits
        self.asked = []

    def search(self, question, k, documents):
        self.asked.append((question, k, documents))
        return self.hits


class ScriptedReader:
    """Scores "noon" and "kelp"."""

    fingerprint = "scripted"
    whole_sentences = False

    def __init__(self, noon=1.0, kelp=2.0):
        self.scores = {"noon": noon, "kelp": kelp}

    def read(self, question, hits):
        spans = [
            ScoredSpan(number, hit.text.index(word), hit.text.index(word) + len(word), score)
            for number, hit in enumerate(hits)
            for word, score in self.scores.items()
            if word in hit.text
        ]
        return sorted(spans, key=lambda span: -span.score)


def fitted(weight=0.0, least=0.5, bias=0.0, parts=PARTS):
    return Calibration(ONLY_SCORE, bias, least, weight, 0.0, parts)


def made(*calibrations, retriever=None, reader=None):
    return Answerer(retriever or ScriptedRetriever(), reader or ScriptedReader(), calibrations)


def logistic(z):
    return 1 / (1 + math.exp(-z))


def warnings(caplog):
    return [one.getMessage() for one in caplog.records if one.levelno >= logging.WARNING]


def test_a_fitting_calibration_states_the_confidence(caplog):
    answerer = made(fitted(bias=-0.5, least=0.7))
    answer = answerer.answer("What?", None, None)
    # Kelp has 2, less 0.5.
    assert answer.confidence == pytest.approx(logistic(1.5))
    assert answer.calibrated
    assert answer.found
    assert answer.text == "kelp"
    assert answer.citations[0].text == "Urchins graze on kelp."
    assert answer.score == 2.0
    assert answerer.threshold == 0.7
    assert answerer.fingerprints == PARTS
    assert warnings(caplog) == []


@pytest.mark.parametrize("part", PARTS)
def test_calibrations_of_other_parts_are_not_used(caplog, part):
    answerer = made(fitted(weight=20.0, parts=PARTS | {part: "other"}))
    assert answerer.calibration is None
    answer = answerer.answer("What?", None, None)
    # The reader's own softmax: e^2 of e^2, e^1 and no answer, 1. Nothing is re-ranked.
    assert answer.text == "kelp"
    assert answer.confidence == pytest.approx(math.exp(2) / (math.exp(2) + math.e + 1))
    assert not answer.calibrated
    assert answerer.threshold == UNCALIBRATED_THRESHOLD == 0.5
    (warning,) = warnings(caplog)
    assert "no calibration for this reader, embedder and search" in warning


def test_one_warning_whatever_the_number_of_calibrations_and_questions(caplog):
    answerer = made(*[fitted(parts={})] * 3)
    for _ in range(3):
        answerer.answer("What?", None, None)
    assert len(warnings(caplog)) == 1
    made()
    assert len(warnings(caplog)) == 2


def test_the_first_fitting_calibration_is_used(caplog):
    other, first, second = fitted(parts={}), fitted(least=0.6), fitted(least=0.4)
    assert made(other, first, second).calibration is first
    assert made(second, other, first).calibration is second
    assert warnings(caplog) == []


def test_an_answer_is_given_at_the_threshold():
    stated = logistic(2.0)
    for least, found in ((stated, True), (stated + 1e-9, False)):
        answer = made(fitted(least=least)).answer("What?", None, None)
        assert (answer.found, answer.confidence) == (found, stated)
    assert answer.related[0].text == "Urchins graze on kelp."


def test_uncalibrated_answers_are_given_from_one_half():
    # Alone, "kelp" has e^s / (e^s + 1), which is one half at 0.
    for score, found in ((0.0, True), (-0.01, False)):
        answerer = made(retriever=ScriptedRetriever((KELP,)), reader=ScriptedReader(kelp=score))
        assert answerer.answer("What?", None, None).found == found


def test_a_threshold_that_is_named_overrides_the_calibrated_one():
    answerer = made(fitted(least=0.5))
    assert not answerer.answer("What?", None, 0.9).found
    strict = made(fitted(least=0.99))
    assert not strict.answer("What?", None, None).found
    assert strict.answer("What?", None, 0.88).found
    assert strict.answer("What?", None, 0.0).found
    assert strict.threshold == 0.99


def test_the_retrieval_weight_ranks_again():
    # Kelp's passage is 0.5 below the best: kelp has 2 - 0.5 w, noon 1.
    for weight, text, score in ((0.0, "kelp", 2.0), (1.9, "kelp", 1.05), (2.1, "noon", 1.0)):
        answer = made(fitted(weight=weight)).answer("What?", None, None)
        assert (answer.text, answer.score) == (text, pytest.approx(score))
        assert answer.confidence == pytest.approx(logistic(score))
    found = made(fitted(weight=4.0)).candidates("What?", (TIDE, KELP))
    assert [one.score for one in found] == [1.0, 0.0]


def test_what_is_retrieved_is_read():
    retriever = ScriptedRetriever()
    answerer = made(fitted(), retriever=retriever)
    answerer.answer("What?", ["d1", "d2"], None)
    assert answerer.retrieve("Who?", None) == (TIDE, KELP)
    assert retriever.asked == [
        ("What?", READ_PASSAGES, ["d1", "d2"]), ("Who?", READ_PASSAGES, None),
    ]  # fmt: skip


@pytest.mark.parametrize("calibrations", [[fitted()], []])
def test_nothing_retrieved_or_read_is_declined_even_at_0(calibrations):
    nothing = made(*calibrations, retriever=ScriptedRetriever(()))
    silent = made(*calibrations, retriever=ScriptedRetriever((hit("Snow fell.", 1.0),)))
    for answerer in (nothing, silent):
        answer = answerer.answer("What?", None, 0.0)
        assert (answer.found, answer.confidence, answer.score) == (False, 0.0, -math.inf)


def test_readers_of_whole_sentences_have_no_answer_span():
    reader = ScriptedReader()
    reader.whole_sentences = True
    (citation,) = made(fitted(), reader=reader).answer("What?", None, None).citations
    assert citation.answer_start is None
    assert citation.answer_text == "Urchins graze on kelp."


def test_another_weight_is_another_calibration():
    # `replace` as users of the API do it: only the ranking changes.
    one = fitted(weight=0.0)
    other = replace(one, retrieval_weight=4.0)
    assert made(one).answer("What?", None, 0.0).text != made(other).answer("What?", None, 0.0).text
