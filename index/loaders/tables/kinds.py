"""What a cell's text looks like: a number, a date, a code, words.

Heads differ in kind from what stands below them; that is how they are found. The kinds are coarse
and cheap: they decide nothing but where the heads are.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise
from typing import Final, Literal

from index.loaders.cleaning import one_line

__all__ = ["Kind", "is_sequence", "is_unit", "kind_of"]

Kind = Literal["empty", "text", "period", "year", "number", "amount", "date", "time", "code"]
"""``period`` is a month, a weekday, a quarter or a financial year; ``amount`` a number with a sign
of money or per cent; ``code`` a short name with digits in it."""

_MONTH: Final = (
    "(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
)
_DAY: Final = "(?:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?"
_CURRENCY: Final = (
    r"(?:[$€£¥₹₽₩]|(?:US|CA|AU?|NZ|HK)\$|EUR|GBP|USD|CHF|JPY|CNY|INR|CAD|AUD|NZD|SEK|NOK|DKK|PLN"
    r"|CZK|HUF|kr\.?|zł|Fr\.?|Rs\.?)"
)
_NUMBER: Final = r"[-+−–(]?\s?\.?\d[\d\s.,'’]*(?:[eE][-+]?\d+)?\)?-?"
_CLOCK: Final = r"\d{1,3}[:.]\d\d(?::\d\d(?:[.,]\d+)?)?(?:\s?[ap]\.?m\.?)?"
_DATE: Final = (
    rf"{_DAY}[,.]?\s\d{{1,2}}[./]\d{{1,2}}\.?|(?:{_DAY},?\s)?(?:\d{{4}}-\d\d-\d\d|\d{{1,2}}[./-]\d{{1,2}}[./-]\d{{2,4}}\.?"
    rf"|\d{{1,2}}(?:st|nd|rd|th)?[\s-]{_MONTH},?(?:[\s-]\d{{2,4}})?"
    rf"|{_MONTH}\s\d{{1,2}}(?:st|nd|rd|th)?(?:,?\s\d{{4}})?)"
)
_PATTERNS: Final[tuple[tuple[Kind, re.Pattern[str]], ...]] = (
    ("year", re.compile(r"(?:1[5-9]|20)\d\d")),
    (
        "period",
        re.compile(
            rf"(?:q[1-4]|h[12]|fy|quarter [1-4]|{_MONTH}|week|wk|year)"
            rf"(?:[\s/'’-]*(?:\d{{1,4}}|{_MONTH})(?:[/–-]\d{{2,4}})?)?"
            rf"|(?:fy\s?)?\d{{4}}[/–-]\d{{2}}(?:\d\d)?|\d{{4}}[\s-]?(?:q[1-4]|h[12])|{_DAY}"
            r"|(?:19|20)\d\d\s?\(?(?:actual|budget|plan|forecast|estimate|outturn|target)\)?",
            re.I,
        ),
    ),
    ("time", re.compile(r"\d{1,3}:\d\d(?::\d\d(?:[.,]\d+)?)?(?:\s?[ap]\.?m\.?)?", re.I)),
    ("date", re.compile(rf"(?:{_DATE})(?:[T,\s]+{_CLOCK})?", re.I)),
    ("number", re.compile(_NUMBER)),
    ("amount", re.compile(rf"[-+−(]?\s?{_CURRENCY}\s?{_NUMBER}\)?|{_NUMBER}\s?(?:%|{_CURRENCY})")),
)
_NOTHING: Final = re.compile(r"[\W_]*|n/?a|nil|none|null|tb[ac]", re.I)
_LONGEST: Final = 60
"""Characters beyond which a text is words, whatever is in it."""

_UNIT: Final = re.compile(
    r"[\[(].{1,20}[\])]|%|‰|[£€$¥]|[£€$]\s?(?:'?000s?|[kmb]n?|millions?|thousands?|per \w+)"
    r"|°\s?[CFK]?|[kmµnMGT]?(?:g|m|l|L|s|W|Wh|J|V|A|Hz|Pa|B|mol|bar)(?:[²³]|\^?[23])?(?:[/·]\w+)?"
    r"|[ckdh]m[²³23]?|ha|t|lbs?|oz|ft|in|mi|mph|km/h|kWh|MWh|GWh|kVA|kcal|ppm|h|hrs?|mins?|secs?"
    r"|hours?|minutes?|seconds?|days?|weeks?|months?|years?|tonnes?|litres?|liters?|met(?:re|er)s?"
    r"|(?:[a-z]{2,3}\s)?(?:[£€$¥]|eur|gbp|usd|chf|sek|nok|dkk|kr\.?|zł|kč)(?:\s?/\s?[\w²³]{1,6})?"
    r"|crowns?|euros?|dollars?|pounds?|no\.?|number|count|pcs\.?|pieces|units?|people|persons|fte|'?000s?"
    r"|thousands?|millions?|per ?cent|percent|points?|score|index|ratio|dd/mm/yyyy|yyyy(?:-mm-dd)?",
    re.I,
)


@lru_cache(maxsize=4096)
def kind_of(text: str) -> Kind:
    """The kind of a cell's text; signs that stand for nothing ("-", "n/a") are empty."""
    text = one_line(text)
    if _NOTHING.fullmatch(text):
        return "empty"
    if len(text) > _LONGEST:
        return "text"
    for kind, pattern in _PATTERNS:
        if pattern.fullmatch(text):
            return kind
    is_short = len(text) <= 24 and text.count(" ") <= 2
    has_digit = any(map(str.isdigit, text))
    return "code" if is_short and has_digit else "text"


def is_unit(text: str) -> bool:
    """Whether a text names a unit of measure, as a row under the heads may."""
    return bool(_UNIT.fullmatch(one_line(text)))


def is_sequence(texts: Sequence[str]) -> bool:
    """Whether texts are years or dates that follow each other, as heads of columns do."""
    kinds = {kind_of(text) for text in texts}
    if len(texts) < 2 or len(set(texts)) < len(texts):
        return False
    if kinds == {"year"}:
        steps = {int(after) - int(before) for before, after in pairwise(texts)}
        # Two numbers between 1500 and 2099 are years only when they are near each other.
        return len(steps) == 1 and (len(texts) > 2 or abs(min(steps)) <= 10)
    return kinds == {"date"}
