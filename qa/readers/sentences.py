"""Scores the sentences of passages: from a head of the model, or from the spans inside them."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

import numpy as np

from index.values import Span
from qa.readers.protocol import ScoredSentence, ScoredSpan
from qa.readers.windows import Logits, Window
from qa.retriever import Hit

__all__ = ["sentences_of_spans", "sentences_of_tokens"]

_NO_SPAN = -20.0
"""Score of a sentence that no scored span touches."""
_MOST = 60.0
"""Larger log-odds are cut before they are raised to a power."""


def sentences_of_tokens(
    read: Iterable[tuple[Window, Logits]], hits: Sequence[Hit]
) -> list[ScoredSentence]:
    """Sentences scored by the mean log-odds of their tokens.

    A sentence that lies in several windows counts where most of its tokens stand.

    Args:
        read: Each window with the evidence logits of its tokens, shape (tokens,) or longer.
        hits: The passages.
    """
    best: dict[tuple[int, Span], tuple[int, float]] = {}
    for window, logits in sorted(read, key=lambda pair: pair[0].passage):
        inside = np.flatnonzero(window.inside)
        if not len(inside):
            continue
        hit = hits[window.passage]
        offsets = np.array(window.offsets, np.int64)[inside] + hit.passage.start
        values = np.asarray(logits, np.float64)[inside]
        for sentence in _sentences(hit):
            chosen = (offsets[:, 0] < sentence.end) & (sentence.start < offsets[:, 1])
            count = int(chosen.sum())
            key = (window.passage, sentence)
            if count and (key not in best or count > best[key][0]):
                best[key] = (count, float(values[chosen].mean()))
    return [
        ScoredSentence(number, sentence.start, sentence.end, best[number, sentence][1])
        for number, hit in enumerate(hits)
        for sentence in _sentences(hit)
        if (number, sentence) in best
    ]


def sentences_of_spans(spans: Sequence[ScoredSpan], hits: Sequence[Hit]) -> list[ScoredSentence]:
    """Sentences scored by the spans that touch them: log of their summed odds against no answer.

    Stands in for a reader that has no head for sentences.
    """
    scored = []
    for number, hit in enumerate(hits):
        own = [span for span in spans if span.hit == number]
        for sentence in _sentences(hit):
            odds = [
                math.exp(min(span.score, _MOST))
                for span in own
                if span.start < sentence.end and sentence.start < span.end
            ]
            score = max(_NO_SPAN, math.log(sum(odds))) if odds and sum(odds) > 0 else _NO_SPAN
            scored.append(ScoredSentence(number, sentence.start, sentence.end, score))
    return scored


def _sentences(hit: Hit) -> Sequence[Span]:
    return hit.passage.sentences or (hit.passage.span,)
