"""Dates, times and durations: days since the last day of 1899, as spreadsheets count."""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from index.loaders.xlsx.number_formats.format_codes import FormatSection, FormatToken

__all__ = ["shown_date"]

_LAST: Final = 2_958_466
"""The day after 31 December 9999."""

_DAYS_TO_1904: Final = 1_462
_FALSE_LEAP_DAY: Final = 60
"""Spreadsheets count 29 February 1900, which never was."""


@dataclass(frozen=True, slots=True)
class _Moment:
    """A value in parts; ``day`` is 0 for what is before 1 January 1900."""

    year: int
    month: int
    day: int
    weekday: int
    ticks: int
    """Time of day, or of all days for a duration, in units of a second's last shown decimal."""


def shown_date(value: float, section: FormatSection, *, is_1904: bool = False) -> str | None:
    """The value by a section with dates; None if it is no date that can be shown."""
    tokens = _as_minutes(section.tokens)
    decimals = _decimals(tokens)
    scale = 10**decimals
    is_elapsed = any(token.kind == "elapsed" for token in tokens)
    if not is_elapsed and is_1904:
        value += _DAYS_TO_1904
    if not is_elapsed and not 0 <= value < _LAST:
        return None
    if abs(value) >= _LAST:
        return None
    ticks = round(abs(value) * 86_400 * scale)
    days = ticks // (86_400 * scale)
    if not is_elapsed and days >= _LAST:
        return None
    moment = _moment(0 if is_elapsed else days, ticks)
    is_half_day = any(token.kind == "noon" for token in tokens)
    parts = [_part(token, moment, scale, decimals, is_half_day) for token in tokens]
    return ("-" if value < 0 else "") + "".join(parts)


def _moment(days: int, ticks: int) -> _Moment:
    weekday = (days - 1) % 7
    if days == 0:
        return _Moment(1900, 1, 0, weekday, ticks)
    if days == _FALSE_LEAP_DAY:
        return _Moment(1900, 2, 29, weekday, ticks)
    # 0 is a Sunday, as in the week of a spreadsheet.
    first = dt.date(1899, 12, 31) if days < _FALSE_LEAP_DAY else dt.date(1899, 12, 30)
    date = first + dt.timedelta(days=days)
    return _Moment(date.year, date.month, date.day, weekday, ticks)


def _as_minutes(tokens: Sequence[FormatToken]) -> list[FormatToken]:
    """The tokens, with ``m`` as ``n`` where it is minutes: after hours or before seconds."""
    result = list(tokens)
    timed = [index for index, token in enumerate(result) if token.kind in ("date", "elapsed")]
    for place, index in enumerate(timed):
        token = result[index]
        if token.kind != "date" or token.text not in ("m", "mm"):
            continue
        before = result[timed[place - 1]].text if place else ""
        after = result[timed[place + 1]].text if place + 1 < len(timed) else ""
        if before.startswith("h") or after.startswith("s"):
            result[index] = FormatToken("date", "n" * len(token.text))
    return result


def _decimals(tokens: Sequence[FormatToken]) -> int:
    """Digits behind the point of seconds, at most 3: what follows ``.`` in ``ss.00``."""
    for index, token in enumerate(tokens):
        if token == FormatToken("mark", "."):
            digits = 0
            while index + 1 + digits < len(tokens) and tokens[index + 1 + digits].kind == "digit":
                digits += 1
            if digits:
                return min(digits, 3)
    return 0


def _part(token: FormatToken, moment: _Moment, scale: int, decimals: int, is_half_day: bool) -> str:
    seconds = moment.ticks // scale
    if token.kind == "elapsed":
        unit = {"h": 3600, "m": 60, "s": 1}[token.text[0]]
        return str(seconds // unit).zfill(len(token.text))
    if token.kind == "noon":
        letters = token.text.split("/")
        return letters[seconds // 43_200 % 2]
    if token.kind == "digit":
        # The first digit behind the point stands for all of them.
        return ""
    if token == FormatToken("mark", "."):
        return f".{moment.ticks % scale:0{decimals}d}" if decimals else "."
    if token.kind != "date":
        return token.text
    return _date_part(token.text, moment, seconds % 86_400, is_half_day=is_half_day)


def _date_part(code: str, moment: _Moment, seconds: int, *, is_half_day: bool) -> str:
    letter, length = code[0], len(code)
    if letter == "y":
        return f"{moment.year % 100:02d}" if length < 3 else str(moment.year)
    if letter == "e":
        return str(moment.year)
    if letter == "m":
        name = calendar.month_name[moment.month]
        named = {3: name[:3], 4: name, 5: name[0]}
        return named.get(length) or (name if length > 5 else str(moment.month).zfill(length))
    if letter == "d":
        name = calendar.day_name[(moment.weekday - 1) % 7]
        return {3: name[:3]}.get(length) or (name if length > 3 else str(moment.day).zfill(length))
    if letter == "h":
        hours = seconds // 3600
        hours = (hours - 1) % 12 + 1 if is_half_day else hours
        return str(hours).zfill(min(length, 2))
    if letter == "n":
        return str(seconds // 60 % 60).zfill(length)
    if letter == "s":
        return str(seconds % 60).zfill(min(length, 2))
    return ""
