"""Which passages a larger model reads once more, and how the two readings become one.

A larger model reads better and takes several times as long. So it reads only what decides: the
passages that hold the best spans or the best sentence, and nothing where the first reading leaves
no doubt (a cascade: Viola and Jones, 2001; Wang et al., 2022). Where both have read, their logits
are averaged, which is better than either (docs/decisions/0061-*.md).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import astuple, dataclass

import numpy as np

from qa.readers.protocol import Reading
from qa.readers.windows import Logits
from qa.retriever import Hit

__all__ = ["SECOND_READING", "SecondReading", "in_doubt", "mixed"]


@dataclass(frozen=True, slots=True)
class SecondReading:
    """What is read twice, and what the second reading counts.

    Attributes:
        passages: Most passages of a question that are read twice.
        share: Of the larger model in the average of starts and ends, 0 to 1.
        sentence_share: The same of what scores sentences.
        retrieval: Log-odds that one point of retrieval score is worth when passages are chosen.
        sure_score: Lowest log-odds of a best span that needs no second reading
        sure_lead: if it is this far ahead of the spans of all other passages.
    """

    passages: int = 3
    share: float = 0.6
    sentence_share: float = 0.0
    retrieval: float = 16.0
    sure_score: float = 3.0
    sure_lead: float = 2.0

    def __str__(self) -> str:
        """As part of a reader's fingerprint."""
        return "/".join(f"{value:g}" for value in astuple(self))


SECOND_READING = SecondReading()
"""The shipped reader's (docs/decisions/0061-*.md)."""


def in_doubt(
    reading: Reading, hits: Sequence[Hit], settings: SecondReading = SECOND_READING
) -> list[int]:
    """Numbers of the passages to read once more, those that promise most first.

    Args:
        reading: Of the smaller model.
        hits: The passages.
        settings: How many, and when none.
    """
    best_hit = max((hit.score for hit in hits), default=0.0)
    behind = [settings.retrieval * (hit.score - best_hit) for hit in hits]
    by_span: dict[int, float] = {}
    for span in reading.spans:
        score = span.score + behind[span.hit]
        by_span[span.hit] = max(score, by_span.get(span.hit, score))
    by_sentence: dict[int, float] = {}
    for sentence in reading.sentences:
        score = sentence.score + behind[sentence.hit]
        by_sentence[sentence.hit] = max(score, by_sentence.get(sentence.hit, score))
    spans = sorted(by_span, key=lambda number: -by_span[number])
    if spans and _is_sure([by_span[number] for number in spans], settings):
        return []
    sentences = sorted(by_sentence, key=lambda number: -by_sentence[number])
    # The best sentence's passage stands first, then those of the best spans.
    order = dict.fromkeys([*spans[:1], *sentences[:1], *spans, *sentences])
    return list(order)[: settings.passages]


def _is_sure(scores: Sequence[float], settings: SecondReading) -> bool:
    is_ahead = len(scores) == 1 or scores[0] - scores[1] >= settings.sure_lead
    return scores[0] >= settings.sure_score and is_ahead


def mixed(
    first: Sequence[Logits], second: Sequence[Logits], settings: SecondReading = SECOND_READING
) -> list[Logits]:
    """Average the logits of two models, head by head.

    Args:
        first: Of the smaller model: starts, ends and perhaps evidence.
        second: Of the larger one; a head that it lacks stays the smaller one's.
        settings: Their shares.
    """
    shares = (settings.share, settings.share, settings.sentence_share)
    both = [
        ((1 - share) * own + share * other).astype(np.float32)
        for own, other, share in zip(first, second, shares, strict=False)
    ]
    return [*both, *first[len(both) :]]
