"""Groups scored spans into distinct answers with their evidence.

A span's log-odds against no answer and the score of its passage are added up, so that reading
re-ranks what was retrieved. One document span counts once, by its best score. Spans with the same
normalised text are one answer and add up their probability under one softmax over all spans and
"no answer"; the same sentence standing in several places counts once. The evidence of a span is
the sentence, or the adjacent sentences, that hold its probability mass. The threshold is applied
elsewhere.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

from index.values import Document, Span
from qa.answering.normalize import normalized
from qa.readers.protocol import ScoredSpan
from qa.retriever import Hit

__all__ = ["Candidate", "Place", "candidates", "distinct", "is_same_place", "runner_up"]

_MAX_SPANS = 400
_LEAST_SPANS = 40
_NEGLIGIBLE = 16.0
"""Beyond the first spans, those with less than a ten-millionth of the best mass change nothing."""
_LEAST_LOG_MASS = -700.0
"""Less would be 0 as a float, and a probability of 0 has no ratio to others."""
_SPILL = 0.3
"""Share of the overlapping spans' mass that must reach into a neighbour sentence to cite it."""


@dataclass(frozen=True, slots=True)
class Place:
    """One place where an answer stands.

    Attributes:
        document: The document.
        answer: The scored span.
        evidence: Whole sentences around it.
        score: Log-odds against no answer.
        hit: The best passage that holds it.
    """

    document: Document
    answer: Span
    evidence: Span
    score: float
    hit: Hit


@dataclass(frozen=True, slots=True)
class Candidate:
    """A distinct answer.

    Attributes:
        places: Where it stands, best first; never empty.
        probability: Share of the softmax over all spans and "no answer", 0 to 1.
    """

    places: tuple[Place, ...]
    probability: float

    @property
    def score(self) -> float:
        """Log-odds of its best place against no answer."""
        return self.places[0].score


def candidates(
    spans: Sequence[ScoredSpan], hits: Sequence[Hit], retrieval_weight: float = 0.0
) -> list[Candidate]:
    """Distinct answers, most probable first.

    Args:
        spans: As a reader scored them.
        hits: The passages that were read.
        retrieval_weight: Log-odds that one point of retrieval score is worth; spans of the best
            passage keep their scores, those of others lose by their passage's distance to it.
    """
    unique = _unique(_weighted(spans, hits, retrieval_weight), hits)
    if not unique:
        return []
    # No answer has log-odds 0 by definition.
    peak = max(0.0, unique[0].score)
    mass = {id(span): math.exp(max(span.score - peak, _LEAST_LOG_MASS)) for span in unique}
    total = math.exp(-peak) + sum(mass.values())
    groups: dict[str, list[ScoredSpan]] = {}
    for span in unique:
        text = hits[span.hit].document.text[span.start : span.end]
        groups.setdefault(normalized(text) or text, []).append(span)
    answers = []
    for members in groups.values():
        places = [_place(span, unique, mass, hits) for span in members]
        by_sentence: dict[str, float] = {}
        for span, place in zip(members, places, strict=True):
            sentence = place.document.text[place.evidence.start : place.evidence.end]
            by_sentence[sentence] = max(by_sentence.get(sentence, 0.0), mass[id(span)])
        answers.append(Candidate(tuple(places), sum(by_sentence.values()) / total))
    return sorted(answers, key=lambda candidate: -candidate.probability)


def distinct(ranked: Sequence[Candidate], least: float) -> list[Candidate]:
    """Candidates that are answers of their own, best first.

    A candidate whose best place overlaps a better candidate's is a wording of that one; one with
    less than ``least`` of the best one's probability says nothing.
    """
    kept: list[Candidate] = []
    for candidate in ranked:
        if kept and candidate.probability < least * kept[0].probability:
            break
        if not any(is_same_place(candidate.places[0], place) for k in kept for place in k.places):
            kept.append(candidate)
    return kept


def runner_up(ranked: Sequence[Candidate]) -> Candidate | None:
    """The best candidate that is not a wording of the first one; None if there is none."""
    for candidate in ranked[1:]:
        if not any(is_same_place(candidate.places[0], place) for place in ranked[0].places):
            return candidate
    return None


def is_same_place(place: Place, other: Place) -> bool:
    """Whether the answers of two places overlap."""
    return place.document.id == other.document.id and place.answer.overlaps(other.answer)


def _weighted(
    spans: Sequence[ScoredSpan], hits: Sequence[Hit], weight: float
) -> Sequence[ScoredSpan]:
    if not weight or not spans:
        return spans
    best = max(hit.score for hit in hits)
    return [
        replace(span, score=span.score + weight * (hits[span.hit].score - best)) for span in spans
    ]


def _unique(spans: Sequence[ScoredSpan], hits: Sequence[Hit]) -> list[ScoredSpan]:
    """Each document span once, by its best score; best first."""
    best: dict[tuple[str, int, int], ScoredSpan] = {}
    for span in spans:
        key = (hits[span.hit].document.id, span.start, span.end)
        if key not in best or span.score > best[key].score:
            best[key] = span
    ranked = sorted(best.values(), key=lambda span: (-span.score, span.hit, span.start))
    peak = max(0.0, ranked[0].score) if ranked else 0.0
    return [
        span
        for number, span in enumerate(ranked[:_MAX_SPANS])
        if number < _LEAST_SPANS or span.score > peak - _NEGLIGIBLE
    ]


def _place(
    span: ScoredSpan, spans: Sequence[ScoredSpan], mass: dict[int, float], hits: Sequence[Hit]
) -> Place:
    hit = hits[span.hit]
    answer = Span(span.start, span.end)
    return Place(hit.document, answer, _evidence(answer, hit, spans, mass, hits), span.score, hit)


def _evidence(
    answer: Span,
    hit: Hit,
    spans: Sequence[ScoredSpan],
    mass: dict[int, float],
    hits: Sequence[Hit],
) -> Span:
    """The sentences that ``answer`` touches, and neighbours that much of its mass reaches into."""
    sentences = hit.passage.sentences or (hit.passage.span,)
    touched = [i for i, sentence in enumerate(sentences) if sentence.overlaps(answer)]
    if not touched:
        return answer
    first, last = touched[0], touched[-1]
    related = [
        (Span(other.start, other.end), mass[id(other)])
        for other in spans
        if hits[other.hit].document.id == hit.document.id
        and other.start < answer.end
        and answer.start < other.end
    ]
    total = sum(weight for _, weight in related)
    for step, edge in ((-1, first), (1, last)):
        neighbour = edge + step
        if 0 <= neighbour < len(sentences):
            spill = sum(w for span, w in related if span.overlaps(sentences[neighbour]))
            if spill >= _SPILL * total:
                first, last = min(first, neighbour), max(last, neighbour)
    return Span(min(sentences[first].start, answer.start), max(sentences[last].end, answer.end))
