"""Answers from minutes, for which nothing is read: decisions, actions, the day of a meeting."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from index.values import Document, Span
from qa.answer import Answer, Citation, Searched
from qa.answering.minuted_lists import (
    MinutedKind,
    asked_for_all,
    is_named_by,
    minuted_list,
)
from qa.document_date import DAY_OR_MONTH, DocumentDate, date_in, date_of

__all__ = ["all_minuted", "told_by_minutes"]

_MOST_PARTS: Final = 5
"""Documents from which lists are given."""
_CONFIDENCE: Final = 0.95
"""The list is certain, which meeting is meant may not be."""
_HEAD: Final = 400
"""Code points at the start of a document among which it says of when it is."""
_DAY: Final = re.compile(rf"(?<![\w/-])(?:{DAY_OR_MONTH})(?![\w/-])", re.IGNORECASE)
_WHEN: Final = re.compile(
    r"(?:when|on (?:what|which) (?:day|date)) (?:was|did) (?:the|our|your) (?:[\w’'-]+ ){0,3}?"
    r"(?:meeting|session)(?P<whose> (?:of|by) [^?]*?)?(?: held| take place| happen)?[\s?.!]*",
    re.IGNORECASE,
)


def all_minuted(
    question: str,
    kind: MinutedKind,
    documents: Sequence[Document],
    min_confidence: float | None,
    searched: Searched,
    *,
    is_calibrated: bool,
) -> Answer | None:
    """All decisions or actions of some documents; None where none has such.

    Args:
        question: As asked.
        kind: What it asks all of.
        documents: All that it means, so that it is as sure of several lists as of one. The newest
            ones that have some come first, and only five.
        min_confidence: Lowest confidence that is given; any if None.
        searched: What the question was asked of.
        is_calibrated: Whether other confidences are.
    """
    ordered = sorted(documents, key=_dated, reverse=True)
    listed = [own for document in ordered if (own := minuted_list(document, kind))]
    if not listed or (min_confidence is not None and min_confidence > _CONFIDENCE):
        return None
    shown = listed[:_MOST_PARTS]
    return Answer(
        *(question, question, "answer", _CONFIDENCE, is_calibrated),
        tuple(citation for own in shown for citation in own.citations(_CONFIDENCE)),
        items=tuple(item for own in shown for item in own.cited_items(_CONFIDENCE)),
        is_complete=shown == listed and all(own.is_complete for own in shown),
        searched=searched,
        answer_probability=_CONFIDENCE,
    )


def told_by_minutes(
    question: str,
    rest: str,
    documents: Sequence[Document],
    min_confidence: float | None,
    searched: Searched,
    *,
    is_calibrated: bool,
) -> Answer | None:
    """All decisions or actions of minutes, or when the meeting was; None where else is asked.

    Args:
        question: As asked.
        rest: The same without what says which meetings.
        documents: The minutes.
        min_confidence: Lowest confidence that is given; any if None.
        searched: What the question was asked of.
        is_calibrated: Whether other confidences are.
    """
    kind = asked_for_all(rest)
    if kind is not None:
        named = [document for document in documents if is_named_by(rest, document)]
        return all_minuted(
            question, kind, named, min_confidence, searched, is_calibrated=is_calibrated
        )
    is_known = len(documents) == 1 and (min_confidence or 0.0) <= _CONFIDENCE
    cited = _day_of_meeting(rest, documents[0]) if is_known else None
    if cited is None:
        return None
    return Answer(
        *(question, question, "answer", _CONFIDENCE, is_calibrated, (cited,)),
        searched=searched,
        answer_probability=_CONFIDENCE,
    )


def _day_of_meeting(question: str, document: Document) -> Citation | None:
    """When a meeting was, as its minutes say; None where they don't, or something else is asked."""
    date, asked = date_of(document), _WHEN.fullmatch(question)
    if date is None or not date.day or asked is None:
        return None
    if asked["whose"] and not is_named_by(asked["whose"], document):
        return None
    for match in _DAY.finditer(document.text, 0, _HEAD):
        if date_in(match[0]) == date:
            block = document.structure.block_at(match.start())
            around = Span(*match.span()) if block is None else block.span
            start, end = min(around.start, match.start()), max(around.end, match.end())
            return Citation(document, start, end, _CONFIDENCE, *match.span())
    return None


def _dated(document: Document) -> DocumentDate:
    return date_of(document) or DocumentDate(0)
