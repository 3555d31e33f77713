"""Conditions on amounts in a question: "under £50", "within a week", "at least 12 months"."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from typing import Final, NamedTuple

from qa.answering.measured_values import values_in
from qa.answering.question_words import content_terms
from qa.answering.superlatives import superlative_in

__all__ = ["Condition", "Filter", "filter_in"]

_FALLS_SHORT: Final = r"(?:less(?: expensive)?|fewer|lower|cheaper|smaller|shorter|lighter|younger)"
_EXCEEDS: Final = (
    r"(?:more(?: expensive)?|higher|greater|larger|bigger|longer|heavier|older|dearer)"
)
_BOUNDS: Final = (
    # What begins with "no" comes before what it denies.
    (
        rf"(?:no|not) {_EXCEEDS} than|at (?:the )?most|up to|within|max(?:imum)?(?: of)?"
        r"|not (?:over|above|exceeding)",
        False,
        True,
    ),
    (
        rf"(?:no|not) {_FALLS_SHORT} than|at (?:the )?least|min(?:imum)?(?: of)?"
        r"|not (?:under|below)",
        True,
        True,
    ),
    (rf"{_FALLS_SHORT} than|under|below", False, False),
    (rf"{_EXCEEDS} than|over|above|exceed(?:s|ing)?", True, False),
)
"""Words before an amount, whether it is the least, and whether it is allowed itself."""
_BEHIND: Final = (
    (r"or (?:less|fewer|under|cheaper|below|shorter)", False),
    (r"or (?:more|over|longer|above|higher)|and (?:more|over|above)|upwards", True),
)
_ONE: Final = re.compile(r"\s*an?\s+(?=(?:minute|hour|day|night|week|month|quarter|year)\b)")
_BETWEEN: Final = re.compile(r"\bbetween\b", re.IGNORECASE)
_AND: Final = re.compile(r"\s+(?:and|to)\s+")
_ASKS: Final = re.compile(
    r"^(?:and |but |so )?(?:(?:please )?(?:list|show|name|give)(?: me)?(?: all)?(?: the| our)?"
    r"|which(?: of (?:the|our|these))?|how many(?: of (?:the|our|these))?"
    r"|what(?! (?:is|are|was|were|does|do|did|has|have|if|about)\b))\s+(?P<noun>\w+)",
    re.IGNORECASE,
)
_WHO: Final = re.compile(
    r"(?:and |but |so )?who (?:has|have|had|gets?|earns?|owes?)\b", re.IGNORECASE
)
_VERBLESS: Final = re.compile(
    r"(?:(?:all|any|our|the) )?(?P<noun>\w+)(?: [\w'’-]+){0,4}\s*\Z", re.IGNORECASE
)
"""What stands before the condition where no question word is: "items under £50"."""
_ASKED_WORDS: Final = re.compile(
    r"\b(?:who|whom|whose|when|where|why|how|is|are|was|were|do|does|did|can|could|may|must|should"
    r"|will|would|if)\b",
    re.IGNORECASE,
)
_MOST: Final = 3
"""Conditions of one question."""


class _Amount(NamedTuple):
    """An amount at the beginning of a text: where it ends, and where its number does."""

    kind: str
    unit: str
    amount: float
    end: int
    number_end: int


@dataclass(frozen=True, slots=True)
class Condition:
    """Between which amounts something has to be.

    Attributes:
        kind: Of the amounts; see ``measured_values.Value``: ``money``, ``share``, ``time``,
            ``number``, or ``count`` with what is counted.
        unit: Of a time, ``minutes`` or ``months``; else empty.
        least: Amount from which on it holds.
        most: Amount up to which it holds.
        has_ends: Whether it holds of these two themselves.
    """

    kind: str
    unit: str
    least: float
    most: float
    has_ends: bool

    def holds(self, amount: float) -> bool:
        """Whether an amount of the same kind and unit meets the condition."""
        if self.has_ends:
            return self.least <= amount <= self.most
        return self.least < amount < self.most


@dataclass(frozen=True, slots=True)
class Filter:
    """A question for all things that meet some conditions.

    Attributes:
        conditions: Each of which must hold; never empty.
        noun: The terms of the word that says what is asked for; empty where it says nothing.
        rest: The question without the conditions.
    """

    conditions: tuple[Condition, ...]
    noun: frozenset[str]
    rest: str


def filter_in(question: str) -> Filter | None:
    """Read a question for all things that meet conditions; None where it asks for something else.

    >>> filter_in("Which rooms cost less than £50?").rest
    'Which rooms cost ?'
    """
    rest = question
    conditions: list[Condition] = []
    while (read := _first_condition(rest)) is not None and len(conditions) < _MOST:
        condition, start, end = read
        conditions.append(condition)
        rest = " ".join(f"{rest[:start]} {rest[end:]}".split())
    if not conditions or superlative_in(rest) is not None:
        return None
    if _WHO.match(rest):
        return Filter(tuple(conditions), frozenset(), rest)
    asked = _ASKS.match(rest)
    if asked is None:
        asked = None if _ASKED_WORDS.search(rest) else _VERBLESS.match(rest.strip(" ?.!"))
    return asked and Filter(tuple(conditions), content_terms(asked["noun"]), rest)


def _first_condition(text: str) -> tuple[Condition, int, int] | None:
    """The first condition of a text, and where it stands; None where there is none."""
    return _between(text) or _bounded(text) or _bounded_behind(text)


def _between(text: str) -> tuple[Condition, int, int] | None:
    match = _BETWEEN.search(text)
    joint = None if match is None else _AND.search(text, match.end())
    upper = None if joint is None else _amount_at(text[joint.end() :])
    if match is None or joint is None or upper is None:
        return None
    # "between 5 and 10 days": the unit stands behind the second one.
    unit = text[joint.end() + upper.number_end : joint.end() + upper.end]
    said = text[match.end() : joint.start()]
    lower = _amount_at(said + unit) if upper.kind == "time" else _amount_at(said)
    if lower is None or (lower.kind != upper.kind and "number" not in (lower.kind, upper.kind)):
        return None
    kind = upper.kind if lower.kind == "number" else lower.kind
    condition = Condition(kind, upper.unit, lower.amount, upper.amount, True)
    return condition, match.start(), joint.end() + upper.end


def _bounded(text: str) -> tuple[Condition, int, int] | None:
    for words, is_least, has_end in _BOUNDS:
        for match in re.finditer(rf"\b(?:{words})\b", text, re.IGNORECASE):
            amount = _amount_at(text[match.end() :])
            if amount is not None:
                condition = _condition(amount, is_least=is_least, has_end=has_end)
                return condition, match.start(), match.end() + amount.end
    return None


def _bounded_behind(text: str) -> tuple[Condition, int, int] | None:
    """Such as "£50 or less"."""
    for words, is_least in _BEHIND:
        for match in re.finditer(rf"(?P<noun>\s\w+)??\s(?:{words})\b", text, re.IGNORECASE):
            amounts = (
                (_amount_at(text[value.span.start : match.end()]), value.span.start)
                for value in reversed(values_in(text[: match.end()]))
            )
            for amount, start in amounts:
                if amount is not None and start + amount.end == match.start():
                    condition = _condition(amount, is_least=is_least, has_end=True)
                    return condition, start, match.end()
    return None


def _condition(amount: _Amount, *, is_least: bool, has_end: bool) -> Condition:
    least, most = (amount.amount, math.inf) if is_least else (-math.inf, amount.amount)
    return Condition(amount.kind, amount.unit, least, most, has_end)


def _amount_at(text: str) -> _Amount | None:
    """The amount that a text begins with; None where it begins with none."""
    alone = _ONE.match(text)
    said, cut = (text, 0) if alone is None else (f"1 {text[alone.end() :]}", alone.end() - 2)
    values = values_in(said)
    if not values or said[: values[0].span.start].strip() or values[0].kind in ("date", "clock"):
        return None
    value = values[0]
    number, _, unit = value.amount.partition(" ")
    figures = re.match(r"\s*[\w.,-]+", said)
    number_end = value.span.end if figures is None else figures.end()
    return _Amount(value.kind, unit, float(number), value.span.end + cut, number_end + cut)
