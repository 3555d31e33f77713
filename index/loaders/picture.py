"""Pictures of pages: PNG, JPEG, TIFF, BMP and WebP. Their text is recognised.

The frames of a TIFF file are pages; other formats have one page.
"""

from __future__ import annotations

from typing import Final

from index.errors import NoTextError, RefusedError
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
from index.loaders.recognition.remarks import BLANK, NOTHING, Remarks
from index.loaders.reporting import page_recognised
from index.values import Extracted

__all__ = ["load"]

_INK_DPI: Final = 40.0

_LEAST_PIXELS: Final = 200
"""Longer side of a picture that may hold text; smaller ones are icons and logos."""


def load(data: bytes, limits: Limits = LIMITS) -> Extracted:
    """Text and pages of a picture file.

    Raises:
        NoTextError: It is too small for text, or nothing is recognised.
        RefusedError: It is damaged or over a limit, or recognition is switched off or not
            installed.
    """
    with opened_picture(data) as image:
        count = frame_count(image)
        if count == 1 and max(image.size) < _LEAST_PIXELS:
            raise NoTextError(
                f"a picture of {image.width} by {image.height} pixels, too small for text"
            )
        if not limits.recognise:
            raise RefusedError("a picture; text recognition is switched off")
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
        reason = reasons[0].partition(": ")[2] if reasons else BLANK
        kind = NoTextError if reason in (BLANK, NOTHING) else RefusedError
        raise kind(reason)
    for line in remarks.lines():
        builder.note(line)
    return builder.extracted()


def _page(
    engine: Engine, frame: FramePicture, limits: Limits, remarks: Remarks, number: int
) -> RecognisedPage | None:
    """What is recognised on a frame; None, with a remark, where nothing is."""
    if not has_ink(frame.draw(_INK_DPI)):
        remarks.add(number, BLANK)
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
