"""A reader without a trained model: whole sentences, scored by meaning and by shared terms.

Stands for the shipped reader in tests, since its answers follow from the words of the texts.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from index.protocols import Embedder
from index.text.terms import COMMON, terms
from index.values import Span
from qa.readers.protocol import Reading, ScoredSentence, ScoredSpan
from qa.retriever import Hit

__all__ = ["SentenceReader", "SentenceWeights"]


@dataclass(frozen=True, slots=True)
class SentenceWeights:
    """The log-odds of a sentence: bias + cosine · its cosine with the question + overlap · the
    share of the question's terms in it + passage · the score of its passage."""

    bias: float
    cosine: float
    overlap: float
    passage: float


class SentenceReader:
    """Scores the distinct sentences of the passages."""

    whole_sentences = True

    def __init__(self, embedder: Embedder, weights: SentenceWeights) -> None:
        self._embedder = embedder
        self._weights = weights

    @property
    def fingerprint(self) -> str:
        return f"sentences {self._weights} {self._embedder.fingerprint}"

    def read(self, question: str, hits: Sequence[Hit]) -> Reading:
        places = _sentences(hits)
        if not places:
            return Reading((), ())
        texts = [hits[hit].document.text[span.start : span.end] for hit, span in places]
        cosines = self._embedder.embed(texts) @ self._embedder.embed_question(question)
        weights = self._weights
        spans = [
            ScoredSpan(
                hit,
                span.start,
                span.end,
                weights.bias
                + weights.cosine * float(cosine)
                + weights.overlap * overlap
                + weights.passage * hits[hit].score,
            )
            for (hit, span), cosine, overlap in zip(
                places, cosines, _overlaps(question, texts), strict=True
            )
        ]
        sentences = [ScoredSentence(s.hit, s.start, s.end, s.score) for s in spans]
        return Reading(tuple(sorted(spans, key=lambda span: -span.score)), tuple(sentences))


def _sentences(hits: Sequence[Hit]) -> list[tuple[int, Span]]:
    """Return each place once, with the best passage that holds it."""
    places: dict[tuple[str, Span], int] = {}
    for number, hit in enumerate(hits):
        for span in hit.passage.sentences:
            places.setdefault((hit.document.id, span), number)
    return [(number, span) for (_, span), number in places.items()]


def _overlaps(question: str, texts: Sequence[str]) -> list[float]:
    """Share of the question's terms in each text, rare terms weighing more; 0 to 1."""
    asked = set(terms(question)) - COMMON
    held = [asked.intersection(terms(text)) for text in texts]
    frequency = Counter(term for one in held for term in one)
    weight = {term: math.log(1 + len(texts) / (1 + frequency[term])) for term in asked}
    total = sum(weight.values())
    if not total:
        return [0.0] * len(texts)
    return [sum(weight[term] for term in one) / total for one in held]
