"""Lines of running text to paragraphs, headings and items of lists."""

from __future__ import annotations

import re
import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from index.loaders.labels import label_of
from index.loaders.recognition.model import Box, Line, Region
from index.structure import BlockKind

__all__ = ["Paragraph", "body_size", "column_edges", "paragraphs_of"]

_ROOM: Final = 1.25
"""How much more room than the next word needs must be left at the end of a line that was ended on
purpose."""

_WIDE: Final = 1.45
"""A distance of two lines, as a multiple of the usual one, that parts paragraphs."""

_INDENT: Final = 0.9
"""Indentation, as a multiple of the size of type, that begins a paragraph."""

_LARGER: Final = 1.18
"""Size of a heading as a multiple of the usual one."""

_LEVELS: Final = (1.7, 1.35)
"""Sizes, as multiples of the usual one, from which on a heading is of level 1 and 2."""

_ITEM: Final = re.compile(r"(?:[•◦▪*–—-]|\(?(?:\d{1,3}|[a-z]|[ivx]{1,5})[.)])\s+\S")
_FIELD: Final = re.compile(r"[^\W\d_][\w .,'’()/-]{1,40}:\s+\S")
"""A name and its value."""

_LONGEST_HEADING: Final = 150


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A block of text.

    Attributes:
        lines: Never empty.
        kind: ``paragraph``, ``heading`` or ``item``.
        level: Of a heading.
        label: Of a heading or an item.
        is_tight: Whether it follows the one before on the next line.
    """

    lines: tuple[Line, ...]
    kind: BlockKind = "paragraph"
    level: int = 0
    label: str = ""
    is_tight: bool = False


def body_size(regions: Sequence[Region]) -> float:
    """The usual size of type of a page: the median over its words; 0 without any."""
    sizes = [line.size for region in regions for line in region.lines for _ in line.words]
    return statistics.median_low(sizes) if sizes else 0.0


def column_edges(regions: Sequence[Region]) -> list[float]:
    """For each region the right end of its column.

    A region of short lines, such as a form, does not show by itself how wide its column is: other
    regions that begin at the same left edge do, and those in whose width it lies.
    """
    boxes = [region.box for region in regions]
    slack = 2 * body_size(regions)
    return [
        max(o[2] for o in boxes if o is box or abs(o[0] - box[0]) < slack or _holds(o, box))
        for box in boxes
    ]


def _holds(outer: Box, inner: Box) -> bool:
    return outer[0] <= inner[0] and inner[2] <= outer[2]


def paragraphs_of(region: Region, body: float, right: float) -> list[Paragraph]:
    """The paragraphs of a region, in order.

    Args:
        region: On a level picture.
        body: The page's usual size of type.
        right: Right end of its column.
    """
    lines = region.lines
    gaps = [lower.baseline - upper.baseline for upper, lower in pairwise(lines)]
    usual = statistics.median_low(gaps) if gaps else 0.0
    groups: list[tuple[list[Line], bool]] = [([lines[0]], False)]
    for number, line in enumerate(lines[1:]):
        upper = lines[number]
        is_apart = gaps[number] > _WIDE * usual or _differs(upper, line)
        if is_apart or _is_ended(right, upper, line) or _begins(region, groups[-1][0], line):
            groups.append(([line], not is_apart))
        else:
            groups[-1][0].append(line)
    return [_paragraph(group, is_tight, body) for group, is_tight in groups]


def _differs(upper: Line, lower: Line) -> bool:
    """Whether the size of type changes clearly; short lines do not tell it well."""
    if min(len(upper.text), len(lower.text)) < 4:
        return False
    return max(upper.size, lower.size) > _LARGER * min(upper.size, lower.size)


def _is_ended(right: float, upper: Line, lower: Line) -> bool:
    """Whether ``upper`` was ended on purpose: the first word of ``lower`` had fitted in it."""
    first = lower.words[0].box
    room = right - upper.box[2]
    return room > _ROOM * (first[2] - first[0] + 0.3 * upper.size) + 0.5 * upper.size


def _begins(region: Region, group: Sequence[Line], line: Line) -> bool:
    """Whether a line begins a paragraph: it is indented, or an item of a list."""
    indent = line.box[0] - region.box[0]
    is_indented = indent > _INDENT * line.size and all(
        other.box[0] - region.box[0] <= 0.3 * other.size for other in group[-1:]
    )
    is_listed = any(
        pattern.match(line.text) and pattern.match(group[0].text) for pattern in (_ITEM, _FIELD)
    )
    return is_indented or is_listed


def _paragraph(lines: Sequence[Line], is_tight: bool, body: float) -> Paragraph:
    text = " ".join(line.text for line in lines)
    if _is_heading(lines, text, body):
        size = statistics.median(line.size for line in lines)
        level = 1 + sum(size < share * body for share in _LEVELS)
        return Paragraph(tuple(lines), "heading", level, label_of(text, is_heading=True), is_tight)
    if _ITEM.match(text):
        return Paragraph(tuple(lines), "item", 1, label_of(text), is_tight)
    return Paragraph(tuple(lines), is_tight=is_tight)


def _is_heading(lines: Sequence[Line], text: str, body: float) -> bool:
    """Whether it is set larger than the rest, or in capitals, and is no sentence."""
    letters = [letter for letter in text if letter.isalpha()]
    if len(lines) > 3 or len(text) > _LONGEST_HEADING or len(letters) < 3:
        return False
    if text.endswith((".", ",", ";")) or 2 * len(letters) < len(text):
        return False
    size = statistics.median(line.size for line in lines)
    is_capital = len(lines) == 1 and len(letters) >= 6 and all(map(str.isupper, letters))
    return size > _LARGER * body or is_capital
