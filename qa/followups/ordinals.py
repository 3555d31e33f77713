"""Resolves "the second one" and "the first of them" by the order of a list that was answered."""

from __future__ import annotations

import re
from collections.abc import Sequence

from qa.followups.words import names, words

__all__ = ["enumerated", "in_order"]

_PLACES = {"first": 0, "second": 1, "third": 2, "fourth": 3, "fifth": 4, "last": -1}
_PAIRS = {"former": 0, "latter": 1}
_ORDINAL = re.compile(
    r"\bthe (?:(?P<place>first|second|third|fourth|fifth|last)(?: (?:one|of (?:them|these|those)))"
    r"|(?P<pair>former|latter))\b",
    re.IGNORECASE,
)
_JOINTS = re.compile(r"\s*(?:,\s*(?:and\s+)?|\band\b)\s*")
_MOST_WORDS = 12


def in_order(question: str, answers: Sequence[tuple[str, tuple[str, ...]]]) -> str:
    """``question`` with an ordinal replaced by the item of a list in its place.

    Args:
        question: Such as "Who leads the second one?".
        answers: Text and items of each earlier answer, oldest first.
    """
    match = _ORDINAL.search(question)
    if match is None:
        return question
    place = _PLACES.get((match["place"] or "").lower(), _PAIRS.get((match["pair"] or "").lower()))
    for text, listed in reversed(answers):
        items = listed or enumerated(text)
        if len(items) < 2 or place is None or place >= len(items):
            continue
        if match["pair"] and len(items) != 2:
            continue
        item = " ".join(items[place].split()).strip(" .,;:")
        if item and len(words(item)) <= _MOST_WORDS:
            return f"{question[: match.start()]}{item}{question[match.end() :]}"
    return question


def enumerated(text: str) -> tuple[str, ...]:
    """The names of an answer such as "Hazel and Larch wards"; () where it is no list of names."""
    parts = [part for part in _JOINTS.split(text) if part.strip()]
    return tuple(parts) if all(names(f"of {part}") for part in parts) else ()
