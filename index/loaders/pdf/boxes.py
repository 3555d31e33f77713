"""Rectangles around characters of a PDF page."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any, Final

import pypdfium2.raw as pdfium_c

from index.errors import InvalidValueError

__all__ = ["Box", "loose_boxes", "merged_boxes"]

Box = tuple[float, float, float, float]
"""Left, bottom, right, top."""

_WIDEST_SPACE: Final = 1.0
"""Gap inside a line as a multiple of the height of the line; a wider one splits the rectangle."""

_FAR: Final = 1e7
"""No point is so far away: a place beyond it is none."""


def merged_boxes(text_page: Any, characters: Sequence[int]) -> list[Box]:
    """``(left, bottom, right, top)`` of each run of characters on one line, in points.

    Args:
        text_page: Raw FPDF_TEXTPAGE handle.
        characters: PDFium's character indices.

    Raises:
        ValueError: There is no such character.
    """
    count = pdfium_c.FPDFText_CountChars(text_page)
    merged: list[Box] = []
    was_sideways = False
    for index in dict.fromkeys(characters):
        if not 0 <= index < count:
            raise InvalidValueError(f"no character {index} on a page of {count} characters")
        box = _box(text_page, index)
        if box is None:
            continue
        is_sideways = abs(math.sin(pdfium_c.FPDFText_GetCharAngle(text_page, index))) > 0.7
        if merged and is_sideways == was_sideways and _on_one_line(merged[-1], box, is_sideways):
            merged[-1] = _union(merged[-1], box)
        else:
            merged.append(box)
        was_sideways = is_sideways
    return merged


def _box(text_page: Any, index: int) -> Box | None:
    """Box of the full height of the line; None for a character that is not drawn."""
    if pdfium_c.FPDFText_IsGenerated(text_page, index) == 1:
        return None
    return loose_boxes(text_page)(index)


def loose_boxes(text_page: Any) -> Callable[[int], Box | None]:
    """What gives boxes of characters of the full height of the line; None if one has no area.

    It is called for every word of a page, so it makes no objects that it can do without.
    """
    rectangle = pdfium_c.FS_RECTF()
    values = memoryview(rectangle).cast("B").cast("f")
    get = pdfium_c.FPDFText_GetLooseCharBox

    def box_at(index: int) -> Box | None:
        if not get(text_page, index, rectangle):
            return None
        left, top, right, bottom = values
        if -_FAR < left < right < _FAR and -_FAR < bottom < top < _FAR:
            return left, bottom, right, top
        return None

    return box_at


def _on_one_line(box: Box, other: Box, is_sideways: bool) -> bool:
    along, across = (1, 0) if is_sideways else (0, 1)
    height = min(box[across + 2] - box[across], other[across + 2] - other[across])
    overlap = min(box[across + 2], other[across + 2]) - max(box[across], other[across])
    gap = max(box[along], other[along]) - min(box[along + 2], other[along + 2])
    return overlap >= height / 2 and gap <= _WIDEST_SPACE * height


def _union(box: Box, other: Box) -> Box:
    return (
        min(box[0], other[0]),
        min(box[1], other[1]),
        max(box[2], other[2]),
        max(box[3], other[3]),
    )
