"""Readings are made by hand, so that it is known what was read and what is right."""

import math
import random
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.values import Document, Passage, Span
from qa.answering.confidence import Logistic
from qa.answering.pipeline import Read, examined
from qa.answering.question_words import QuestionWords
from qa.calibration.figures import figures, figures_table
from qa.calibration.fitting import ABSENT_ANSWERED, ABSENT_EVIDENCE, fit_calibration
from qa.calibration.labels import Domain
from qa.calibration.readings import Asked
from qa.evaluate import Dataset, Gold, Paragraph, Question, ground_in_paragraphs
from qa.readers.protocol import Reading, ScoredSentence, ScoredSpan
from qa.retriever import Hit

PARTS = {"reader": "r", "embedder": "e", "fusion": "f"}
GOLD = Paragraph("Tides", "The tide rose at noon.")
OTHER = Paragraph("Kelp", "Urchins graze on kelp.")
QUESTION = Question("q", "When?", (Gold("noon", 17),), 0)
DATASET = Dataset("d", (GOLD, OTHER), (QUESTION,))
GROUND = ground_in_paragraphs(DATASET)


def hit(paragraph, score=1.0):
    document = Document(paragraph.id, paragraph.text, paragraph.title, ("s",))
    sentence = Span(0, len(paragraph.text))
    return Hit(Passage(1, paragraph.id, 0, sentence.end, (sentence,)), document, score, 0.5, 0.5)


def reading(
    gold=None, other=None, *, left_out=False, gold_hit=1.0, other_hit=1.0, sentences=(0.0, 0.0),
    question=QUESTION,
):  # fmt: skip
    """One in which "noon" and "kelp" have these scores; None where nothing was read."""
    hits = (hit(GOLD, gold_hit), hit(OTHER, other_hit))
    spans = [
        ScoredSpan(number, 17, 21, score)
        for number, score in enumerate((gold, other))
        if score is not None
    ]
    scored = tuple(ScoredSentence(number, 0, 22, head) for number, head in enumerate(sentences))
    read = Read(hits, Reading(tuple(spans), scored), QuestionWords(()))
    return Asked(question, left_out, read)


def fitted(readings, *others):
    domains = [
        Domain(replace(DATASET, name=f"d{number}"), GROUND, asked)
        for number, asked in enumerate((readings, *others))
    ]
    return fit_calibration(domains, PARTS)


def known(calibration, asked):
    return examined(
        asked.question.text, asked.read, calibration.retrieval_weight, calibration.choice
    )


def probability(calibration, asked):
    return calibration.probabilities(known(calibration, asked)).answer


def answered(calibration, readings):
    """Questions that get an answer at the threshold."""
    least = calibration.thresholds.answer
    return [
        one for one in readings if one.read.reading.spans and probability(calibration, one) >= least
    ]


# -- the probability


@pytest.mark.slow
def test_a_known_logistic_function_is_found_again():
    # Right with probability 1 / (1 + exp(1 - 1.5 (score - 9))); nothing else differs: so far above
    # -4 the margin counts whole.
    numbers = random.Random(3)

    def truth(score):
        return 1 / (1 + math.exp(1 - 1.5 * (score - 9)))

    def either(score):
        """Right and wrong; the answer stands in the best sentence in both."""
        return reading(score, sentences=(1.0, 0.0)), reading(None, score, sentences=(0.0, 1.0))

    readings = []
    for _ in range(1000):
        score = numbers.uniform(5, 14)
        right = numbers.random() < truth(score)
        readings.append(either(score)[not right])
    fit = fitted(readings)
    calibration = fit.calibration
    for score in (6.0, 8.0, 9.0, 10.0, 11.0, 13.0):
        stated = [probability(calibration, one) for one in either(score)]
        assert stated == pytest.approx([truth(score)] * 2, abs=0.1)
    shares = [one.read.reading.spans[0].hit == 0 for one in readings]
    assert fit.notes["right"] == pytest.approx(sum(shares) / 1000)
    assert dict(calibration.fitted_for) == PARTS
    assert fit.notes["questions"] == 1000
    assert calibration.thresholds.answer == 0.0  # none was left out


def test_the_margin_tells_right_from_wrong():
    # Equal scores; whoever has a close rival is wrong.
    readings = [reading(2.0, -3.0) for _ in range(40)] + [reading(1.9, 2.0) for _ in range(40)]
    calibration = fitted(readings).calibration
    assert calibration.answer.weights["margin"] > 0
    assert probability(calibration, readings[0]) > 0.9
    assert probability(calibration, readings[-1]) < 0.1


def test_the_second_function_is_of_the_sentences():
    # The words are right by chance; the sentence is marked where the head is sure.
    readings = []
    for number in range(120):
        sentences = (3.0, -3.0) if number % 3 else (-3.0, 0.5)
        readings.append(reading(*((1.0, 0.0) if number % 2 else (0.0, 1.0)), sentences=sentences))
    calibration = fitted(readings).calibration
    sure, unsure = (
        calibration.probabilities(known(calibration, reading(1.0, 0.0, sentences=sentences)))
        for sentences in ((3.0, -3.0), (-3.0, 0.5))
    )
    assert sure.evidence > 0.9
    assert unsure.evidence < 0.1


# -- the retrieval weight


def mixed(better, worse):
    """Half a point of retrieval score speaks for the gold answer, or against it.

    In ``better`` the gold passage is 0.5 better and its answer 3.5 worse, so that it wins at a
    weight above 7; in ``worse`` the gold passage is 0.5 worse and its answer 4.5 better, so that
    it wins at a weight below 9.
    """
    return [
        *(reading(1.0, 4.5, gold_hit=1.0, other_hit=0.5) for _ in range(better)),
        *(reading(5.5, 1.0, gold_hit=0.5, other_hit=1.0) for _ in range(worse)),
        *(reading(None, 0.0) for _ in range(5)),
        *(reading(None, 0.0, left_out=True) for _ in range(10)),
    ]


def test_the_weight_with_the_best_f1_is_taken():
    fit = fitted(mixed(30, 25))
    assert fit.calibration.retrieval_weight == 8.0
    by_weight = fit.notes["by_retrieval_weight"]
    low, high = round(25 / 60, 4), round(30 / 60, 4)
    assert by_weight["0"] == low
    assert by_weight["8"] == round(55 / 60, 4)
    assert by_weight["16"] == by_weight["48"] == high
    assert fit.notes["right"] == pytest.approx(55 / 60)


@pytest.mark.parametrize(("better", "worse", "weight"), [(0, 60, 0.0), (60, 0, 8.0)])
def test_of_equal_weights_the_lowest_is_taken(better, worse, weight):
    assert fitted(mixed(better, worse)).calibration.retrieval_weight == weight


def test_domains_weigh_the_same_whatever_their_size():
    # Alone the larger one would win.
    fit = fitted(mixed(30, 0), mixed(0, 30) * 10)
    assert fit.calibration.retrieval_weight == 8.0
    assert set(figures(fit)) == {"d0", "d1"}


# -- the choice of evidence


def test_as_many_sentences_as_agree_best_with_marked_ones():
    text = "One here. Two here. Three here. Four here."
    spans = (Span(0, 9), Span(10, 19), Span(20, 31), Span(32, 42))
    paragraph = Paragraph("Tides", text)
    question = Question("q", "Why?", (), 0, marked=(Span(10, 31),))
    dataset = Dataset("marked", (paragraph,), (question,))
    document = Document(paragraph.id, text, "Tides", ("s",))
    hits = (Hit(Passage(1, document.id, 0, 42, spans), document, 1.0, 0.5, 0.5),)
    heads = (-4.0, 2.0, 0.2, -1.5)
    scored = tuple(ScoredSentence(0, s.start, s.end, h) for s, h in zip(spans, heads, strict=True))
    read = Read(hits, Reading((), scored), QuestionWords(()))
    marked = Domain(dataset, ground_in_paragraphs(dataset), [Asked(question, False, read)] * 20)
    plain = Domain(DATASET, GROUND, [reading(1.0), reading(None, 1.0)] * 30)
    fit = fit_calibration([plain, marked], PARTS)
    assert fit.notes["evidence_f1"] == 1.0
    chosen = examined("Why?", read, 0.0, fit.calibration.choice).evidence
    assert [one.span for one in chosen] == [spans[1], spans[2]]
    # Questions without known words take no part in the first function.
    assert all(row.label.answer is None for row in fit.rows if row.domain == "marked")
    assert all(row.label.evidence for row in fit.rows if row.domain == "marked")


# -- the thresholds


@pytest.mark.slow
@settings(max_examples=15)
@given(st.integers(1, 70), st.integers(0, 20), st.integers(0, 2**32), st.sampled_from([1, 4, 99]))
def test_at_most_the_allowed_share_of_the_left_out_is_answered(count, silent, seed, levels):
    # Few levels give many of equal probability.
    numbers = random.Random(seed)
    scores = [numbers.randint(0, levels) / levels * 6 - 3 for _ in range(60 + count)]
    inside = [reading(s) if i % 3 else reading(None, s) for i, s in enumerate(scores[:60])]
    left = [reading(None, s, left_out=True) for s in scores[60:]]
    left += [reading(left_out=True) for _ in range(silent)]
    fit = fitted([*inside, *left])
    given = answered(fit.calibration, left)
    assert len(given) <= ABSENT_ANSWERED * len(left)
    shares = figures(fit)["d0"]
    assert shares["absent_answered"] == pytest.approx(len(given) / len(left))
    assert shares["absent_given_evidence"] <= ABSENT_EVIDENCE
    assert shares["answered"] == pytest.approx(len(answered(fit.calibration, inside)) / 60)
    # A lower threshold would answer too many.
    if fit.calibration.thresholds.answer > 0:
        lower = fit.calibration.thresholds.answer - 1.001e-4
        more = [
            one
            for one in left
            if one.read.reading.spans and probability(fit.calibration, one) >= lower
        ]
        assert len(more) > ABSENT_ANSWERED * len(left)


def test_the_threshold_lies_just_above_the_sixth_of_100():
    left = [reading(None, score / 50, left_out=True) for score in range(100)]
    calibration = fitted([*(reading(score / 10) for score in range(60)), reading(None, 0.0), *left])
    least = calibration.calibration.thresholds.answer
    stated = sorted((probability(calibration.calibration, one) for one in left), reverse=True)
    assert stated[5] < least <= stated[5] + 1e-4
    assert least < stated[4]


def test_the_strictest_domain_sets_the_threshold():
    inside = [reading(score / 10) for score in range(60)] + [reading(None, 0.0)]
    calm = [reading(None, -3.0, left_out=True)] * 40
    loud = [reading(None, score / 20, left_out=True) for score in range(40)]
    fit = fitted([*inside, *calm], [*inside, *loud])
    for name in ("d0", "d1"):
        assert figures(fit)[name]["absent_answered"] <= ABSENT_ANSWERED


def test_figures_are_printed_by_domain():
    fit = fitted(mixed(30, 25), mixed(20, 20))
    table = figures_table(figures(fit))
    assert table.splitlines()[0].split() == ["d0", "d1"]
    assert "absent_given_evidence" in table


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


def test_evidence_that_is_all_alike_has_a_constant_probability():
    readings = [reading(1.0, -9.0), reading(-9.0, 1.0)] * 30
    everywhere = [replace(one, left_out=False) for one in readings]
    function = fitted(everywhere).calibration.evidence
    assert isinstance(function, Logistic)
