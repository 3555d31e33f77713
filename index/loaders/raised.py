"""Raised characters in a line of text: exponents and marks of notes.

Written on the line they would make another number: 10 with a raised 3 is not 103, and 4500 with a
raised 2 that leads to a note is not 45002.
"""

from __future__ import annotations

import re
from typing import Final

from index.loaders.drafts import Piece

__all__ = ["RaisedText", "enclosed", "marks_around"]

_EXPONENT: Final = re.compile(r"[-+−–]?\s?\d[\d,.–-]{0,8}")
_NOTE_NUMBER: Final = re.compile(r"\d[\d,–-]{0,8}")
_WORD_END: Final = re.compile(r"[^\W\d_]{4}$|[.,;:!?)”\"’'»]$")
# "3rd" and "1er" are ordinals, as are "2e" and, of one digit, "1a".
_NOTE_LETTER: Final = re.compile(r"\d{1,2}\)|[a-dfg]\)?")
_NUMBER_END: Final = re.compile(r"\d[\d.,]*\d$|\d$")
_CENTS: Final = re.compile(r"\d\d")
_MONEY: Final = re.compile(r"(?:[€$£¥]|\b(?:EUR|USD|GBP|CHF|kr\.?))\s?$")
_MINUTES: Final = frozenset({"00", "15", "30", "45"})
_LOOKED_AT: Final = 12
"""Code points in front of raised characters that say what these are."""


def marks_around(before: str, raised: str) -> tuple[str, str]:
    """What sets raised characters apart from those in front; ``("", "")`` where nothing need.

    Args:
        before: The line so far, or its last few code points.
        raised: What is raised.
    """
    raised = raised.strip()
    if not before or not raised:
        return "", ""
    number = _NUMBER_END.search(before[-_LOOKED_AT:])
    if number and _NOTE_LETTER.fullmatch(raised):
        is_ordinal = len(number[0]) == 1 and raised.isalpha()
        return ("", "") if is_ordinal else enclosed(before, raised)
    if number and _EXPONENT.match(raised):
        return _joint(before, number[0], raised), ""
    if _NOTE_NUMBER.fullmatch(raised) and _WORD_END.search(before):
        return enclosed(before, raised)
    return "", ""


def _joint(before: str, number: str, raised: str) -> str:
    """What stands between a number and digits above its end: a power, cents or minutes."""
    if _CENTS.fullmatch(raised):
        if _MONEY.search(before[: len(before) - len(number)]):
            return "."
        if raised in _MINUTES and len(number) < 3 and number != "10":
            return ":"
    return "^"


def enclosed(before: str, mark: str) -> tuple[str, str]:
    """Brackets around the mark of a note, and a space in front where there is none."""
    space = "" if before[-1:] in ("", " ", "\n") else " "
    return (space, "") if mark[0] in "[(" else (f"{space}[", "]")


class RaisedText:
    """Collects the text of a paragraph from runs, of which some are raised."""

    def __init__(self) -> None:
        self._pieces: list[Piece] = []
        self._strings: list[str] = []
        self._raised: list[str] = []

    @property
    def is_empty(self) -> bool:
        """Whether nothing was added."""
        return not (self._pieces or self._strings or self._raised)

    def add(self, text: str, *, is_raised: bool = False) -> None:
        """Add text of the file."""
        if is_raised:
            self._raised.append(text)
        elif text:
            self._lower()
            self._strings.append(text)

    def add_pieces(self, *pieces: Piece) -> None:
        """Add pieces as they are."""
        self._lower()
        self._join()
        self._pieces += pieces

    def take(self) -> list[Piece]:
        """All pieces; nothing is left."""
        self._lower()
        self._join()
        pieces, self._pieces = self._pieces, []
        return pieces

    def _lower(self) -> None:
        """What was raised is complete."""
        if not self._raised:
            return
        raised = "".join(self._raised)
        self._raised.clear()
        front, back = marks_around(self._last(), raised)
        for text, is_generated in ((front, True), (raised, False), (back, True)):
            if is_generated and text:
                self._join()
                self._pieces.append(Piece(text, is_generated=True))
            elif text:
                self._strings.append(text)

    def _last(self) -> str:
        """The last few code points so far."""
        text = ""
        for string in reversed(self._strings[-_LOOKED_AT:]):
            text = string[-_LOOKED_AT:] + text
        if len(text) < _LOOKED_AT:
            text = "".join(piece.text for piece in self._pieces[-2:]) + text
        return text[-_LOOKED_AT:]

    def _join(self) -> None:
        if self._strings:
            self._pieces.append(Piece("".join(self._strings)))
            self._strings.clear()
