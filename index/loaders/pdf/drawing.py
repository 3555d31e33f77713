"""A page of a PDF as a picture, and where on it cited characters stand."""

from __future__ import annotations

import ctypes
import io
import math
from collections.abc import Sequence
from contextlib import closing
from typing import Final

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from index.errors import InvalidValueError, RefusedError
from index.loaders.drawn_pages import Picture, Placed
from index.loaders.pdf import Box, boxes_of_spans
from index.loaders.pdf.opening import PDFIUM_LOCK, open_document, open_page

__all__ = ["draw"]

LONGEST_SIDE: Final = 1_800  # pixels
MOST_PIXELS: Final = 3_000_000
SHARPNESS: Final = 2.0  # pixels for each point, on pages of usual size
FINE: Final = 1_000_000  # PDFium converts to whole device units; so fine a device loses nothing


def draw(data: bytes, number: int, spans: Sequence[Sequence[int]], scale: float = 1.0) -> Picture:
    """The page with the rectangles of ``spans``.

    Args:
        data: The file, the same bytes that the document was read from.
        number: Of the page, 1-based.
        spans: For each span, indices of its characters on the page.
        scale: How many times as wide as usual the picture is.

    Raises:
        RefusedError: It cannot be drawn.
    """
    try:
        boxes_by_span = boxes_of_spans(data, number, spans) if any(spans) else [[] for _ in spans]
        with (
            open_document(data) as document,
            PDFIUM_LOCK,
            open_page(document, number) as (page, _),
        ):
            return _picture(page, boxes_by_span, scale)
    except (InvalidValueError, pdfium.PdfiumError, ZeroDivisionError):
        raise RefusedError("damaged PDF: the page cannot be drawn") from None


def _picture(page: pdfium.PdfPage, boxes_by_span: Sequence[Sequence[Box]], scale: float) -> Picture:
    """Draw; the caller holds the lock."""
    width, height = page.get_size()
    usual = min(
        SHARPNESS,
        LONGEST_SIDE / max(width, height),
        math.sqrt(MOST_PIXELS / (width * height)),
    )
    with closing(page.render(scale=usual * scale)) as bitmap:
        # A copy: the bitmap's own memory is gone when it is closed.
        image = bitmap.to_pil().convert("RGB")
    marked = tuple(tuple(_placed(page, box) for box in span) for span in boxes_by_span)
    file = io.BytesIO()
    image.quantize(128).save(file, "PNG")
    return Picture(file.getvalue(), image.width, image.height, (width, height), marked)


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
