"""Pages and structure of a document as they are stored, and as they were."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Sequence

from index.errors import InvalidValueError
from index.storage.digests import PageRow, layout_digest
from index.storage.packing import (
    pack_boxes,
    pack_numbers,
    unpack_blocks,
    unpack_boxes,
    unpack_checked_blocks,
    unpack_numbers,
)
from index.structure import NO_STRUCTURE, Structure
from index.values import Page, Recognition

__all__ = ["page_rows", "stored_page", "stored_structure"]


def page_rows(pages: Iterable[Page]) -> list[PageRow]:
    """Pages as they are stored."""
    return [
        (
            page.number,
            page.start,
            page.end,
            pack_numbers(page.characters),
            None if page.recognised is None else pack_boxes(page.recognised.boxes),
            None if page.recognised is None else zlib.compress(page.recognised.confidences),
        )
        for page in pages
    ]


def stored_page(
    number: int,
    start: int,
    end: int,
    characters: bytes,
    boxes: bytes | None,
    confidences: bytes | None,
) -> Page:
    """The page of a row of ``page_rows``."""
    recognised = None
    if boxes is not None and confidences is not None:
        recognised = Recognition(unpack_boxes(boxes), zlib.decompress(confidences))
    return Page(number, start, end, unpack_numbers(characters), recognised)


def stored_structure(
    pages: Sequence[PageRow], packed: bytes | None, layout: bytes | None, length: int
) -> Structure:
    """The structure of a text of this length, if it and the pages are those that were written.

    Raises:
        ValueError: They are not. Of documents that an earlier version stored there is no digest.
    """
    if layout is not None:
        if layout_digest(pages, packed) != layout:
            raise InvalidValueError("pages or structure were changed")
        return NO_STRUCTURE if packed is None else unpack_blocks(packed)
    if any(not 0 <= page[1] <= page[2] <= length for page in pages):
        raise InvalidValueError("a page outside the text")
    return NO_STRUCTURE if packed is None else unpack_checked_blocks(packed, length)
