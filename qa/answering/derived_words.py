"""Words that are derived from one another: "decided" and "decision", "pay" and "payment".

A stemmer joins the forms of one word, and most words that a suffix makes of another. It leaves
those apart whose stem changes before the suffix: where a verb has "d" or "t", the noun has "s".
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from index.text.terms import terms

__all__ = ["are_akin", "without_derived"]

_SUFFIXES: Final = (
    (3, re.compile(r"(?:ment|ness|ship)")),
    (5, re.compile(r"(?:er|or|al|ion|ist)")),
)
"""Letters that a stem has at least, and what makes another word of it, as the stemmer leaves it."""
_SHORTEST: Final = 4
"""Letters before the changed end of a stem: fewer are in too many words."""
_LONGEST_END: Final = 3
"""Letters that one of two akin terms has more."""
_CHANGES: Final = (
    ("d", "s"), ("d", "ss"), ("t", "s"), ("t", "ss"), ("v", "ut"), ("b", "pt"), ("iv", "pt"),
    ("m", "mpt"), ("c", "ct"), ("i", "ic"),
)  # fmt: skip
"""Ends of verbs that are of Latin origin, and of their nouns: decide and decision, permit and
permission, resolve and resolution, receive and reception, apply and application."""


def without_derived(words: Iterable[str], texts: Iterable[str]) -> tuple[str, ...]:
    """The words of which no text has one that is derived from it, or that it is derived from.

    >>> without_derived(["decided", "roof"], ["A decision on payment"])
    ('roof',)
    """
    held = {term for text in texts for term in terms(text)}
    return tuple(
        word
        for word in words
        if not all(any(_are_related(term, other) for other in held) for term in terms(word))
    )


def are_akin(term: str, other: str) -> bool:
    """Whether two terms can be of one stem, or one is derived from the other.

    >>> are_akin("deliv", "deliveri"), are_akin("weigh", "weight"), are_akin("part", "paint")
    (True, True, False)
    """
    short, long = sorted((term, other), key=len)
    is_longer = long.startswith(short) and len(long) - len(short) <= _LONGEST_END
    return (is_longer and len(short) >= _SHORTEST) or _are_related(term, other)


def _are_related(term: str, other: str) -> bool:
    if term == other:
        return True
    short, long = sorted((term, other), key=len)
    if long.startswith(short) and any(
        len(short) >= least and suffix.fullmatch(long, len(short)) for least, suffix in _SUFFIXES
    ):
        return True
    return any(
        _changed(first, *change) == second
        for first, second in ((term, other), (other, term))
        for change in _CHANGES
    )


def _changed(term: str, end: str, changed: str) -> str | None:
    """A stem with another end; None where it has not that end, or is too short."""
    is_able = term.endswith(end) and len(term) - len(end) >= _SHORTEST
    return term[: -len(end)] + changed if is_able else None
