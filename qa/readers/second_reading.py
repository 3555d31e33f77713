"""Which passages a larger model reads once more, and how the two readings become one.

A larger model reads better and takes several times as long. So it reads only what decides: the
passages that hold the best spans or the best sentence, and nothing where the first reading leaves
no doubt (a cascade: Viola and Jones, 2001; Wang et al., 2022). Where both have read, their logits
are averaged, which is better than either (docs/decisions/0060-*.md).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from qa.readers.protocol import Reading
from qa.readers.windows import Logits
from qa.retriever import Hit

__all__ = ["SECOND_FORM", "in_doubt", "mixed"]

_PASSAGES = 3
"""Passages that are read twice."""
_RETRIEVAL = 16.0
"""Log-odds that one point of retrieval score is worth, as where answers are chosen."""
_SHARE = 0.6
"""Of the larger model in the average."""
_SURE_SCORE = 12.0
_SURE_LEAD = 6.0
"""A best span with this score, this far ahead of all spans elsewhere, leaves no doubt."""
SECOND_FORM = f"{_PASSAGES}/{_RETRIEVAL}/{_SHARE}/{_SURE_SCORE}/{_SURE_LEAD}"
"""Part of a reader's fingerprint."""


def in_doubt(reading: Reading, hits: Sequence[Hit]) -> list[int]:
    """Numbers of the passages to read once more, those that promise most first.

    Args:
        reading: Of the smaller model.
        hits: The passages.
    """
    best_hit = max((hit.score for hit in hits), default=0.0)
    behind = [_RETRIEVAL * (hit.score - best_hit) for hit in hits]
    by_span: dict[int, float] = {}
    for span in reading.spans:
        score = span.score + behind[span.hit]
        by_span[span.hit] = max(score, by_span.get(span.hit, score))
    by_sentence: dict[int, float] = {}
    for sentence in reading.sentences:
        score = sentence.score + behind[sentence.hit]
        by_sentence[sentence.hit] = max(score, by_sentence.get(sentence.hit, score))
    spans = sorted(by_span, key=lambda number: -by_span[number])
    if spans and _is_sure([by_span[number] for number in spans]):
        return []
    sentences = sorted(by_sentence, key=lambda number: -by_sentence[number])
    # The best sentence's passage stands first, then those of the best spans.
    order = dict.fromkeys([*spans[:1], *sentences[:1], *spans, *sentences])
    return list(order)[:_PASSAGES]


def _is_sure(scores: Sequence[float]) -> bool:
    return scores[0] >= _SURE_SCORE and (len(scores) == 1 or scores[0] - scores[1] >= _SURE_LEAD)


def mixed(first: Sequence[Logits], second: Sequence[Logits]) -> list[Logits]:
    """Average the logits of two models, head by head.

    Args:
        first: Of the smaller model: starts, ends and perhaps evidence.
        second: Of the larger one; a head that it lacks stays the smaller one's.
    """
    both = [
        ((1 - _SHARE) * own + _SHARE * other).astype(np.float32)
        for own, other in zip(first, second, strict=False)
    ]
    return [*both, *first[len(both) :]]
