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
from index.loaders.pdf.marks import Mark, mark_in
from index.loaders.pdf.parts import Part

__all__ = ["PageUnits", "Unit", "page_units"]

_WIDE_GAP: Final = 0.9
"""Gap between two words, as a multiple of the size of type, that ends a unit."""

_CONTINUED: Final = 1.2
"""Widest gap, in the same measure, after which PDFium's next line still continues this one."""

_LINE: Final = re.compile(r"[^\n]+")
_WORD: Final = re.compile(r"\S+")
_BOLD: Final = re.compile(rb"bold|black|heavy|demi|[-,]bd", re.IGNORECASE)
_BOLD_WEIGHT: Final = 600
_NOWHERE: Final = (0.0, 0.0, 0.0, 0.0)


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


@dataclass(slots=True)
class _Word:
    start: int
    end: int
    first: Box
    last: Box


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
        measured = reading.measured(*line.span())
        if measured is None:
            page.units.append(Unit(words[0].start, words[-1].end, _NOWHERE, 0, 0))
            previous = None
            continue
        marks = reading.marks(words, previous)
        page.marks += marks
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

    def words(self, start: int, end: int) -> list[_Word]:
        """Words of a line that lie inside the bounds or whose place is not known."""
        words = []
        left, bottom, right, top = self._bounds
        for match in _WORD.finditer(self._text, start, end):
            low, high = match.span()
            first = self._box(low)
            last = first if high - low == 1 else self._box(high - 1)
            first, last = first or last, last or first
            if first is None or last is None:
                words.append(_Word(low, high, _NOWHERE, _NOWHERE))
                continue
            x, y = (first[0] + last[2]) / 2, (first[1] + first[3]) / 2
            if left <= x <= right and bottom <= y <= top:
                words.append(_Word(low, high, first, last))
        return words

    def measured(self, start: int, end: int) -> tuple[float, float] | None:
        """Baseline and size of type of a line in points; None unless it stands upright.

        First, middle and last character are asked: one of them may be a drop capital or a mark.
        """
        while self._text[start].isspace():
            start += 1
        while self._text[end - 1].isspace():
            end -= 1
        middle = (start + end - 1) // 2
        offsets = {start, start if self._text[middle].isspace() else middle, end - 1}
        pairs = [pair for offset in sorted(offsets) if (pair := self._measure(offset)) is not None]
        if not pairs:
            return None
        baselines, sizes = zip(*pairs, strict=True)
        return statistics.median(baselines), statistics.median(sizes)

    def units(self, words: Sequence[_Word], baseline: float, size: float) -> list[Unit]:
        """Runs of words without a wide gap between them."""
        units: list[Unit] = []
        for word in words:
            first, last = word.first, word.last
            box = (first[0], min(first[1], last[1]), last[2], max(first[3], last[3]))
            if box[2] < box[0]:  # set from right to left
                box = (last[0], box[1], first[2], box[3])
            unit = units[-1] if units else None
            if unit is None or _is_apart(unit.box, box, size):
                units.append(Unit(word.start, word.end, box, baseline, size))
            else:
                unit.end, unit.box = word.end, union(unit.box, box)
        for unit in units:
            unit.is_bold = self._is_bold(unit.start) and self._is_bold(unit.end - 1)
        return units

    def marks(self, words: Sequence[_Word], previous: Unit | None) -> list[Mark]:
        """The raised marks behind or among the words of a line."""
        marks = []
        before = None if previous is None else previous.box
        for word in words:
            is_beside = before is not None and 0 <= word.first[0] - before[2] + 1 <= 5
            mark = mark_in(
                self._text, word.start, word.end, before if is_beside else None, self._box
            )
            if mark is None:
                before = (word.first[0], word.first[1], word.last[2], word.first[3])
            else:
                marks.append(mark)
        return marks

    def _box(self, offset: int) -> Box | None:
        return loose_box(self._text_page, self._indices[offset])

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
        name = ctypes.create_string_buffer(128)
        flags = ctypes.c_int()
        pdfium_c.FPDFText_GetFontInfo(self._text_page, index, name, 128, flags)
        return _BOLD.search(name.value) is not None


def union(box: Box, other: Box) -> Box:
    """The smallest box around two."""
    return (
        min(box[0], other[0]),
        min(box[1], other[1]),
        max(box[2], other[2]),
        max(box[3], other[3]),
    )


def _is_apart(box: Box, other: Box, size: float) -> bool:
    """Whether a word does not follow on the run of words that ``box`` is around."""
    gap = max(other[0] - box[2], box[0] - other[2])
    return gap >= _WIDE_GAP * size or min(box[3], other[3]) < max(box[1], other[1])


def _continues(previous: Unit, unit: Unit, word: _Word, marks: Sequence[Mark]) -> bool:
    """Whether PDFium broke a line at a raised or lowered character."""
    gap = word.first[0] - previous.box[2]
    if not -0.3 * previous.size <= gap <= _CONTINUED * previous.size:
        return False
    is_mark = bool(marks) and marks[0].start == word.start
    return is_mark or abs(unit.baseline - previous.baseline) <= 0.1 * previous.size
