"""Years in a question as a scope: ``in the 2023 policy`` prefers what is of that year."""

from __future__ import annotations

import re
from pathlib import PurePath
from typing import Final

from qa.retriever import Hit

__all__ = ["YEAR_BONUS", "in_scope", "years_in"]

YEAR_BONUS: Final = 0.15
"""Retrieval score that a document of the year asked for gains, and one of another year loses."""

_YEAR: Final = re.compile(r"(?<![\w.,/-])(?:1[6-9]|20)\d\d(?!\d|[.,]\d)")
_FIRST: Final = 300
"""Code points at the start of a document among which it says of what year it is."""


def years_in(text: str) -> frozenset[str]:
    """The years that stand in a text, 1600 to 2099."""
    return frozenset(_YEAR.findall(text))


def in_scope(years: frozenset[str], hit: Hit) -> float:
    """What a passage gains or loses by the years of a question.

    It gains where it, its headings, its document's title, file name or first lines name one of the
    years; it loses where only other years stand in title, file name and headings.
    """
    if not years:
        return 0.0
    document = hit.document
    names = " ".join([hit.lead, *(_spaced(PurePath(source).stem) for source in document.sources)])
    named = years_in(names)
    if years & named:
        return YEAR_BONUS
    if named:
        return -YEAR_BONUS
    first = years_in(document.text[:_FIRST])
    if years & (first | years_in(hit.text)):
        return YEAR_BONUS if years & first else 0.0
    return -YEAR_BONUS if len(first) == 1 else 0.0


def _spaced(name: str) -> str:
    return re.sub(r"[^A-Za-z0-9]+", " ", name)
