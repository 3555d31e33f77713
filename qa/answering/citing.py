"""Makes an ``Answer``: chooses citations, alternatives and related sentences."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from qa.answer import Alternative, Answer, Citation, Searched
from qa.answering.candidates import Candidate, Place, distinct, is_same_place
from qa.answering.confidence import Probabilities
from qa.answering.deciding import Outcome, shown_sentences
from qa.answering.disagreement import disagreeing, with_disagreeing
from qa.answering.evidence_choice import Sentence
from qa.answering.features import Examined
from qa.question_kind import JUDGEMENTS

__all__ = ["compose", "evidence_citations"]

MAX_CITATIONS = 5
MAX_ALTERNATIVES = 4
MAX_RELATED = 3
_LEAST_CITATION = 0.01
"""Odds of a place against the best one below which the same words there are no support."""
_LEAST_ALTERNATIVE = 0.2
"""Share of the best answer's probability below which another answer is not worth showing."""


def compose(
    question: str,
    examined: Examined,
    outcome: Outcome,
    probabilities: Probabilities,
    *,
    calibrated: bool,
    whole_sentences: bool,
    searched: Searched,
    milliseconds: Mapping[str, float],
) -> Answer:
    """Make the answer.

    Args:
        question: As asked.
        examined: The candidates and sentences.
        outcome: What it gets.
        probabilities: Of answer and evidence.
        calibrated: Whether they are.
        whole_sentences: Whether answers are; citations then have no answer span.
        searched: What the question was asked of.
        milliseconds: Times of the stages.
    """
    candidates = examined.candidates
    given = (disagreeing(examined) or candidates[:1]) if outcome == "answer" else ()
    confidence = probabilities.evidence if outcome == "evidence" else probabilities.answer
    confidence /= max(1, len(given))  # nothing tells which of several holds
    cited = _cited(examined, given, outcome, confidence, whole_sentences)
    return Answer(
        *(question, question, outcome, confidence, calibrated, cited),
        alternatives=_alternatives(candidates, given, confidence, whole_sentences),
        related=_related(examined, confidence) if outcome == "none" else (),
        searched=searched,
        milliseconds=milliseconds,
        score=candidates[0].score if candidates else -math.inf,
        answer_probability=probabilities.answer,
        evidence_probability=probabilities.evidence,
        guess=_guess(examined, confidence, whole_sentences) if outcome == "none" else None,
    )


def _cited(
    examined: Examined,
    given: Sequence[Candidate],
    outcome: Outcome,
    confidence: float,
    whole_sentences: bool,
) -> tuple[Citation, ...]:
    """The citations of the first of the answers that are given, or those of evidence."""
    if given:
        return _citations(given[0], confidence, whole_sentences)
    if outcome != "evidence":
        return ()
    return evidence_citations(with_disagreeing(examined, shown_sentences(examined)), confidence)


def evidence_citations(sentences: Sequence[Sentence], confidence: float) -> tuple[Citation, ...]:
    """Chosen sentences as citations without answer span; neighbours are one citation.

    Documents come in the order of their best sentence; inside a document the order is that of its
    text.

    Args:
        sentences: Best first.
        confidence: That a person would mark the best one.
    """
    by_document: dict[str, list[Sentence]] = {}
    for sentence in sentences:
        by_document.setdefault(sentence.document.id, []).append(sentence)
    citations: list[Citation] = []
    for own in by_document.values():
        for run in _runs(own):
            odds = math.exp(min(0.0, max(s.score for s in run) - sentences[0].score))
            document, start, end = run[0].document, run[0].span.start, run[-1].span.end
            citations.append(Citation(document, start, end, confidence * odds))
    return tuple(citations)


def _runs(sentences: Sequence[Sentence]) -> list[list[Sentence]]:
    """Sentences of one document in the order of its text, neighbours together."""
    runs: list[list[Sentence]] = []
    for sentence in sorted(sentences, key=lambda s: s.span):
        if runs:
            before = runs[-1][-1].span.end
            if not sentence.document.text[before : sentence.span.start].strip():
                runs[-1].append(sentence)
                continue
        runs.append([sentence])
    return runs


def _alternatives(
    candidates: Sequence[Candidate],
    differing: Sequence[Candidate],
    confidence: float,
    whole_sentences: bool,
) -> tuple[Alternative, ...]:
    """Other answers that are worth showing: those that disagree, then the most probable ones.

    Args:
        candidates: All of them.
        differing: The answer, and those of other documents that disagree; empty for no answer.
        confidence: Of each of these.
        whole_sentences: Whether answers are.
    """
    if not differing:
        return ()
    alternatives = [
        Alternative(confidence, _citations(rival, confidence, whole_sentences), True)
        for rival in differing[1:]
    ]
    given = [place for candidate in differing for place in candidate.places]
    others = [
        candidate
        for candidate in distinct(candidates, _LEAST_ALTERNATIVE)[1:]
        if not any(is_same_place(candidate.places[0], place) for place in given)
    ]
    for other in others:
        share = _scaled(confidence, other, candidates[0])
        alternatives.append(Alternative(share, _citations(other, share, whole_sentences)))
    return tuple(alternatives[:MAX_ALTERNATIVES])


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


def _related(examined: Examined, confidence: float) -> tuple[Citation, ...]:
    """The closest sentences, each once: around the best candidate, then the best ones."""
    chosen: list[Citation] = []
    for candidate in examined.candidates[:1]:
        chosen.append(_citation(candidate.places[0], confidence, whole_sentences=True))
    for sentence in examined.sentences:
        if len(chosen) >= MAX_RELATED:
            break
        odds = math.exp(min(0.0, sentence.score - examined.sentences[0].score))
        span = sentence.span
        if not any(
            c.document.id == sentence.document.id and c.start < span.end and span.start < c.end
            for c in chosen
        ):
            share = confidence * odds
            chosen.append(Citation(sentence.document, span.start, span.end, share))
    return tuple(chosen)


def _guess(examined: Examined, confidence: float, whole_sentences: bool) -> Citation | None:
    """What would be the answer if any confidence were enough."""
    if not examined.candidates or examined.kind in JUDGEMENTS:
        return None
    return _citation(examined.candidates[0].places[0], confidence, whole_sentences)


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
