"""Questions as people type them: keywords, slips of the finger, no question mark.

The form belongs to a question, not to a text: all texts read for one question, right and wrong
ones, are read for the same form, so that no form hints at an answer.
"""

from __future__ import annotations

import random
import re

__all__ = ["as_keywords", "misspelt", "typed"]

_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
_DROPPED = frozenset(
    ["a", "an", "the", "is", "are", "was", "were", "be", "been", "being", "do", "does", "did", "has", "have", "had", "can", "could", "will", "would", "should", "may", "might", "must", "of", "in", "on", "at", "to", "for", "from", "by", "with", "about", "as", "into", "what", "which", "who", "whom", "whose", "when", "where", "why", "how", "that", "this", "these", "those", "there", "it", "its", "and", "or", "please"]
)
_NEEDED = frozenset({"why", "how", "when", "where", "who"})
"""Question words that say what kind of answer is wanted; half of the keyword forms keep them."""


def typed(question: str, rng: random.Random, keywords: float = 0.12, slips: float = 0.06) -> str:
    """The question as it is, or as somebody might type it.

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
    if drawn < keywords + slips + 0.05:
        return question.rstrip("?").lower()
    return question


def as_keywords(question: str, rng: random.Random) -> str:
    """Its words without those that only make it a sentence; the question if fewer than two stay."""
    keeps = rng.random() < 0.5
    words = [
        word
        for word in _WORD.findall(question)
        if word.lower() not in _DROPPED or (keeps and word.lower() in _NEEDED)
    ]
    return " ".join(words) if len(words) > 1 else question


def misspelt(question: str, rng: random.Random) -> str:
    """One of its longer words with two letters swapped, one left out, doubled or replaced."""
    long_words = [match for match in _WORD.finditer(question) if len(match.group()) >= 5]
    if not long_words:
        return question
    match = rng.choice(long_words)
    word = match.group()
    # The first letter is rarely wrong.
    at = rng.randrange(1, len(word) - 1)
    made = rng.choice(
        (
            word[:at] + word[at + 1] + word[at] + word[at + 2 :],
            word[:at] + word[at + 1 :],
            word[:at] + word[at] + word[at:],
            word[:at]
            + rng.choice("aeiou" if word[at] in "aeiou" else "bcdfghklmnprstw")
            + word[at + 1 :],
        )
    )
    return question[: match.start()] + made + question[match.end() :]
