"""Names the two things that "which of the two" and "which of them" ask about."""

from __future__ import annotations

import re
from collections.abc import Sequence

from qa.followups.mentions import EarlierTurn
from qa.followups.ordinals import enumerated
from qa.followups.rewrite import without_topic
from qa.followups.words import PREPOSITIONS, Word, words

__all__ = ["asks_of_both", "with_both"]

_END = re.compile(r"[\s?!.…]+$")
_PAIR = r"(?:(?:the|these|those) two|them|these|those)"
_CHOOSES = re.compile(rf"\b(?:which|who|whose)(?P<of> (?:one )?of {_PAIR})\b", re.IGNORECASE)
_JOINS = re.compile(r"\b(?:between|compare|in|of) (?P<pair>(?:the|these|those) two)\b(?! \w)", re.I)
_LONGEST = 8
"""Words of a thing that the last two questions differ in."""
_TAIL = 2
"""Words at the end that both have, and that belong to the things behind a preposition."""
_ALIKE = 2
"""Words that both have in common."""


def asks_of_both(question: str) -> bool:
    """Whether a question asks about two things that it does not name."""
    return bool(_CHOOSES.search(question) or _JOINS.search(_END.sub("", question)))


def with_both(question: str, turns: Sequence[EarlierTurn]) -> str:
    """``question`` with the two things named that were spoken of last; as it is for none.

    They are what the last two questions differ in ("Which has the longer notice period, the linen
    agreement or the cleaning agreement?"), or the two items that answered the last one.

    Args:
        question: Without "and" before it.
        turns: Oldest first.
    """
    things = _things(turns)
    main = _END.sub("", question)
    if things is None:
        return question
    if match := _CHOOSES.search(main):
        return f"{main[: match.start('of')]}{main[match.end('of') :]}, {things[0]} or {things[1]}?"
    if match := _JOINS.search(main):
        pair = f"{things[0]} and {things[1]}"
        return f"{main[: match.start('pair')]}{pair}{main[match.end('pair') :]}?"
    return question


def _things(turns: Sequence[EarlierTurn]) -> tuple[str, str] | None:
    for turn in reversed(turns):
        items = turn.items or enumerated(turn.answer)
        if len(items) == len(("first", "second")):
            first, second = (" ".join(item.split()).strip(" .,;:") for item in items)
            return first, second
    for before, after in zip(reversed(turns[:-1]), reversed(turns), strict=False):
        things = _difference(_main(before), _main(after))
        if things is not None:
            return things
    return None


def _main(turn: EarlierTurn) -> str:
    return _END.sub("", without_topic(turn.question)[0])


def _difference(first: str, second: str) -> tuple[str, str] | None:
    """The words between the beginning and the end that two questions share."""
    one_side, other_side = words(first), words(second)
    least = min(len(one_side), len(other_side))
    begin = 0
    while begin < least and one_side[begin].lower == other_side[begin].lower:
        begin += 1
    end = 0
    while end < least - begin and one_side[-1 - end].lower == other_side[-1 - end].lower:
        end += 1
    if begin + end < _ALIKE:
        return None
    begin -= begin > 0 and one_side[begin - 1].lower in ("the", "a", "an")
    if begin and one_side[begin - 1].lower in PREPOSITIONS and end <= _TAIL:
        end = 0  # "of the linen agreement": the noun at the end is the phrase's own
    things = _between(first, one_side, begin, end), _between(second, other_side, begin, end)
    return things if all(things) else None


def _between(text: str, listed: Sequence[Word], begin: int, end: int) -> str:
    inner = listed[begin : len(listed) - end]
    if not 0 < len(inner) <= _LONGEST:
        return ""
    return text[inner[0].start : inner[-1].end]
