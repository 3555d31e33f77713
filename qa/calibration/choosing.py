"""Chooses the settings that candidates and evidence are made with: those that do best on labels."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import product

import numpy as np

from qa.answering.evidence_choice import (
    EvidenceSettings,
    Sentence,
    chosen,
    ranked_sentences,
)
from qa.answering.pipeline import examined
from qa.calibration.labels import Domain, Label, label_of, sentence_gain
from qa.calibration.readings import Asked

__all__ = ["best_choice", "best_retrieval_weight"]

_WEIGHTS = (0.0, 8.0, 16.0, 24.0, 32.0, 40.0, 48.0)
_EVIDENCE_WEIGHTS = (0.0, 1.0, 2.0, 4.0, 6.0, 8.0)
_WORD_WEIGHTS = (0.5, 1.0, 2.0)
_FLOORS = (-2.0, -1.0, 0.0)
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

    First the weights of retrieval scores and of words, with one sentence each, by the mean over
    domains; a domain that quotes evidence counts by the share of the sentences that hold it.
    Questions that documents bear on without answering count as a domain of their own: the chosen
    sentences are all they get. Then the margins for more sentences, by the F1 of marked ones.
    """
    used = [
        (domain, asked)
        for domain in domains
        for asked in domain.asked
        if not asked.left_out and (asked.question.marked or asked.question.evidence)
    ]
    if not used:
        return EvidenceSettings(), None
    best, best_gain = EvidenceSettings(), -1.0
    for settings in _weights(best):
        gain = _gain(used, settings)
        if gain > best_gain + _NOISE:
            best, best_gain = settings, gain
    for words, floor in product(_WORD_WEIGHTS, _FLOORS):
        settings = replace(best, word_weight=words, floor=floor)
        gain = _gain(used, settings)
        if gain > best_gain + _NOISE:
            best, best_gain = settings, gain
    return _best_margins([pair for pair in used if pair[1].question.marked], best)


def _weights(settings: EvidenceSettings) -> Iterator[EvidenceSettings]:
    for weight in _EVIDENCE_WEIGHTS:
        yield replace(settings, retrieval_weight=weight, margin=0.0, neighbour_margin=0.0)


def _gain(used: Sequence[tuple[Domain, Asked]], settings: EvidenceSettings) -> float:
    """How often the best sentence is right, mean over domains, 0 to 1."""
    by_domain: dict[tuple[str, bool], list[float]] = {}
    for (domain, asked), ranked in zip(used, _ranked(used, settings), strict=True):
        gain = sentence_gain(domain, asked, chosen(ranked, settings))
        if gain is not None:
            by_domain.setdefault((domain.name, asked.question.partial), []).append(gain)
    return float(np.mean([np.mean(gains) for gains in by_domain.values()])) if by_domain else 0.0


def _ranked(
    used: Sequence[tuple[Domain, Asked]], settings: EvidenceSettings
) -> list[list[Sentence]]:
    return [
        ranked_sentences(asked.read.reading.sentences, asked.read.hits, settings, asked.read.words)
        for _, asked in used
    ]


def _best_margins(
    used: Sequence[tuple[Domain, Asked]], settings: EvidenceSettings
) -> tuple[EvidenceSettings, float | None]:
    """The margins with the best F1 on marked sentences, and that F1; None where none is marked."""
    if not used:
        margins = EvidenceSettings()
        kept = replace(settings, margin=margins.margin, neighbour_margin=margins.neighbour_margin)
        return kept, None
    ranked = _ranked(used, settings)
    best, best_f1 = settings, -1.0
    for margin, neighbour, least in product(_MARGINS, _NEIGHBOUR_MARGINS, _LEAST):
        tried = replace(settings, margin=margin, neighbour_margin=neighbour, least=least)
        scores = [
            sentence_gain(domain, asked, chosen(sentences, tried))
            for (domain, asked), sentences in zip(used, ranked, strict=True)
        ]
        score = float(np.mean([score for score in scores if score is not None]))
        if score > best_f1 + _NOISE:
            best, best_f1 = tried, score
    return best, round(best_f1, 4)
