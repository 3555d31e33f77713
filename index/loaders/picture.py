"""Pictures of pages: PNG, JPEG, TIFF, BMP and WebP. Their text is recognised.

The frames of a TIFF file are pages; other formats have one page.
"""

from __future__ import annotations

from typing import Final

from index.errors import RefusedError
from index.loaders.building import TextBuilder
from index.loaders.limits import LIMITS, Limits
from index.loaders.recognition.coverage import has_ink
from index.loaders.recognition.engine import Engine, LateError
from index.loaders.recognition.page import RecognisedPage
from index.loaders.recognition.pictures import (
    FramePicture,
    frame_count,
    frame_picture,
    opened_picture,
)
from index.loaders.recognition.reading import recognised
from index.loaders.recognition.remarks import NOTHING, Remarks
from index.loaders.reporting import page_recognised
from index.values import Extracted

__all__ = ["load", "recognised_picture"]

_INK_DPI: Final = 40.0

_LEAST_POINTS: Final = 150.0
"""Shorter side in points of a picture in a document that may be a page: 2 inches."""

_LEAST_PIXELS: Final = 400
_LEAST_LETTERS: Final = 20


def load(data: bytes, limits: Limits = LIMITS) -> Extracted:
    """Text and pages of a picture file.

    Raises:
        RefusedError: It is damaged, without any text or over a limit, or recognition is switched
            off or not installed.
    """
    with opened_picture(data) as image:
        if not limits.recognise:
            raise RefusedError("a picture; text recognition is switched off")
        count = frame_count(image)
        if count > limits.pages:
            raise RefusedError(f"{count:,} pages, more than {limits.pages:,}; split it")
        builder = TextBuilder(limits)
        remarks = Remarks()
        has_text = False
        with Engine() as engine:
            for number in range(1, count + 1):
                builder.begin_page()
                page = _page(
                    engine, frame_picture(image, number - 1, limits), limits, remarks, number
                )
                page_recognised(number, count)
                if page is not None:
                    has_text = True
                    page.add_to(builder)
                    remarks.add_page(number, page)
    if not has_text:
        reasons = remarks.lines()
        raise RefusedError(reasons[0].partition(": ")[2] if reasons else "a blank picture")
    for line in remarks.lines():
        builder.note(line)
    return builder.extracted()


def recognised_picture(data: bytes, limits: Limits) -> RecognisedPage | None:
    """What is recognised in a picture of a document, if it is large enough to be a page.

    Args:
        data: The picture file, as the document holds it.
        limits: On what it may take.

    Returns:
        Blocks to be added where the picture stands (``RecognisedPage.blocks``); None where the
        picture is small, damaged, without text or in another format, or where recognition is
        switched off or not installed.
    """
    if not limits.recognise:
        return None
    try:
        with opened_picture(data) as image:
            if min(image.size) < _LEAST_PIXELS:
                return None
            frame = frame_picture(image, 0, limits)
        if min(frame.size) < _LEAST_POINTS or not has_ink(frame.draw(_INK_DPI)):
            return None
        with Engine() as engine:
            page = recognised(engine, frame, limits.page_seconds)
    except RefusedError:
        return None
    return page if page.letters >= _LEAST_LETTERS else None


def _page(
    engine: Engine, frame: FramePicture, limits: Limits, remarks: Remarks, number: int
) -> RecognisedPage | None:
    """What is recognised on a frame; None, with a remark, where nothing is."""
    if not has_ink(frame.draw(_INK_DPI)):
        remarks.add(number, "blank")
        return None
    try:
        page = recognised(engine, frame, limits.page_seconds)
    except LateError as error:
        remarks.add(number, f"not read: {error}")
        return None
    if not page.letters:
        remarks.add(number, NOTHING)
        return None
    return page
