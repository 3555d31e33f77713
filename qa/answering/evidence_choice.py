"""Chooses the sentences that bear on a question.

A sentence's score is what the reader says of it, less what its passage loses to the best one, as
for spans. The best sentence is chosen, and up to three others whose scores come near its own: with
a smaller distance for sentences of other places than for neighbours, which often hold the rest of
the reason.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from index.values import Document, Span
from qa.readers.protocol import ScoredSentence
from qa.retriever import Hit

__all__ = ["MAX_SENTENCES", "EvidenceSettings", "Sentence", "chosen", "ranked_sentences"]

MAX_SENTENCES = 4
_MOST_RANKED = 40


@dataclass(frozen=True, slots=True)
class EvidenceSettings:
    """How sentences are chosen.

    Attributes:
        retrieval_weight: Log-odds that one point of retrieval score is worth.
        margin: Log-odds by which a further sentence may fall short of the best one.
        neighbour_margin: The same for a sentence next to a chosen one.
        least: Log-odds below which no further sentence is chosen.
    """

    retrieval_weight: float = 4.0
    margin: float = 0.7
    neighbour_margin: float = 1.5
    least: float = -2.0


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of a document.

    Attributes:
        document: The document.
        span: Where it stands.
        score: Log-odds that it answers or explains, with its passage's rank in it.
        head: The reader's log-odds alone.
        hit: Index of the passage that it was read in.
    """

    document: Document
    span: Span
    score: float
    head: float
    hit: int


def ranked_sentences(
    sentences: Sequence[ScoredSentence], hits: Sequence[Hit], retrieval_weight: float
) -> list[Sentence]:
    """The best 40 sentences, best first; each document span once, by its best score."""
    if not sentences:
        return []
    top = max(hit.score for hit in hits)
    best: dict[tuple[str, int, int], Sentence] = {}
    for sentence in sentences:
        hit = hits[sentence.hit]
        score = sentence.score + retrieval_weight * (hit.score - top)
        key = (hit.document.id, sentence.start, sentence.end)
        if key not in best or score > best[key].score:
            span = Span(sentence.start, sentence.end)
            best[key] = Sentence(hit.document, span, score, sentence.score, sentence.hit)
    ordered = sorted(
        best.values(), key=lambda sentence: (-sentence.score, sentence.hit, sentence.span)
    )
    return ordered[:_MOST_RANKED]


def chosen(ranked: Sequence[Sentence], settings: EvidenceSettings) -> list[Sentence]:
    """One to four sentences, best first; none of no sentences.

    Args:
        ranked: From ``ranked_sentences``.
        settings: How near to the best one the others must come.
    """
    picked: list[Sentence] = []
    for sentence in ranked:
        if len(picked) == MAX_SENTENCES:
            break
        if not picked:
            picked.append(sentence)
            continue
        is_next = any(_adjacent(sentence, other) for other in picked)
        margin = settings.neighbour_margin if is_next else settings.margin
        near = sentence.score >= picked[0].score - margin and sentence.score >= settings.least
        if near and not any(_overlap(sentence, other) for other in picked):
            picked.append(sentence)
    return picked


def _overlap(sentence: Sentence, other: Sentence) -> bool:
    """Whether they share text: parts of a long sentence stand in several windows."""
    same = sentence.document.id == other.document.id and sentence.span.overlaps(other.span)
    return same or _text(sentence) == _text(other)


def _text(sentence: Sentence) -> str:
    return sentence.document.text[sentence.span.start : sentence.span.end]


def _adjacent(sentence: Sentence, other: Sentence) -> bool:
    """Whether nothing but white space stands between them."""
    if sentence.document.id != other.document.id:
        return False
    first, second = sorted((sentence.span, other.span))
    between = sentence.document.text[first.end : second.start]
    return first.end <= second.start and not between.strip()
