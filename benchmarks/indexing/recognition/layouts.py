"""Pages with known words: prose, two columns, tables, forms and small type, as PDF files.

The built-in fonts of PDF are used, which PDFium draws with its own, so that no font of the system
is needed and every machine draws the same pages.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from fpdf import FPDF

__all__ = ["LAYOUTS", "Drawn", "drawn"]

_LEFT, _TOP, _WIDTH, _HEIGHT = 62.0, 70.0, 471.0, 700.0
_FONTS = ("Times", "Helvetica", "Courier")
_SHOWN_AS = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "–": "-", "—": "-", "…": "."})


@dataclass(frozen=True, slots=True)
class Drawn:
    """A page.

    Attributes:
        pdf: The file, with its words as text.
        lines: The words of each line, in reading order.
    """

    pdf: bytes
    lines: tuple[str, ...]


class _Sheet:
    """An A4 page on which lines are put one by one."""

    def __init__(self) -> None:
        self.pdf = FPDF(unit="pt", format="A4")
        self.pdf.set_auto_page_break(False)
        self.pdf.add_page()
        self.lines: list[str] = []

    def put(self, x: float, y: float, text: str) -> None:
        """Draw a line with its baseline at ``y``."""
        self.pdf.text(x, y, text)
        self.lines.append(text)

    def wrapped(self, text: str, width: float) -> Iterator[str]:
        """Lines of at most ``width`` points in the present font."""
        line = ""
        for word in text.split():
            longer = f"{line} {word}".strip()
            if line and self.pdf.get_string_width(longer) > width:
                yield line
                longer = word
            line = longer
        if line:
            yield line


def drawn(layout: str, number: int, texts: Path) -> Drawn:
    """Page ``number`` of a layout; the same arguments give the same page.

    Args:
        layout: One of ``LAYOUTS``.
        number: Chooses text and font.
        texts: Folder with ``.txt`` or ``.md`` files that the words are taken from.
    """
    sheet = _Sheet()
    rng = random.Random(f"{layout} {number}")  # noqa: S311
    LAYOUTS[layout](sheet, rng, _paragraphs(texts, rng))
    return Drawn(bytes(sheet.pdf.output()), tuple(sheet.lines))


def _paragraphs(texts: Path, rng: random.Random) -> list[str]:
    """Paragraphs of prose, without any markup, in characters that the built-in fonts have."""
    blocks = []
    for path in sorted([*texts.rglob("*.txt"), *texts.rglob("*.md")]):
        text = path.read_text(encoding="utf-8").translate(_SHOWN_AS)
        blocks += re.split(r"\n\s*\n", text.encode("latin-1", "ignore").decode("latin-1"))
    blocks = [" ".join(block.split()) for block in blocks if not re.search(r"[`|<>\[*#]", block)]
    blocks = [block[:900].rsplit(" ", 1)[0] for block in blocks if len(block) > 80]
    start = rng.randrange(len(blocks))
    return blocks[start:] + blocks[:start]


def _flow(
    sheet: _Sheet, paragraphs: list[str], x: float, width: float, size: float, bottom: float
) -> None:
    """Paragraphs from the top of a column to ``bottom``; takes what it draws off the list."""
    y = _TOP + 40
    while paragraphs:
        for line in sheet.wrapped(paragraphs.pop(0), width):
            if y > bottom:
                return
            sheet.put(x, y, line)
            y += size * 1.22
        y += size * 0.7


def _heading(sheet: _Sheet, font: str, text: str) -> None:
    sheet.pdf.set_font(font, "B", 15)
    sheet.put(_LEFT, _TOP, text)


def _prose(sheet: _Sheet, rng: random.Random, paragraphs: list[str]) -> None:
    font = rng.choice(_FONTS)
    _heading(sheet, font, "Report of the committee")
    size = rng.choice((10.0, 11.0, 12.0))
    sheet.pdf.set_font(font, size=size)
    _flow(sheet, paragraphs, _LEFT, _WIDTH, size, _TOP + _HEIGHT)


def _columns(sheet: _Sheet, rng: random.Random, paragraphs: list[str]) -> None:
    font = rng.choice(_FONTS[:2])
    _heading(sheet, font, "News from the valley")
    sheet.pdf.set_font(font, size=9.5)
    width = (_WIDTH - 24) / 2
    for x in (_LEFT, _LEFT + width + 24):
        _flow(sheet, paragraphs, x, width, 9.5, _TOP + _HEIGHT)


def _small(sheet: _Sheet, rng: random.Random, paragraphs: list[str]) -> None:
    font = rng.choice(_FONTS[:2])
    _heading(sheet, font, "Terms of supply")
    sheet.pdf.set_font(font, size=7)
    _flow(sheet, paragraphs, _LEFT, _WIDTH, 7, _TOP + 380)


def _money(rng: random.Random) -> str:
    return f"{rng.randrange(1, 90)},{rng.randrange(100, 1000)}.{rng.randrange(10, 100)}"


_PLACES = ("Aberlow", "Brackwater", "Carden Hill", "Dunmere", "Eastry", "Farlow Bridge", "Garton",
           "Holme", "Inverlee", "Kettle Green", "Lowick", "Marsh End", "Northam",
           "Oakstep")  # fmt: skip


def _table(sheet: _Sheet, rng: random.Random, paragraphs: list[str], *, ruled: bool) -> None:
    font = rng.choice(_FONTS[:2])
    _heading(sheet, font, "Grants by place")
    sheet.pdf.set_font(font, size=10.5)
    places = rng.sample(_PLACES, 12)
    rows = [("Place", "Grants", "Amount", "Change")]
    rows += [
        (p, str(rng.randrange(11, 400)), _money(rng), f"{rng.randrange(-30, 60) / 10 + 0.05:.2f}%")
        for p in places
    ]
    columns = (_LEFT + 6, _LEFT + 180, _LEFT + 280, _LEFT + 400)
    y = _TOP + 50
    for row in rows:
        sheet.lines.append(" ".join(row))
        for x, value in zip(columns, row, strict=True):
            sheet.pdf.text(x, y, value)
        if ruled:
            for x, right in zip(columns, (*columns[1:], _LEFT + _WIDTH + 6), strict=True):
                sheet.pdf.rect(x - 6, y - 13, right - x, 19)
        y += 19
    sheet.pdf.set_font(font, size=11)
    y += 24
    for line in list(sheet.wrapped(paragraphs[0], _WIDTH))[:8]:
        sheet.put(_LEFT, y, line)
        y += 13.5


def _form(sheet: _Sheet, rng: random.Random, paragraphs: list[str]) -> None:
    font = rng.choice(_FONTS)
    _heading(sheet, font, "Certificate of examination")
    sheet.pdf.set_font(font, size=11)
    y = _TOP + 44
    for name in ("Certificate number", "Owner", "Place", "Date of examination", "Pressure", "Fee",
                 "Next examination due", "Examined by"):  # fmt: skip
        value = rng.choice(
            (f"VP/{rng.randrange(10, 99)}/{rng.randrange(10_000, 99_999)}", rng.choice(_PLACES),
             f"{rng.randrange(1, 29)} May 20{rng.randrange(10, 30)}", f"{_money(rng)} pounds")
        )  # fmt: skip
        sheet.put(_LEFT, y, f"{name}: {value}")
        y += 22
    for paragraph in paragraphs[:4]:
        y += 10
        for line in sheet.wrapped(paragraph, _WIDTH):
            sheet.put(_LEFT, y, line)
            y += 14


def _ruled(sheet: _Sheet, rng: random.Random, paragraphs: list[str]) -> None:
    _table(sheet, rng, paragraphs, ruled=True)


def _unruled(sheet: _Sheet, rng: random.Random, paragraphs: list[str]) -> None:
    _table(sheet, rng, paragraphs, ruled=False)


LAYOUTS: dict[str, Callable[[_Sheet, random.Random, list[str]], None]] = {
    "prose": _prose,
    "columns": _columns,
    "ruled table": _ruled,
    "plain table": _unruled,
    "form": _form,
    "7 points": _small,
}
"""By name."""
