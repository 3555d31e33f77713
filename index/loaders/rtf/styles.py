"""Styles of paragraphs: which are those of headings."""

from __future__ import annotations

import re
from typing import Final

__all__ = ["MOST_LEVELS", "Styles"]

MOST_LEVELS: Final = 9
"""Levels of headings; what is deeper is text."""

_HEADING: Final = re.compile(
    r"\s*(?:heading|überschrift|titre|título|titolo|kop|rubrik|otsikko)\s*([1-9])", re.IGNORECASE
)
_TITLE: Final = re.compile(r"\s*(?:title|titel|título)\s*;?\s*", re.IGNORECASE)
_LONGEST_NAME: Final = 200


class Styles:
    """The style sheet."""

    def __init__(self) -> None:
        self._names: dict[int, str] = {}
        self._outlines: dict[int, int] = {}

    def add_name(self, style: int, text: str) -> None:
        """A part of the name of a style."""
        self._names[style] = (self._names.get(style, "") + text)[:_LONGEST_NAME]

    def set_outline(self, style: int, level: int) -> None:
        """The level of a style's paragraphs, from 0."""
        self._outlines[style] = level

    def heading(self, style: int) -> int:
        """Level of the headings of a style, 1 the highest; 0 for other styles."""
        name = self._names.get(style, "")
        if match := _HEADING.match(name):
            return int(match[1])
        if _TITLE.fullmatch(name):
            return 1
        level = self._outlines.get(style, MOST_LEVELS) + 1
        return level if 0 < level <= MOST_LEVELS else 0
