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
from qa.answering.measured_values import NUMBER_WORDS
from qa.answering.question_words import content_terms
from qa.document_date import DATE, DocumentDate, date_of
from qa.titles import called, head_terms

__all__ = ["MEETING", "chosen_by_time", "names_time"]

Order = Literal["newest", "oldest", "previous", "next"]

_ORDERS: Final[dict[Order, str]] = {
    "previous": r"previous|penultimate|(?:last|latest) but one|second[ -]to[ -]last",
    "newest": r"last|latest|newest|most recent|current",
    "oldest": r"first|earliest|oldest",
    "next": r"next|upcoming",
}
_ORDER: Final = re.compile(
    rf"\b(?:{'|'.join(f'(?P<{order}>{words})' for order, words in _ORDERS.items())})\s+"
    rf"(?:(?a:(?P<count>[2-9]|{'|'.join(word for word, n in NUMBER_WORDS.items() if 1 < n < 10)}))"
    r"\s+)?"
    r"(?P<version>(?:version|edition|issue|copy) of (?:the |our |my |your )?)?"
    r"(?P<phrase>[\w’'-]+(?:\s+[\w’'-]+){0,3})",
    re.IGNORECASE,
)
_BEHIND: Final = re.compile(r"\s+(?:of|for|in|on|at|to|by|with|from|about)\b", re.IGNORECASE)
"""What follows a noun: the first day of term is no first document called "term"."""
MEETING: Final = frozenset(terms("meeting minutes session"))
"""Terms that stand for each other: minutes are of a meeting."""
_OF_MEETINGS: Final = frozenset(terms("decisions resolutions actions"))
"""What minutes are asked for, too; it can also stand elsewhere."""
_LEAST: Final = 2
"""Documents among which there is something to choose."""


@dataclass(frozen=True, slots=True)
class Chosen:
    """What a question is asked of.

    Attributes:
        documents: Those of the day, or the days, that are meant.
        others: Ids of the documents that are called the same, of other days.
        rest: The question without the word for the place in time, unless texts have it ("next").
        is_of_meetings: Whether it names meetings.
        is_of_decisions: Whether it names what meetings decide: the latest decision on a thing can
            be that of an older meeting.
    """

    documents: tuple[Document, ...]
    others: frozenset[str]
    rest: str
    is_of_meetings: bool
    is_of_decisions: bool


def names_time(text: str) -> bool:
    """Whether a text may name a document by its date or its place in time."""
    return _ORDER.search(text) is not None or DATE.search(text) is not None


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
    while match is not None:
        phrase = _BEHIND.split(match["phrase"])[0].split()
        for length in range(len(phrase), 0, -1):
            words = [terms(word) for word in phrase[:length]]
            if not all(words) or COMMON.issuperset(words[-1]):
                continue
            chosen = _chosen_of_kind(question, match, words, documents_called)
            if chosen is not None:
                return chosen
        # "the first item of the last meeting": the first word need not be the one.
        match = _ORDER.search(question, match.start("phrase"))
    return None


def _chosen_of_kind(
    question: str,
    match: re.Match[str],
    words: Sequence[Sequence[str]],
    documents_called: Callable[[Collection[str]], Sequence[Document]],
) -> Chosen | None:
    """The documents that are called by some words, of the place in time; None if too few are.

    Args:
        question: As asked.
        match: Of ``_ORDER``.
        words: Terms of each word that names them, the noun last.
        documents_called: See ``chosen_by_time``.
    """
    order = next(order for order in _ORDERS if match[order])
    kind = _kind(words[-1])
    if kind is not MEETING and (order == "next" or _is_of_a_thing(match)):
        return None
    of_kind = _of_kind(documents_called(kind), kind, {t for w in words[:-1] for t in w})
    if len({date for date, _ in _dated(of_kind)}) < _LEAST:
        return None
    best = _best_called(question, of_kind)
    if len(best) > 1 and all(set(terms(match[order])) <= _called(d) for d in best):
        return None  # "first aid" is what they are about
    dated = _dated(best)
    days = _days(order, _count(match["count"]), sorted({date for date, _ in dated}))
    meant = tuple(document for date, document in dated if date in days)
    if not meant:
        return None
    others = frozenset(document.id for document in of_kind) - {d.id for d in meant}
    end = match.end("count") if match["count"] else match.end(order)
    rest = question if order == "next" else _without(question, (match.start(order), end))
    is_of_meetings = not MEETING.isdisjoint(words[-1])
    is_of_decisions = kind is MEETING and not is_of_meetings
    return Chosen(meant, others, rest, is_of_meetings, is_of_decisions)


def _is_of_a_thing(match: re.Match[str]) -> bool:
    """Whether "first" is the first thing of its kind: "the first flight" is no oldest document."""
    return (
        match["oldest"] is not None and match["oldest"].lower() == "first" and not match["version"]
    )


def _count(text: str | None) -> int:
    """How many are meant: the last two meetings."""
    if text is None:
        return 1
    return NUMBER_WORDS.get(text.lower()) or int(text)


def _kind(noun: Sequence[str]) -> Collection[str]:
    """Terms by one of which a document is called that a noun means."""
    is_of_meetings = not (MEETING | _OF_MEETINGS).isdisjoint(noun)
    return MEETING if is_of_meetings else frozenset(noun)


def _of_kind(
    documents: Sequence[Document], kind: Collection[str], others: Collection[str]
) -> list[Document]:
    """Those that are called by a term of a kind, and have all other terms in name or first lines.

    Where no title says that it is of a meeting, first lines may.
    """
    able = [(document, _called(document), head_terms(document)) for document in documents]
    fitting = [entry for entry in able if set(others) <= entry[1] | entry[2]]
    by_name = [document for document, own, _ in fitting if not own.isdisjoint(kind)]
    if by_name or kind is not MEETING:
        return by_name
    return [document for document, _, head in fitting if not head.isdisjoint(kind)]


def _best_called(question: str, documents: Sequence[Document]) -> list[Document]:
    """Those with the most terms of the question in title and file name."""
    asked = content_terms(question)
    shared = [len(asked & _called(d)) for d in documents]
    return [d for d, count in zip(documents, shared, strict=True) if count == max(shared)]


def _called(document: Document) -> frozenset[str]:
    return called(document.title, document.sources)


def _dated(documents: Sequence[Document]) -> list[tuple[DocumentDate, Document]]:
    dates = ((date_of(document), document) for document in documents)
    return [(date, document) for date, document in dates if date is not None]


def _days(order: Order, count: int, dates: Sequence[DocumentDate]) -> Sequence[DocumentDate]:
    """Of distinct dates in order, those that are asked for; none where there is none.

    The next meeting is announced by the last one.
    """
    if order == "oldest":
        return dates[:count]
    return dates[-2:-1] if order == "previous" else dates[-count:]


def _without(question: str, span: tuple[int, int]) -> str:
    return " ".join((question[: span[0]] + question[span[1] :]).split())
