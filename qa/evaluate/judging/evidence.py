"""Measures the overlap of citations with evidence: quotations in characters, marks in sentences."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from index.text.sentences import sentence_spans
from index.values import Span
from qa.answer import Citation
from qa.evaluate.datasets.model import Question
from qa.evaluate.judging.ground_truth import GoldPlace, Ground

__all__ = ["Coverage", "SentenceOverlap", "coverage", "sentence_overlap"]


@dataclass(frozen=True, slots=True)
class Coverage:
    """Counts of code points for one question.

    Attributes:
        cited: In the citations, each counted once.
        supported: Of these, in any evidence.
        evidence: In the quotations.
        found: Of these, in the citations; a quotation that stands in several places counts at the
            one that is covered best.
    """

    cited: int
    supported: int
    evidence: int
    found: int

    @property
    def precision(self) -> float | None:
        """Share of the cited characters that are evidence; None if nothing is cited."""
        return self.supported / self.cited if self.cited else None

    @property
    def recall(self) -> float:
        """Share of the evidence's characters that are cited."""
        return self.found / self.evidence


def coverage(citations: Iterable[Citation], quotes: Sequence[Sequence[GoldPlace]]) -> Coverage:
    """Count cited, supported and found characters.

    Args:
        citations: Of the answer.
        quotes: For each quotation of the evidence, all of its places; at least one of each.
    """
    cited = {
        (citation.document.id, offset)
        for citation in citations
        for offset in range(citation.start, citation.end)
    }
    places = [[_points(place) for place in quote] for quote in quotes]
    evidence = set().union(*(points for quote in places for points in quote))
    return Coverage(
        cited=len(cited),
        supported=len(cited & evidence),
        evidence=sum(len(quote[0]) for quote in places),
        found=sum(max(len(cited & points) for points in quote) for quote in places),
    )


def _points(place: GoldPlace) -> set[tuple[str, int]]:
    return {
        (place.document_id, offset) for offset in range(place.offset, place.offset + place.length)
    }


@dataclass(frozen=True, slots=True)
class SentenceOverlap:
    """Counts of sentences for one question; a sentence counts if half of it is covered.

    Attributes:
        cited: In the citations.
        supported: Of these, in the evidence.
        evidence: In the evidence, at the place where most of them are cited.
        recalled: Of these, in the citations.
    """

    cited: int
    supported: int
    evidence: int
    recalled: int

    @property
    def precision(self) -> float | None:
        """Share of the cited sentences that are evidence; None if nothing is cited."""
        return self.supported / self.cited if self.cited else None

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall; 0 if nothing is cited."""
        if not self.supported or not self.recalled:
            return 0.0
        precision, recall = self.supported / self.cited, self.recalled / self.evidence
        return 2 * precision * recall / (precision + recall)


def sentence_overlap(
    citations: Sequence[Citation], question: Question, ground: Ground
) -> SentenceOverlap | None:
    """Compare cited sentences with marked ones.

    Marked are the spans that an annotator marked; where there are none, the first gold answer's
    place, so that the sentences it touches count.

    Returns:
        The overlap, or None where nothing is marked or the paragraph is not in the index.
    """
    marked = question.marked or tuple(gold.span for gold in question.golds[:1])
    places = ground.places[question.paragraph]
    if not marked or not places:
        return None
    cited = [
        (citation.document.id, sentence)
        for citation in citations
        for sentence in _sentences_in(citation.document.text, citation.start, citation.end)
    ]
    return max(
        (_overlap(cited, marked, place, ground) for place in places),
        key=lambda overlap: (overlap.f1, overlap.supported),
    )


def _overlap(
    cited: Sequence[tuple[str, Span]], marked: Sequence[Span], place: GoldPlace, ground: Ground
) -> SentenceOverlap:
    spans = [Span(place.offset + s.start, place.offset + s.end) for s in marked]
    text = ground.texts[place.document_id]
    end = place.offset + place.length
    evidence = [
        sentence
        for sentence in _sentences_in(text, place.offset, end)
        if any(_half_covered(sentence, span) for span in spans)
    ]
    own = [sentence for id_, sentence in cited if id_ == place.document_id]
    supported = sum(any(_half_covered(s, e) for e in evidence) for s in own)
    recalled = sum(any(_half_covered(e, s) for s in own) for e in evidence)
    return SentenceOverlap(len(cited), supported, max(1, len(evidence)), recalled)


@lru_cache(4_096)
def _sentences_of(text: str) -> tuple[Span, ...]:
    return tuple(sentence_spans(text))


def _sentences_in(text: str, start: int, end: int) -> list[Span]:
    """The sentences of a part of a text."""
    return [Span(start + s.start, start + s.end) for s in _sentences_of(text[start:end])]


def _half_covered(sentence: Span, span: Span) -> bool:
    """Whether half of a sentence lies in a span, or all of the span in it."""
    shared = min(sentence.end, span.end) - max(sentence.start, span.start)
    return shared > 0 and (2 * shared >= len(sentence) or shared == len(span))
