"""Makes an ``Answer`` of candidates: chooses citations, alternatives and related sentences."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from qa.answer import Alternative, Answer, Citation
from qa.answering.candidates import Candidate, Place, distinct

__all__ = ["compose"]

MAX_CITATIONS = 5
MAX_ALTERNATIVES = 4
MAX_RELATED = 3
_LEAST_CITATION = 0.01
"""Odds of a place against the best one below which the same words there are no support."""
_LEAST_ALTERNATIVE = 0.2
"""Share of the best answer's probability below which another answer is not worth showing."""


def compose(
    question: str,
    candidates: Sequence[Candidate],
    *,
    confidence: float,
    threshold: float,
    calibrated: bool,
    whole_sentences: bool,
    milliseconds: Mapping[str, float],
    asked_as: str | None = None,
) -> Answer:
    """Make the answer.

    Args:
        question: As typed.
        candidates: Distinct ones, best first.
        confidence: Of the best one.
        threshold: Lowest confidence at which it is given.
        calibrated: Whether ``confidence`` is.
        whole_sentences: Whether answers are sentences; citations then have no answer span.
        milliseconds: Times of the stages.
        asked_as: The completed question; ``question`` if not given.
    """
    given = bool(candidates) and confidence >= threshold
    return Answer(
        question=question,
        asked_as=question if asked_as is None else asked_as,
        found=given,
        confidence=confidence,
        calibrated=calibrated,
        citations=_citations(candidates[0], confidence, whole_sentences) if given else (),
        alternatives=_alternatives(candidates, confidence, whole_sentences) if given else (),
        related=() if given else _related(candidates, confidence),
        milliseconds=milliseconds,
        score=candidates[0].score if candidates else -math.inf,
    )


def _alternatives(
    candidates: Sequence[Candidate], confidence: float, whole_sentences: bool
) -> tuple[Alternative, ...]:
    """Other answers that are worth showing beside the best one, most probable first."""
    others = distinct(candidates, _LEAST_ALTERNATIVE)[1 : MAX_ALTERNATIVES + 1]
    shares = [_scaled(confidence, candidate, candidates[0]) for candidate in others]
    return tuple(
        Alternative(share, _citations(candidate, share, whole_sentences))
        for candidate, share in zip(others, shares, strict=True)
    )


def _scaled(confidence: float, candidate: Candidate, best: Candidate) -> float:
    """Confidence of a candidate: the best one's, in the ratio of their probabilities."""
    return confidence * min(1.0, candidate.probability / best.probability)


def _citations(
    candidate: Candidate, confidence: float, whole_sentences: bool
) -> tuple[Citation, ...]:
    """Places of an answer that support it, best first, each piece of evidence once."""
    best = candidate.places[0].score
    chosen: list[Citation] = []
    for place in candidate.places:
        odds = math.exp(min(0.0, place.score - best))
        if len(chosen) == MAX_CITATIONS or odds < _LEAST_CITATION:
            break
        if not any(_covers(citation, place) for citation in chosen):
            chosen.append(_citation(place, confidence * odds, whole_sentences))
    return tuple(chosen)


def _related(candidates: Sequence[Candidate], confidence: float) -> tuple[Citation, ...]:
    """The sentences around the best candidates, each once."""
    chosen: list[Citation] = []
    for candidate in candidates:
        place = candidate.places[0]
        if len(chosen) == MAX_RELATED:
            break
        if not any(_covers(citation, place) for citation in chosen):
            share = _scaled(confidence, candidate, candidates[0])
            chosen.append(_citation(place, share, whole_sentences=True))
    return tuple(chosen)


def _covers(citation: Citation, place: Place) -> bool:
    return (
        citation.document.id == place.document.id
        and citation.start < place.evidence.end
        and place.evidence.start < citation.end
    )


def _citation(place: Place, confidence: float, whole_sentences: bool) -> Citation:
    return Citation(
        document=place.document,
        start=place.evidence.start,
        end=place.evidence.end,
        confidence=confidence,
        answer_start=None if whole_sentences else place.answer.start,
        answer_end=None if whole_sentences else place.answer.end,
    )
