"""A reader without a trained model: whole sentences, scored by meaning and by shared terms.

For each sentence of the retrieved passages: cosine of question and sentence, share of the
question's terms that stand in it (weighted by how rare they are among the sentences), and the
score of its passage. A logistic function of the three, fitted on development questions, is the
score. It says which sentence answers, not which words of it.
"""

from __future__ import annotations

import json
import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from index.embedder import Embedder
from index.terms import COMMON, terms
from index.values import Span
from qa.confidence import CalibrationError
from qa.reader import ScoredSpan
from qa.retriever import Hit

__all__ = ["SentenceReader", "SentenceWeights", "sentence_features"]

MAX_SENTENCES = 48
"""Sentences that are embedded for one question; further ones, of lower passages, are not read."""


@dataclass(frozen=True, slots=True)
class SentenceWeights:
    """Weights of the logistic function; fitted on ``tune`` (docs/decisions.md)."""

    bias: float
    cosine: float
    overlap: float
    passage: float

    @classmethod
    def load(cls, path: Path) -> SentenceWeights:
        """Read fitted weights.

        Raises:
            CalibrationError: Not such a file.
        """
        try:
            data = json.loads(path.read_text(encoding="utf-8"))
            return cls(**{name: float(data[name]) for name in cls.__slots__})
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise CalibrationError(f"{path}: not weights of the reader ({error})") from error

    @property
    def fingerprint(self) -> str:
        """Changes whenever scores would change."""
        return f"{self.bias} {self.cosine} {self.overlap} {self.passage}"

    def score(self, cosine: float, overlap: float, passage: float) -> float:
        """Log-odds that a sentence with these features holds the answer."""
        return self.bias + self.cosine * cosine + self.overlap * overlap + self.passage * passage


class SentenceReader:
    """Scores sentences; needs no model but the embedder."""

    whole_sentences = True

    def __init__(self, embedder: Embedder, weights: SentenceWeights) -> None:
        self._embedder = embedder
        self._weights = weights

    @property
    def fingerprint(self) -> str:
        """See ``Reader.fingerprint``."""
        return f"sentences/1 {self._weights.fingerprint} {self._embedder.fingerprint}"

    def read(self, question: str, hits: Sequence[Hit]) -> list[ScoredSpan]:
        """See ``Reader.read``."""
        places, features = sentence_features(question, hits, self._embedder)
        spans = [
            ScoredSpan(hit, span.start, span.end, self._weights.score(*values))
            for (hit, span), values in zip(places, features, strict=True)
        ]
        return sorted(spans, key=lambda span: -span.score)


def sentence_features(
    question: str, hits: Sequence[Hit], embedder: Embedder
) -> tuple[list[tuple[int, Span]], list[tuple[float, float, float]]]:
    """Distinct sentences of the passages with (cosine, term overlap, passage score) of each."""
    places = _sentences(hits)
    if not places:
        return [], []
    texts = [hits[hit].document.text[span.start : span.end] for hit, span in places]
    vectors = embedder.embed(texts)
    cosines = vectors @ embedder.embed_question(question)
    overlaps = _overlaps(question, texts)
    return places, [
        (float(cosine), overlap, hits[hit].score)
        for (hit, _), cosine, overlap in zip(places, np.asarray(cosines), overlaps, strict=True)
    ]


def _sentences(hits: Sequence[Hit]) -> list[tuple[int, Span]]:
    """Each place once, with the best passage that holds it."""
    seen: set[tuple[str, Span]] = set()
    places: list[tuple[int, Span]] = []
    for number, hit in enumerate(hits):
        for span in hit.passage.sentences:
            key = (hit.document.id, span)
            if key not in seen and len(places) < MAX_SENTENCES:
                seen.add(key)
                places.append((number, span))
    return places


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
