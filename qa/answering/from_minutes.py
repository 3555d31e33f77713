"""Answers from minutes, for which nothing is read: decisions, actions, the day of a meeting."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from index.values import Document, Span
from qa.answer import Answer, Citation
from qa.answering.minuted_lists import (
    MinutedKind,
    asked_for_all,
    is_named_by,
    minuted_list,
)
from qa.answering.request import Request
from qa.document_date import DATE, DocumentDate, date_in, date_of
from qa.titles import HEAD

__all__ = ["all_minuted", "told_by_minutes"]

_MOST_PARTS: Final = 5
"""Documents from which lists are given."""
_CONFIDENCE: Final = 0.95
"""The list is certain, which meeting is meant may not be."""
_WHEN: Final = re.compile(
    r"(?:when|on (?:what|which) (?:day|date)) (?:was|did) (?:the|our|your) (?:[\w’'-]+ ){0,3}?"
    r"(?:meeting|session)(?P<whose> (?:of|by) [^?]*?)?(?: held| take place| happen)?[\s?.!]*",
    re.IGNORECASE,
)


def all_minuted(
    request: Request, kind: MinutedKind, documents: Sequence[Document]
) -> Answer | None:
    """All decisions or actions of some documents; None where none has such.

    Args:
        request: The question.
        kind: What it asks all of.
        documents: All that it means, so that it is as sure of several lists as of one. The newest
            ones that have some come first, and only five.
    """
    ordered = sorted(documents, key=_dated, reverse=True)
    listed = [own for document in ordered if (own := minuted_list(document, kind))]
    if not listed or not request.takes(_CONFIDENCE):
        return None
    shown = listed[:_MOST_PARTS]
    citations = [citation for own in shown for citation in own.citations(_CONFIDENCE)]
    return replace(
        request.answer("answer", _CONFIDENCE, citations),
        items=tuple(item for own in shown for item in own.cited_items(_CONFIDENCE)),
        is_complete=shown == listed and all(own.is_complete for own in shown),
    )


def told_by_minutes(request: Request, rest: str, documents: Sequence[Document]) -> Answer | None:
    """All decisions or actions of minutes, or when the meeting was; None where else is asked.

    Args:
        request: The question.
        rest: The same without what says which meetings.
        documents: The minutes.
    """
    kind = asked_for_all(rest)
    if kind is not None:
        named = [document for document in documents if is_named_by(rest, document)]
        return all_minuted(request, kind, named)
    is_known = len(documents) == 1 and request.takes(_CONFIDENCE)
    cited = _day_of_meeting(rest, documents[0]) if is_known else None
    if cited is None:
        return None
    return request.answer("answer", _CONFIDENCE, [cited])


def _day_of_meeting(question: str, document: Document) -> Citation | None:
    """When a meeting was, as its minutes say; None where they don't, or something else is asked."""
    date, asked = date_of(document), _WHEN.fullmatch(question)
    if date is None or not date.day or asked is None:
        return None
    if asked["whose"] and not is_named_by(asked["whose"], document):
        return None
    for match in DATE.finditer(document.text, 0, HEAD):
        if date_in(match[0]) == date:
            block = document.structure.block_at(match.start())
            around = Span(*match.span()) if block is None else block.span
            start, end = min(around.start, match.start()), max(around.end, match.end())
            return Citation(document, start, end, _CONFIDENCE, *match.span())
    return None


def _dated(document: Document) -> DocumentDate:
    return date_of(document) or DocumentDate(0)
