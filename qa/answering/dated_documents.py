"""A document that a question names by its date: "the minutes of 14 May", "decided on 14 May 2025".

Minutes of one group say the same of other days in the same words, and nothing that a reader sees of
a passage tells them apart. So such a question is asked of the documents of that day alone, without
the date, which stands only in their heads.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from index.values import Document
from qa.answer import Answer
from qa.document_date import DATE, DAY_OR_MONTH, MONTHS, DocumentDate, date_in, date_of
from qa.retriever import Hit

__all__ = ["DatedQuestion", "as_closest", "dated_question", "documents_of", "others_to_read"]

_PAPER: Final = (
    r"minutes?|meetings?|sessions?|letters?|memos?|memorandums?|reports?|e-?mails?|messages?|notes?|"
    r"notices?|agreements?|contracts?|polic(?:y|ies)|versions?|releases?|statements?|circulars?"
)
_MEETING: Final = (
    r"decisions?|decided?|agreed?|resolved?|resolutions?|actions?|chaired|attended|apologies|"
    r"(?:was|were) present"
)
"""What happens at meetings, so that the date is that of one, whatever stands between."""
_DECIDED: Final = r"decisions?|decided?|agreed|resolved?|resolutions?"
_OF_ONE_TIME: Final = (
    r"minutes|letters?|memos?|agreements?|contracts?|polic(?:y|ies)|versions?|notices?|circulars?"
)
"""Papers whose year is that of their making; a report of 2024 may be made later."""
_WHOSE: Final = r"(?:,? (?:of|by|for|with|from|to|between|at) [^?.;]{1,50}?)?"
"""What a paper may have before its date; behind a verb it is something else that has the date."""
_MONTH: Final = rf"(?-i:{'|'.join(MONTHS)})(?!,? \d)"
"""A month of any year; "may" is written so only where it is one."""
_WEEKDAY: Final = r"(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day,? )?"
_BEHIND: Final = re.compile(
    rf"\b(?:(?:{_PAPER})\b{_WHOSE}|(?:{_MEETING})\b[^?.;]{{0,60}}?)"
    r"(?P<cut>,? (?:held )?(?:on|of|from|dated|in|for) (?:the )?"
    rf"{_WEEKDAY}(?P<date>{DAY_OR_MONTH}))(?![\w/-])",
    re.IGNORECASE,
)
_IN_A_MONTH: Final = re.compile(
    rf"\b(?:(?:{_PAPER})\b{_WHOSE}|(?:{_DECIDED})\b[^?.;]{{0,60}}?)"
    rf"(?P<cut>,? (?:of|from|dated|in|for) (?P<date>{_MONTH}))(?![\w/-])",
    re.IGNORECASE,
)
_OF_A_YEAR: Final = re.compile(
    rf"\b(?:{_OF_ONE_TIME})\b(?P<cut>,? (?:of|from|dated) (?P<date>(?:1[6-9]|20)\d\d))"
    r"(?![\w/-]|\.\d)",
    re.IGNORECASE,
)
_BEFORE: Final = re.compile(
    rf"\b(?:the|our|their|its) (?P<cut>{_WEEKDAY}(?P<date>{DAY_OR_MONTH}|{_MONTH})(?:'s|’s)? )"
    rf"(?:\w+ ){{0,3}}?(?:{_PAPER}|{_MEETING})\b",
    re.IGNORECASE,
)

_ANOTHER: Final = re.compile(
    r"[\s,–-]*(?:(?:and|or|to|until|till|through)\b\s*)?(?:(?:those|that|the|on|of)\s+)*"
    rf"{_WEEKDAY}(?:{DAY_OR_MONTH}|{_MONTH}|(?:1[6-9]|20)\d\d)(?![\w/-])",
    re.IGNORECASE,
)
"""What goes on after a date where several are meant, or a time from one to the other."""


@dataclass(frozen=True, slots=True)
class DatedQuestion:
    """A question that names a document, or a meeting, by its date.

    Attributes:
        date: A day or a month, whose year is 0 where the question names none; or a year alone.
        rest: The question without it.
    """

    date: DocumentDate
    rest: str


def dated_question(question: str) -> DatedQuestion | None:
    """What a question says of a document's date; None where it names none so, or several.

    >>> dated_question("What was decided about the roof on 14 May 2025?").rest
    'What was decided about the roof?'
    """
    dated = _first_dated(question)
    return None if dated is None or _first_dated(dated.rest) is not None else dated


def _first_dated(question: str) -> DatedQuestion | None:
    for pattern in (
        _BEFORE,
        _BEHIND,
        _IN_A_MONTH,
        _OF_A_YEAR,
    ):  # "of the May 7 meeting" keeps its "of the"
        match = pattern.search(question)
        date = None if match is None else _date_in(match["date"])
        if match is not None and date is not None:
            if _ANOTHER.match(question, match.end("date")):
                return None
            rest = question[: match.start("cut")] + question[match.end("cut") :]
            return DatedQuestion(date, " ".join(rest.split()))
    return None


def _date_in(text: str) -> DocumentDate | None:
    """The date that a text is; of a month alone the year is 0."""
    if text in MONTHS:
        return DocumentDate(0, MONTHS.index(text) + 1)
    return DocumentDate(int(text)) if text.isdigit() else date_in(text)


def documents_of(date: DocumentDate, hits: Sequence[Hit]) -> list[Document]:
    """The documents of passages that are of a date, in the order of their passages.

    Where some are of that very day, those of which only month or year are known don't count.
    """
    dates = {hit.document.id: (hit.document, date_of(hit.document)) for hit in hits}
    same = [
        (document, own)
        for document, own in dates.values()
        if own is not None and (own.month or not date.month) and own.agrees_with(date)
    ]
    exact = [document for document, own in same if bool(own.day) >= bool(date.day)]
    return exact or [document for document, _ in same]


def others_to_read(
    date: DocumentDate, hits: Sequence[Hit], of_date: Sequence[Document]
) -> list[Hit]:
    """The passages to read where the documents of a date say nothing: no other day's.

    What another day's minutes say is no answer, unless they name the date.

    Args:
        date: That a question names.
        hits: All passages that were retrieved.
        of_date: The documents that were asked already; of these only what names the date.
    """
    asked = {document.id for document in of_date}
    own = {hit.document.id: date_of(hit.document) for hit in hits}

    def may_be_meant(hit: Hit) -> bool:
        dated = own[hit.document.id]
        is_of_another_day = dated is not None and not dated.agrees_with(date)
        return hit.document.id not in asked and not is_of_another_day

    return [hit for hit in hits if may_be_meant(hit) or _names(date, hit.text)]


def as_closest(answer: Answer) -> Answer:
    """That nothing was found, with what was given as the closest sentences."""
    if not answer.found:
        return answer
    closest = tuple(replace(c, answer_start=None, answer_end=None) for c in answer.citations[:3])
    return replace(
        answer,
        kind="none",
        citations=(),
        items=(),
        is_complete=False,
        evidence_for=(),
        unanswered=(),
        alternatives=(),
        related=closest,
    )


def _names(date: DocumentDate, text: str) -> bool:
    """Whether a date stands in a text."""
    if not date.year and not date.day:
        return MONTHS[date.month - 1] in text
    if not date.month:
        return str(date.year) in text
    named = (date_in(match[0]) for match in DATE.finditer(text))
    return any(other is not None and other.agrees_with(date) for other in named)
