"""Questions for the one that has the most or the least of something: "Which room is cheapest?"."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final, Literal

from qa.answering.compared import compared_things
from qa.answering.measured_values import NUMBER_WORDS
from qa.answering.question_words import content_terms

__all__ = ["Superlative", "superlative_in"]

Measure = Literal["money", "time", ""]
"""What an adjective measures by itself: "cheapest" is a price, "longest" mostly a time."""

_WORDS: Final[tuple[tuple[str, bool, Measure], ...]] = (
    (r"most expensive|costliest|dearest|priciest", True, "money"),
    (r"least expensive|cheapest", False, "money"),
    (r"longest", True, "time"),
    (r"shortest", False, "time"),
    (r"most|highest|largest|biggest|greatest|heaviest|tallest|busiest", True, ""),
    (r"least|fewest|lowest|smallest|lightest", False, ""),
)
_SUPERLATIVES: Final = tuple(
    (
        re.compile(rf"(?<!\bat )(?<!\bat the )(?<!-)\b(?:{words})\b(?! of\b)", re.IGNORECASE),
        is_highest,
        measure,
    )
    for words, is_highest, measure in _WORDS
)
_NO_MEASURE: Final = re.compile(
    r"\b(?:most|least) (?:recent(?:ly)?|important|likely|common(?:ly)?|frequent(?:ly)?|often"
    r"|urgent|of the)\b",
    re.IGNORECASE,
)
_ASKS_WHICH: Final = re.compile(r"\b(?:which|who|whose|whom)\b", re.IGNORECASE)
_ASKS_WHAT: Final = re.compile(
    r"^(?:and |but |so )?what(?:['\u2019]s|\s+(?:is|was|are|were))\s+(?:the|our|their|your)\s+\Z",
    re.IGNORECASE,
)
_ANOTHER: Final = re.compile(
    r"\b(?:two|three|four|five|six|seven|eight|nine|ten|\d+|second|third|fourth|fifth|next"
    r"|\d+(?:st|nd|rd|th)|not(?: (?:the|our|their|your|among the))?)\s+\Z",
    re.IGNORECASE,
)
"""What stands before a superlative of several, or of another one: "the three largest"."""
_LIMIT: Final = re.compile(
    r"\b(?:under|below|over|above|than|at (?:least|most)|up to|within|between|before|after|since"
    rf"|until)\s+(?:[\u00a3$\u20ac\u00a5]\s?)?(?:\d|(?:{'|'.join(NUMBER_WORDS)})\b)",
    re.IGNORECASE,
)
"""What says which are compared at all: "under \u00a350"."""


@dataclass(frozen=True, slots=True)
class Superlative:
    """What a question asks the most or the least of.

    Attributes:
        is_highest: Whether the most is asked for.
        measure: What the adjective measures by itself; empty if only the question says it.
        rest: The question without the superlative.
        noun: The terms behind the superlative where the question begins with "what is the": they
            name a thing ("the cheapest room") or the value itself ("the lowest price"). None for
            "which" and "who", which ask for a thing.
    """

    is_highest: bool
    measure: Measure
    rest: str
    noun: frozenset[str] | None = None


def superlative_in(question: str) -> Superlative | None:
    """Read the superlative of a question; None where it asks for something else.

    Two things compared by name, several of the largest, the second largest, the largest of those
    within a limit, "at most" and "most recent" are something else.

    >>> superlative_in("Which room is the cheapest?")
    Superlative(is_highest=False, measure='money', rest='Which room is the ?', noun=None)
    >>> superlative_in("Is the cheapest room free?") is None
    True
    """
    if _NO_MEASURE.search(question) or _LIMIT.search(question):
        return None
    if compared_things(question) is not None:
        return None
    matches = [
        (match, is_highest, measure)
        for pattern, is_highest, measure in _SUPERLATIVES
        if (match := pattern.search(question)) is not None
    ]
    if not matches:
        return None
    match, is_highest, measure = min(matches, key=lambda each: (each[0].start(), -each[0].end()))
    before, behind = question[: match.start()], question[match.end() :]
    if _ANOTHER.search(before) or re.search(rf"(?i)\b{match[0]}\b", behind):
        return None
    if _ASKS_WHICH.search(before):
        return Superlative(is_highest, measure, before + behind)
    if _ASKS_WHAT.match(before):
        first = re.split(r"\b(?:for|of|in|at|on|to|by|with|from|under|that|which)\b|[,?.]", behind)
        return Superlative(is_highest, measure, before + behind, content_terms(first[0]))
    return None
