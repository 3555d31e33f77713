"""Follow-ups that name a thing of which the cited text speaks: "And the deposit?"."""

from __future__ import annotations

import re

from index.text.terms import terms
from qa.followups.noun_phrases import noun_phrases
from qa.followups.words import FUNCTION_WORDS, content, words

__all__ = ["asked_of_the_text"]

_END = re.compile(r"[\s?!.…]+$")
_LONGEST = 3
"""Words of such a thing, with its article."""


def asked_of_the_text(part: str, question: str, nearby: str) -> str | None:
    """What a thing is that stands beside what was cited, and that the question did not name.

    The question before says nothing of it: with its words, its own sentence would be found again.
    Of a person it is not asked what it is.

    Args:
        part: A question without a verb, and without "and" before it.
        question: The earlier question, as read.
        nearby: Text around what was cited for it.

    Returns:
        None where nothing of that name stands there.

    >>> asked_of_the_text("the deposit?", "What is the rent?", "A deposit is paid.")
    'What is the deposit?'
    """
    part = _END.sub("", part)
    listed = words(part)
    if not 2 <= len(listed) <= _LONGEST or listed[0].lower != "the":
        return None
    if any(word.lower in FUNCTION_WORDS or word.capital for word in listed[1:]):
        return None
    phrase = next(iter(noun_phrases(f"of {part}")), None)
    own = set(content(part))
    if phrase is None or phrase.is_person or not own or own & set(content(question)):
        return None
    if not own <= set(terms(nearby)):
        return None
    return f"What {'are' if phrase.is_plural else 'is'} the {part[listed[1].start :]}?"
