"""Readings are made by hand, so that it is known what was read and what is right."""

import math
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.corpus import Corpus
from index.values import Document, Passage, Span
from qa.answering.candidates import candidates
from qa.answering.pipeline import Answerer
from qa.calibration.fitting import LEFT_OUT_ANSWERED, Reading, fit_calibration, read_questions
from qa.evaluate import Dataset, Gold, Ground, Paragraph, Question, ground_in_paragraphs
from qa.readers.protocol import ScoredSpan
from qa.retriever import Hit, Retriever
from tests.fakes import WordEmbedder
from tests.sentence_reader import SentenceReader, SentenceWeights

PARTS = {"reader": "r", "embedder": "e", "fusion": "f"}
GOLD = Paragraph("Tides", "The tide rose at noon.")
OTHER = Paragraph("Kelp", "Urchins graze on kelp.")
DATASET = Dataset("d", (GOLD, OTHER), (Question("q", "When?", (Gold("noon", 17),), 0),))
GROUND = ground_in_paragraphs(DATASET)
(QUESTION,) = DATASET.questions


def hit(paragraph, score=1.0):
    document = Document(paragraph.id, paragraph.text, paragraph.title, ("s",))
    sentence = Span(0, len(paragraph.text))
    return Hit(Passage(1, paragraph.id, 0, sentence.end, (sentence,)), document, score, 0.5, 0.5)


def reading(gold=None, other=None, *, left_out=False, gold_hit=1.0, other_hit=1.0):
    """One in which "noon" and "kelp" have these scores; None where nothing was read."""
    hits = (hit(GOLD, gold_hit), hit(OTHER, other_hit))
    spans = []
    if gold is not None:
        spans.append(ScoredSpan(0, 17, 21, gold))
    if other is not None:
        spans.append(ScoredSpan(1, 17, 21, other))
    return Reading(QUESTION, left_out, hits, tuple(spans))


def fitted(readings):
    return fit_calibration(readings, GROUND, PARTS)


def probability(calibration, one):
    found = candidates(one.spans, one.hits, calibration.retrieval_weight)
    return calibration.probability(found, one.hits)


def answered(calibration, readings):
    """Questions that get an answer at the threshold."""
    least = calibration.min_confidence
    return [one for one in readings if one.spans and probability(calibration, one) >= least]


# -- the probability


@pytest.mark.slow
def test_a_known_logistic_function_is_found_again():
    # Right with probability 1 / (1 + exp(1 - 1.5 (score - 9))); nothing else differs: so far above
    # -4 the margin counts whole.
    numbers = random.Random(3)

    def truth(score):
        return 1 / (1 + math.exp(1 - 1.5 * (score - 9)))

    readings = []
    for _ in range(1000):
        score = numbers.uniform(5, 14)
        right = numbers.random() < truth(score)
        readings.append(reading(score) if right else reading(None, score))
    calibration, notes = fitted(readings)
    assert calibration.weights["score"] == pytest.approx(1.5, abs=0.2)
    for score in (6.0, 8.0, 9.0, 10.0, 11.0, 13.0):
        stated = [probability(calibration, one) for one in (reading(score), reading(None, score))]
        assert stated == pytest.approx([truth(score)] * 2, abs=0.05)
    stated = [probability(calibration, reading(score / 2)) for score in range(10, 29)]
    assert stated == sorted(stated)
    assert len(set(stated)) == len(stated)
    assert notes["right"] == sum(one.spans[0].hit == 0 for one in readings) / 1000
    assert dict(calibration.fitted_for) == PARTS
    assert notes["questions"] == 1000
    assert calibration.min_confidence == 0.0  # none was left out


def test_the_margin_tells_right_from_wrong():
    # Equal scores; whoever has a close rival is wrong.
    readings = [reading(2.0, -3.0) for _ in range(40)] + [reading(1.9, 2.0) for _ in range(40)]
    calibration, _ = fitted(readings)
    assert calibration.weights["margin"] > 0
    assert probability(calibration, readings[0]) > 0.9
    assert probability(calibration, readings[-1]) < 0.1


# -- the retrieval weight


def mixed(better, worse):
    """Half a point of retrieval score speaks for the gold answer, or against it.

    In ``better`` the gold passage is 0.5 better and its answer 2.5 worse, so that it wins at a
    weight above 5; in ``worse`` the gold passage is 0.5 worse and its answer 3.5 better, so that
    it wins at a weight below 7.
    """
    return [
        *(reading(1.0, 3.5, gold_hit=1.0, other_hit=0.5) for _ in range(better)),
        *(reading(4.5, 1.0, gold_hit=0.5, other_hit=1.0) for _ in range(worse)),
        *(reading(None, 0.0, left_out=True) for _ in range(10)),
    ]


def test_the_weight_with_the_best_f1_is_taken():
    calibration, notes = fitted(mixed(30, 25))
    assert calibration.retrieval_weight == 6.0
    by_weight = notes["by_retrieval_weight"]
    low, high = round(25 / 55, 4), round(30 / 55, 4)
    assert by_weight["0"] == by_weight["4"] == low
    assert by_weight["6"] == 1.0
    assert by_weight["8"] == by_weight["20"] == high
    assert notes["right"] == notes["gold_paragraph_first"] == 1.0


@pytest.mark.parametrize(("better", "worse", "weight"), [(0, 60, 0.0), (60, 0, 6.0)])
def test_of_equal_weights_the_lowest_is_taken(better, worse, weight):
    calibration, _ = fitted(mixed(better, worse))
    assert calibration.retrieval_weight == weight


# -- the threshold


@pytest.mark.slow
@settings(max_examples=25)
@given(st.integers(1, 70), st.integers(0, 20), st.integers(0, 2**32), st.sampled_from([1, 4, 99]))
def test_at_most_the_allowed_share_of_the_left_out_is_answered(count, silent, seed, levels):
    # Few levels give many of equal probability.
    numbers = random.Random(seed)
    scores = [numbers.randint(0, levels) / levels * 6 - 3 for _ in range(60 + count)]
    inside = [reading(s) if i % 3 else reading(None, s) for i, s in enumerate(scores[:60])]
    left = [reading(None, s, left_out=True) for s in scores[60:]]
    left += [reading(left_out=True) for _ in range(silent)]
    calibration, notes = fitted([*inside, *left])
    given = answered(calibration, left)
    assert len(given) <= LEFT_OUT_ANSWERED * len(left)
    assert notes["left_out_answered"] == len(given) / len(left)
    assert notes["others_answered"] == len(answered(calibration, inside)) / 60
    # A lower threshold would answer too many.
    if calibration.min_confidence > 0:
        lower = calibration.min_confidence - 1.001e-4
        more = [one for one in left if one.spans and probability(calibration, one) >= lower]
        assert len(more) > LEFT_OUT_ANSWERED * len(left)


def test_the_threshold_lies_just_above_the_eighth_of_100():
    left = [reading(None, score / 50, left_out=True) for score in range(100)]
    calibration, notes = fitted([*(reading(score / 10) for score in range(60)), *left])
    stated = sorted((probability(calibration, one) for one in left), reverse=True)
    assert stated[7] < calibration.min_confidence <= stated[7] + 1e-4
    assert calibration.min_confidence < stated[6]
    assert notes["left_out_answered"] == 0.07


def test_left_out_questions_without_candidates_are_declined_anyway():
    # 2 of 40 may be answered, and no more than 2 can be.
    left = [reading(None, 1.0, left_out=True)] * 2 + [reading(left_out=True)] * 38
    calibration, notes = fitted([*[reading(3.0)] * 60, *left])
    assert calibration.min_confidence == 0.0
    assert notes["left_out_answered"] == 0.05


def test_questions_without_candidates_are_not_right():
    readings = [*[reading(3.0)] * 30, *[reading(None, 1.0)] * 15, *[reading()] * 15]
    _, notes = fitted(readings)
    assert notes["right"] == 0.5
    assert notes["others_answered"] == 0.75


# -- what cannot be fitted


def test_too_few_questions_are_refused():
    readings = [reading(1.0) if i % 2 else reading(None, 1.0) for i in range(50)]
    fitted(readings)
    left = [reading(None, 1.0, left_out=True)] * 50
    with pytest.raises(ValueError, match=r"49 questions.*at least 50"):
        fitted([*readings[:49], *left])


@pytest.mark.parametrize("one", [reading(1.0), reading(None, 1.0), reading()])
def test_answers_that_are_all_alike_are_refused(one):
    with pytest.raises(ValueError, match="all answers are right, or all are wrong"):
        fitted([one] * 60)


# -- reading


TEXTS = (
    Paragraph("Tides", "The tide rose at noon. Boats left the harbour."),
    Paragraph("Tides", "The tide fell at dusk. Ann rang the bell."),
    Paragraph("Kelp", "Kelp grows in cold water. Urchins graze on kelp."),
)
ASKED = Dataset(
    "d",
    TEXTS,
    (
        Question("1", "What rose at noon?", (Gold("The tide", 0),), 0),
        Question("2", "Who rang the harbour?", (), 1),
        Question("3", "What grazes on kelp?", (Gold("Urchins", 26),), 2),
    ),
)


@pytest.fixture
def answerer(tmp_path):
    embedder = WordEmbedder(256, 40)
    with Corpus(tmp_path / "store", embedder) as corpus:
        corpus.add_texts((paragraph.title, paragraph.text) for paragraph in TEXTS)
        reader = SentenceReader(embedder, SentenceWeights(-2.0, 2.0, 4.0, 0.5))
        yield Answerer(Retriever(corpus), reader, [])


def asked_in(readings):
    return [(one.question.id, one.left_out) for one in readings]


def test_each_question_is_asked_with_and_without_its_article(answerer):
    readings = read_questions(answerer, ASKED, ground_in_paragraphs(ASKED), progress=False)
    assert asked_in(readings) == [("1", False), ("1", True), ("3", False), ("3", True)]
    titles = [{one.document.title for one in each.hits} for each in readings]
    assert titles == [{"Tides", "Kelp"}, {"Kelp"}, {"Tides", "Kelp"}, {"Tides"}]
    for one in readings:
        assert one.hits == answerer.retrieve(
            one.question.text,
            [hit.document.id for hit in one.hits] if one.left_out else None,
        )
        assert list(one.spans) == answerer.reader.read(one.question.text, one.hits)
        assert one.spans
    best = readings[0].spans[0]
    text = readings[0].hits[best.hit].document.text[best.start : best.end]
    assert text == "The tide rose at noon."


def test_articles_may_stay_in(answerer):
    ground = ground_in_paragraphs(ASKED)
    readings = read_questions(answerer, ASKED, ground, leave_out=False, progress=False)
    assert asked_in(readings) == [("1", False), ("3", False)]


def test_questions_whose_paragraph_is_not_there_are_not_asked(answerer):
    ground = ground_in_paragraphs(ASKED)
    partly = Ground(ground.texts, (ground.places[0], ground.places[1], ()))
    readings = read_questions(answerer, ASKED, partly, progress=False)
    assert asked_in(readings) == [("1", False), ("1", True)]


def test_what_was_read_can_be_fitted(answerer):
    # The reader answers in sentences; the right one holds the gold answer.
    ground = ground_in_paragraphs(ASKED)
    readings = read_questions(answerer, ASKED, ground, progress=False) * 25
    calibration, notes = fit_calibration(
        readings, ground, answerer.fingerprints, whole_sentences=answerer.reader.whole_sentences
    )
    assert calibration.fits(answerer.fingerprints)
    assert (notes["questions"], notes["right"]) == (50, 1.0)
    assert (notes["left_out_answered"], notes["others_answered"]) == (0.0, 1.0)
