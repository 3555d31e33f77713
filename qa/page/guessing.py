"""The best guess where nothing is found, for those who want to see it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from qa.answer import Answer, Citation
from qa.page.bot import Bot

__all__ = ["guess_of", "with_guess"]


def with_guess(answer: Answer, bot: Bot, documents: Sequence[str] | None) -> Answer:
    """A decline with its best candidate first among the closest sentences, its words marked.

    It stays a decline: nothing but the mark tells it from the other sentences.

    Args:
        answer: Of the kind ``none``.
        bot: Asked once more, with no least confidence.
        documents: Those that were asked.
    """
    guess = bot.ask(answer.asked_as, documents, 0.0)
    if guess.kind != "answer":
        return answer
    best = guess.citations[0]
    if best.answer_start is None:  # a reader of whole sentences
        best = replace(best, answer_start=best.start, answer_end=best.end)
    best = replace(best, confidence=guess.confidence)
    others = tuple(c for c in answer.related if not (c.covers(best) or best.covers(c)))
    return replace(answer, related=(best, *others))


def guess_of(answer: Answer) -> Citation | None:
    """The best guess of a decline, if it was asked for: the one closest sentence with a mark."""
    first = answer.related[0] if answer.kind == "none" and answer.related else None
    return None if first is None or first.answer_start is None else first
