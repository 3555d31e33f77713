"""The date that a document gives itself: in its name, its title or its first lines."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import PurePath
from typing import Final

from index.values import Document

__all__ = ["DATE", "DAY_OR_MONTH", "MONTHS", "DocumentDate", "date_in", "date_of"]

MONTHS: Final = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)  # fmt: skip

_FIRST: Final = 400
"""Code points at the start of a text among which a document says of when it is."""
_NUMBERS: Final = {name[:3].lower(): number for number, name in enumerate(MONTHS, 1)}
_MONTH: Final = (
    r"(?P<name>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|"
    r"sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
)
_MONTH_NAME: Final = re.sub(r"\?P<name>", "?:", _MONTH)
DAY_OR_MONTH: Final = (
    r"(?:1[6-9]|20)\d\d-\d\d(?:-\d\d)?"
    rf"|\d{{1,2}}(?:st|nd|rd|th)?(?: of)? {_MONTH_NAME}(?:,? (?:1[6-9]|20)\d\d)?"
    rf"|{_MONTH_NAME} \d{{1,2}}(?:st|nd|rd|th)?(?!\d)(?:,? (?:1[6-9]|20)\d\d)?"
    rf"|{_MONTH_NAME},? (?:1[6-9]|20)\d\d"
)
"""Pattern of a day, with or without its year, or of a month of a year; see ``date_in``."""
DATE: Final = re.compile(rf"(?<![\w/-])(?:{DAY_OR_MONTH})(?![\w/-])", re.IGNORECASE)
"""The same as whole words of a text."""

_YEAR: Final = r"(?P<year>(?:1[6-9]|20)\d\d)"
_PATTERNS: Final = tuple(
    re.compile(rf"(?<![\w.,/-]){pattern}(?![\w/-]|[.,]\d)", re.IGNORECASE)
    for pattern in (
        rf"{_YEAR}-(?P<month>\d\d)-(?P<day>\d\d)",
        rf"(?P<day>\d{{1,2}})(?:st|nd|rd|th)? {_MONTH},? {_YEAR}",
        rf"{_MONTH} (?P<day>\d{{1,2}})(?:st|nd|rd|th)?,? {_YEAR}",
        rf"{_MONTH},? {_YEAR}",
        rf"{_YEAR}-(?P<month>\d\d)",
        _YEAR,
    )
)
_LEAP: Final = 1604
"""A year that stands for none, with all days."""

_OWN: Final = re.compile(
    r"\b(?:dated?|effective|from|in force|issued|published|approved|adopted|valid|sent|version|"
    r"revised|updated|made)\b[^.\n]{0,25}$",
    re.IGNORECASE,
)
"""What stands before the date of the document itself, among other dates."""


@dataclass(frozen=True, slots=True, order=True)
class DocumentDate:
    """A day, a month or a year, in the order of time; a part that is not known is 0."""

    year: int
    month: int = 0
    day: int = 0

    def __str__(self) -> str:
        """Such as "14 May 2025", "May 2025" or "2025"."""
        month = MONTHS[self.month - 1] if self.month else ""
        return " ".join(filter(None, (str(self.day or ""), month, str(self.year))))

    def agrees_with(self, other: DocumentDate) -> bool:
        """Whether both can be the same day: what one of them leaves open, the other may say."""
        pairs = ((self.year, other.year), (self.month, other.month), (self.day, other.day))
        return all(0 in pair or pair[0] == pair[1] for pair in pairs)

    def iso(self) -> str:
        """Such as "2025-05-14", "2025-05" or "2025" (ISO 8601)."""
        parts = [f"{self.year:04}", *(f"{part:02}" for part in (self.month, self.day) if part)]
        return "-".join(parts)


def date_in(text: str) -> DocumentDate | None:
    """The date that a text is, as ``DAY_OR_MONTH`` matches it; of a day without a year, year 0."""
    text = text.replace(" of ", " ")
    for is_whole, written in ((True, text), (False, f"{text} {_LEAP}")):
        dates = list(_dates(written))
        if len(dates) == 1 and dates[0][1] == 0:
            return dates[0][0] if is_whole else replace(dates[0][0], year=0)
    return None


def date_of(document: Document) -> DocumentDate | None:
    """The date of a document; None where it names none, or several without saying which is its own.

    The date of its name or title counts more than those of its first lines, unless one of these
    says the same in more detail.
    """
    first = document.text[:_FIRST]
    dates = list(_dates(first))
    names = (document.title, *(_spaced(PurePath(source).stem) for source in document.sources))
    named = _only(date for name in names for date, _ in _dates(name))
    if named is not None:
        return _only((named, *(date for date, _ in dates if _is_within(date, named)))) or named
    own = [date for date, start in dates if _OWN.search(first[:start])]
    return _only(own) or _only(date for date, _ in dates)


def _dates(text: str) -> Iterator[tuple[DocumentDate, int]]:
    """The dates of a text with their offsets, each place by its most detailed reading."""
    taken: list[tuple[int, int]] = []
    for pattern in _PATTERNS:
        for match in pattern.finditer(text):
            if any(start < match.end() and match.start() < end for start, end in taken):
                continue
            parts = match.groupdict()
            name = parts.get("name")
            # Letters in any case are also such as the long s of old prints.
            month = _NUMBERS[name[:3].casefold()] if name else int(parts.get("month") or 0)
            day = int(parts.get("day") or 0)
            if month <= len(MONTHS) and day <= 31 and (month or not day):
                taken.append(match.span())
                yield DocumentDate(int(parts["year"]), month, day), match.start()


def _only(dates: Iterable[DocumentDate]) -> DocumentDate | None:
    """The most detailed of dates that all say the same; None where they do not."""
    distinct = sorted(set(dates))
    if not distinct:
        return None
    fullest = distinct[-1]
    return fullest if all(_is_within(fullest, date) for date in distinct) else None


def _is_within(date: DocumentDate, wider: DocumentDate) -> bool:
    """Whether a date lies in another one, or is the same."""
    return date.year == wider.year and all(
        part in (0, own) for part, own in ((wider.month, date.month), (wider.day, date.day))
    )


def _spaced(name: str) -> str:
    """A file's name with spaces; dates keep their hyphens."""
    return re.sub(r"[_.]|(?<!\d)-|-(?!\d)", " ", name)
