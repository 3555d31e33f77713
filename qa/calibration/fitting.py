"""Fits the probability that an answer is right to the scores that led to it.

Questions with known answers are asked twice: of all documents, and of all documents but those of
the question's own article, where the right thing is to decline. From these come the weight of
retrieval scores beside reading scores (the one with the best F1, or share of right sentences), the
logistic function from scores to the probability of being right, and the threshold at which an
answer is given.
"""

from __future__ import annotations

import math
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from tqdm import tqdm

from qa.answering.candidates import Candidate, candidates
from qa.answering.citing import compose
from qa.answering.confidence import FEATURES, Calibration, features
from qa.answering.pipeline import Answerer
from qa.errors import FittingError
from qa.evaluate import Dataset, Ground, Judgement, Question, judge, outside
from qa.readers.protocol import ScoredSpan
from qa.retriever import Hit

__all__ = ["LEFT_OUT_ANSWERED", "Reading", "fit_calibration", "read_questions"]

LEFT_OUT_ANSWERED = 0.07
"""Share of the left-out questions that may get an answer at the threshold."""

_WEIGHTS = (0.0, 2.0, 4.0, 6.0, 8.0, 10.0, 12.0, 16.0, 20.0)
_LEAST_QUESTIONS = 50
_NOISE = 0.001


@dataclass(frozen=True, slots=True)
class Reading:
    """One question asked in one way.

    Attributes:
        question: With its right answers.
        left_out: Whether its article was left out.
        hits: What was read.
        spans: As the reader scored them.
    """

    question: Question
    left_out: bool
    hits: tuple[Hit, ...]
    spans: tuple[ScoredSpan, ...]


def read_questions(
    answerer: Answerer,
    dataset: Dataset,
    ground: Ground,
    *,
    leave_out: bool = True,
    progress: bool = True,
) -> list[Reading]:
    """Ask the dataset's answerable questions in both ways, with a progress bar.

    Args:
        answerer: Retrieves and reads.
        dataset: The questions.
        ground: Where their paragraphs stand.
        leave_out: Ask each also without its article; otherwise only of all documents.
        progress: Show the bar on standard error.
    """
    without = outside(dataset, ground)
    asked = [q for q in dataset.questions if q.answerable and ground.places[q.paragraph]]
    readings = []
    for question in tqdm(
        asked, desc="reading", unit="question", disable=not progress, file=sys.stderr
    ):
        title = dataset.paragraphs[question.paragraph].title
        ways: list[tuple[bool, list[str] | None]] = [(False, None)]
        if leave_out:
            ways.append((True, without[title]))
        for left_out, documents in ways:
            hits = answerer.retrieve(question.text, documents)
            spans = answerer.reader.read(question.text, hits)
            readings.append(Reading(question, left_out, hits, tuple(spans)))
    return readings


# Longer than 40 lines: each step of the fit needs what the one before it has fitted.
def fit_calibration(
    readings: Sequence[Reading],
    ground: Ground,
    parts: Mapping[str, str],
    *,
    whole_sentences: bool = False,
) -> tuple[Calibration, dict[str, Any]]:
    """Fit weight, probability and threshold.

    Args:
        readings: From ``read_questions``.
        ground: Where gold answers stand.
        parts: ``Answerer.fingerprints``.
        whole_sentences: Whether the reader answers in sentences.

    Returns:
        The calibration, and notes on how it was fitted and how well it does on the same questions.

    Raises:
        FittingError: Too few questions, or all answers right or all wrong.
    """
    from sklearn.linear_model import LogisticRegression

    inside = [reading for reading in readings if not reading.left_out]
    if len(inside) < _LEAST_QUESTIONS:
        raise FittingError(
            f"{len(inside)} questions whose paragraphs are in the index; "
            f"a calibration needs at least {_LEAST_QUESTIONS}"
        )

    def judged(reading: Reading, weight: float) -> tuple[list[Candidate], Judgement]:
        answers = candidates(reading.spans, reading.hits, weight)
        answer = compose(
            reading.question.text, answers, confidence=1.0, threshold=0.0, calibrated=False,
            whole_sentences=whole_sentences, milliseconds={},
        )  # fmt: skip
        return answers, judge(reading.question, answer, ground)

    def good(judgement: Judgement) -> float:
        return float(judgement.right) if whole_sentences else judgement.f1

    by_weight = {
        weight: float(np.mean([good(judged(reading, weight)[1]) for reading in inside]))
        for weight in _WEIGHTS
    }
    # The smallest that is as good as the best but for noise.
    best = max(by_weight.values())
    weight = min(tried for tried, share in by_weight.items() if share >= best - _NOISE)
    read: list[tuple[Reading, list[Candidate]]] = []
    right: list[bool] = []
    firsts = 0
    for reading in readings:
        answers, judgement = judged(reading, weight)
        firsts += bool(judgement.gold_first) and not reading.left_out
        if answers:  # without candidates it is declined at any threshold
            read.append((reading, answers))
            right.append(judgement.right)
    if len(set(right)) < 2:
        raise FittingError("all answers are right, or all are wrong; nothing can be fitted to that")
    named = [features(answers, reading.hits) for reading, answers in read]
    inputs = [[values[name] for name in FEATURES] for values in named]
    model = LogisticRegression(C=100.0, max_iter=5000).fit(inputs, right)
    calibration = Calibration(
        weights=dict(zip(FEATURES, (round(float(c), 5) for c in model.coef_[0]), strict=True)),
        bias=round(float(model.intercept_[0]), 5),
        min_confidence=0.0,
        retrieval_weight=weight,
        score_threshold=0.0,
        fitted_for=dict(parts),
    )
    # Of the rounded weights, since these are what is held against the threshold later.
    probabilities = [calibration.probability(answers, reading.hits) for reading, answers in read]
    left_out = [p for (reading, _), p in zip(read, probabilities, strict=True) if reading.left_out]
    others = [
        p for (reading, _), p in zip(read, probabilities, strict=True) if not reading.left_out
    ]
    total = len(readings) - len(inside)
    threshold = _threshold(left_out, total)
    notes = {
        "questions": len(inside),
        "by_retrieval_weight": {
            f"{tried:g}": round(share, 4) for tried, share in by_weight.items()
        },
        "gold_paragraph_first": firsts / len(inside),
        "right": sum(
            r and not reading.left_out for (reading, _), r in zip(read, right, strict=True)
        )
        / len(inside),
        "left_out_answered": sum(p >= threshold for p in left_out) / total if total else 0.0,
        "others_answered": sum(p >= threshold for p in others) / len(inside),
    }
    return replace(calibration, min_confidence=threshold), notes


def _threshold(left_out: Sequence[float], total: int) -> float:
    """The lowest, in ten-thousandths, at which no more than allowed of ``total`` are answered."""
    allowed = int(LEFT_OUT_ANSWERED * total)
    if len(left_out) <= allowed:
        return 0.0
    first_declined = sorted(left_out, reverse=True)[allowed]
    return min(1.0, (math.floor(first_declined * 1e4) + 1) / 1e4)
