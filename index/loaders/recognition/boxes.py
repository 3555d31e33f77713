"""Rectangles around recognised code points of a page."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import Final

from index.loaders.recognition.model import Box
from index.values import BOX_BYTES, Recognition

__all__ = ["merged_boxes"]

_BOX: Final = struct.Struct("<4H")
_QUARTERS: Final = 4

_WIDEST_SPACE: Final = 1.0
"""Gap inside a line as a multiple of its height; a wider one splits the rectangle."""

_TALLEST: Final = 1.5
"""Height of a rectangle as a multiple of that of the code points in it, from which on it is split:
on a crooked page one rectangle around a line would cover the next."""


def merged_boxes(recognition: Recognition, start: int, end: int) -> list[Box]:
    """One rectangle for each line, in order, in points from the upper left of the page as shown.

    Args:
        recognition: Of a page.
        start: Offset of the first code point in the page's text.
        end: Offset after the last one.
    """
    merged: list[Box] = []
    height = 0.0
    for box in _boxes(recognition, start, end):
        union = _union(merged[-1], box) if merged else box
        height = max(height, box[3] - box[1])
        if merged and _on_one_line(merged[-1], box) and union[3] - union[1] <= _TALLEST * height:
            merged[-1] = union
        else:
            merged.append(box)
            height = box[3] - box[1]
    return merged


def _boxes(recognition: Recognition, start: int, end: int) -> Iterator[Box]:
    """Boxes with an area, each once where code points share it."""
    last = None
    for place in range(max(start, 0), end):
        part = recognition.boxes[place * BOX_BYTES : (place + 1) * BOX_BYTES]
        if len(part) < BOX_BYTES:
            return
        if part == last:
            continue
        last = part
        left, top, right, bottom = (value / _QUARTERS for value in _BOX.unpack(part))
        if left < right and top < bottom:
            yield left, top, right, bottom


def _on_one_line(box: Box, other: Box) -> bool:
    height = min(box[3] - box[1], other[3] - other[1])
    overlap = min(box[3], other[3]) - max(box[1], other[1])
    gap = max(box[0], other[0]) - min(box[2], other[2])
    return overlap >= height / 2 and gap <= _WIDEST_SPACE * height


def _union(box: Box, other: Box) -> Box:
    return (
        min(box[0], other[0]),
        min(box[1], other[1]),
        max(box[2], other[2]),
        max(box[3], other[3]),
    )
