"""Chooses the sentences that bear on a question.

A sentence's score is what the reader says of it, less what its passage loses to the best one, as
for spans, and a bonus for the words of the question in it. Far below zero the reader's scores say
little, so that they are flattened there and the words decide: a sentence that bears on a question
without answering it names what the question is about. The best sentence is chosen, and up to three
others whose scores come near its own: with a smaller distance for sentences of other places than
for neighbours, which often hold the rest of the reason.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from index.values import Document, Span
from qa.answering.question_words import NO_WORDS, QuestionWords
from qa.readers.protocol import ScoredSentence
from qa.retriever import Hit

__all__ = [
    "MAX_SENTENCES",
    "EvidenceSettings",
    "Sentence",
    "chosen",
    "ranked_sentences",
    "sentence_text",
    "with_announced",
    "with_neighbour",
]

MAX_SENTENCES = 4
_MOST_RANKED = 40
_WORDS = re.compile(r"[^\W_]{2,}")
_LEAST_WORDS = 2
_NAMES = frozenset({"heading", "caption"})
_NUMBERS = {"two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "several": 3}
_LISTED = (
    "aims|causes|changes|conditions|consequences|differences|effects|exceptions|factors|faults|"
    "grounds|kinds|options|parts|points|problems|purposes|questions|reasons|requirements|rules|"
    "stages|steps|tasks|things|types|ways"
)
"""What a text announces before it says it; "for two days" announces nothing."""
_ANNOUNCES = re.compile(
    rf"\b({'|'.join(_NUMBERS)})(?: [a-z]+)? (?:{_LISTED})\s*[.:]\Z", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class EvidenceSettings:
    """How sentences are chosen.

    Attributes:
        retrieval_weight: Log-odds that one point of retrieval score is worth.
        margin: Log-odds by which a further sentence may fall short of the best one.
        neighbour_margin: The same for a sentence next to a chosen one.
        least: Log-odds below which no further sentence is chosen.
        word_weight: Log-odds that all words of the question are worth.
        floor: Log-odds around which scores are flattened; far above it they stay as they are.
    """

    retrieval_weight: float = 4.0
    margin: float = 0.7
    neighbour_margin: float = 1.5
    least: float = -2.0
    word_weight: float = 0.0
    floor: float = -9.0


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of a document.

    Attributes:
        document: The document.
        span: Where it stands.
        score: What it is ranked by: ``read`` flattened, and the words of the question in it.
        head: The reader's log-odds alone.
        hit: Index of the passage that it was read in.
        read: The reader's log-odds with its passage's rank, without the question's words.
    """

    document: Document
    span: Span
    score: float
    head: float
    hit: int
    read: float = 0.0


def ranked_sentences(
    sentences: Sequence[ScoredSentence],
    hits: Sequence[Hit],
    settings: EvidenceSettings,
    words: QuestionWords = NO_WORDS,
) -> list[Sentence]:
    """The best 40 sentences, best first; each document span once, by its best score.

    Headings, captions, numbers and the names of columns say nothing by themselves: they are left
    out where anything else is there.

    Args:
        sentences: As the reader scored them.
        hits: The passages.
        settings: Weights of retrieval and words.
        words: Of the question.
    """
    if not sentences:
        return []
    top = max(hit.score for hit in hits)
    best: dict[tuple[str, int, int], Sentence] = {}
    shares: dict[tuple[str, int, int], float] = {}
    for sentence in sentences:
        hit = hits[sentence.hit]
        key = (hit.document.id, sentence.start, sentence.end)
        text = hit.document.text[sentence.start : sentence.end]
        if key not in shares:
            shares[key] = words.share_in(text, f"{hit.lead}\n{hit.text}")
        weighted = sentence.score + settings.retrieval_weight * (hit.score - top)
        score = _flattened(weighted, settings.floor) + settings.word_weight * shares[key]
        if key not in best or score > best[key].score:
            span = Span(sentence.start, sentence.end)
            best[key] = Sentence(hit.document, span, score, sentence.score, sentence.hit, weighted)
    ordered = sorted(
        best.values(), key=lambda sentence: (-sentence.score, sentence.hit, sentence.span)
    )
    telling = [sentence for sentence in ordered if _says_something(sentence)]
    return (telling or ordered)[:_MOST_RANKED]


def _flattened(score: float, floor: float) -> float:
    """A score far above a floor as it is, and one far below it as the floor; smooth between."""
    return floor + float(np.logaddexp(0.0, score - floor))


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


def with_neighbour(picked: Sequence[Sentence], ranked: Sequence[Sentence]) -> tuple[Sentence, ...]:
    """A sentence that was chosen alone, with its better neighbour if that is among the best four.

    A reason that is only implied stands in what is said before or after. The reader alone says
    which is better: such a sentence seldom has the words of the question.
    """
    if len(picked) == 1:
        by_reader = sorted(ranked, key=lambda sentence: -sentence.read)
        for sentence in by_reader[:MAX_SENTENCES]:
            if _adjacent(sentence, picked[0]):
                return (*picked, sentence)
    return tuple(picked)


def with_announced(picked: Sequence[Sentence], ranked: Sequence[Sentence]) -> tuple[Sentence, ...]:
    """Sentences with those that the best one announces, as in "There were three causes".

    They follow it in its document, one for each thing, and are four with it at most.
    """
    match = _ANNOUNCES.search(sentence_text(picked[0])) if picked else None
    if match is None:
        return tuple(picked)
    shown = [picked[0]]
    for _ in range(min(_NUMBERS[match[1].lower()], MAX_SENTENCES - 1)):
        following = (s for s in ranked if s.span.start >= shown[-1].span.end)
        step = next((s for s in following if _adjacent(s, shown[-1])), None)
        if step is None:
            return tuple(picked)
        shown.append(step)
    return tuple(shown)


def _says_something(sentence: Sentence) -> bool:
    """Whether a sentence has two words, and is no heading, caption or row of column names."""
    if len(_WORDS.findall(sentence_text(sentence))) < _LEAST_WORDS:
        return False
    block = sentence.document.structure.block_at(sentence.span.start)
    if block is None:
        return True
    if block.kind == "row":
        return len(block.cells) < _LEAST_WORDS or not all(cell.is_head for cell in block.cells)
    return block.kind not in _NAMES


def _overlap(sentence: Sentence, other: Sentence) -> bool:
    """Whether they share text: parts of a long sentence stand in several windows."""
    same = sentence.document.id == other.document.id and sentence.span.overlaps(other.span)
    return same or sentence_text(sentence) == sentence_text(other)


def sentence_text(sentence: Sentence) -> str:
    """Its words, as a slice of its document."""
    return sentence.document.text[sentence.span.start : sentence.span.end]


def _adjacent(sentence: Sentence, other: Sentence) -> bool:
    """Whether nothing but white space stands between them."""
    if sentence.document.id != other.document.id:
        return False
    first, second = sorted((sentence.span, other.span))
    between = sentence.document.text[first.end : second.start]
    return first.end <= second.start and not between.strip()
