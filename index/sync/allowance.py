"""What a whole may cost: the files in an archive or a message together, and all files of a run."""

from __future__ import annotations

import time

from index.loaders import Limits

__all__ = ["Allowance", "archive_allowance", "run_allowance"]


class Allowance:
    """Time and text that are left, from the moment it is made."""

    def __init__(self, seconds: float, characters: int) -> None:
        self._seconds = seconds
        self._characters = characters
        self._begun = time.monotonic()
        self._used = 0

    def use(self, characters: int) -> None:
        """Count a text."""
        self._used += characters

    @property
    def spent(self) -> str:
        """What is used up, in words; "" while nothing is."""
        if time.monotonic() - self._begun > self._seconds:
            return f"reading takes longer than {self._seconds:,.0f} seconds altogether"
        if self._used > self._characters:
            return f"there are more than {self._characters:,} characters of text altogether"
        return ""


def archive_allowance(limits: Limits) -> Allowance:
    """For the files in one file."""
    return Allowance(limits.archive_seconds, limits.archive_characters)


def run_allowance(limits: Limits) -> Allowance:
    """For a whole run."""
    return Allowance(limits.run_seconds, limits.run_characters)
