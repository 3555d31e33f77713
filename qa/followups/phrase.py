"""A noun phrase of a question."""

from __future__ import annotations

import re
from dataclasses import dataclass

from qa.followups.words import FUNCTION_WORDS, word_set, words

__all__ = ["Phrase", "singular"]

_AGENT = re.compile(r".{2,}(?:er|or|ist|ant|ian|ect)|.*(?:head|chair|wife|husband|man|woman)")
_PLURALS = word_set("children feet men mice people police teeth women")
_GROUPS = word_set(
    "crew team family government company committee council police staff board group band panel "
    "people children men women"
)


@dataclass(frozen=True, slots=True)
class Phrase:
    """A noun phrase.

    Attributes:
        start: Offset of its first code point in the question.
        end: Offset after the last one.
        text: The slice.
        preposition: The one before it, in lower case; "" where none stands there.
        asked: Whether it is what the question asks for: "wards" of "which wards".
    """

    start: int
    end: int
    text: str
    preposition: str
    asked: bool = False

    @property
    def head(self) -> str:
        """The last word of its first part: "roof" of "the roof of the boat house"."""
        first = re.split(r"\s(?:of|for)\s", self.text, maxsplit=1)[0]
        listed = words(first)
        return listed[-1].text if listed else ""

    @property
    def is_person(self) -> bool:
        """Whether its head ends like the name of someone who does something: "architect"."""
        return _AGENT.fullmatch(self.head.lower()) is not None

    @property
    def is_plural(self) -> bool:
        """Whether its head ends like a plural."""
        head = self.head.lower()
        regular = head.endswith("s") and not head.endswith(("ss", "us", "is"))
        return regular or head in _PLURALS

    @property
    def is_group(self) -> bool:
        """Whether "they" can stand for it though it is no plural: "the crew"."""
        return self.head.lower() in _GROUPS

    @property
    def is_name(self) -> bool:
        """Whether every word of it but articles and "of" has a capital."""
        kept = [word for word in words(self.text) if word.lower not in FUNCTION_WORDS]
        return bool(kept) and all(word.capital for word in kept)


def singular(noun: str) -> str:
    """A noun without the "s" of a regular plural."""
    if noun.endswith("ies") and len(noun) > 4:
        return f"{noun[:-3]}y"
    if noun.endswith("s") and not noun.endswith(("ss", "us", "is")):
        return noun[:-1]
    return noun
