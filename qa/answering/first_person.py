"""Who did what the author tells of: "Piotr prefers green, I prefer blue" names nobody for blue.

A reader that is asked who prefers blue takes the name that is there. Whoever wrote the text is
meant, and at most the head of a message tells who that is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from index.structure import Block
from index.text.terms import terms
from index.values import Document, Span
from qa.answering.evidence_choice import Sentence
from qa.answering.features import Examined

__all__ = ["is_told_of_the_author", "with_author"]

_BOUNDARY: Final = re.compile(
    r"[,;:()\u2013\u2014]|\.\s|\b(?:and|but|while|whereas|although|though|so)\b", re.IGNORECASE
)
_FIRST_PERSON: Final = re.compile(r"\bI\b|\b[Ww]e\b")
_WORD: Final = re.compile(r"\w")
_FROM: Final = re.compile(r"from\s*:", re.IGNORECASE)
_LEAST: Final = 2
"""Terms of the question that a clause has at least."""


def is_told_of_the_author(examined: Examined) -> bool:
    """Whether who is asked for is "I" or "we" in the text.

    The best answer is that word, or it stands in another clause than one in the first person that
    has all words of the question that the sentence has. A name alone between commas only goes on
    with the clause before: "we have a new treasurer, Jane Doe".
    """
    if examined.kind != "who" or not examined.candidates:
        return False
    place = examined.candidates[0].places[0]
    if _FIRST_PERSON.fullmatch(place.document.text, place.answer.start, place.answer.end):
        return True
    text = place.document.text[place.evidence.start : place.evidence.end]
    asked = {term for word in examined.words.words for term in word.terms} & set(terms(text))
    if len(asked) < _LEAST:
        return False
    answer = Span(
        place.answer.start - place.evidence.start, place.answer.end - place.evidence.start
    )
    if not any(c.overlaps(answer) and _has_more(text, c, answer) for c in _clauses(text)):
        return False
    return any(
        _is_in_first_person(text, clause)
        and not clause.overlaps(answer)
        and asked <= set(terms(text[clause.start : clause.end]))
        for clause in _clauses(text)
    )


def with_author(shown: tuple[Sentence, ...]) -> tuple[Sentence, ...]:
    """Sentences with the line that says from whom the message of the best one is, if any does."""
    if not shown:
        return shown
    best = shown[0]
    line = _sender(best.document, best.span.start)
    if line is None or any(
        s.document.id == best.document.id and s.span.overlaps(line.span) for s in shown
    ):
        return shown
    sender = Sentence(best.document, line.span, best.score, best.head, best.hit, best.read)
    return (*shown, sender)


def _clauses(text: str) -> Iterator[Span]:
    start = 0
    for match in _BOUNDARY.finditer(text):
        yield Span(start, match.start())
        start = match.end()
    yield Span(start, len(text))


def _is_in_first_person(text: str, clause: Span) -> bool:
    """Whether "I" or "we" is in a clause; the I of "Phase I" is a number."""
    for match in _FIRST_PERSON.finditer(text, clause.start, clause.end):
        before = text[clause.start : match.start()].split()
        if match[0] != "I" or not before or not before[-1][0].isupper():
            return True
    return False


def _has_more(text: str, clause: Span, answer: Span) -> bool:
    """Whether a clause has words beside an answer."""
    before, behind = text[clause.start : answer.start], text[answer.end : clause.end]
    return _WORD.search(before + behind) is not None


def _sender(document: Document, offset: int) -> Block | None:
    """The nearest line "From: ..." above, of the head of a message."""
    blocks = document.structure.blocks
    for number in range(document.structure.number_at(offset), -1, -1):
        block = blocks[number]
        if block.kind == "field" and _FROM.match(document.text, block.start, block.end):
            return block
    return None
