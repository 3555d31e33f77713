"""What stands around a span of a text: headings, the label it is referred to by, recognition."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from typing import Final

from index.packed_structure import PackedBlocks
from index.structure import Block, Span, Structure
from index.values import BOX_BYTES, Document, Recognition

__all__ = ["heading_name", "headings_above", "labelled_block", "lowest_confidence", "recognised_in"]

_LONGEST_NAME: Final = 200
"""Longest heading in code points that names what follows; longer ones are sentences."""
_FURTHEST_ITEM: Final = 1_000
"""Number of items before one among which the items that enclose it are looked for."""


def headings_above(structure: Structure, offset: int) -> tuple[Block, ...]:
    """Headings above the block that holds an offset, or else is the last before it.

    Outermost first; a heading does not stand above itself.
    """
    blocks = structure.blocks
    current = structure.number_at(offset)
    if current < 0:
        return ()
    numbers, levels = _headings(blocks)
    block = blocks[current]
    lowest = max(block.level, 1) if block.kind == "heading" else max(levels, default=0) + 1
    path = []
    for position in range(bisect_left(numbers, current) - 1, -1, -1):
        if lowest == 1:
            break
        level = max(levels[position], 1)
        if level < lowest:
            lowest = level
            heading = blocks[numbers[position]]
            if len(heading.span) <= _LONGEST_NAME:
                path.append(heading)
    return tuple(reversed(path))


def heading_name(text: str, heading: Block) -> str:
    """A heading as one line, without its label where it says more than that."""
    line = " ".join(text[heading.start : heading.end].split()).strip(" #*|")
    if not heading.label:
        return line
    label = re.escape(heading.label)
    prefix = rf"[(\[§ ]*{label}(?!\w)[)\].:–— -]*"
    name = re.sub(rf"^{prefix}", "", line, count=1, flags=re.IGNORECASE)
    return name if any(map(str.isalnum, name)) else line


def labelled_block(structure: Structure, offset: int) -> Block | None:
    """The nearest block with a label: the one that holds an offset, or an item or heading above it.

    None where there is none.
    """
    blocks = structure.blocks
    current = structure.number_at(offset)
    if current < 0:
        return None
    block = blocks[current]
    if block.label:
        return block
    level = block.level if block.kind == "item" else 0
    for number in range(current - 1, max(current - 1 - _FURTHEST_ITEM, -1), -1):
        if level <= 1 or blocks[number].kind != "item":
            break
        if blocks[number].level < level:
            level = blocks[number].level
            if blocks[number].label:
                return blocks[number]
    headings = reversed(headings_above(structure, offset))
    return next((heading for heading in headings if heading.label), None)


def lowest_confidence(document: Document, span: Span) -> float | None:
    """Lowest confidence, 0 to 1, of the recognised words that a span touches.

    None where nothing in it was recognised.
    """
    words: list[int] = []
    for page in document.pages:
        low, high = max(span.start, page.start), min(span.end, page.end)
        if page.recognised is None or low >= high:
            continue
        words += (
            confidence
            for place, confidence in recognised_in(
                page.recognised, low - page.start, high - page.start
            )
            if not document.text[page.start + place].isspace()
        )
    return min(words) / 100 if words else None


def recognised_in(recognition: Recognition, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Places in a page's text that were recognised, in order, with their confidences."""
    for place in range(start, min(end, len(recognition.confidences))):
        box = recognition.boxes[place * BOX_BYTES : (place + 1) * BOX_BYTES]
        if box != Recognition.TYPED:
            yield place, recognition.confidences[place]


def _headings(blocks: Sequence[Block]) -> tuple[list[int], list[int]]:
    """Numbers and levels of all headings."""
    if isinstance(blocks, PackedBlocks):
        return blocks.headings
    numbers = [number for number, block in enumerate(blocks) if block.kind == "heading"]
    return numbers, [blocks[number].level for number in numbers]
