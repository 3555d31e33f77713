"""Whether the text of a PDF page can be read from the file, or only in the page's picture."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from typing import Final

import pypdfium2 as pdfium

from index.loaders.pdf.content import Content
from index.loaders.pdf.opening import open_page
from index.loaders.pdf.page_text import UNREADABLE
from index.loaders.pdf.running import Edge, Role

__all__ = ["is_picture", "lacks_text"]

_LEAST_LETTERS: Final = 20
_DPI: Final = 40.0
_DARK: Final = 190
_LEAST_INK: Final = 25  # pixels at 40 dpi: less are specks
_MOST_PIXELS: Final = 1_000_000


def lacks_text(content: Content, running: Sequence[tuple[Edge, Role]]) -> bool:
    """Whether a page has hardly any text beside headers and footers, or mostly unreadable text."""
    left_out = {id(unit) for edge, _ in running for unit in edge.units}
    letters = unreadable = 0
    for unit in content.units:
        if unit.parts:
            letters += _LEAST_LETTERS
        elif id(unit) not in left_out:
            text = content.text[unit.start : unit.end]
            letters += sum(map(str.isalpha, text))
            unreadable += text.count(UNREADABLE)
    return letters < _LEAST_LETTERS or unreadable > letters


def is_picture(
    document: pdfium.PdfDocument, content: Content, running: Sequence[tuple[Edge, Role]]
) -> bool:
    """Whether a page without text shows something. The caller holds the lock.

    Raises:
        RefusedError: The page is damaged.
    """
    if not lacks_text(content, running):
        return False
    with open_page(document, content.number) as (page, _):
        width, height = page.get_size()
        scale = min(_DPI / 72, (_MOST_PIXELS / max(width * height, 1.0)) ** 0.5)
        with closing(page.render(scale=scale, grayscale=True)) as bitmap:
            histogram = bitmap.to_pil().convert("L").histogram()
    ink: int = sum(histogram[:_DARK])
    return ink >= _LEAST_INK
