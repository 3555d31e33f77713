"""What is to be said of pages and pictures, in one line for all that it is true of."""

from __future__ import annotations

from collections.abc import Collection
from itertools import groupby
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from index.loaders.recognition.page import RecognisedPage

__all__ = [
    "BLANK",
    "INCOMPLETE",
    "NOTHING",
    "SWITCHED_OFF",
    "Remarks",
    "says_it_is_read",
    "says_nothing_is_missing",
]

BLANK: Final = "blank"
INCOMPLETE: Final = "perhaps incomplete: a part of the picture was not read"
NOTHING: Final = "a picture without text"
SWITCHED_OFF: Final = "a picture, not read: text recognition is switched off"

_UNCERTAIN: Final = "of the words uncertain"
_UNSURE: Final = 90
"""Confidence of a word below which it is uncertain."""


def says_it_is_read(line: str) -> bool:
    """Whether a line of ``Remarks.lines`` is on recognised text, not on what is missing."""
    return _UNCERTAIN in line


def says_nothing_is_missing(line: str) -> bool:
    """Whether a note on a file only says how it was read: all of its text is there, and sure."""
    return line.endswith((" read too", f": {BLANK}")) or line.startswith("read as ")


class Remarks:
    """Collects remarks page by page.

    Args:
        page_name: What a page is called.
        is_counted: Whether pages have no numbers that people know, so that they are counted.
    """

    def __init__(self, page_name: str = "page", *, is_counted: bool = False) -> None:
        self._page_name = page_name
        self._is_counted = is_counted
        # Dictionaries as ordered sets: a file may have any number of pages.
        self._pages: dict[str, dict[int, None]] = {}
        self._recognised: dict[int, None] = {}
        self._words = self._unsure = 0

    def add(self, number: int, remark: str) -> None:
        """Add a remark on page ``number``."""
        self._pages.setdefault(remark, {})[number] = None

    def add_page(self, number: int, page: RecognisedPage) -> None:
        """Add what is to be said of a page that was recognised."""
        self._recognised[number] = None
        confidences = page.recognition.confidences
        starts = [
            place
            for place, letter in enumerate(page.text)
            if not letter.isspace() and (place == 0 or page.text[place - 1].isspace())
        ]
        self._words += len(starts)
        self._unsure += sum(confidences[place] < _UNSURE for place in starts)
        if page.is_incomplete:
            self.add(number, INCOMPLETE)

    def lines(self) -> list[str]:
        """One line for each remark, those on recognised pages first."""
        lines = []
        if self._recognised:
            share = 100 * self._unsure / max(self._words, 1)
            percent = f"{share:.0f} %" if share >= 1 or not self._unsure else "less than 1 %"
            where = self._where(self._recognised)
            what, advice = "text recognised in pictures", ""
            if self._is_counted:
                plural = "" if len(self._recognised) == 1 else "s"
                what, advice = "text recognised", f"; check the picture{plural}"
            lines.append(f"{where}: {what}, {percent} {_UNCERTAIN}{advice}")
        return lines + [f"{self._where(pages)}: {remark}" for remark, pages in self._pages.items()]

    def _where(self, numbers: Collection[int]) -> str:
        """Such as ``page 2`` or ``pages 2, 4–6``; ``3 pictures`` where they are counted."""
        plural = "" if len(numbers) == 1 else "s"
        if self._is_counted:
            return f"{len(numbers):,} {self._page_name}{plural}"
        runs = []
        for _, run in groupby(enumerate(sorted(numbers)), lambda pair: pair[1] - pair[0]):
            members = [number for _, number in run]
            first, last = members[0], members[-1]
            runs.append(f"{first}" if first == last else f"{first}–{last}")
        if len(runs) > 12:
            runs = [*runs[:12], "…"]
        return f"{self._page_name}{plural} {', '.join(runs)}"
