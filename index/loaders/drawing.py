"""Draws a page of a file, whatever its format, in the calling process.

``index.loaders.isolation.drawer`` calls it in a process that can be stopped.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Final

from index.errors import RefusedError
from index.loaders.drawn_pages import MOST_SCALE, Picture
from index.loaders.limits import LIMITS
from index.loaders.pdf.drawing import draw as draw_pdf
from index.loaders.recognition.pictures import frame_picture, opened_picture

__all__ = ["draw"]

_PICTURE_STARTS: Final = (b"\x89PNG", b"\xff\xd8\xff", b"II*\0", b"MM\0*", b"BM", b"RIFF")
_LONGEST_SIDE: Final = 1_800  # pixels


def draw(data: bytes, number: int, spans: Sequence[Sequence[int]], scale: float = 1.0) -> Picture:
    """The page with the rectangles of ``spans``, which pictures have none of.

    Args:
        data: The file, the same bytes that the document was read from.
        number: Of the page, 1-based.
        spans: For each span, indices of its characters on the page of a PDF.
        scale: How many times as wide as usual the picture is, up to ``MOST_SCALE``.

    Raises:
        RefusedError: It cannot be drawn.
    """
    if not 0 < scale <= MOST_SCALE:
        raise RefusedError(f"cannot be drawn {scale:g} times as wide as usual")
    if data.startswith(_PICTURE_STARTS):
        return _frame(data, number, len(spans), scale)
    return draw_pdf(data, number, spans, scale)


def _frame(data: bytes, number: int, count: int, scale: float) -> Picture:
    with opened_picture(data) as image:
        frame = frame_picture(image, number - 1, LIMITS)
    longest = max(frame.size)
    shown = frame.draw(min(frame.resolution, 72 * scale * _LONGEST_SIDE / longest))
    file = io.BytesIO()
    shown.quantize(64).save(file, "PNG")
    return Picture(file.getvalue(), shown.width, shown.height, frame.size, ((),) * count)
