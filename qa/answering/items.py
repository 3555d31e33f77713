"""Whether an answer is a list, and which."""

from __future__ import annotations

import re
from typing import Final

from index.span_context import headings_above
from index.values import Document, Span
from qa.answering.features import Examined
from qa.answering.listing import ListedItems, list_around
from qa.answering.table_column import column_around

__all__ = ["listed"]

_INTRODUCED: Final = 0.6
_ITEM: Final = 0.35
"""Shares of the question's words from which on an introduction, and up to which an item, has them:
then a question that asks for no list by its form means all that is introduced."""
_MOST_COMPLETED: Final = 12
"""Items of a list that is given as a whole where several of its items are quoted."""
_CLAUSE: Final = re.compile(r"\d+(?:\.\d+)+")
_INTRODUCTION_ALONE: Final = frozenset({"why"})
"""Kinds that one item can answer: they get the list only where its introduction is best."""
_NEVER: Final = frozenset({"yes-no", "compare", "when", "how-many", "clause", "definition"})
_NEVER_COMPLETED: Final = frozenset({"yes-no", "compare", "clause"})


def listed(
    examined: Examined, document: Document, answer: Span, around: Span, quoted: Span
) -> ListedItems | None:
    """The list that a question asks for; None where it asks for one thing.

    A list of which several items are quoted is meant as a whole: the others are left out by chance.

    Args:
        examined: The question.
        document: Of the answer.
        answer: The best answer, or the best sentence.
        around: The sentence or sentences around it.
        quoted: What is marked, or of evidence the whole quotation.
    """
    completed = _completed(examined, document, answer, around, quoted)
    if completed is not None or examined.kind in _NEVER:
        return completed
    if examined.kind == "list":
        column = column_around(document, answer, examined.words)
        return column or list_around(document, answer, around)
    items = list_around(document, answer, around)
    if items is None:
        return None
    if items.introduction is None or not items.is_complete:
        return None
    text = document.text
    introduced = examined.words.share_in(_above(document, items.introduction))
    own = examined.words.share_in(text[around.start : around.end])
    is_introduction = items.introduction.overlaps(answer)
    is_item = own <= _ITEM and examined.kind not in _INTRODUCTION_ALONE
    asks_for_all = introduced >= _INTRODUCED and (is_introduction or is_item)
    return items if asks_for_all else None


def _completed(
    examined: Examined, document: Document, answer: Span, around: Span, quoted: Span
) -> ListedItems | None:
    if examined.kind in _NEVER_COMPLETED:
        return None
    items = list_around(document, answer, around)
    if items is None or not items.is_complete or len(items.items) > _MOST_COMPLETED:
        return None
    if any(_is_clause(document, item) for item in items.items):
        return None
    return items if sum(item.overlaps(quoted) for item in items.items) > 1 else None


def _is_clause(document: Document, item: Span) -> bool:
    """Whether an item is a clause of a contract, such as 5.2, which says something by itself."""
    block = document.structure.block_at(item.start)
    return block is not None and _CLAUSE.fullmatch(block.label) is not None


def _above(document: Document, introduction: Span) -> str:
    """What introduces a list: title, headings and the block before it."""
    headings = headings_above(document.structure, introduction.start)
    spans = [*(block.span for block in headings), introduction]
    return "\n".join([document.title, *(document.text[s.start : s.end] for s in spans)])
