"""Blocks of text on a PDF page.

PDFium reports lines, not paragraphs; without a mark a heading runs into the sentence under it.
Only plain cases are told: a clear change of the size of type, or a gap between two lines clearly
larger than is usual. Where the geometry says nothing (a new column, text set sideways), nothing is
marked.
"""

from __future__ import annotations

import ctypes
import math
import statistics
from collections.abc import Sequence
from itertools import pairwise
from typing import Any, Final, NamedTuple

import pypdfium2.raw as pdfium_c

__all__ = ["block_ends"]

_SIZE_CHANGE: Final = 1.15
"""Ratio of two sizes of type from which they are different."""

_WIDE: Final = 1.3
"""Ratio of a gap to the usual one from which it separates."""

_LEAST_GAP: Final = 0.7
"""Distance of two lines of text, as a multiple of the size; less is a raised or lowered part."""

_SURE_GAP: Final = 2.6
"""A gap, as a multiple of the size, that separates whatever is usual: double spacing is 2.4."""


class _Line(NamedTuple):
    end: int
    baseline: float
    size: float


def block_ends(text_page: Any, text: str, indices: Sequence[int]) -> list[int]:
    """Offsets in ``text`` after the newlines at which a block ends, in order.

    Args:
        text_page: Raw FPDF_TEXTPAGE handle.
        text: The page's text, one line each.
        indices: PDFium's character index for each code point of ``text``.
    """
    lines = _lines(text_page, text, indices)
    pairs = list(pairwise(lines))
    gaps = [_gap(*pair) for pair in pairs]
    resized = [_size_ratio(*pair) >= _SIZE_CHANGE for pair in pairs]
    alike = [None if change else gap for gap, change in zip(gaps, resized, strict=True)]
    # Half the gaps and more are inside paragraphs on most pages; on one of short paragraphs
    # the neighbouring gaps show what is usual.
    usual = statistics.median_low([gap for gap in alike if gap is not None] or [math.inf])
    ends = []
    for i, gap in enumerate(gaps):
        if gap is None or text.endswith("-\n", 0, lines[i].end):
            continue
        around = [usual, *alike[max(i - 1, 0) : i], *alike[i + 1 : i + 2]]
        nearest = min(other for other in around if other is not None)
        if resized[i] or gap >= min(_WIDE * nearest, _SURE_GAP):
            ends.append(lines[i].end)
    return ends


def _gap(upper: _Line, lower: _Line) -> float | None:
    """Distance of the baselines as a multiple of the larger size of type."""
    gap = (upper.baseline - lower.baseline) / max(upper.size, lower.size)
    return gap if gap >= _LEAST_GAP else None


def _size_ratio(line: _Line, other: _Line) -> float:
    return max(line.size, other.size) / min(line.size, other.size)


def _lines(text_page: Any, text: str, indices: Sequence[int]) -> list[_Line]:
    lines = []
    start = 0
    for line in text.split("\n"):
        measured = [_measure(text_page, indices[start + offset]) for offset in _sample(line)]
        upright = [pair for pair in measured if pair is not None]
        start += len(line) + 1
        if upright:
            baselines, sizes = zip(*upright, strict=True)
            lines.append(_Line(start, statistics.median(baselines), statistics.median(sizes)))
    return lines


def _sample(line: str) -> set[int]:
    """First, middle and last character: one of them may be a drop capital or a footnote mark."""
    first = len(line) - len(line.lstrip())
    last = len(line.rstrip()) - 1
    if last < first:
        return set()
    middle = (first + last) // 2
    return {first, first if line[middle].isspace() else middle, last}


def _measure(text_page: Any, index: int) -> tuple[float, float] | None:
    """Baseline and size of type of a character in points; None unless it stands upright."""
    x, y = ctypes.c_double(), ctypes.c_double()
    matrix = pdfium_c.FS_MATRIX()
    if not pdfium_c.FPDFText_GetCharOrigin(text_page, index, x, y):
        return None
    if not pdfium_c.FPDFText_GetMatrix(text_page, index, matrix):
        return None
    size = pdfium_c.FPDFText_GetFontSize(text_page, index) * matrix.d
    is_upright = math.isfinite(size) and size > 0 and abs(matrix.b) < 0.1 * matrix.d
    return (y.value, size) if is_upright and math.isfinite(y.value) else None
