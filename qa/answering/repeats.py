"""Holds a reader back from giving the last turn's answer again.

A follow-up asks for something else than the question before it. A reader that is asked about the
same thing likes the words that answered that question, though: they stand beside the same phrase.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from index.values import Span
from qa.answer import Citation
from qa.answering.normalize import normalized
from qa.readers.protocol import Reading, ScoredSentence, ScoredSpan
from qa.retriever import Hit

__all__ = ["with_repeats_held_back"]

SAME_ANSWER = 4.0
"""Log-odds that a span loses which repeats the words that answered the last question."""
SAME_SENTENCE = 1.0
"""Log-odds that a sentence loses which was cited for it."""
_ADDED = 4
"""Words that a span adds to the last answer and still repeats it: "three" and "three days"."""


def with_repeats_held_back(
    reading: Reading, hits: Sequence[Hit], cited: Sequence[Citation]
) -> Reading:
    """A reading with lower scores for what was cited for the turn before.

    Args:
        reading: Of the follow-up.
        hits: The passages.
        cited: The citations of the turn before; none where nothing was found.
    """
    if not cited:
        return reading
    marked = [c for c in cited if c.answer_start is not None]
    said = {normalized(c.answer_text) for c in marked}

    def span(scored: ScoredSpan) -> ScoredSpan:
        document = hits[scored.hit].document
        text = document.text[scored.start : scored.end]
        place = Span(scored.start, scored.end)
        touches = any(
            c.document.id == document.id and _repeats(place, c, document.text) for c in marked
        )
        if touches or normalized(text) in said:
            return replace(scored, score=scored.score - SAME_ANSWER)
        return scored

    def sentence(scored: ScoredSentence) -> ScoredSentence:
        document = hits[scored.hit].document
        place = Span(scored.start, scored.end)
        if any(
            c.document.id == document.id and place.overlaps(Span(c.start, c.end)) for c in cited
        ):
            return replace(scored, score=scored.score - SAME_SENTENCE)
        return scored

    spans = sorted((span(s) for s in reading.spans), key=lambda s: -s.score)
    return Reading(tuple(spans), tuple(sentence(s) for s in reading.sentences))


def _repeats(place: Span, citation: Citation, text: str) -> bool:
    """Whether a span of a citation's document is the citation's answer, give or take four words."""
    start, end = citation.answer_start, citation.answer_end
    if start is None or end is None or min(place.end, end) <= max(place.start, start):
        return False
    added = f"{text[place.start : max(place.start, start)]} {text[min(place.end, end) : place.end]}"
    return len(added.split()) <= _ADDED
