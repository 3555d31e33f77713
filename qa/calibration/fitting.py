"""Fits probabilities, thresholds and settings of choice to questions with known answers.

Questions of one or several domains are asked twice: of all documents, and of all but their own,
where the right thing is to give nothing. From these come, in this order: the weight of retrieval
scores beside reading scores (the one with the best F1, or share of right sentences), how evidence
is chosen (the best F1 with marked sentences), two logistic functions from features to
probabilities, and the thresholds. Every domain weighs the same, whatever its number of questions.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from qa.answering.confidence import Calibration, Logistic, Thresholds
from qa.answering.features import (
    ANSWER_FEATURES,
    EVIDENCE_FEATURES,
    Examined,
    answer_features,
    evidence_features,
)
from qa.answering.pipeline import examined
from qa.calibration.choosing import best_choice, best_retrieval_weight
from qa.calibration.labels import Domain, Label, label_of
from qa.errors import FittingError
from qa.question_kind import JUDGEMENTS

__all__ = [
    "ABSENT_ANSWERED",
    "ABSENT_EVIDENCE",
    "UNANSWERABLE_ANSWERED",
    "Fit",
    "Row",
    "fit_calibration",
    "fit_logistic",
]

ABSENT_ANSWERED = 0.05
"""Share of the questions about absent documents that may get an answer, in every domain."""
ABSENT_EVIDENCE = 0.15
"""Share of these that may get evidence (docs/evaluation.md says what the two cost)."""
UNANSWERABLE_ANSWERED = 0.1
"""Share of the questions that may get an answer although their documents, which are there, have
none: another entity, another year, a detail that nobody wrote down."""

_LEAST_QUESTIONS = 50
_LEAST_NEAR = 20
_STRENGTH = 1.0  # inverse of the penalty on weights of features with variance 1


@dataclass(frozen=True, slots=True)
class Row:
    """One question as a fit sees it.

    Attributes:
        domain: Name of its domain.
        group: Of what is held out together.
        absent: Whether its documents were left out.
        unanswerable: Whether its documents are there and have no answer.
        known: What is decided on.
        label: What is right about it.
    """

    domain: str
    group: str
    absent: bool
    unanswerable: bool
    known: Examined
    label: Label


@dataclass(frozen=True, slots=True)
class Fit:
    """A calibration, the rows that it was fitted to, and notes on how well it does on them."""

    calibration: Calibration
    rows: tuple[Row, ...]
    notes: Mapping[str, Any]


# Longer than 40 lines: each step of the fit needs what the one before it has fitted.
def fit_calibration(
    domains: Sequence[Domain],
    parts: Mapping[str, str],
    *,
    whole_sentences: bool = False,
    score_threshold: float = 0.0,
) -> Fit:
    """Fit settings, probabilities and thresholds.

    Args:
        domains: The questions as they were read.
        parts: ``Answerer.fingerprints``.
        whole_sentences: Whether the reader answers in sentences.
        score_threshold: See ``Calibration``.

    Raises:
        FittingError: Too few questions, or all answers right or all wrong.
    """
    inside = sum(not asked.left_out for domain in domains for asked in domain.asked)
    if inside < _LEAST_QUESTIONS:
        raise FittingError(
            f"{inside} questions whose paragraphs are in the index; "
            f"a calibration needs at least {_LEAST_QUESTIONS}"
        )
    weight, by_weight = best_retrieval_weight(domains, whole_sentences=whole_sentences)
    choice, f1 = best_choice(domains)
    rows = tuple(
        Row(
            domain.name,
            f"{domain.name} {domain.group_of(asked.question)}",
            asked.left_out,
            not asked.left_out and not asked.question.answerable,
            known,
            label_of(domain, asked, known, whole_sentences=whole_sentences),
        )
        for domain in domains
        for asked in domain.asked
        for known in (examined(asked.question.text, asked.read, weight, choice),)
    )
    right = [
        bool(row.label.answer) for row in rows if not row.absent and row.label.answer is not None
    ]
    if len(set(right)) < 2:
        raise FittingError("all answers are right, or all are wrong; nothing can be fitted to that")
    calibration = Calibration(
        fit_logistic(rows, *ANSWERS),
        fit_logistic(rows, *EVIDENCE),
        Thresholds(0.0, 0.0),
        weight,
        choice,
        score_threshold,
        dict(parts),
    )
    calibration = replace(calibration, thresholds=_thresholds(rows, calibration))
    notes = {
        "questions": inside,
        "right": float(np.mean(right)),
        "by_retrieval_weight": by_weight,
        "evidence_f1": f1,
    }
    return Fit(calibration, rows, notes)


Features = Callable[[Examined], dict[str, float]]
Target = Callable[[Row], bool | None]


def _answer_target(row: Row) -> bool | None:
    return row.label.answer if row.known.candidates else None


def _evidence_target(row: Row) -> bool | None:
    return row.label.evidence if row.known.evidence else None


ANSWERS: tuple[tuple[str, ...], Features, Target] = (
    ANSWER_FEATURES, answer_features, _answer_target
)  # fmt: skip
"""Names and computation of the features of answers, and what their probability is of."""
EVIDENCE: tuple[tuple[str, ...], Features, Target] = (
    EVIDENCE_FEATURES, evidence_features, _evidence_target
)  # fmt: skip
"""The same of evidence."""


def fit_logistic(
    rows: Sequence[Row], names: tuple[str, ...], features: Features, target: Target
) -> Logistic:
    """A logistic function of features as they are; rows without a target are left out.

    Where all targets are equal it is a constant.
    """
    from sklearn.linear_model import LogisticRegression

    used = [(row, right) for row in rows if (right := target(row)) is not None]
    wanted = np.array([right for _, right in used], np.bool_)
    if not wanted.any() or wanted.all():
        odds = (wanted.sum() + 1) / ((~wanted).sum() + 1)
        return Logistic(dict.fromkeys(names, 0.0), round(math.log(odds), 5))
    values = [features(row.known) for row, _ in used]
    inputs = np.array([[value[name] for name in names] for value in values])
    centre, scale = inputs.mean(0), inputs.std(0)
    scale[scale < 1e-9] = 1.0  # constant here: its weight becomes 0
    model = LogisticRegression(C=_STRENGTH, max_iter=5000)
    model.fit((inputs - centre) / scale, wanted, sample_weight=_balanced([row for row, _ in used]))
    weights = model.coef_[0] / scale
    bias = float(model.intercept_[0]) - float(weights @ centre)
    by_name = zip(names, (round(float(weight), 5) for weight in weights), strict=True)
    return Logistic(dict(by_name), round(bias, 5))


def _balanced(rows: Sequence[Row]) -> npt.NDArray[np.float64]:
    """Weights of rows, shape (rows,), with an equal sum for each domain and a mean of 1."""
    domains = [row.domain for row in rows]
    counts = {name: domains.count(name) for name in set(domains)}
    return np.array([len(rows) / len(counts) / counts[name] for name in domains])


def _thresholds(rows: Sequence[Row], calibration: Calibration) -> Thresholds:
    """The lowest at which no domain gives more than is allowed to questions without an answer."""
    by_domain: dict[str, list[tuple[float, float]]] = {}
    near: dict[str, list[float]] = {}
    for row in rows:
        probabilities = calibration.probabilities(row.known)
        # A question that asks for a judgement never gets an answer.
        answer = 0.0 if row.known.kind in JUDGEMENTS else probabilities.answer
        if row.unanswerable:
            near.setdefault(row.domain, []).append(answer)
        if row.absent:
            by_domain.setdefault(row.domain, []).append((answer, probabilities.evidence))
    least = max(
        (
            *(_lowest([a for a, _ in p], ABSENT_ANSWERED) for p in by_domain.values()),
            *(_lowest(p, UNANSWERABLE_ANSWERED) for p in near.values() if len(p) >= _LEAST_NEAR),
        ),
        default=0.0,
    )
    evidence = 0.0
    for pairs in by_domain.values():
        # Those that get an answer are counted as answers.
        others = [e if a < least else 0.0 for a, e in pairs]
        evidence = max(evidence, _lowest(others, ABSENT_EVIDENCE))
    return Thresholds(least, evidence)


def _lowest(probabilities: Sequence[float], share: float) -> float:
    """The lowest, in ten-thousandths, that no more than a share of them reach."""
    allowed = int(share * len(probabilities))
    if len(probabilities) <= allowed:
        return 0.0
    first_declined = sorted(probabilities, reverse=True)[allowed]
    return min(1.0, (math.floor(first_declined * 1e4) + 1) / 1e4)
