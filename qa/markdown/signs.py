"""The signs of a Markdown document that are markup and nothing to read.

Quotations stay as they are in data: this only says what is left out where people read or copy them.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePath

from index.loaders import format_name
from index.structure import Block
from index.values import Document, Span
from qa.markdown.styles import markdown_styles

__all__ = ["signs", "without_signs"]


def signs(document: Document, part: Span) -> tuple[Span, ...]:
    """What of a part of a document's text is mere markup, in order; none but in Markdown.

    Of a row of a table that is what stands before its first cell and behind its last one; the bars
    between cells tell them apart and stay.
    """
    if format_name(PurePath(document.source.replace("\\", "/")).suffix) != "markdown":
        return ()
    blocks = document.structure.blocks
    found: list[Span] = []
    for number in range(max(document.structure.number_at(part.start), 0), len(blocks)):
        block = blocks[number]
        if block.start >= part.end:
            break
        for sign in sorted(_signs_of(document.text, block)):
            start, end = max(sign.start, part.start), min(sign.end, part.end)
            if start < end and (not found or start >= found[-1].end):
                found.append(Span(start, end))
    return tuple(found)


def without_signs(document: Document, part: Span) -> str:
    """A part of a document's text as people read it."""
    pieces, at = [], part.start
    for sign in signs(document, part):
        pieces.append(document.text[at : sign.start])
        at = sign.end
    return "".join((*pieces, document.text[at : part.end]))


def _signs_of(text: str, block: Block) -> Iterator[Span]:
    for style in markdown_styles(text, block):
        if style.is_hidden:
            yield style.span
    if block.kind == "row" and block.cells:
        yield Span(block.start, block.cells[0].start)
        yield Span(block.cells[-1].end, block.end)
