"""Footnotes of a page, and what becomes of the raised marks that refer to them."""

from __future__ import annotations

import re
import statistics
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from index.loaders.pdf.content import Content, Line
from index.loaders.pdf.marks import MARK, is_exponent_of_unit
from index.loaders.pdf.units import Unit

__all__ = ["Footnote", "take_footnotes"]

_SMALL: Final = 0.93
"""Largest size of a footnote's type as a share of the page's usual one."""

_START: Final = re.compile(rf"\s*({MARK})(?!\d)[.)]?\s*(?=\S)")
_LONGEST_NOTE: Final = 60  # lines


@dataclass(slots=True)
class Footnote:
    """A footnote at the bottom of a page.

    Attributes:
        label: The mark that refers to it.
        lines: Of its text, in order.
        units: Of its text.
    """

    label: str
    lines: list[Line]
    units: list[Unit] = field(default_factory=list)


def take_footnotes(content: Content, units: Sequence[Unit]) -> list[Footnote]:
    """The footnotes of a page that its marks refer to; decides what of the marks is shown.

    A mark whose footnote stands on the page is no part of the text: the footnote's label says it.
    Others are kept so that no number grows by them: an exponent behind ``^``, a reference to a
    note elsewhere in brackets.

    Args:
        content: The page; its ``left_out`` and ``shown`` are set.
        units: Its units without headers and footers.
    """
    labels = {mark.label for mark in content.marks}
    notes = _footnotes(content, units, labels) if labels else []
    taken = {note.label for note in notes}
    inside = _Ranges(notes)
    for mark in content.marks:
        if inside.note_at(mark.start) is not None:
            continue
        before = content.text[mark.start - 1 : mark.start]
        if is_exponent_of_unit(content.text, mark):
            continue
        if mark.label in taken:
            content.left_out.append(mark)
        elif mark.label[0].isdigit() and before.isdigit():
            content.shown.append((mark, "^", ""))
        elif mark.label[0].isdigit() and before in (".", ","):
            content.shown.append((mark, " [", "]"))
    return notes


def _footnotes(content: Content, units: Sequence[Unit], labels: set[str]) -> list[Footnote]:
    lines = [line for line in content.lines(units) if line.is_upright and not line.unit.kind]
    if not lines:
        return []
    usual = _usual_size(lines)
    notes: list[Footnote] = []
    current: Footnote | None = None
    for line in lines:
        is_small = line.size <= _SMALL * usual
        match = _START.match(content.text, line.start, line.end) if is_small else None
        is_start = match is not None and match[1] in labels and match[1] != "0"
        if match is not None and is_start and not _is_taken(notes, match[1]):
            current = Footnote(match[1], [line])
            notes.append(current)
        elif current is not None and _is_next(current, line):
            current.lines.append(line)
        else:
            current = None
    notes = [note for note in notes if _has_words(content.text, note)]
    ranges = _Ranges(notes)
    for unit in units:
        note = ranges.note_at(unit.start)
        if note is not None:
            note.units.append(unit)
    return notes


class _Ranges:
    """Finds the footnote that an offset in the page's text lies in."""

    def __init__(self, notes: Sequence[Footnote]) -> None:
        lines = [(line.start, line.end, note) for note in notes for line in note.lines]
        self._lines = sorted(lines, key=lambda entry: entry[0])
        self._starts = [start for start, _, _ in self._lines]

    def note_at(self, offset: int) -> Footnote | None:
        """The footnote; None outside of all."""
        number = bisect_right(self._starts, offset) - 1
        if number < 0 or offset >= self._lines[number][1]:
            return None
        return self._lines[number][2]


def _has_words(text: str, note: Footnote) -> bool:
    """Whether it says something: a formula of small type may begin like a footnote."""
    return sum(sum(map(str.isalpha, text[line.start : line.end])) for line in note.lines) >= 6


def _is_taken(notes: Sequence[Footnote], label: str) -> bool:
    return any(note.label == label for note in notes)


def _is_next(note: Footnote, line: Line) -> bool:
    last = note.lines[-1]
    gap = last.baseline - line.baseline
    is_near = 0 < gap <= 1.6 * last.size
    return (
        is_near
        and abs(line.size - last.size) <= 0.06 * last.size
        and (len(note.lines) < _LONGEST_NOTE)
    )


def _usual_size(lines: Sequence[Line]) -> float:
    sizes = sorted((line.size, line.end - line.start) for line in lines)
    half = sum(length for _, length in sizes) / 2
    for size, length in sizes:
        half -= length
        if half <= 0:
            return size
    return statistics.median(size for size, _ in sizes)
