"""Puts what other words than pronouns stand for in their place: "that policy", "a full one"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from index.text.terms import terms
from qa.followups.mentions import EarlierTurn, as_known, bare, is_time, phrases_of
from qa.followups.phrase import Phrase, singular
from qa.followups.words import (
    AUXILIARIES,
    DEMONSTRATIVES,
    FUNCTION_WORDS,
    PREPOSITIONS,
    word_set,
    words,
)

__all__ = ["counted", "demonstrated", "placed", "with_noun"]

_ASKING = word_set("many much which whose")
_ONE = word_set("one ones")
_FIGURES = re.compile(r"\S*\d\S*\s+")


def demonstrated(question: str, turns: Sequence[EarlierTurn]) -> str:
    """Put the fuller phrase with the same noun for "that policy": "the 2019 policy"."""
    listed = words(question)
    for word, noun in pairwise(listed):
        if word.lower not in DEMONSTRATIVES or noun.lower in FUNCTION_WORDS:
            continue
        for phrase in phrases_of(turns):
            if (
                singular(phrase.head.lower()) == singular(noun.lower)
                and len(words(phrase.text)) > 1
            ):
                return f"{question[: word.start]}{as_known(phrase)}{question[noun.end :]}"
    return question


def counted(question: str, turns: Sequence[EarlierTurn]) -> str:
    """Add to "How many were positive?" what was counted before: "How many samples were"."""
    listed = words(question)
    at = next((n for n, word in enumerate(listed) if word.lower in _ASKING), None)
    if at is None or at > 2 or at + 1 >= len(listed):
        return question
    if listed[at].lower in ("many", "much") and (at == 0 or listed[at - 1].lower != "how"):
        return question
    if listed[at + 1].lower not in AUXILIARIES or listed[at].lower == "much":
        return question
    for phrase in phrases_of(turns):
        if phrase.asked:
            counted = f"{question[: listed[at].end]} {phrase.text}{question[listed[at].end :]}"
            return _within(counted, turns)
    return question


def _within(question: str, turns: Sequence[EarlierTurn]) -> str:
    """A question about some of what was counted, with where it was: "in the 1998 survey"."""
    for phrase in phrases_of(turns[-1:]):
        if phrase.preposition in ("in", "at", "on") and phrase.text not in question:
            stem = re.sub(r"[\s?!.]+$", "", question)
            return f"{stem} {phrase.preposition} {phrase.text}?"
    return question


def with_noun(question: str, turns: Sequence[EarlierTurn]) -> str:
    """Put the noun for "one": "a full parking permit" for "a full one"."""
    listed = words(question)
    for number, word in enumerate(listed):
        before = listed[number - 1].lower if number else ""
        if word.lower not in _ONE or not before or before in FUNCTION_WORDS - {"old"}:
            continue
        governing = next(
            (w.lower for w in reversed(listed[:number]) if w.lower in PREPOSITIONS), ""
        )
        # "And under the old one?": the phrase behind the same preposition comes first.
        alike = sorted(
            phrases_of(turns), key=lambda p: not (governing and p.preposition == governing)
        )
        for phrase in alike:
            if phrase.is_name or is_time(phrase) or before in {w.lower for w in words(phrase.text)}:
                continue
            noun = _noun(phrase, before, turns)
            if word.lower == "one" and noun.endswith(phrase.head):
                noun = noun[: len(noun) - len(phrase.head)] + singular(phrase.head)
            return f"{question[: word.start]}{noun}{question[word.end :]}"
    return question


def _noun(phrase: Phrase, before: str, turns: Sequence[EarlierTurn]) -> str:
    """What "one" stands for behind the word before it, as the cited text has it.

    "Urgent repairs" give "routine repairs" where the text says so, "parking permits" give "full
    parking permits".
    """
    short = terms(f"{before} {phrase.head}")
    said = [terms(turn.nearby) for turn in turns]
    if any(short == text[n : n + len(short)] for text in said for n in range(len(text))):
        return phrase.head
    return _FIGURES.sub("", bare(phrase.text))


def placed(question: str, turns: Sequence[EarlierTurn]) -> str:
    """Put the place that was named before for "there" at the end: "in critical care"."""
    listed = words(question)
    if len(listed) < 2 or listed[-1].lower != "there":
        return question
    for phrase in phrases_of(turns):
        if phrase.preposition in ("in", "at", "on", "inside") and not is_time(phrase):
            place = f"{phrase.preposition} {phrase.text}"
            return f"{question[: listed[-1].start]}{place}{question[listed[-1].end :]}"
    return question
