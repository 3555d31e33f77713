"""Puts what a pronoun stands for in its place.

What stands there is a phrase of an earlier question, or the short name that answered it; nothing
else of a document. ``When does it meet again?`` after ``Who chaired the panel in June?`` becomes
``When does the panel meet again?``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from qa.followups.dependence import unresolved
from qa.followups.noun_phrases import Phrase, noun_phrases, singular
from qa.followups.ordinals import in_order
from qa.followups.rewrite import person_of, short_name, without_topic
from qa.followups.words import (
    AUXILIARIES,
    DEMONSTRATIVES,
    FUNCTION_WORDS,
    Word,
    word_set,
    words,
)

__all__ = ["EarlierTurn", "subject_after", "with_antecedents"]

_PERSON = word_set("he him his himself she her hers herself")
_PLURAL = word_set("they them their theirs themselves these those ones")
_OWNING = word_set("his her hers their theirs its")
_ASKING = word_set("many much which whose")
_ONE = word_set("one ones")
_TIMES = word_set("after before since until during in by at on from")
_TIME_NOUNS = word_set(
    "day days night week weeks month months year years time morning evening date quarter"
)
_COUNTS = re.compile(r"(?:\w+ )?how (?:many|much)\b", re.IGNORECASE)
_MOST_PRONOUNS = 2
_LONGEST = 12  # words of an antecedent


@dataclass(frozen=True, slots=True)
class EarlierTurn:
    """What antecedents are looked for in.

    Attributes:
        question: As it was read.
        answer: What was answered; "" if nothing was.
        nearby: Text around the citation.
        items: Parts of the answer, where it is a list.
    """

    question: str
    answer: str = ""
    nearby: str = ""
    items: tuple[str, ...] = ()


def with_antecedents(question: str, turns: Sequence[EarlierTurn]) -> str:
    """``question`` with its open pronouns replaced, as far as their antecedents are known.

    Args:
        question: Without "and" before it.
        turns: Oldest first.
    """
    question = in_order(question, [(turn.answer, turn.items) for turn in turns])
    question = _demonstrated(question, turns)
    question = _counted(question, turns)
    for _ in range(_MOST_PRONOUNS):
        pronoun = unresolved(question)
        if pronoun is None:
            break
        antecedent = _antecedent(question, pronoun, turns)
        if antecedent is None or len(words(antecedent)) > _LONGEST:
            break
        question = f"{question[: pronoun.start]}{antecedent}{question[pronoun.end :]}"
        if pronoun.lower in _PERSON:
            question = _given(question, pronoun.start + len(antecedent), turns)
    return _placed(_one_of(question, turns), turns)


def _antecedent(question: str, pronoun: Word, turns: Sequence[EarlierTurn]) -> str | None:
    low = pronoun.lower
    said = {word.lower for word in words(question)}
    for turn in reversed(turns):
        open_ = unresolved(without_topic(turn.question)[0])
        if open_ is not None and (open_.lower in _PERSON) == (low in _PERSON):
            continue  # nobody knows whom that question was about: it was the same as now
        if low in _PERSON:
            text = person_of(turn.question, turn.answer)
        elif low == "there" or low in _ONE or low in DEMONSTRATIVES:
            text = None
        else:
            text = _thing(turn, plural=low in _PLURAL)
        if text is not None and not {w.lower for w in words(text)} <= said:
            return _owning(text) if _owns(question, pronoun) else text
    return None


def _given(question: str, after: int, turns: Sequence[EarlierTurn]) -> str:
    """Replace "it" behind a person: "In what year did Napoleon give it to her?"."""
    thing = next((w for w in words(question) if w.start >= after and w.lower == "it"), None)
    antecedent = None if thing is None else _antecedent(question, thing, turns)
    if thing is None or antecedent is None or len(words(antecedent)) > _LONGEST:
        return question
    return f"{question[: thing.start]}{antecedent}{question[thing.end :]}"


def _owns(question: str, pronoun: Word) -> bool:
    if pronoun.lower not in _OWNING:
        return False
    if pronoun.lower != "her":
        return True
    after = re.match(r"\s*([\w'’-]+)", question[pronoun.end :])
    return after is not None and after.group(1).lower() not in FUNCTION_WORDS


def _owning(text: str) -> str:
    if text.endswith(("'s", "’s")):
        return text
    return f"{text}'" if text.endswith("s") and not text[:1].isupper() else f"{text}'s"


def _thing(turn: EarlierTurn, *, plural: bool) -> str | None:
    """What "it" or "they" is after a turn: a short name that was asked for, else a phrase."""
    question = without_topic(turn.question)[0]
    phrases = [p for p in noun_phrases(question, turn.nearby) if not _is_time(p)]
    first = words(question)[0].lower if words(question) else ""
    named = short_name(turn.answer)
    if named is not None and plural and first in ("who", "which", "what"):
        return named
    asked = next((p for p in phrases if p.asked), None)
    if named is not None and asked is not None and first in ("which", "what") and not plural:
        if not asked.is_person:
            return named
        phrases.remove(asked)
    if asked is not None and " of " in asked.text and _COUNTS.match(question) and not plural:
        return asked.text.split(" of ", 1)[1]  # "How many MWh of gas did we use?": gas
    alike = [p for p in phrases if p.is_plural == plural or p.is_name or (plural and p.is_group)]
    # What is asked for is what "they" counts, but rarely what "it" is.
    alike.sort(key=lambda p: p.asked and not plural)
    # The subject or object of the question stands before what only places it.
    free = [p for p in alike if not p.preposition]
    return _known(next(iter(free or alike))) if alike else None


def _is_time(phrase: Phrase) -> bool:
    listed = words(phrase.text)
    figures = sum(any(char.isdigit() for char in word.text) for word in listed)
    if phrase.preposition in _TIMES and figures == len(listed):
        return True
    return bool(listed) and listed[-1].lower in _TIME_NOUNS and phrase.preposition in _TIMES


def _known(phrase: Phrase) -> str:
    """A phrase as something known: "a sponsor" and "which sponsor" become "the sponsor"."""
    if phrase.asked and not phrase.is_name:
        return f"the {phrase.text}"
    return re.sub(r"^(?:a|an)\s", "the ", phrase.text, flags=re.IGNORECASE)


def subject_after(turn: EarlierTurn) -> str | None:
    """Whom or what a turn was about: the person who was asked for, else its first phrase."""
    return person_of(turn.question, turn.answer) or _thing(turn, plural=False)


def _demonstrated(question: str, turns: Sequence[EarlierTurn]) -> str:
    """Put the fuller phrase with the same noun for "that policy": "the 2019 policy"."""
    listed = words(question)
    for word, noun in pairwise(listed):
        if word.lower not in DEMONSTRATIVES or noun.lower in FUNCTION_WORDS:
            continue
        for phrase in _phrases(turns):
            if (
                singular(phrase.head.lower()) == singular(noun.lower)
                and len(words(phrase.text)) > 1
            ):
                return f"{question[: word.start]}{_known(phrase)}{question[noun.end :]}"
    return question


def _counted(question: str, turns: Sequence[EarlierTurn]) -> str:
    """Add to "How many were positive?" what was counted before: "How many samples were"."""
    listed = words(question)
    at = next((n for n, word in enumerate(listed) if word.lower in _ASKING), None)
    if at is None or at > 2 or at + 1 >= len(listed):
        return question
    if listed[at].lower in ("many", "much") and (at == 0 or listed[at - 1].lower != "how"):
        return question
    if listed[at + 1].lower not in AUXILIARIES or listed[at].lower == "much":
        return question
    for phrase in _phrases(turns):
        if phrase.asked:
            counted = f"{question[: listed[at].end]} {phrase.text}{question[listed[at].end :]}"
            return _within(counted, turns)
    return question


def _within(question: str, turns: Sequence[EarlierTurn]) -> str:
    """A question about some of what was counted, with where it was: "in the 1998 survey"."""
    for phrase in _phrases(turns[-1:]):
        if phrase.preposition in ("in", "at", "on") and phrase.text not in question:
            stem = re.sub(r"[\s?!.]+$", "", question)
            return f"{stem} {phrase.preposition} {phrase.text}?"
    return question


def _one_of(question: str, turns: Sequence[EarlierTurn]) -> str:
    """Put the noun for "one": "a full parking permit" for "a full one"."""
    listed = words(question)
    for number, word in enumerate(listed):
        if word.lower not in _ONE or number == 0 or listed[number - 1].lower in FUNCTION_WORDS:
            continue
        before = listed[number - 1].lower
        for phrase in _phrases(turns):
            if (
                phrase.is_name
                or _is_time(phrase)
                or before in {w.lower for w in words(phrase.text)}
            ):
                continue
            noun = re.sub(r"^(?:the|a|an|my|our|your)\s", "", phrase.text, flags=re.IGNORECASE)
            if word.lower == "one" and noun.endswith(phrase.head):
                noun = noun[: len(noun) - len(phrase.head)] + singular(phrase.head)
            return f"{question[: word.start]}{noun}{question[word.end :]}"
    return question


def _placed(question: str, turns: Sequence[EarlierTurn]) -> str:
    """Put the place that was named before for "there" at the end: "in critical care"."""
    listed = words(question)
    if len(listed) < 2 or listed[-1].lower != "there":
        return question
    for phrase in _phrases(turns):
        if phrase.preposition in ("in", "at", "on", "inside") and not _is_time(phrase):
            place = f"{phrase.preposition} {phrase.text}"
            return f"{question[: listed[-1].start]}{place}{question[listed[-1].end :]}"
    return question


def _phrases(turns: Sequence[EarlierTurn]) -> Iterator[Phrase]:
    """Phrases of the earlier questions, those of the last one first."""
    for turn in reversed(turns):
        yield from noun_phrases(without_topic(turn.question)[0], turn.nearby)
