"""Chooses the settings that candidates and evidence are made with: those that do best on labels."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import product
from typing import Any

import numpy as np

from qa.answering.evidence_choice import EvidenceSettings, chosen, ranked_sentences
from qa.answering.pipeline import examined
from qa.calibration.labels import Domain, Label, label_of, sentence_f1
from qa.calibration.readings import Asked

__all__ = ["best_choice", "best_retrieval_weight"]

_WEIGHTS = (0.0, 8.0, 16.0, 24.0, 32.0, 40.0, 48.0)
_EVIDENCE_WEIGHTS = (0.0, 1.0, 2.0, 4.0, 6.0, 8.0)
_MARGINS = (0.0, 0.5, 1.0, 1.5, 2.0, 3.0, 4.0)
_NEIGHBOUR_MARGINS = (0.5, 1.0, 2.0, 3.0, 4.0)
_LEAST = (-3.0, -2.0, -1.0, 0.0)
_NOISE = 0.001


def best_retrieval_weight(
    domains: Sequence[Domain], *, whole_sentences: bool
) -> tuple[float, dict[str, float]]:
    """The weight of retrieval scores with the best mean gain over domains, and all gains.

    The gain is the F1 of the best candidate, or of a reader that answers in sentences the share of
    right ones. Among weights that are as good but for noise the smallest is taken.
    """

    def gain(weight: float) -> float:
        means = []
        for domain in domains:
            gains = [
                label.gain
                for asked in domain.asked
                if not asked.left_out
                for label in (_judged(domain, asked, weight, whole_sentences),)
                if label.gain is not None
            ]
            means += [float(np.mean(gains))] if gains else []
        return float(np.mean(means)) if means else 0.0

    by_weight = {weight: gain(weight) for weight in _WEIGHTS}
    best = max(by_weight.values())
    weight = min(tried for tried, share in by_weight.items() if share >= best - _NOISE)
    return weight, {f"{tried:g}": round(share, 4) for tried, share in by_weight.items()}


def _judged(domain: Domain, asked: Asked, weight: float, whole_sentences: bool) -> Label:
    known = examined(asked.question.text, asked.read, weight, EvidenceSettings())
    return label_of(domain, asked, known, whole_sentences=whole_sentences)


def best_choice(domains: Sequence[Domain]) -> tuple[EvidenceSettings, float | None]:
    """How evidence is chosen with the best F1 on marked sentences, and that F1.

    First the weight of retrieval scores, with one sentence each; then the margins for more.
    """
    used = [
        (domain, asked)
        for domain in domains
        for asked in domain.asked
        if asked.question.marked and not asked.left_out
    ]
    if not used:
        return EvidenceSettings(), None

    def mean(settings: EvidenceSettings, ranked: Sequence[Any]) -> float:
        scores = [
            sentence_f1(domain, asked, chosen(sentences, settings))
            for (domain, asked), sentences in zip(used, ranked, strict=True)
        ]
        return float(np.mean([score for score in scores if score is not None]))

    best, best_f1 = EvidenceSettings(), -1.0
    for weight in _EVIDENCE_WEIGHTS:
        ranked = [
            ranked_sentences(asked.read.reading.sentences, asked.read.hits, weight)
            for _, asked in used
        ]
        alone = replace(best, retrieval_weight=weight, margin=0.0, neighbour_margin=0.0)
        if (score := mean(alone, ranked)) > best_f1:
            best, best_f1, best_ranked = alone, score, ranked
    for margin, neighbour, least in product(_MARGINS, _NEIGHBOUR_MARGINS, _LEAST):
        tried = replace(best, margin=margin, neighbour_margin=neighbour, least=least)
        if (score := mean(tried, best_ranked)) > best_f1 + _NOISE:
            best, best_f1 = tried, score
    return best, round(best_f1, 4)
