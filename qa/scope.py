"""Years in a question as a scope: ``in the 2023 policy`` prefers what is of that year."""

from __future__ import annotations

import re
from pathlib import PurePath
from typing import Final

from index.values import Document

__all__ = ["YEAR_BONUS", "in_scope", "years_in"]

YEAR_BONUS: Final = 0.15
"""Retrieval score that a document of the year asked for gains, and one of another year loses."""

_YEAR: Final = re.compile(r"(?<![\w.,/-])(?:1[6-9]|20)\d\d(?!\d|[.,]\d)")
_FIRST: Final = 300
"""Code points at the start of a document among which it says of what year it is."""


def years_in(text: str) -> frozenset[str]:
    """The years that stand in a text, 1600 to 2099."""
    return frozenset(_YEAR.findall(text))


def in_scope(years: frozenset[str], document: Document, lead: str, text: str) -> float:
    """What a passage gains or loses by the years of a question.

    It gains where its headings, its document's title, file name or first lines name one of them.
    It loses where title, file name and headings name only others, or the first lines one other,
    and the passage itself names none of those asked for.

    Args:
        years: Of the question.
        document: That holds the passage.
        lead: Title and headings above the passage.
        text: Of the passage.
    """
    if not years:
        return 0.0
    named = years_in(" ".join([lead, *(_spaced(PurePath(s).stem) for s in document.sources)]))
    first = years_in(document.text[:_FIRST])
    if years & named or (not named and years & first):
        return YEAR_BONUS
    if years & years_in(text):
        return 0.0
    return -YEAR_BONUS if named or len(first) == 1 else 0.0


def _spaced(name: str) -> str:
    return re.sub(r"[^A-Za-z0-9]+", " ", name)
