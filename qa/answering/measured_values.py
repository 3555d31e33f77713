"""Values in a text by what they measure: "six weeks" and "three months" are times, "£32" is money.

Two texts give different values for one thing only where both give values of one kind.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from index.text.terms import terms
from index.values import Span
from qa.document_date import DAY_OR_MONTH, date_in

__all__ = ["NUMBER_WORDS", "Value", "values_in"]

_SMALL: Final = (
    "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven",
    "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
)  # fmt: skip
_TENS: Final = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_WHOLE_TENS: Final = dict(zip(_TENS, range(20, 100, 10), strict=True))
_UP_TO_19: Final = {word: number for number, word in enumerate(_SMALL, 1)}
NUMBER_WORDS: Final = (
    _UP_TO_19
    | _WHOLE_TENS
    | {
        f"{tens}-{word}": number + _UP_TO_19[word]
        for tens, number in _WHOLE_TENS.items()
        for word in _SMALL[:9]
    }
)
"""Numbers that texts write out."""

# In ASCII: "\u017fix", with a long s, is no key of a table of words.
_NUMBER: Final = (
    r"(?a:(?P<number>\d+(?:,\d{3})*(?:\.\d+)?"
    rf"|{'|'.join(sorted(NUMBER_WORDS, key=len)[::-1])}))"
)
_SCALES: Final = {"thousand": 1e3, "k": 1e3, "million": 1e6, "m": 1e6, "billion": 1e9}
_SCALE: Final = rf"(?:\s?(?a:(?P<scale>{'|'.join(_SCALES)}))\b)?"
_BEFORE: Final = r"(?:[£$€¥]|\b(?:gbp|usd|eur|chf)\b)"
_BEHIND: Final = r"(?:[£$€¥]|(?:gbp|usd|eur|chf|pounds?|dollars?|euros?|pence|cents)\b)"
_UNITS: Final = {
    "minute": ("minutes", 1), "hour": ("minutes", 60), "day": ("minutes", 1_440),
    "night": ("minutes", 1_440), "week": ("minutes", 10_080), "month": ("months", 1),
    "quarter": ("months", 3), "year": ("months", 12),
}  # fmt: skip
_NOON: Final = 12
"""Hour after which a clock of 24 hours says which half of the day it means."""
_WHOLE: Final = r"(?:(?:full|whole|clear|working|business|calendar|consecutive|paid)\s+)?"
_PATTERNS: Final = tuple(
    (kind, re.compile(rf"(?<![\w.,/-])(?:{pattern})(?!\w|[.,]\d)", re.IGNORECASE))
    for kind, pattern in (
        ("date", DAY_OR_MONTH),
        ("money", rf"{_BEFORE}\s?{_NUMBER}{_SCALE}"),
        ("money", rf"{_NUMBER}{_SCALE}\s?{_BEHIND}"),
        ("share", rf"{_NUMBER}\s?(?:%|per\s?cent\b|pc\b|percentage points?)"),
        ("clock", r"(?P<hour>\d{1,2}):(?P<minute>\d\d)"),
        ("clock", r"(?P<hour>\d{1,2})(?:[:.](?P<minute>\d\d))?\s?(?P<half>[ap])\.?m\b"),
        ("time", rf"{_NUMBER}[\s-]+{_WHOLE}(?a:(?P<unit>{'|'.join(_UNITS)}))s?['’]?"),
        ("count", rf"{_NUMBER}[\s-](?P<noun>[a-z]{{3,}})"),
        ("number", _NUMBER),
    )
)


@dataclass(frozen=True, slots=True)
class Value:
    """A value in a text.

    Attributes:
        span: Where it stands in it.
        kind: ``date``, ``clock``, ``money``, ``share``, ``time``, ``number``, or ``count`` with
            the term of what is counted.
        amount: In figures, such as "60480 minutes" of six weeks, "9:30" or "2025-06-30".
        half: Of a clock, ``a`` or ``p`` where it says which half of the day it means; else empty.
    """

    span: Span
    kind: str
    amount: str
    half: str = ""

    def agrees_with(self, other: Value) -> bool:
        """Whether both can be the same: "30 June" and "30 June 2025", "7 p.m." and "7:00"."""
        if self.kind != other.kind:
            return False
        if self.kind == "date":
            dates = [_parts(value.amount) for value in (self, other)]
            return all(0 in pair or pair[0] == pair[1] for pair in zip(*dates, strict=True))
        if self.kind == "clock":
            hours, minutes = zip(*(v.amount.split(":") for v in (self, other)), strict=True)
            is_alike = int(hours[0]) % 12 == int(hours[1]) % 12 and minutes[0] == minutes[1]
            return is_alike and (self.half == other.half or "" in (self.half, other.half))
        return self.amount == other.amount


def values_in(text: str) -> tuple[Value, ...]:
    """The values of a text, in order; each place is read once, by the first kind that fits.

    >>> [(value.kind, value.amount) for value in values_in("six weeks or £1,200.00")]
    [('time', '60480 minutes'), ('money', '1200')]
    """
    values: list[Value] = []
    for kind, pattern in _PATTERNS:
        for match in pattern.finditer(text):
            span = Span(*match.span())
            if not any(span.overlaps(value.span) for value in values):
                values.append(_value(kind, match, span))
    return tuple(sorted(values, key=lambda value: value.span))


def _parts(date: str) -> tuple[int, int, int]:
    """Year, month and day of a date as ``DocumentDate.iso`` gives it; 0 for what is not known."""
    year, month, day = (*map(int, date.split("-")), 0, 0)[:3]
    return year, month, day


def _value(kind: str, match: re.Match[str], span: Span) -> Value:
    if kind == "date":
        date = date_in(match[0])
        return Value(span, kind, "0" if date is None else date.iso())
    parts = match.groupdict()
    if kind == "clock":
        hour, half = int(parts["hour"]), (parts.get("half") or "").lower()
        hour = hour % 12 + 12 * (half == "p") if half else hour
        half = half or ("p" if hour > _NOON else "" if hour else "a")
        return Value(span, kind, f"{hour}:{parts['minute'] or '00'}", half)
    word = parts["number"].lower()
    number = float(NUMBER_WORDS.get(word) or word.replace(",", ""))
    number *= _SCALES[parts["scale"].lower()] if parts.get("scale") else 1
    if kind == "time":
        measure, size = _UNITS[parts["unit"].lower()]
        return Value(span, kind, f"{number * size:.12g} {measure}")
    if kind == "count":
        kind = f"count {' '.join(terms(parts['noun']))}"
        span = Span(span.start, span.start + match.end("number") - match.start())
    return Value(span, kind, f"{number:.12g}")
