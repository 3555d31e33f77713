"""The best guess where nothing is found, for those who want to see it."""

from __future__ import annotations

from dataclasses import replace

from qa.answer import Answer, Citation

__all__ = ["guess_of", "with_guess"]


def with_guess(answer: Answer) -> Answer:
    """A decline with its best candidate first among the closest sentences, its words marked.

    It stays a decline: nothing but the mark tells it from the other sentences.
    """
    best = answer.guess
    if answer.kind != "none" or best is None:
        return answer
    if best.answer_start is None:  # a reader of whole sentences
        best = replace(best, answer_start=best.start, answer_end=best.end)
    others = tuple(c for c in answer.related if not (c.covers(best) or best.covers(c)))
    return replace(answer, related=(best, *others))


def guess_of(answer: Answer) -> Citation | None:
    """The best guess of a decline, if it was asked for: the one closest sentence with a mark."""
    first = answer.related[0] if answer.kind == "none" and answer.related else None
    return None if first is None or first.answer_start is None else first
