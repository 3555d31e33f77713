"""The characters of a PDF page as units: runs of words on one line without a wide gap.

A unit is a range of the page's text with its place on the page. Units are what the layout orders;
it never looks at single characters.
"""

from __future__ import annotations

import ctypes
import math
import re
import statistics
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Final, Literal

import pypdfium2.raw as pdfium_c

from index.loaders.pdf.boxes import Box, loose_box
from index.loaders.pdf.marks import MAYBE_MARK, Mark, mark_in
from index.loaders.pdf.parts import Part

__all__ = ["PageUnits", "Unit", "page_units"]

_WIDE_GAP: Final = 0.9
"""Gap between two words, as a multiple of the size of type, that ends a unit."""

_NARROW_GAP: Final = 0.34
"""Gap from which two words may stand in two cells of a table."""

_MOST_MARKS: Final = 500
_CONTINUED: Final = 1.2
"""Widest gap, in the same measure, after which PDFium's next line still continues this one."""

_LINE: Final = re.compile(r"[^\n]+")
_WORD: Final = re.compile(r"\S+")
_BOLD: Final = re.compile(rb"bold|black|heavy|demi|[-,]bd", re.IGNORECASE)
_BOLD_WEIGHT: Final = 600
_NOWHERE: Final = (0.0, 0.0, 0.0, 0.0)


Gap = tuple[int, int, float, float]
"""Where a word ends and the next one begins, in the page's text and in points from the left."""


@dataclass(slots=True)
class Unit:
    """A run of words.

    Attributes:
        start: Offset of its first code point in the page's text.
        end: Offset after the last one.
        box: Left, bottom, right, top in points; empty (0, 0, 0, 0) unless it stands upright.
        baseline: In points.
        size: Of type, in points; 0 unless it stands upright.
        is_bold: Whether it begins and ends in bold type.
        order: Place in the order of reading where the layout sets no other; that of its start.
        parts: What it is made of if it is a block of its own, not a range of the text.
        kind: Of the block that it is; empty for running text.
        gaps: Gaps between its words that are wider than usual.
    """

    start: int
    end: int
    box: Box
    baseline: float
    size: float
    is_bold: bool = False
    order: float = -1
    parts: tuple[Part, ...] = ()
    kind: Literal["", "field", "note"] = ""
    gaps: Sequence[Gap] = ()

    def __post_init__(self) -> None:
        """Give it its place."""
        if self.order < 0:
            self.order = self.start

    @property
    def is_upright(self) -> bool:
        """Whether its place and size are known."""
        return self.size > 0


@dataclass(slots=True)
class PageUnits:
    """A page's units in the order in which PDFium reads them, and the raised marks in them."""

    units: list[Unit] = field(default_factory=list)
    marks: list[Mark] = field(default_factory=list)


_Word = tuple[int, int, Box, Box]
"""Start and end in the page's text, boxes of the first and the last character."""


def page_units(text_page: Any, text: str, indices: Sequence[int], bounds: Box) -> PageUnits:
    """Cut a page's text into units; words outside ``bounds`` are in none.

    Args:
        text_page: Raw FPDF_TEXTPAGE handle.
        text: The page's text, one line each.
        indices: PDFium's character index for each code point of ``text``.
        bounds: The part of the page that is shown, in points.
    """
    page = PageUnits()
    reading = _Reading(text_page, text, indices, bounds)
    previous: Unit | None = None
    for line in _LINE.finditer(text):
        words = reading.words(*line.span())
        if not words:
            continue
        measured = reading.measured(words)
        if measured is None:
            page.units.append(Unit(words[0][0], words[-1][1], _NOWHERE, 0, 0))
            previous = None
            continue
        marks = reading.marks(words, previous)
        page.marks += marks[: _MOST_MARKS - len(page.marks)]
        units = reading.units(words, *measured)
        if previous is not None and _continues(previous, units[0], words[0], marks):
            first = units.pop(0)
            previous.end, previous.box = first.end, union(previous.box, first.box)
        page.units += units
        previous = units[-1] if units else previous
    return page


class _Reading:
    """Looks up what PDFium says of the characters of one page."""

    def __init__(self, text_page: Any, text: str, indices: Sequence[int], bounds: Box) -> None:
        self._text_page = text_page
        self._text = text
        self._indices = indices
        self._bounds = bounds
        self._rectangle = pdfium_c.FS_RECTF()
        self._name = ctypes.create_string_buffer(128)
        self._flags = ctypes.c_int()

    def words(self, start: int, end: int) -> list[_Word]:
        """Words of a line that lie inside the bounds or whose place is not known."""
        words: list[_Word] = []
        text_page, indices, rectangle = self._text_page, self._indices, self._rectangle
        left, bottom, right, top = self._bounds
        for match in _WORD.finditer(self._text, start, end):
            low, high = match.span()
            first = loose_box(text_page, indices[low], rectangle)
            last = first
            if high - low > 1:
                last = loose_box(text_page, indices[high - 1], rectangle)
            if first is None or last is None:
                first = last = first or last or _NOWHERE
            x, y = (first[0] + last[2]) / 2, (first[1] + first[3]) / 2
            if first is _NOWHERE or (left <= x <= right and bottom <= y <= top):
                words.append((low, high, first, last))
        return words

    def measured(self, words: Sequence[_Word]) -> tuple[float, float] | None:
        """Baseline and size of type of a line in points; None unless it stands upright.

        First, middle and last character are asked if they may differ: one of them may be a drop
        capital or a mark.
        """
        (start, _, first, _), (_, end, _, last) = words[0], words[-1]
        middle = words[len(words) // 2][0]
        if first[1] == last[1] and first[3] == last[3]:
            return self._measure(middle)
        offsets = [start, middle, end - 1]
        pairs = [pair for offset in offsets if (pair := self._measure(offset)) is not None]
        if not pairs:
            return None
        baselines, sizes = zip(*pairs, strict=True)
        return statistics.median(baselines), statistics.median(sizes)

    def units(self, words: Sequence[_Word], baseline: float, size: float) -> list[Unit]:
        """Runs of words without a wide gap between them."""
        units: list[Unit] = []
        gaps: list[Gap] = []
        begin = finish = 0
        left = right = bottom = top = 0.0
        for low, high, first, last in words:
            x0, x1 = first[0], last[2]
            if x1 < x0:  # set from right to left
                x0, x1 = last[0], first[2]
            y0, y1 = first[1], first[3]
            if finish:
                gap = x0 - right if x0 >= left else left - x1
                if gap < _WIDE_GAP * size and y0 < top and bottom < y1:
                    if gap >= _NARROW_GAP * size and x0 >= right and self._is_added(finish):
                        gaps.append((finish, low, right, x0))
                    left, right = (x0 if x0 < left else left), (x1 if x1 > right else right)
                    bottom, top = (y0 if y0 < bottom else bottom), (y1 if y1 > top else top)
                    finish = high
                    continue
                units.append(
                    Unit(begin, finish, (left, bottom, right, top), baseline, size, gaps=gaps)
                )
                gaps = []
            begin, finish = low, high
            left, bottom, right, top = x0, y0, x1, y1
        units.append(Unit(begin, finish, (left, bottom, right, top), baseline, size, gaps=gaps))
        for unit in units:
            unit.is_bold = self._is_bold(unit.start) and self._is_bold(unit.end - 1)
        return units

    def marks(self, words: Sequence[_Word], previous: Unit | None) -> list[Mark]:
        """The raised marks behind or among the words of a line."""
        marks: list[Mark] = []
        if MAYBE_MARK.search(self._text, words[0][0], words[-1][1]) is None:
            return marks
        before = None if previous is None else previous.box
        for low, high, first, last in words:
            is_beside = before is not None and 0 <= first[0] - before[2] + 1 <= 5
            mark = mark_in(self._text, low, high, before if is_beside else None, self._box)
            if mark is None:
                before = (first[0], first[1], last[2], first[3])
            else:
                marks.append(mark)
        return marks

    def _is_added(self, offset: int) -> bool:
        """Whether the file has no space where PDFium reports one."""
        return bool(pdfium_c.FPDFText_IsGenerated(self._text_page, self._indices[offset]) == 1)

    def _box(self, offset: int) -> Box | None:
        return loose_box(self._text_page, self._indices[offset], self._rectangle)

    def _measure(self, offset: int) -> tuple[float, float] | None:
        """Baseline and size of type of a character; None unless it stands upright."""
        index = self._indices[offset]
        x, y = ctypes.c_double(), ctypes.c_double()
        matrix = pdfium_c.FS_MATRIX()
        if not pdfium_c.FPDFText_GetCharOrigin(self._text_page, index, x, y):
            return None
        if not pdfium_c.FPDFText_GetMatrix(self._text_page, index, matrix):
            return None
        size = pdfium_c.FPDFText_GetFontSize(self._text_page, index) * matrix.d
        is_upright = math.isfinite(size) and size > 0 and abs(matrix.b) < 0.1 * matrix.d
        return (y.value, size) if is_upright and math.isfinite(y.value) else None

    def _is_bold(self, offset: int) -> bool:
        index = self._indices[offset]
        if pdfium_c.FPDFText_GetFontWeight(self._text_page, index) >= _BOLD_WEIGHT:
            return True
        pdfium_c.FPDFText_GetFontInfo(self._text_page, index, self._name, 128, self._flags)
        return _BOLD.search(self._name.value) is not None


def union(box: Box, other: Box) -> Box:
    """The smallest box around two."""
    return (
        min(box[0], other[0]),
        min(box[1], other[1]),
        max(box[2], other[2]),
        max(box[3], other[3]),
    )


def _continues(previous: Unit, unit: Unit, word: _Word, marks: Sequence[Mark]) -> bool:
    """Whether PDFium broke a line at a raised or lowered character."""
    gap = word[2][0] - previous.box[2]
    if not -0.3 * previous.size <= gap <= _CONTINUED * previous.size:
        return False
    is_mark = bool(marks) and marks[0].start == word[0]
    return is_mark or abs(unit.baseline - previous.baseline) <= 0.1 * previous.size
