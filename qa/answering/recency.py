"""A document that a question names by its place in time: "the last meeting", "the newest policy".

No passage says that it is of the last meeting. So of the documents that are called what the
question calls them, the one whose date is asked for is chosen, and the question is asked of it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from index.text.terms import COMMON, terms
from index.values import Document
from qa.answering.question_words import content_terms
from qa.document_date import DocumentDate, date_of
from qa.titles import called

__all__ = ["MEETING", "Chosen", "chosen_by_time"]

Order = Literal["newest", "oldest", "previous", "next"]

_ORDERS: Final[dict[Order, str]] = {
    "previous": r"previous|penultimate|(?:last|latest) but one|second[ -]to[ -]last",
    "newest": r"last|latest|newest|most recent|current",
    "oldest": r"first|earliest|oldest",
    "next": r"next|upcoming",
}
_ORDER: Final = re.compile(
    rf"\b(?:{'|'.join(f'(?P<{order}>{words})' for order, words in _ORDERS.items())})\s+"
    r"(?:(?:version|edition|issue|copy) of (?:the |our |my |your )?)?"
    r"(?P<phrase>[\w’'-]+(?:\s+[\w’'-]+){0,3})",
    re.IGNORECASE,
)
MEETING: Final = frozenset(terms("meeting minutes session"))
"""Terms that stand for each other: minutes are of a meeting."""
_HEAD: Final = 400
"""Code points at the start of a document among which it says what it is."""
_LEAST: Final = 2
"""Documents among which there is something to choose."""


@dataclass(frozen=True, slots=True)
class Chosen:
    """What a question is asked of.

    Attributes:
        documents: Those of the day that is meant.
        others: Ids of the documents that are called the same, of other days.
        rest: The question without the word for the place in time, unless texts have it ("next").
        is_of_meetings: Whether minutes are meant.
    """

    documents: tuple[Document, ...]
    others: frozenset[str]
    rest: str
    is_of_meetings: bool


def chosen_by_time(
    question: str, documents_called: Callable[[Collection[str]], Sequence[Document]]
) -> Chosen | None:
    """The documents that a question means by their place in time; None where it means none so.

    At least two documents with dates have to be called so.

    Args:
        question: As asked.
        documents_called: Documents that may be called by any of some terms.
    """
    match = _ORDER.search(question)
    if match is None:
        return None
    order = next(order for order in _ORDERS if match[order])
    phrase = match["phrase"].split()
    for length in range(len(phrase), 0, -1):
        words = [terms(word) for word in phrase[:length]]
        if not all(words) or COMMON.issuperset(words[-1]):
            continue
        kind = MEETING if MEETING & set(words[-1]) else frozenset(words[-1])
        if order == "next" and kind is not MEETING:
            continue
        of_kind = _of_kind(documents_called(kind), kind, {t for w in words[:-1] for t in w})
        if len({date for date, _ in _dated(of_kind)}) < _LEAST:
            continue
        dated = _dated(_best_called(question, of_kind))
        day = _day(order, sorted({date for date, _ in dated}))
        meant = tuple(document for date, document in dated if date == day)
        if not meant:
            continue
        others = frozenset(document.id for document in of_kind) - {d.id for d in meant}
        rest = question if order == "next" else _without(question, match.span(order))
        return Chosen(meant, others, rest, kind is MEETING)
    return None


def _of_kind(
    documents: Sequence[Document], kind: Collection[str], others: Collection[str]
) -> list[Document]:
    """Those that are called by a term of a kind, and have all other terms in name or first lines.

    Where no title says that it is of a meeting, first lines may.
    """
    able = [
        (document, called(document.title, document.sources), set(terms(document.text[:_HEAD])))
        for document in documents
    ]
    fitting = [entry for entry in able if set(others) <= entry[1] | entry[2]]
    by_name = [document for document, own, _ in fitting if not own.isdisjoint(kind)]
    if by_name or kind is not MEETING:
        return by_name
    return [document for document, _, head in fitting if not head.isdisjoint(kind)]


def _best_called(question: str, documents: Sequence[Document]) -> list[Document]:
    """Those with the most terms of the question in title and file name."""
    asked = content_terms(question)
    shared = [len(asked & called(d.title, d.sources)) for d in documents]
    return [d for d, count in zip(documents, shared, strict=True) if count == max(shared)]


def _dated(documents: Sequence[Document]) -> list[tuple[DocumentDate, Document]]:
    dates = ((date_of(document), document) for document in documents)
    return [(date, document) for date, document in dates if date is not None]


def _day(order: Order, dates: Sequence[DocumentDate]) -> DocumentDate | None:
    """Of distinct dates in order, the one that is asked for; None where there is none.

    The next meeting is announced by the last one.
    """
    at = {"oldest": 0, "previous": len(dates) - 2}.get(order, len(dates) - 1)
    return dates[at] if 0 <= at < len(dates) else None


def _without(question: str, span: tuple[int, int]) -> str:
    return " ".join((question[: span[0]] + question[span[1] :]).split())
