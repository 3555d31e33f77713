"""Sentences of a text, as spans."""

from __future__ import annotations

import re
from collections.abc import Iterator

import sentencex

from index.values import Span

__all__ = ["SENTENCE_SETTINGS", "sentence_spans"]

SENTENCE_SETTINGS = "sentencex-en/3"
"""Changes whenever the same text would be split differently."""

# Blank lines and lines that begin a list item, a heading or a table row end a sentence even
# without a full stop; a form feed does not, since sentences run over page ends.
_BLOCK_START = re.compile(
    r"(?:\r\n|\r(?!\n)|\n)"
    r"(?=[ \t]*(?:(?:\r\n|\r|\n)|[-*+•‣▪][ \t]|\d{1,3}[.)][ \t]|#{1,6}[ \t]|\|))"
)


def sentence_spans(text: str, language: str = "en") -> list[Span]:
    """Sentences of ``text`` in order, without the white space around them.

    Every code point that is not white space lies in exactly one sentence. Sentences end where
    sentencex (Wikimedia's splitter) ends them, and at block boundaries.
    """
    spans: list[Span] = []
    for start, end in _blocks(text):
        bounds = sentencex.get_sentence_boundaries(language, text[start:end])
        # Only the starts are used, so that nothing between two sentences can get lost.
        starts = [start + bound["start_index"] for bound in bounds]
        starts = sorted({start, *starts})
        for sentence_start, sentence_end in zip(starts, [*starts[1:], end], strict=True):
            trimmed = trim(text, sentence_start, sentence_end)
            if trimmed is not None:
                spans.append(trimmed)
    return spans


def trim(text: str, start: int, end: int) -> Span | None:
    """The range without white space at its ends; None if nothing is left."""
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return Span(start, end) if start < end else None


def _blocks(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    for match in _BLOCK_START.finditer(text):
        if match.end() > start:
            yield start, match.end()
            start = match.end()
    if start < len(text):
        yield start, len(text)
