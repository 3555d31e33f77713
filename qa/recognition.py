"""How sure the recognised words of a span are."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from index.span_context import lowest_confidence, recognised_in
from index.values import Document, Span

__all__ = ["remark", "uncertain_numbers", "uncertain_words"]

_WORD: Final = re.compile(r"\S+")
_UNSURE: Final = 90
"""Per cent; 81 % of the words that are read wrongly have less, and 6 % of those read right."""

_UNSURE_NUMBER: Final = 95
_MOST_NAMED: Final = 6


def uncertain_words(document: Document, span: Span) -> list[Span]:
    """The recognised words in a span that may be wrong, in order."""
    return [word for word, confidence in _words(document, span) if confidence < _UNSURE]


def uncertain_numbers(document: Document, span: Span) -> list[str]:
    """The recognised words with digits in a span that may be wrong, in order, each once."""
    numbers = [
        document.text[word.start : word.end]
        for word, confidence in _words(document, span)
        if confidence < _UNSURE_NUMBER
    ]
    return list(dict.fromkeys(text for text in numbers if any(map(str.isdigit, text))))


def remark(document: Document, span: Span) -> str:
    """What to say of a span, as a line of plain text; "" where no text was recognised."""
    if lowest_confidence(document, span) is None:
        return ""
    numbers = uncertain_numbers(document, span)
    named = ", ".join(numbers[:_MOST_NAMED]) + (", …" if len(numbers) > _MOST_NAMED else "")
    return "Text recognised; check the picture" + (f", above all {named}" if numbers else "")


def _words(document: Document, span: Span) -> Iterator[tuple[Span, int]]:
    """Recognised words that a span touches, with their confidence in per cent."""
    for page in document.pages:
        if page.recognised is None or page.end <= span.start or page.start >= span.end:
            continue
        start, end = max(page.start, span.start), min(page.end, span.end)
        for match in _WORD.finditer(document.text, start, end):
            letters = recognised_in(
                page.recognised, match.start() - page.start, match.end() - page.start
            )
            confidence = min((confidence for _, confidence in letters), default=None)
            if confidence is not None:
                yield Span(*match.span()), confidence
