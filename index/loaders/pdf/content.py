"""What is on one page of a PDF, as everything after the reading of it sees it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final

from index.loaders.pdf.boxes import Box
from index.loaders.pdf.marks import Mark
from index.loaders.pdf.parts import Part
from index.loaders.pdf.rules import NO_RULES, Rules
from index.loaders.pdf.units import Unit, union

__all__ = ["Content", "Line"]

_LONGEST_SPACE: Final = 100


@dataclass(slots=True)
class Line:
    """Units that follow on each other in the page's text, on one line.

    See ``Unit`` for what is not said here.
    """

    start: int
    end: int
    box: Box
    baseline: float
    size: float
    is_bold: bool
    unit: Unit

    @property
    def is_upright(self) -> bool:
        """Whether its place and size are known."""
        return self.size > 0


@dataclass(slots=True)
class Content:
    """A page.

    Attributes:
        number: 1-based.
        text: As PDFium reads it.
        indices: PDFium's character index for each code point.
        units: In PDFium's order.
        marks: Raised marks, in order.
        rules: Ruling lines.
        bounds: The part of the page that is shown.
        left_out: Marks that are no part of the text.
        shown: Marks that are, with what is generated in front of and behind them.
        notes: What of the page was not read, or is uncertain.
        is_plain: Whether hardly anything stands beside anything else: no columns, no tables.
    """

    number: int
    text: str
    indices: list[int]
    units: list[Unit]
    marks: list[Mark]
    rules: Rules = NO_RULES
    bounds: Box = (0.0, 0.0, 0.0, 0.0)
    left_out: list[Mark] = field(default_factory=list)
    shown: list[tuple[Mark, str, str]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    is_plain: bool = False

    def lines(self, units: Iterable[Unit]) -> list[Line]:
        """Units in the order of reading, those of one line together."""
        lines: list[Line] = []
        for unit in sorted(units, key=lambda unit: unit.order):
            last = lines[-1] if lines else None
            if last is not None and self._follows(last, unit):
                last.end, last.box = unit.end, union(last.box, unit.box)
                last.is_bold = last.is_bold and unit.is_bold
            else:
                lines.append(
                    Line(
                        unit.start, unit.end, unit.box, unit.baseline, unit.size, unit.is_bold, unit
                    )
                )
        return lines

    def _follows(self, line: Line, unit: Unit) -> bool:
        if line.unit.kind or unit.kind or unit.start < line.end:
            return False
        between = self.text[line.end : unit.start]
        return "\n" not in between and not between.strip()

    def parts(self, start: int, end: int) -> list[Part]:
        """A range of the text, on one line, marks left out or set apart."""
        if not self.marks and self.text.find("\n", start, end) < 0:
            return [Part(self.text[start:end], self.indices[start:end])]
        parts: list[Part] = []
        for mark, before, behind in self._in(self.shown, start, end):
            parts += self._plain(start, mark.start)
            if before:
                parts.append(Part(before, (), True))
            parts += self._plain(mark.start, mark.end)
            if behind:
                parts.append(Part(behind, (), True))
            start = mark.end
        return parts + self._plain(start, end)

    @staticmethod
    def _in(
        shown: Sequence[tuple[Mark, str, str]], start: int, end: int
    ) -> list[tuple[Mark, str, str]]:
        return [entry for entry in shown if start <= entry[0].start and entry[0].end <= end]

    def _plain(self, start: int, end: int) -> list[Part]:
        parts: list[Part] = []
        for mark in self.left_out:
            if start <= mark.start and mark.end <= end:
                parts += self._joined(start, mark.start)
                start = mark.end
        return parts + self._joined(start, end)

    def _joined(self, start: int, end: int) -> list[Part]:
        """A range in which PDFium's line ends are none."""
        parts: list[Part] = []
        while (newline := self.text.find("\n", start, end)) >= 0:
            parts.append(Part(self.text[start:newline], self.indices[start:newline]))
            around = self.text[max(newline - 1, 0) : newline + 2]
            if len(around.split()) == 2 and len(around) == 3 and around.strip() == around:
                parts.append(Part(" ", self.indices[newline : newline + 1]))
            start = newline + 1
        parts.append(Part(self.text[start:end], self.indices[start:end]))
        return parts

    def newline(self, line: Line) -> Part:
        """The end of a line of a block of several."""
        end = self.text.find("\n", line.end, line.end + _LONGEST_SPACE)
        is_next = end >= 0 and not self.text[line.end : end].strip()
        return Part("\n", self.indices[end : end + 1] if is_next else ())

    def one_line(self, units: Sequence[Unit]) -> tuple[str, list[int]]:
        """The text of units with each run of white space one space, and its map."""
        text: list[str] = []
        indices: list[int] = []
        for unit in units:
            if text:
                text.append(" ")
                indices.append(indices[-1])
            parts = self.parts(unit.start, unit.end)
            whole = "".join(part.text for part in parts)
            places = [index for part in parts for index in self._places(part)]
            for number, match in enumerate(re.finditer(r"\S+", whole)):
                if number:
                    text.append(" ")
                    indices.append(indices[-1])
                text.append(match.group())
                indices += places[match.start() : match.end()]
        return "".join(text), indices

    def _places(self, part: Part) -> Sequence[int]:
        return part.indices or [self.indices[0]] * len(part.text)
