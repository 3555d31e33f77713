"""Sentences of a text, as spans."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from typing import Final

from index.structure import Block, Span
from index.text.bounded_splitting import sentence_starts

__all__ = ["SENTENCE_SETTINGS", "sentence_spans"]

SENTENCE_SETTINGS = "sentencex/5"
"""Changes whenever the same text would be split differently.

(Splitting in windows, which only paragraphs of more than 20,000 code points notice, came later and
is not worth embedding every corpus again.)
"""

# Blank lines and lines that begin a list item, a heading or a table row end a sentence even
# without a full stop; a form feed does not, since sentences run over page ends.
_BLOCK_START = re.compile(
    r"(?:\r\n|\r(?!\n)|\n)"
    r"(?=[ \t]*(?:(?:\r\n|\r|\n)|[-*+•‣▪][ \t]|\d{1,3}[.)][ \t]|#{1,6}[ \t]|\|))"
)

_CHECKED_EVERY: Final = 10_000

_WHOLE: Final = frozenset({"heading", "caption", "row", "field", "header", "footer"})
"""Kinds of blocks that are one sentence."""


def sentence_spans(
    text: str,
    blocks: Sequence[Block] = (),
    language: str = "en",
    check: Callable[[], object] = lambda: None,
) -> list[Span]:
    """Sentences of ``text`` in order, without the white space around them.

    Every code point that is not white space lies in exactly one sentence. Sentences end where
    sentencex (Wikimedia's splitter) ends them, and at the ends of blocks; a heading, a caption, a
    row of a table and a field of a form are one sentence each.

    Args:
        text: The whole text.
        blocks: Its blocks in order, as far as they are known.
        language: Of the text, as an ISO 639-1 code.
        check: Called now and then; may raise to end it.
    """
    spans: list[Span] = []
    for number, (start, end, is_whole) in enumerate(_ranges(text, blocks)):
        if number % _CHECKED_EVERY == 0:
            check()
        if is_whole:
            trimmed = trim(text, start, end)
            spans += [] if trimmed is None else [trimmed]
            continue
        # Only the starts are used, so that nothing between two sentences can get lost.
        starts = [start + offset for offset in sentence_starts(text[start:end], language)]
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


def _ranges(text: str, blocks: Sequence[Block]) -> Iterator[tuple[int, int, bool]]:
    """(start, end, whether it is one sentence) of the parts that sentences do not cross."""
    start = 0
    for block in blocks:
        yield from _parts(text, start, block.start)
        if block.kind in _WHOLE:
            yield block.start, block.end, True
        else:
            yield from _parts(text, block.start, block.end)
        start = block.end
    yield from _parts(text, start, len(text))


def _parts(text: str, start: int, end: int) -> Iterator[tuple[int, int, bool]]:
    for match in _BLOCK_START.finditer(text, start, end):
        if match.end() > start:
            yield start, match.end(), False
            start = match.end()
    if start < end:
        yield start, end, False
