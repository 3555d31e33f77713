"""Unicode's normal forms of any text, in time linear in its length.

Normalising sorts each run of combining marks by insertion, in quadratic time. No language stacks
more than a few marks; UAX #15 sets the bound of its stream-safe form at 30. Marks beyond it go.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from typing import Final, Literal

__all__ = ["MOST_MARKS", "normalised"]

MOST_MARKS: Final = 30
"""Marks in a row that are kept."""

_BASIC: Final = (0x300, 0x10000)
_BEYOND: Final = (0x10000, 0x20000)
"""Ranges among which all combining marks are, inside the basic plane and beyond it."""

_MAY_BE_LONG: Final = re.compile(f"[{chr(_BASIC[0])}-{chr(_BEYOND[1] - 1)}]{{{MOST_MARKS + 1}}}")
_HAS_BEYOND: Final = re.compile(f"[{chr(_BEYOND[0])}-{chr(_BEYOND[1] - 1)}]")


def normalised(form: Literal["NFC", "NFKC"], text: str) -> str:
    """``text`` in a normal form, without what follows the 30th of a run of combining marks."""
    if text.isascii():
        return text
    # Words of most scripts are shorter, which is faster to see than what a mark is.
    if _MAY_BE_LONG.search(text):
        end = (_BEYOND if _HAS_BEYOND.search(text) else _BASIC)[1]
        text = _long_runs(end).sub(r"\1", text)
    return unicodedata.normalize(form, text)


@cache
def _long_runs(end: int) -> re.Pattern[str]:
    """Runs of more marks below ``end`` than are kept; what is kept is the first group.

    Python is many times faster where the set holds nothing beyond the basic plane.
    """
    ranges: list[list[int]] = []
    for code in range(_BASIC[0], end):
        if _is_mark(chr(code)):
            if ranges and ranges[-1][1] == code - 1:
                ranges[-1][1] = code
            else:
                ranges.append([code, code])
    marks = "".join(f"{chr(low)}-{chr(high)}" for low, high in ranges)
    return re.compile(f"([{marks}]{{{MOST_MARKS}}})[{marks}]+")


def _is_mark(character: str) -> bool:
    """Whether it can be sorted among others: it, or what it is made of, combines."""
    if unicodedata.combining(character):
        return True
    parts = unicodedata.decomposition(character)
    return bool(parts) and unicodedata.combining(unicodedata.normalize("NFKD", character)[0]) > 0
