"""Draws pages in the process of the tests, and passes pictures on as the limited one does."""

from __future__ import annotations

from collections.abc import Sequence

from index.loaders import drawing
from index.loaders.drawn_pages import Picture, characters_of, pack_picture, unpack_picture
from index.values import Page, Span

__all__ = ["draw"]


def draw(data: bytes, page: Page, spans: Sequence[Span], scale: float = 1.0) -> Picture:
    """The page with the rectangles of ``spans``; raises ``RefusedError``."""
    characters = [characters_of(page, span) for span in spans]
    header, png = pack_picture(drawing.draw(data, page.number, characters, scale))
    return unpack_picture(header, [png], page, spans)
