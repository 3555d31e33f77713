"""Names that a question asks of, where an answer's sentence is of another name.

"How many were ordered from Okapi?" asks of Okapi. A reader takes the number from "30 were ordered
from Lumen" as well, and is sure of it: all other words are the same. So a name of the question that
the sentence lacks is compared with the names that stand there in the same place: behind the same
preposition, or beside the same word. That a document lacks a name tells nothing: most answers to
questions with such a name are right, because whole documents are about one party.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from index.text.terms import COMMON, terms
from qa.answering.question_words import content_terms
from qa.document_date import MONTHS
from qa.followups.words import FUNCTION_WORDS

__all__ = ["names_another"]

_TIMES: Final = (
    *MONTHS, *(month[:3] for month in MONTHS),
    "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday", "Easter",
    "Christmas", "Spring", "Summer", "Autumn", "Winter",
)  # fmt: skip
_NO_NAMES: Final = "|".join((*_TIMES, *(word.capitalize() for word in sorted(FUNCTION_WORDS))))
_WORD: Final = rf"(?!(?:{_NO_NAMES})\b)[A-Z][\w&]*(?:[.-]\w+)*"
_NAME: Final = rf"{_WORD}(?:\s+(?:(?:of|and|&|de|van|von)\s+(?:the\s+)?)?{_WORD})*"
_NOT_TELLING: Final = COMMON | frozenset(
    terms("Mr Mrs Ms Miss Dr Prof Professor Sir Lord Lady Ltd Limited LLP LLC PLC Inc Corp Co GmbH")
)
"""Words of a name that may be left out."""
_THE: Final = r"(?:(?P<the>[Tt]he|[Oo]ur|[Yy]our|[Tt]heir)\s+)?"
_AUXILIARY: Final = r"(?:(?:has|have|had|is|are|was|were|will|would|can|could|may|must|should)\s+)?"
_BEHIND: Final = re.compile(
    rf"\b(?P<place>from|to|with|by|for|at|in|against|between)\s+{_THE}(?P<name>{_NAME})"
)
_BESIDE: Final = (
    re.compile(rf"{_THE}\b(?P<name>{_NAME})(?:['’]s?)?\s+{_AUXILIARY}(?P<place>[a-z]+)"),
    re.compile(rf"\b(?P<place>[a-z]+)\s+of\s+{_THE}(?P<name>{_NAME})"),
)


def names_another(question: str, sentence: str, above: str = "") -> str | None:
    """The name of a question in whose place a sentence has another one; None where none is.

    A name that shares a word with the sentence, or is written by its initials there, stands in it.

    Args:
        question: As read.
        sentence: Of an answer.
        above: Title and headings above it: a name in them is what the sentence is about.

    >>> names_another("What was bought from Okapi Ltd?", "We bought a lamp from Lumen.")
    'Okapi Ltd'
    >>> names_another("What was bought from Okapi Ltd?", "Okapi bought a lamp from Lumen.")
    """
    held = set(terms(f"{sentence} {above}"))
    asked = set(terms(question))
    others = list(_placed(sentence))
    for place, name in _placed(question):
        rivals = [other for other_place, other in others if other_place == place]
        if any(_is_another(name, rival, asked, held) for rival in rivals):
            return None if _initials(name) in sentence else name
    return None


def _is_another(name: str, rival: str, asked: set[str], held: set[str]) -> bool:
    """Whether two names are of two things, of which a question names one and a sentence the other.

    "Marsh" can be "Helen Marsh"; "Peter Marsh" can not.

    Args:
        name: In the question.
        rival: In the sentence.
        asked: Terms of the question.
        held: Terms of the sentence and of what stands above it.
    """
    words, others = (set(terms(each)) - _NOT_TELLING for each in (name, rival))
    own, strange = words - others, others - words
    are_apart = own and strange and not own & held and not strange & asked
    return bool(are_apart) and _initials(rival) != name


def _placed(text: str) -> Iterator[tuple[frozenset[str], str]]:
    """The names of a text, each with what it stands beside."""
    for match in _BEHIND.finditer(text):
        if _is_name(match):
            yield frozenset({match["place"].lower()}), match["name"]
    for pattern in _BESIDE:
        for match in pattern.finditer(text):
            place = content_terms(match["place"])
            if place and _is_name(match):
                yield place, match["name"]


def _is_name(match: re.Match[str]) -> bool:
    """Whether it can be a name: "the Seller" is a role, which any party may have."""
    return not match["the"] or " " in match["name"]


def _initials(name: str) -> str:
    """The initials of a name of several words; a name of one word as it is."""
    words = [word for word in name.split() if word[:1].isupper()]
    return "".join(word[0] for word in words) if len(words) > 1 else name
