"""Questions as people type them: keywords, typing errors, no question mark.

A form belongs to a question, not to a text. All texts that are read for one question, right and
wrong ones, are read with the same form, so that no form hints at an answer.
"""

from __future__ import annotations

import random
import re

__all__ = ["as_keywords", "misspelt", "typed"]

_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
_FUNCTION_WORDS = """
a an the is are was were be been being do does did has have had can could will would should may
might must of in on at to for from by with about as into what which who whom whose when where
why how that this these those there it its and or please
"""
_DROPPED = frozenset(_FUNCTION_WORDS.split())
_NEEDED = frozenset({"why", "how", "when", "where", "who"})
"""Question words that say what kind of answer is wanted; half of the keyword forms keep them."""
_LOWERED = 0.05
"""Share of questions in lower case and without question mark."""
_MISSPELT_LENGTH = 5
"""Letters that a word needs to be misspelt."""


def typed(question: str, rng: random.Random, keywords: float = 0.12, slips: float = 0.06) -> str:
    """Return the question as it is, or as somebody might type it.

    Args:
        question: A whole sentence.
        rng: Draws the form.
        keywords: Share of questions cut down to their keywords.
        slips: Share of questions with one misspelt word.
    """
    drawn = rng.random()
    if drawn < keywords:
        return as_keywords(question, rng)
    if drawn < keywords + slips:
        return misspelt(question, rng)
    if drawn < keywords + slips + _LOWERED:
        return question.rstrip("?").lower()
    return question


def as_keywords(question: str, rng: random.Random) -> str:
    """Drop function words; return the question unchanged if fewer than two words stay."""
    keeps = rng.random() < 0.5
    words = [
        word
        for word in _WORD.findall(question)
        if word.lower() not in _DROPPED or (keeps and word.lower() in _NEEDED)
    ]
    return " ".join(words) if len(words) > 1 else question


def misspelt(question: str, rng: random.Random) -> str:
    """Swap, leave out, double or replace one letter of one of the longer words."""
    long_words = [
        match for match in _WORD.finditer(question) if len(match.group()) >= _MISSPELT_LENGTH
    ]
    if not long_words:
        return question
    match = rng.choice(long_words)
    word = match.group()
    # The first letter is rarely wrong.
    at = rng.randrange(1, len(word) - 1)
    before, letter, after = word[:at], word[at], word[at + 1 :]
    replacement = rng.choice("aeiou" if letter in "aeiou" else "bcdfghklmnprstw")
    wrong_word = rng.choice(
        (
            before + after[0] + letter + after[1:],
            before + after,
            before + letter + letter + after,
            before + replacement + after,
        )
    )
    return question[: match.start()] + wrong_word + question[match.end() :]
