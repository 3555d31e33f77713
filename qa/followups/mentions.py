"""What earlier turns spoke of, as phrases that can stand in a later question."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from qa.followups.noun_phrases import noun_phrases
from qa.followups.phrase import Phrase
from qa.followups.rewrite import without_topic
from qa.followups.words import word_set, words

__all__ = ["EarlierTurn", "as_known", "bare", "is_time", "phrases_of"]

_TIMES = word_set("after before since until during in by at on from")
_TIME_NOUNS = word_set(
    "day days night week weeks month months year years time morning evening date quarter"
)
_OF_EACH = re.compile(
    r"(?:a|an|each|every|per) (?:day|night|week|month|year|hour|quarter)", re.IGNORECASE
)


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


def phrases_of(turns: Sequence[EarlierTurn]) -> Iterator[Phrase]:
    """Phrases of the earlier questions, those of the last one first."""
    for turn in reversed(turns):
        yield from noun_phrases(without_topic(turn.question)[0], turn.nearby)


def is_time(phrase: Phrase) -> bool:
    """Whether a phrase only says when, or how often: no pronoun stands for it."""
    if _OF_EACH.fullmatch(phrase.text):
        return True  # "three days a week"
    listed = words(phrase.text)
    figures = sum(any(char.isdigit() for char in word.text) for word in listed)
    if phrase.preposition in _TIMES and figures == len(listed):
        return True
    is_span = phrase.preposition in _TIMES or phrase.preposition == "for"
    return bool(listed) and listed[-1].lower in _TIME_NOUNS and is_span


def as_known(phrase: Phrase) -> str:
    """A phrase as something known: "a sponsor" and "which sponsor" become "the sponsor"."""
    if phrase.asked and not phrase.is_name:
        return f"the {phrase.text}"
    return re.sub(r"^(?:a|an)\s", "the ", phrase.text, flags=re.IGNORECASE)


def bare(text: str) -> str:
    """A phrase without its determiner."""
    return re.sub(r"^(?:the|a|an|my|our|your)\s", "", text, flags=re.IGNORECASE)
