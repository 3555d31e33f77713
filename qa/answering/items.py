"""Whether an answer is a list, and which."""

from __future__ import annotations

from typing import Final

from index.values import Document, Span
from qa.answering.features import Examined
from qa.answering.listing import ListedItems, list_around
from qa.answering.table_column import column_around

__all__ = ["listed"]

_INTRODUCED: Final = 0.6
_ITEM: Final = 0.35
"""Shares of the question's words from which on an introduction, and up to which an item, has them:
then a question that asks for no list by its form means all that is introduced."""
_INTRODUCTION_ALONE: Final = frozenset({"why"})
"""Kinds that one item can answer: they get the list only where its introduction is best."""
_NEVER: Final = frozenset({"yes-no", "compare", "when", "how-many", "clause", "definition"})


def listed(
    examined: Examined, document: Document, answer: Span, around: Span
) -> ListedItems | None:
    """The list that a question asks for; None where it asks for one thing.

    Args:
        examined: The question.
        document: Of the answer.
        answer: The best answer, or the best sentence.
        around: The sentence or sentences around it.
    """
    if examined.kind in _NEVER:
        return None
    if examined.kind == "list":
        column = column_around(document, answer, examined.words)
        return column or list_around(document, answer, around)
    items = list_around(document, answer, around)
    if items is None:
        return None
    if items.introduction is None or not items.is_complete:
        return None
    text = document.text
    introduced = examined.words.share_in(text[items.introduction.start : items.introduction.end])
    own = examined.words.share_in(text[around.start : around.end])
    is_introduction = items.introduction.overlaps(answer)
    is_item = own <= _ITEM and examined.kind not in _INTRODUCTION_ALONE
    asks_for_all = introduced >= _INTRODUCED and (is_introduction or is_item)
    return items if asks_for_all else None
