"""Outcomes in words, for the page, the command line and exports. They claim no absence."""

from __future__ import annotations

import re
from pathlib import PurePath

from qa.answer import Answer, Searched
from qa.question_kind import kind_of

__all__ = ["CLOSEST", "NOTHING_FOUND", "heading", "searched_lines"]

NOTHING_FOUND = "I found nothing in these documents that answers this"
CLOSEST = "Closest sentences"
_HELP = "Ask what these documents say, in a whole English question"
_EVIDENCE = "What the documents say about it:"
_NO_REASON = "The documents don't say why outright. What they say about it:"
_REASON = re.compile(
    r"\b(?:because|since|reasons?|causes?d?|due to|owing to|thanks to|on account of|so that|"
    r"in order to|to (?:avoid|ensure|prevent|allow|make|help|keep|save)|therefore|thus|hence|"
    r"which is why|that is why|as a result|led to|for fear of|on the grounds? (?:of|that))\b",
    re.IGNORECASE,
)
_MOST_UNREAD = 5


def heading(answer: Answer) -> str:
    """The line above what is given; "" for an answer, which needs none.

    That the documents don't give a reason outright is said only of sentences with no word for one.
    """
    if answer.kind == "none":
        return NOTHING_FOUND
    if answer.kind == "help":
        return _HELP
    if answer.kind == "answer":
        return ""
    is_why = kind_of(answer.asked_as) == "why"
    if is_why and not any(_REASON.search(citation.text) for citation in answer.citations):
        return _NO_REASON
    return _EVIDENCE


def searched_lines(searched: Searched) -> list[str]:
    """What was searched, what could not be read, and which words occur nowhere; a line each."""
    count = searched.documents
    lines = [f"Searched: {count:,} document{'' if count == 1 else 's'}"]
    shown = searched.unread[:_MOST_UNREAD]
    lines += [f"Not read: {_name(unread.source)}: {unread.reason}" for unread in shown]
    if len(searched.unread) > len(shown):
        lines.append(f"Not read: {len(searched.unread) - len(shown):,} more")
    if searched.unknown_words:
        words = ", ".join(searched.unknown_words)
        lines.append(f"Words of the question that occur in none of the documents: {words}")
    return lines


def _name(source: str) -> str:
    return PurePath(source.replace("\\", "/")).name or source
