"""Drawn pages as plain values, and which documents have them. Nothing is drawn here."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from index.errors import WireError
from index.loaders.recognition.boxes import merged_boxes
from index.values import Document, Page, Recognition, Span

__all__ = [
    "MOST_SCALE",
    "NotDrawn",
    "Picture",
    "Placed",
    "characters_of",
    "is_drawn",
    "pack_picture",
    "unpack_picture",
]

MOST_SCALE: Final = 2.0
"""Largest ``scale`` of a drawn page."""

_PNG: Final = b"\x89PNG\r\n\x1a\n"
_MOST_SIDE: Final = 100_000


@dataclass(frozen=True, slots=True)
class Placed:
    """A rectangle as shares, 0 to 1, of the picture's width and height, from its top left."""

    left: float
    top: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Picture:
    """A drawn page.

    Attributes:
        png: The picture.
        width: In pixels.
        height: In pixels.
        size: Width and height of the page in points, as it is shown.
        marked: For each span asked for, its rectangles in reading order.
    """

    png: bytes
    width: int
    height: int
    size: tuple[float, float]
    marked: tuple[tuple[Placed, ...], ...]


@dataclass(frozen=True, slots=True)
class NotDrawn:
    """Why there is no picture of a page.

    Attributes:
        reason: A sentence for the reader, without a full stop.
    """

    reason: str


def is_drawn(document: Document) -> bool:
    """Whether the document has a way back from its text to places on drawn pages."""
    return any(
        page.characters or (page.recognised is not None and _has_places(page.recognised))
        for page in document.pages
    )


def characters_of(page: Page, span: Span) -> tuple[int, ...]:
    """PDFium's indices of the characters of ``span`` that stand on ``page``."""
    start, end = max(span.start, page.start), min(span.end, page.end)
    return page.characters[start - page.start : end - page.start] if start < end else ()


def pack_picture(picture: Picture) -> tuple[dict[str, Any], bytes]:
    """Header and block of a picture, for ``unpack_picture``."""
    marked = [[(p.left, p.top, p.width, p.height) for p in span] for span in picture.marked]
    header = {"pixels": (picture.width, picture.height), "size": picture.size, "marked": marked}
    return header, picture.png


def unpack_picture(
    header: dict[str, Any], blocks: Sequence[bytes], page: Page, spans: Sequence[Span]
) -> Picture:
    """Restore what ``pack_picture`` packed; boxes of recognised text come from the page.

    Raises:
        WireError: It is not of that form.
    """
    try:
        (png,) = blocks
        width, height = (_pixels(side) for side in header["pixels"])
        across, down = (float(side) for side in header["size"])
        rows = header["marked"]
        if not png.startswith(_PNG) or not (0 < across < math.inf and 0 < down < math.inf):
            raise ValueError
        if page.recognised is not None:
            rows = [_recognised(page, page.recognised, span, (across, down)) for span in spans]
        if len(rows) != len(spans):
            raise ValueError
        marked = tuple(tuple(_placed(box) for box in row) for row in rows)
    except (ValueError, KeyError, TypeError, OverflowError) as error:
        raise WireError("no picture") from error
    return Picture(png, width, height, (across, down), marked)


def _has_places(recognition: Recognition) -> bool:
    # Boxes that are none are made of these bytes alone.
    return bool(recognition.boxes.strip(Recognition.TYPED + Recognition.NOWHERE))


def _pixels(value: Any) -> int:
    if type(value) is not int or not 0 < value <= _MOST_SIDE:
        raise ValueError
    return value


def _placed(box: Sequence[float]) -> Placed:
    left, top, width, height = (float(value) for value in box)
    if not all(map(math.isfinite, (left, top, width, height))):
        raise ValueError
    return Placed(left, top, width, height)


def _recognised(
    page: Page, recognition: Recognition, span: Span, size: tuple[float, float]
) -> list[tuple[float, float, float, float]]:
    """The rectangles of a span of recognised text, as shares of the page's size."""
    start, end = max(span.start, page.start), min(span.end, page.end)
    rectangles = []
    for box in merged_boxes(recognition, start - page.start, end - page.start):
        left, top, right, bottom = (
            min(max(value / size[axis % 2], 0.0), 1.0) for axis, value in enumerate(box)
        )
        rectangles.append((left, top, right - left, bottom - top))
    return rectangles
