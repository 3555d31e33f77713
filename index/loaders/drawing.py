"""A page of a document as a picture with the places of spans, whatever file it comes from."""

from __future__ import annotations

import io
import math
from collections.abc import Sequence
from contextlib import closing
from dataclasses import replace
from typing import Final

import pypdfium2 as pdfium

from index.errors import RefusedError
from index.loaders.limits import LIMITS
from index.loaders.pdf import PDFIUM_LOCK
from index.loaders.pdf import drawing as pdf_drawing
from index.loaders.pdf.drawing import Picture, Placed
from index.loaders.recognition.boxes import merged_boxes
from index.loaders.recognition.pictures import frame_picture, opened_picture
from index.values import Document, Page, Recognition, Span

__all__ = ["Picture", "Placed", "draw", "is_drawn"]

_PICTURE_STARTS: Final = (b"\x89PNG", b"\xff\xd8\xff", b"II*\0", b"MM\0*", b"BM", b"RIFF")
_LONGEST_SIDE: Final = 1_800  # pixels


def is_drawn(document: Document) -> bool:
    """Whether the document has a way back from its text to places on drawn pages."""
    return any(
        page.characters or (page.recognised is not None and _has_places(page.recognised))
        for page in document.pages
    )


def _has_places(recognition: Recognition) -> bool:
    # Boxes that are none are made of these bytes alone.
    return bool(recognition.boxes.strip(Recognition.TYPED + Recognition.NOWHERE))


def draw(data: bytes, page: Page, spans: Sequence[Span]) -> Picture | None:
    """The page with the rectangles of ``spans``; None if it cannot be drawn.

    Args:
        data: The file, the same bytes that the document was read from.
        page: One of the document's pages.
        spans: In code points of the document's text.
    """
    if page.recognised is None:
        # A page of a picture file without text has nothing else either.
        return (
            _frame(data, page, spans) if _is_picture(data) else pdf_drawing.draw(data, page, spans)
        )
    if _is_picture(data):
        return _frame(data, page, spans)
    picture = pdf_drawing.draw(data, page, [])
    if picture is None:
        return None
    try:
        with (
            PDFIUM_LOCK,
            closing(pdfium.PdfDocument(data)) as document,
            closing(document[page.number - 1]) as drawn,
        ):
            size = drawn.get_size()
    except pdfium.PdfiumError:
        return None
    return replace(picture, marked=_marked(page, spans, size))


def _is_picture(data: bytes) -> bool:
    return data.startswith(_PICTURE_STARTS)


def _frame(data: bytes, page: Page, spans: Sequence[Span]) -> Picture | None:
    try:
        with opened_picture(data) as image:
            frame = frame_picture(image, page.number - 1, LIMITS)
    except RefusedError:
        return None
    longest = max(frame.size)
    shown = frame.draw(min(frame.resolution, 72 * _LONGEST_SIDE / longest))
    file = io.BytesIO()
    shown.quantize(64).save(file, "PNG")
    return Picture(file.getvalue(), shown.width, shown.height, _marked(page, spans, frame.size))


def _marked(
    page: Page, spans: Sequence[Span], size: tuple[float, float]
) -> tuple[tuple[Placed, ...], ...]:
    """For each span its rectangles on the page, as shares of the page's size."""
    return tuple(
        tuple(
            _placed(box, size)
            for box in merged_boxes(
                page.recognised,
                max(span.start, page.start) - page.start,
                min(span.end, page.end) - page.start,
            )
        )
        if page.recognised is not None
        else ()
        for span in spans
    )


def _placed(box: tuple[float, float, float, float], size: tuple[float, float]) -> Placed:
    left, top, right, bottom = (
        min(max(value / size[axis % 2], 0.0), 1.0) if math.isfinite(value) else 0.0
        for axis, value in enumerate(box)
    )
    return Placed(left, top, right - left, bottom - top)
