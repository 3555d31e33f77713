"""Runs of words of a PDF page on one line without a wide gap: what its layout puts in order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from index.loaders.pdf.boxes import Box
from index.loaders.pdf.parts import Part

__all__ = ["Gap", "Unit", "turned", "union"]

Gap = tuple[int, int, float, float]
"""Where a word ends and the next one begins, in the page's text and in points from the left."""


@dataclass(slots=True)
class Unit:
    """A run of words.

    Attributes:
        start: Offset of its first code point in the page's text.
        end: Offset after the last one.
        box: Left, bottom, right, top in points; empty (0, 0, 0, 0) unless it stands upright.
        baseline: In points.
        size: Of type, in points; 0 unless it stands upright.
        is_bold: Whether it begins and ends in bold type.
        order: Place in the order of reading where the layout sets no other; that of its start.
        parts: What it is made of if it is a block of its own, not a range of the text.
        kind: Of the block that it is; empty for running text.
        gaps: Gaps between its words that are wider than usual.
    """

    start: int
    end: int
    box: Box
    baseline: float
    size: float
    is_bold: bool = False
    order: float = -1
    parts: tuple[Part, ...] = ()
    kind: Literal["", "field", "note"] = ""
    gaps: Sequence[Gap] = ()

    def __post_init__(self) -> None:
        """Give it its place."""
        if self.order < 0:
            self.order = self.start

    @property
    def is_upright(self) -> bool:
        """Whether its place and size are known."""
        return self.size > 0


def union(box: Box, other: Box) -> Box:
    """The smallest box around two."""
    return (
        min(box[0], other[0]),
        min(box[1], other[1]),
        max(box[2], other[2]),
        max(box[3], other[3]),
    )


def turned(box: Box, turns: int) -> Box:
    """A box on the page turned clockwise by quarters about its origin."""
    left, bottom, right, top = box
    if turns == 1:
        return bottom, -right, top, -left
    if turns == 2:
        return -right, -top, -left, -bottom
    return -top, left, -bottom, right
