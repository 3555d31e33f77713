"""Ruling lines of a PDF page: thin paths, and the edges of rectangles."""

from __future__ import annotations

import ctypes
import math
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import pypdfium2.raw as pdfium_c

__all__ = ["NO_RULES", "Rules", "page_rules"]

_THIN: Final = 2.5  # points
_MOST_OBJECTS: Final = 4_000
_MOST_SEGMENTS: Final = 2_000
_LEAST_GRID: Final = 100.0  # points: what is narrower is part of a drawing

Rule = tuple[float, float, float]
"""Height above the page's origin, left and right end, in points."""


@dataclass(frozen=True, slots=True)
class Rules:
    """Horizontal ruling lines.

    Attributes:
        lines: From the bottom.
    """

    lines: tuple[Rule, ...] = ()

    def between(self, top: float, bottom: float) -> bool:
        """Whether a line stands between two heights."""
        return bisect_right(self.lines, (top,)) > bisect_left(self.lines, (bottom,))

    def across(self, left: float, right: float, bottom: float, top: float) -> list[float]:
        """Heights at which lines cover most of a width, from the bottom; near ones once."""
        low = bisect_left(self.lines, (bottom,))
        high = bisect_right(self.lines, (top,))
        heights: list[float] = []
        covered = 0.0
        base = -math.inf
        for y, x0, x1 in self.lines[low:high]:
            if y - base > _THIN:
                base, covered = y, 0.0
            covered += max(min(x1, right) - max(x0, left), 0.0)
            if covered >= 0.6 * (right - left) and (not heights or heights[-1] < base):
                heights.append(base)
        return heights


NO_RULES: Final = Rules()


def page_rules(page: Any) -> Rules:
    """The ruling lines of a page.

    Args:
        page: Raw FPDF_PAGE handle.
    """
    lines: list[Rule] = []
    segments = 0
    values = [ctypes.c_float() for _ in range(4)]
    for index in range(min(pdfium_c.FPDFPage_CountObjects(page), _MOST_OBJECTS)):
        item = pdfium_c.FPDFPage_GetObject(page, index)
        if pdfium_c.FPDFPageObj_GetType(item) != pdfium_c.FPDF_PAGEOBJ_PATH:
            continue
        bounds = _bounds(item, values)
        if bounds is None:
            continue
        left, bottom, right, top = bounds
        if top - bottom <= _THIN:
            lines.append(((top + bottom) / 2, left, right))
            continue
        if right - left <= _THIN:
            continue
        count = pdfium_c.FPDFPath_CountSegments(item)
        if 4 <= count <= 5:
            lines += ((bottom, left, right), (top, left, right))
        elif right - left >= _LEAST_GRID and 0 < count <= _MOST_SEGMENTS:
            segments += count
            lines += _drawn(item, count) if segments <= _MOST_SEGMENTS else ()
    return Rules(tuple(sorted(lines)))


def _bounds(
    item: Any, values: Sequence[ctypes.c_float]
) -> tuple[float, float, float, float] | None:
    left, bottom, right, top = values
    if not pdfium_c.FPDFPageObj_GetBounds(item, left, bottom, right, top):
        return None
    box = (left.value, bottom.value, right.value, top.value)
    return box if all(map(math.isfinite, box)) else None


def _drawn(item: Any, count: int) -> Sequence[Rule]:
    """The level strokes of a path that draws a whole grid."""
    matrix = pdfium_c.FS_MATRIX()
    if not pdfium_c.FPDFPageObj_GetMatrix(item, matrix) or abs(matrix.b) > 1e-3:
        return ()
    lines: list[Rule] = []
    x, y = ctypes.c_float(), ctypes.c_float()
    last: tuple[float, float] | None = None
    for index in range(count):
        segment = pdfium_c.FPDFPath_GetPathSegment(item, index)
        if not pdfium_c.FPDFPathSegment_GetPoint(segment, x, y):
            continue
        kind = pdfium_c.FPDFPathSegment_GetType(segment)
        point = (matrix.a * x.value + matrix.c * y.value + matrix.e, matrix.d * y.value + matrix.f)
        is_line = kind == pdfium_c.FPDF_SEGMENT_LINETO and all(map(math.isfinite, point))
        if is_line and last is not None and abs(point[1] - last[1]) <= 0.5:
            lines.append((point[1], min(point[0], last[0]), max(point[0], last[0])))
        last = point
    return lines
