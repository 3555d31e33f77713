"""Blocks of running text on a PDF page.

PDFium reports lines, not paragraphs; without a mark a heading runs into the sentence under it.
Only plain cases are told: a clear change of the size or the weight of type, a gap between two lines
clearly larger than is usual, the start of an item of a list or of a caption. Where the geometry
says nothing (a new column, text set sideways), nothing is marked.
"""

from __future__ import annotations

import math
import re
import statistics
from collections.abc import Sequence
from itertools import pairwise
from typing import Final

from index.loaders.labels import label_of
from index.loaders.pdf.content import Content, Line
from index.loaders.pdf.parts import Part, PdfBlock, pdf_block

__all__ = ["flow_blocks"]

_SIZE_CHANGE: Final = 1.15
"""Ratio of two sizes of type from which they are different."""

_WIDE: Final = 1.3
"""Ratio of a gap to the usual one from which it separates."""

_LEAST_GAP: Final = 0.7
"""Distance of two lines of text, as a multiple of the size; less is a raised or lowered part."""

_SURE_GAP: Final = 2.6
"""A gap, as a multiple of the size, that separates whatever is usual: double spacing is 2.4."""

_FULL: Final = 0.85
"""Share of the width of a column from which a line fills it."""

_BULLET: Final = re.compile(r"[•‣▪●○◦■□➢✓\uf020-\uf0ff·]\s*(?=\S)|[-–—*]\s+(?=[^\W_]|[\"“‘(])")
_NUMBER: Final = re.compile(
    r"(\(?(?:\d{1,3}[.)]|[a-zA-Z]\)|[ivxlc]{1,6}\)|[a-hA-H]\.|[ivx]{2,6}\.)|\([a-z0-9]{1,4}\))"
    r"\s+(?=\S)"
)
_CAPTION: Final = re.compile(
    r"((?:Table|Figure|Fig\.|Exhibit|Chart|Plate|Diagram|Box|Map)\s+(?:[A-Z]{1,2}[.-]?)?\d+(?:[.-]\d+)*"
    r"[a-z]?)(?:\s*[.:–—|]\s|\s*$|\s+[A-Z(])"
)
_BEFORE_ITEM: Final = (".", ";", ":", ",", " and", " or")


def flow_blocks(content: Content, lines: Sequence[Line]) -> list[PdfBlock]:
    """Lines of one column in order as headings-to-be, paragraphs, items and captions."""
    right = max((line.box[2] for line in lines if line.is_upright), default=0.0)
    left = min((line.box[0] for line in lines if line.is_upright), default=0.0)
    blocks = []
    for group, is_tight in _groups(content.text, lines):
        unit = group[0].unit
        block = pdf_block(unit.parts, unit.kind) if unit.kind else _block(content, group)
        if block is None:
            continue
        block.is_tight = is_tight
        block.is_full = group[-1].box[2] - left >= _FULL * (right - left)
        blocks.append(block)
    return blocks


def _block(content: Content, lines: Sequence[Line]) -> PdfBlock | None:
    parts: list[Part] = []
    for line, following in zip(lines, [*lines[1:], None], strict=True):
        parts += content.parts(line.start, line.end)
        if following is not None:
            parts.append(content.newline(line))
    block = pdf_block(parts)
    if block is None:
        return None
    sizes = [line.size for line in lines if line.is_upright]
    block.size = statistics.median(sizes) if sizes else 0.0
    block.is_bold = bool(sizes) and all(line.is_bold for line in lines)
    block.lines = len(lines)
    block.refers = {
        mark.label for mark in content.left_out for line in lines
        if line.start <= mark.start < line.end
    }  # fmt: skip
    if caption := _CAPTION.match(block.text):
        block.kind, block.label = "caption", label_of(block.text) or caption[1]
    elif number := _NUMBER.match(block.text):
        block.kind, block.label = "item", number[1].strip("().")
    elif _BULLET.match(block.text):
        block.kind = "item"
    else:
        block.label = label_of(block.text)
    return block


def _groups(text: str, lines: Sequence[Line]) -> list[tuple[list[Line], bool]]:
    """Lines of each block, and whether the block follows without an empty line."""
    ends = _ends(text, lines)
    groups: list[tuple[list[Line], bool]] = []
    is_in_list = False
    for number, line in enumerate(lines):
        is_item = _starts_item(text, line)
        is_new = number == 0 or number - 1 in ends or line.unit.kind != lines[number - 1].unit.kind
        if is_new or line.unit.kind:
            is_fields = number > 0 and bool(line.unit.kind) and not is_new
            groups.append(([line], is_fields))
            is_in_list = is_item
        elif _CAPTION.match(text, line.start, line.end) and _is_caption(lines, number):
            groups.append(([line], False))
        elif is_item and (
            is_in_list
            or text.endswith(_BEFORE_ITEM, lines[number - 1].start, lines[number - 1].end)
        ):
            groups.append(([line], True))
            is_in_list = True
        else:
            groups[-1][0].append(line)
    return groups


def _is_caption(lines: Sequence[Line], number: int) -> bool:
    """Whether a line that begins like a caption is none of a paragraph's inner lines."""
    line, above = lines[number], lines[number - 1]
    is_last = number == len(lines) - 1
    return is_last or line.is_bold or abs(line.size - above.size) > 0.05 * line.size


def _starts_item(text: str, line: Line) -> bool:
    return (
        _BULLET.match(text, line.start, line.end) is not None
        or _NUMBER.match(text, line.start, line.end) is not None
    )


def _ends(text: str, lines: Sequence[Line]) -> set[int]:
    """Numbers of the lines at which a block ends."""
    upright = [number for number, line in enumerate(lines) if line.is_upright]
    pairs = [(lines[i], lines[j]) for i, j in pairwise(upright)]
    gaps = [_gap(*pair) for pair in pairs]
    changed = [_is_other_type(*pair) for pair in pairs]
    alike = [None if change else gap for gap, change in zip(gaps, changed, strict=True)]
    # Half the gaps and more are inside paragraphs on most pages; on one of short paragraphs
    # the neighbouring gaps show what is usual.
    usual = statistics.median_low([gap for gap in alike if gap is not None] or [math.inf])
    ends = set()
    for i, gap in enumerate(gaps):
        if gap is None or text.endswith("-", 0, lines[upright[i]].end):
            continue
        around = [usual, *alike[max(i - 1, 0) : i], *alike[i + 1 : i + 2]]
        nearest = min(other for other in around if other is not None)
        if changed[i] or gap >= min(_WIDE * nearest, _SURE_GAP):
            ends.add(upright[i])
    return ends


def _gap(upper: Line, lower: Line) -> float | None:
    """Distance of the baselines as a multiple of the larger size of type."""
    gap = (upper.baseline - lower.baseline) / max(upper.size, lower.size)
    return gap if gap >= _LEAST_GAP else None


def _is_other_type(upper: Line, lower: Line) -> bool:
    sizes = max(upper.size, lower.size) / min(upper.size, lower.size)
    return sizes >= _SIZE_CHANGE or upper.is_bold != lower.is_bold
