"""The characters of a PDF page to units, and the raised marks among them.

The layout never looks at single characters. Pages whose text stands sideways or upside down are
turned: places of units are those on the page as it is read.
"""

from __future__ import annotations

import ctypes
import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import pypdfium2.raw as pdfium_c

from index.loaders.pdf.boxes import Box, loose_boxes
from index.loaders.pdf.marks import MAYBE_MARK, Mark, mark_in
from index.loaders.pdf.units import Gap, Unit, turned, union

__all__ = ["PageUnits", "page_units"]

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
_LARGEST: Final = 1e5
_FARTHEST: Final = 1e7
_NOWHERE: Final = (0.0, 0.0, 0.0, 0.0)


@dataclass(slots=True)
class PageUnits:
    """A page's units in the order in which PDFium reads them, and the raised marks in them.

    ``turns`` is the number of quarter turns, counter-clockwise, by which its text is set.
    """

    units: list[Unit] = field(default_factory=list)
    marks: list[Mark] = field(default_factory=list)
    turns: int = 0


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
    reading = _Reading(text_page, text, indices, bounds)
    page = PageUnits(turns=reading.turns)
    previous: Unit | None = None
    for line in _LINE.finditer(text):
        for words in _level(reading.words(*line.span())):
            previous = _add_line(page, reading, words, previous)
    return page


def _level(words: list[_Word]) -> Iterator[list[_Word]]:
    """The words of a line of PDFium, cut where one stands wholly above or below the one before.

    PDFium reports short cells of several rows as one line.
    """
    start = 0
    for number in range(1, len(words)):
        (_, _, _, last), (_, _, first, _) = words[number - 1], words[number]
        if _NOWHERE not in (last, first) and (first[3] <= last[1] or last[3] <= first[1]):
            yield words[start:number]
            start = number
    if words:
        yield words[start:]


def _add_line(
    page: PageUnits, reading: _Reading, words: list[_Word], previous: Unit | None
) -> Unit | None:
    """Add the units of a line; the last unit so far, if the next line may go on with it."""
    measured = reading.measured(words)
    if measured is None:
        page.units.append(Unit(words[0][0], words[-1][1], _NOWHERE, 0, 0))
        return None
    marks = reading.marks(words, previous)
    page.marks += marks[: _MOST_MARKS - len(page.marks)]
    units = reading.units(words, *measured)
    if previous is not None and _continues(previous, units[0], words[0], marks):
        first = units.pop(0)
        previous.end, previous.box = first.end, union(previous.box, first.box)
    page.units += units
    return units[-1] if units else previous


class _Reading:
    """Looks up what PDFium says of the characters of one page."""

    def __init__(self, text_page: Any, text: str, indices: Sequence[int], bounds: Box) -> None:
        self._text_page = text_page
        self._text = text
        self._indices = indices
        self._bounds = bounds
        self._box_at = loose_boxes(text_page)
        self._name = ctypes.create_string_buffer(128)
        self._flags = ctypes.c_int()
        self._matrix = pdfium_c.FS_MATRIX()
        self._x, self._y = ctypes.c_double(), ctypes.c_double()
        self.turns = self._usual_turn()
        if self.turns:
            self._bounds = turned(bounds, self.turns)

    def words(self, start: int, end: int) -> list[_Word]:
        """Words of a line that lie inside the bounds or whose place is not known."""
        words: list[_Word] = []
        indices, box_at = self._indices, self._box_at
        left, bottom, right, top = self._bounds
        turns = self.turns
        for match in _WORD.finditer(self._text, start, end):
            low, high = match.span()
            first = box_at(indices[low])
            last = first if high - low == 1 else box_at(indices[high - 1])
            if first is None or last is None:
                first = last = first or last or _NOWHERE
            if turns and first is not _NOWHERE:
                first, last = turned(first, turns), turned(last, turns)
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
        if len(pairs) < 3:
            return pairs[0] if pairs else None
        (_, baseline, _), (_, size, _) = (sorted(values) for values in zip(*pairs, strict=True))
        return baseline, size

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
            spaces = self._text.count(" ", unit.start, unit.end)
            if len(unit.gaps) > 2 and len(unit.gaps) > 0.7 * spaces:
                unit.gaps = ()  # the spaces of a typewriter
            unit.is_bold = self._is_bold(unit.start) and self._is_bold(unit.end - 1)
        return units

    def marks(self, words: Sequence[_Word], previous: Unit | None) -> list[Mark]:
        """The raised marks behind or among the words of a line."""
        marks: list[Mark] = []
        if MAYBE_MARK.search(self._text, words[0][0], words[-1][1]) is None:
            return marks
        before = None if previous is None else previous.box
        for low, high, first, last in words:
            if self._text[high - 1].isalpha():
                before = (first[0], first[1], last[2], first[3])
                continue
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
        box = self._box_at(self._indices[offset])
        return box if box is None or not self.turns else turned(box, self.turns)

    def _measure(self, offset: int) -> tuple[float, float] | None:
        """Baseline and size of type of a character; None unless it stands as most others do."""
        index = self._indices[offset]
        x, y = self._x, self._y
        if self._turn_of(index) != self.turns:
            return None
        if not pdfium_c.FPDFText_GetCharOrigin(self._text_page, index, x, y):
            return None
        size = pdfium_c.FPDFText_GetFontSize(self._text_page, index) * math.hypot(
            self._matrix.c, self._matrix.d
        )
        baseline = (y.value, -x.value, -y.value, x.value)[self.turns]
        is_placed = math.isfinite(size) and 0 < size < _LARGEST and abs(baseline) < _FARTHEST
        return (baseline, size) if is_placed else None

    def _turn_of(self, index: int) -> int | None:
        """Quarter turns, counter-clockwise, by which a character is set; None for other angles."""
        matrix = self._matrix
        if not pdfium_c.FPDFText_GetMatrix(self._text_page, index, matrix):
            return None
        across, up = matrix.a, matrix.b
        if abs(up) < 0.1 * abs(across):
            return 0 if across > 0 else 2
        if abs(across) < 0.1 * abs(up):
            return 1 if up > 0 else 3
        return None

    def _usual_turn(self) -> int:
        """Quarter turns of most characters of the page; 0 where there is no such."""
        count = len(self._indices)
        step = max(count // 9, 1)
        sample = [
            self._turn_of(self._indices[offset])
            for offset in range(step // 2, count, step)
            if not self._text[offset].isspace()
        ]
        usual = max((1, 2, 3), key=sample.count)
        return usual if sample.count(usual) * 2 > len(sample) else 0

    def _is_bold(self, offset: int) -> bool:
        index = self._indices[offset]
        if pdfium_c.FPDFText_GetFontWeight(self._text_page, index) >= _BOLD_WEIGHT:
            return True
        pdfium_c.FPDFText_GetFontInfo(self._text_page, index, self._name, 128, self._flags)
        return _BOLD.search(self._name.value) is not None


def _continues(previous: Unit, unit: Unit, word: _Word, marks: Sequence[Mark]) -> bool:
    """Whether PDFium broke a line at a raised or lowered character."""
    gap = word[2][0] - previous.box[2]
    if not -0.3 * previous.size <= gap <= _CONTINUED * previous.size:
        return False
    is_mark = bool(marks) and marks[0].start == word[0]
    return is_mark or abs(unit.baseline - previous.baseline) <= 0.1 * previous.size
