"""PDF pages with words at given places, for tests of the layout."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from fpdf import FPDF

Word = tuple[float, float, str]
"""Left end and baseline, from the top left of the page, in points; the words."""

Ruling = tuple[float, float, float, float]
"""From and to, in points from the top left of the page."""


def drawn(
    pages: Iterable[Sequence[Word | tuple[float, float, str, float]]],
    *,
    lines: Sequence[Ruling] = (),
    turned: int = 0,
) -> bytes:
    """Pages with words drawn in the order given, in Helvetica of 10 points or as given."""
    pdf = FPDF(unit="pt")
    pdf.set_auto_page_break(False)
    for words in pages:
        pdf.add_page()
        with pdf.rotation(turned, 300, 400):
            for x, y, text, *size in words:
                pdf.set_font("Helvetica", size=size[0] if size else 10)
                pdf.text(x, y, text)
        for line in lines:
            pdf.line(*line)
    return bytes(pdf.output())


def table(
    rows: Sequence[Sequence[str]], *, left: float = 72, top: float = 100, width: float = 120
) -> list[Word]:
    """The cells of a table, row by row, left-aligned."""
    return [
        (left + column * width, top + row * 16, cell)
        for row, cells in enumerate(rows)
        for column, cell in enumerate(cells)
        if cell
    ]
