"""Every decision is arithmetic: scores are set in ``scripted_parts``."""

import logging
import math
from dataclasses import replace

import pytest

from qa.answer import Searched
from qa.answering.confidence import UNCALIBRATED_THRESHOLD, Thresholds
from qa.answering.evidence_choice import EvidenceSettings
from qa.answering.pipeline import READ_PASSAGES, Answerer
from tests.qa import calibrations
from tests.qa.answering.scripted_parts import (
    KELP,
    PARTS,
    TIDE,
    ScriptedReader,
    ScriptedRetriever,
    hit,
)

EVERYTHING = Searched(2)


def fitted(weight=0.0, least=0.5, bias=0.0, parts=PARTS, **more):
    return calibrations.calibration(parts, bias=bias, answer=least, weight=weight, **more)


def made(*calibrations, retriever=None, reader=None):
    return Answerer(retriever or ScriptedRetriever(), reader or ScriptedReader(), calibrations)


def logistic(z):
    return 1 / (1 + math.exp(-z))


def warnings(caplog):
    return [one.getMessage() for one in caplog.records if one.levelno >= logging.WARNING]


def test_a_fitting_calibration_states_the_confidence(caplog):
    answerer = made(fitted(bias=-0.5, least=0.7))
    answer = answerer.answer("What?", None, None, EVERYTHING)
    # Kelp has 2, less 0.5.
    assert answer.confidence == pytest.approx(logistic(1.5))
    assert answer.calibrated
    assert answer.found
    assert answer.text == "kelp"
    assert answer.citations[0].text == "Urchins graze on kelp."
    assert answer.score == 2.0
    assert answerer.thresholds.answer == 0.7
    assert answerer.fingerprints == PARTS
    assert warnings(caplog) == []


@pytest.mark.parametrize("part", PARTS)
def test_calibrations_of_other_parts_are_not_used(caplog, part):
    answerer = made(fitted(weight=20.0, parts=PARTS | {part: "other"}))
    assert answerer.calibration is None
    answer = answerer.answer("What?", None, None, EVERYTHING)
    # The reader's own softmax: e^2 of e^2, e^1 and no answer, 1. Nothing is re-ranked.
    assert answer.text == "kelp"
    assert answer.confidence == pytest.approx(math.exp(2) / (math.exp(2) + math.e + 1))
    assert not answer.calibrated
    assert answerer.thresholds == Thresholds(0.5, 0.5)
    assert UNCALIBRATED_THRESHOLD == 0.5
    (warning,) = warnings(caplog)
    assert "no calibration for this reader, embedder and search" in warning


def test_one_warning_whatever_the_number_of_calibrations_and_questions(caplog):
    answerer = made(*[fitted(parts={})] * 3)
    for _ in range(3):
        answerer.answer("What?", None, None, EVERYTHING)
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
        answer = made(fitted(least=least)).answer("What?", None, None, EVERYTHING)
        assert (answer.found, answer.confidence) == (found, stated)
    assert answer.related[0].text == "Urchins graze on kelp."


def test_uncalibrated_answers_are_given_from_one_half():
    # Alone, "kelp" has e^s / (e^s + 1), which is one half at 0.
    for score, found in ((0.0, True), (-0.01, False)):
        answerer = made(retriever=ScriptedRetriever((KELP,)), reader=ScriptedReader(kelp=score))
        assert answerer.answer("What?", None, None, EVERYTHING).found == found


def test_a_threshold_that_is_named_overrides_the_calibrated_one():
    answerer = made(fitted(least=0.5))
    assert not answerer.answer("What?", None, 0.9, EVERYTHING).found
    strict = made(fitted(least=0.99))
    assert not strict.answer("What?", None, None, EVERYTHING).found
    assert strict.answer("What?", None, 0.88, EVERYTHING).found
    assert strict.answer("What?", None, 0.0, EVERYTHING).found
    assert strict.thresholds.answer == 0.99


def test_the_retrieval_weight_ranks_again():
    # Kelp's passage is 0.5 below the best: kelp has 2 - 0.5 w, noon 1.
    for weight, text, score in ((0.0, "kelp", 2.0), (1.9, "kelp", 1.05), (2.1, "noon", 1.0)):
        answer = made(fitted(weight=weight)).answer("What?", None, None, EVERYTHING)
        assert (answer.text, answer.score) == (text, pytest.approx(score))
        assert answer.confidence == pytest.approx(logistic(score))
    answerer = made(fitted(weight=4.0))
    known = answerer.examined("What?", answerer.read("What?", None))
    assert [one.score for one in known.candidates] == [1.0, 0.0]


def test_what_is_retrieved_is_read():
    retriever = ScriptedRetriever()
    answerer = made(fitted(), retriever=retriever)
    answerer.answer("What?", ["d1", "d2"], None, EVERYTHING)
    assert answerer.retrieve("Who?", None) == (TIDE, KELP)
    assert retriever.asked == [
        ("What?", READ_PASSAGES, ["d1", "d2"]), ("Who?", READ_PASSAGES, None),
    ]  # fmt: skip


@pytest.mark.parametrize("calibrations", [[fitted()], []])
def test_nothing_retrieved_or_read_is_declined_even_at_0(calibrations):
    nothing = made(*calibrations, retriever=ScriptedRetriever(()))
    for answerer in (nothing,):
        answer = answerer.answer("What?", None, 0.0, EVERYTHING)
        assert (answer.found, answer.confidence, answer.score) == (False, 0.0, -math.inf)


def test_readers_of_whole_sentences_have_no_answer_span():
    reader = ScriptedReader()
    reader.whole_sentences = True
    (citation,) = made(fitted(), reader=reader).answer("What?", None, None, EVERYTHING).citations
    assert citation.answer_start is None
    assert citation.answer_text == "Urchins graze on kelp."


def test_another_weight_is_another_calibration():
    # `replace` as users of the API do it: only the ranking changes.
    one = fitted(weight=0.0)
    other = replace(one, retrieval_weight=4.0)
    answers = [made(each).answer("What?", None, 0.0, EVERYTHING).text for each in (one, other)]
    assert answers == ["kelp", "noon"]


# -- evidence


REASON = hit("The bell was old. It cracked in the frost. A new one came.", 1.0)


def asked(question, reader, *, least=None, **thresholds):
    calibration = fitted(**{"least": 0.9, "evidence": 0.5} | thresholds)
    answerer = made(calibration, retriever=ScriptedRetriever((REASON, KELP)), reader=reader)
    return answerer.answer(question, None, least, EVERYTHING)


def test_where_no_words_answer_the_best_sentence_is_given():
    answer = asked("Why did they replace it?", ScriptedReader(kelp=-3.0, I=2.0))
    assert answer.kind == "evidence"
    assert answer.text == "It cracked in the frost."
    (citation,) = answer.citations
    assert (citation.answer_start, citation.answer_end) == (None, None)
    assert answer.confidence == citation.confidence == pytest.approx(logistic(2.0))
    assert answer.answer_probability == pytest.approx(logistic(-3.0))
    assert answer.alternatives == answer.related == answer.items == ()


def test_evidence_below_its_threshold_is_not_given():
    answer = asked("Why did they replace it?", ScriptedReader(kelp=-3.0, I=-0.1))
    assert answer.kind == "none"
    assert answer.confidence == pytest.approx(logistic(-3.0))
    assert "It cracked in the frost." in [one.text for one in answer.related]


def test_an_answer_goes_before_evidence():
    answer = asked("What do urchins eat?", ScriptedReader(kelp=3.0, I=9.0))
    assert (answer.kind, answer.text) == ("answer", "kelp")


@pytest.mark.parametrize("question", ["Do urchins eat kelp?", "Is kelp better than weed?"])
def test_a_judgement_gets_evidence_where_others_get_an_answer(question):
    reader = ScriptedReader(kelp=3.0, U=-4.0)
    assert asked(question, reader).kind == "evidence"
    assert asked(question, reader).citations[0].text == "Urchins graze on kelp."
    assert asked(question, ScriptedReader(kelp=-3.0)).kind == "none"


def test_a_named_threshold_holds_for_both():
    reader = ScriptedReader(kelp=-3.0, I=2.0)
    assert asked("Why?", reader, least=0.95).kind == "none"
    assert asked("Why?", reader, least=0.8).kind == "evidence"
    assert asked("Why?", reader, least=0.0).kind == "answer"


def test_without_a_calibration_the_reader_is_trusted_from_one_half():
    for score, kind in ((0.1, "evidence"), (-0.1, "none")):
        reader = ScriptedReader(kelp=-3.0, I=score)
        answerer = made(retriever=ScriptedRetriever((REASON, KELP)), reader=reader)
        answer = answerer.answer("Why?", None, None, EVERYTHING)
        assert (answer.kind, answer.calibrated) == (kind, False)


def test_neighbours_are_one_citation_in_the_order_of_the_text():
    choice = EvidenceSettings(0.0, 2.0, 2.0, -5.0)
    reader = ScriptedReader(kelp=-9.0, T=1.0, I=2.0, U=0.5)
    answer = asked("Why?", reader, choice=choice)
    assert [one.text for one in answer.citations] == [
        "The bell was old. It cracked in the frost.", "Urchins graze on kelp.",
    ]  # fmt: skip


def test_what_was_searched_and_words_that_occur_nowhere_are_told():
    answer = made(fitted()).answer("What is the quorm of kelp?", None, None, Searched(7))
    assert answer.searched == Searched(7, (), ("quorm",))
