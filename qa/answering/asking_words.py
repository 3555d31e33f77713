"""Words of asking and of measure, whose absence says nothing about documents.

No contract says which of its clauses is the longest. That "longest" stands nowhere is no news.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

__all__ = ["without_asking_words"]

_BASES: Final = (
    "long", "short", "high", "low", "large", "big", "great", "small", "heavy", "tall", "wide",
    "deep", "fast", "slow", "old", "young", "new", "late", "early", "cheap", "dear", "rich",
    "poor", "busy", "costly", "strong", "weak", "hard", "easy", "hot", "cold", "warm", "near",
    "far", "few",
)  # fmt: skip
_IRREGULAR: Final = frozenset((
    "best", "better", "worst", "worse", "least", "less", "fewest", "fewer", "most", "more",
    "further", "furthest", "farther", "farthest", "latest",
))  # fmt: skip
_PARTS: Final = re.compile(r"(?:sub-?)?(?:clause|section|paragraph)s?", re.IGNORECASE)
"""Words that refer to parts and seldom to anything else."""
_DOUBLED: Final = re.compile(r"([bdgnt])\Z")


def _compared(base: str) -> tuple[str, ...]:
    """The comparative and the superlative of a short adjective."""
    if base.endswith("y"):
        stem = f"{base[:-1]}i"
    elif base in ("big", "hot"):
        stem = _DOUBLED.sub(r"\1\1", base)
    else:
        stem = base.removesuffix("e")
    return f"{stem}er", f"{stem}est"


_MEASURES: Final = _IRREGULAR | {form for base in _BASES for form in _compared(base)}


def without_asking_words(words: Iterable[str], question: str) -> tuple[str, ...]:
    """The words of a question without those of asking, of measure and for parts.

    An adjective is such a word in its comparative and superlative, and behind "how".

    >>> without_asking_words(["longest", "clause", "long", "roof"], "How long is the roof?")
    ('roof',)
    """
    return tuple(
        word
        for word in words
        if word.casefold() not in _MEASURES
        and not _PARTS.fullmatch(word)
        and not (
            word.casefold() in _BASES
            and re.search(rf"\bhow {re.escape(word)}\b", question, re.IGNORECASE)
        )
    )
