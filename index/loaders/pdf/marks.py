"""Raised marks that refer to footnotes, told from digits of the number they stand beside."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from index.loaders.pdf.boxes import Box

__all__ = ["MARK", "MAYBE_MARK", "Mark", "is_exponent_of_unit", "is_raised", "mark_in"]

MARK: Final = r"\d{1,3}|[*†‡§¶‖]{1,3}"
"""What may refer to a footnote."""

MAYBE_MARK: Final = re.compile(r"[\d*†‡§¶‖]")
"""What a line with a mark holds."""

_WORD_END: Final = re.compile(rf"(?:{MARK})(?P<tail>[.,;:!?)\]»”’\"']*)$")
_SMALLER: Final = 0.82
"""Largest height of a mark as a share of its neighbour's."""

_RAISED: Final = 0.12
"""Least distance of the lower edges, in the same measure."""

_UNIT: Final = re.compile(r"(?:^|[^a-z])(?:[kcdmµ]?m|ft|in|yd|mi|km|[a-z])$", re.IGNORECASE)


@dataclass(slots=True)
class Mark:
    """A raised mark.

    Attributes:
        start: Offset of its first code point in the page's text.
        end: Offset after the last one.
        label: The mark.
    """

    start: int
    end: int
    label: str


def is_raised(box: Box, beside: Box) -> bool:
    """Whether a character is smaller than the one beside it and stands higher."""
    height = beside[3] - beside[1]
    return box[3] - box[1] <= _SMALLER * height and box[1] - beside[1] >= _RAISED * height


def mark_in(
    text: str, start: int, end: int, before: Box | None, box_of: Callable[[int], Box | None]
) -> Mark | None:
    """The raised mark that a word ends in or consists of; None if there is none.

    Args:
        text: The page's text.
        start: Offset of the word's first code point.
        end: Offset after its last one.
        before: Box of the character that the mark would stand beside if the whole word is one.
        box_of: Gives the box of the code point at an offset.
    """
    match = _WORD_END.search(text, start, end)
    if match is None:
        return None
    low, high = match.start(), match.start("tail")
    last, first = box_of(high - 1), box_of(start)
    if last is None or first is None:
        return None
    if high - 1 > start and is_raised(last, first):
        begin = high - 1
        while begin > low and (box := box_of(begin - 1)) is not None and is_raised(box, first):
            begin -= 1
        # The first character may be of another font with other heights.
        beside = box_of(begin - 1) if begin > start else None
        if beside is None or not is_raised(last, beside):
            return None
        return Mark(begin, high, text[begin:high])
    if low == start and before is not None and is_raised(last, before):
        return Mark(start, high, text[start:high])
    return None


def is_exponent_of_unit(text: str, mark: Mark) -> bool:
    """Whether a mark is the 2 of m² or the 3 of a variable, not a reference."""
    before = text[max(mark.start - 6, 0) : mark.start]
    return mark.label in ("2", "3") and _UNIT.search(before) is not None
