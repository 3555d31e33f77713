"""Codes of number formats, cut into sections and tokens."""

from __future__ import annotations

import operator
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, NamedTuple

__all__ = ["FormatSection", "FormatToken", "sections_of"]

_TOKEN: Final = re.compile(
    r"""(?P<literal>"[^"]*"?|\\.|_.|\*.)"""
    r"|(?P<bracket>\[[^\]]*\])"
    r"|(?P<general>General|Standard)"
    r"|(?P<noon>AM/PM|A/P)"
    r"|(?P<exponent>E[+-])"
    r"|(?P<date>y+|m+|d+|h+|s+|e+|g+|b+)"
    r"|(?P<digit>[0#?])"
    r"|(?P<mark>[.,%/@;])"
    r"|(?P<other>.)",
    re.IGNORECASE | re.DOTALL,
)
_CONDITION: Final = re.compile(
    r"\[(<=|>=|<>|<|>|=)\s*(-?[0-9]*\.?[0-9]+(?:E[+-]?\d+)?)\]", re.IGNORECASE
)
_ELAPSED: Final = re.compile(r"\[(h+|m+|s+)\]", re.IGNORECASE)
_CURRENCY: Final = re.compile(r"\[\$([^\]]*?)(?:-[0-9A-Fa-f]*)?\]")
_COMPARE: Final[dict[str, Callable[[float, float], bool]]] = {
    "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge,
    "=": operator.eq, "<>": operator.ne,
}  # fmt: skip
_LONGEST: Final = 255
"""Characters of a code; spreadsheet programs allow no more."""


class FormatToken(NamedTuple):
    """One token.

    Attributes:
        kind: ``literal``, ``general``, ``noon``, ``exponent``, ``date``, ``elapsed``, ``digit`` or
            ``mark``.
        text: What stands for it, or what a literal shows.
    """

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class FormatSection:
    """A part of a code, for some values.

    Attributes:
        tokens: In order.
        condition: Holds for the values that it is for, where it says so.
        kinds: The kinds of its tokens.
        is_date: Whether it shows a date, a time or a duration.
        is_text: Whether it shows a text.
    """

    tokens: tuple[FormatToken, ...]
    condition: Callable[[float], bool] | None
    kinds: frozenset[str]
    is_date: bool
    is_text: bool


@lru_cache(maxsize=1024)
def sections_of(code: str) -> tuple[FormatSection, ...]:
    """The sections of a code, at least one; what is too long is ``General``."""
    sections: list[FormatSection] = []
    tokens: list[FormatToken] = []
    condition: Callable[[float], bool] | None = None
    for match in _TOKEN.finditer(code if len(code) <= _LONGEST else "General"):
        kind, text = match.lastgroup or "", match[0]
        if text == ";":
            sections.append(_section(tokens, condition))
            tokens, condition = [], None
        elif kind == "bracket":
            if limit := _CONDITION.fullmatch(text):
                condition = _condition(limit[1], float(limit[2]))
            elif unit := _ELAPSED.fullmatch(text):
                tokens.append(FormatToken("elapsed", unit[1].lower()))
            elif sign := _CURRENCY.fullmatch(text):
                tokens.append(FormatToken("literal", sign[1]))
        elif kind == "literal":
            tokens.append(FormatToken(kind, _literal(text)))
        elif kind == "date":
            tokens.append(FormatToken(kind, text.lower()))
        else:
            tokens.append(FormatToken("literal" if kind == "other" else kind, text))
    sections.append(_section(tokens, condition))
    return tuple(sections)


def _section(tokens: list[FormatToken], condition: Callable[[float], bool] | None) -> FormatSection:
    kinds = frozenset(token.kind for token in tokens)
    return FormatSection(
        tokens=tuple(tokens),
        condition=condition,
        kinds=kinds,
        is_date=not kinds.isdisjoint(("date", "elapsed", "noon")),
        is_text=FormatToken("mark", "@") in tokens,
    )


def _condition(sign: str, limit: float) -> Callable[[float], bool]:
    return lambda value: _COMPARE[sign](value, limit)


def _literal(text: str) -> str:
    if text.startswith('"'):
        return text.strip('"')
    if text.startswith("\\"):
        return text[1:]
    # A space as wide as a character, or one that fills the column.
    return " " if text.startswith("_") else ""
