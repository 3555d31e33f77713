"""A page of a PDF as a picture, and where on it cited characters stand."""

from __future__ import annotations

import ctypes
import io
import math
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from index.loaders import RefusedError
from index.loaders.pdf import Box, boxes
from index.loaders.pdf.opening import PDFIUM_LOCK, open_document, open_page
from index.values import Page, Span

__all__ = ["Picture", "Placed", "draw", "spans_on"]

LONGEST_SIDE = 1_800  # pixels
MOST_PIXELS = 3_000_000
SHARPNESS = 2.0  # pixels for each point, on pages of usual size
FINE = 1_000_000  # PDFium converts to whole device units; so fine a device loses nothing


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
        marked: For each span asked for, its rectangles in reading order.
    """

    png: bytes
    width: int
    height: int
    marked: tuple[tuple[Placed, ...], ...]


def spans_on(page: Page, span: Span) -> tuple[int, ...]:
    """PDFium's indices of the characters of ``span`` that stand on ``page``."""
    start, end = max(span.start, page.start), min(span.end, page.end)
    return page.characters[start - page.start : end - page.start] if start < end else ()


def draw(data: bytes, page: Page, spans: Sequence[Span]) -> Picture | None:
    """The page with the rectangles of ``spans``; None if it cannot be drawn.

    Args:
        data: The file, the same bytes that the document was read from.
        page: One of the document's pages.
        spans: In code points of the document's text.
    """
    try:
        boxes_by_span = [boxes(data, page.number, spans_on(page, span)) for span in spans]
        with (
            open_document(data) as document,
            PDFIUM_LOCK,
            open_page(document, page.number) as (opened, _),
        ):
            return _picture(opened, boxes_by_span)
    except (RefusedError, ValueError, pdfium.PdfiumError):
        return None


def _picture(page: pdfium.PdfPage, boxes_by_span: Sequence[Sequence[Box]]) -> Picture:
    """Draw; the caller holds the lock."""
    width, height = page.get_size()
    scale = min(
        SHARPNESS,
        LONGEST_SIDE / max(width, height),
        math.sqrt(MOST_PIXELS / (width * height)),
    )
    with closing(page.render(scale=scale)) as bitmap:
        # A copy: the bitmap's own memory is gone when it is closed.
        image = bitmap.to_pil().convert("RGB")
    marked = tuple(tuple(_placed(page, box) for box in span) for span in boxes_by_span)
    file = io.BytesIO()
    image.quantize(128).save(file, "PNG")
    return Picture(file.getvalue(), image.width, image.height, marked)


def _placed(page: pdfium.PdfPage, box: Box) -> Placed:
    """A box in page coordinates as it is displayed: cropped and rotated."""
    corner, opposite = _device(page, box[0], box[1]), _device(page, box[2], box[3])
    left, right = sorted((corner[0], opposite[0]))
    top, bottom = sorted((corner[1], opposite[1]))
    return Placed(left, top, right - left, bottom - top)


def _device(page: pdfium.PdfPage, x: float, y: float) -> tuple[float, float]:
    across, down = ctypes.c_int(), ctypes.c_int()
    pdfium_c.FPDF_PageToDevice(page.raw, 0, 0, FINE, FINE, 0, x, y, across, down)
    return across.value / FINE, down.value / FINE
