"""An answer in words, and as HTML for notebooks; for ``Answer`` itself."""

from __future__ import annotations

from collections.abc import Sequence
from textwrap import indent

from index.platform.printable import printable
from index.values import Document, Span
from qa.citation import Citation
from qa.document_date import date_of
from qa.marks import Mark, escape, mark
from qa.places import place_in_words
from qa.recognition import remark

__all__ = [
    "CLOSEST",
    "HIGH",
    "LIKELY",
    "NOTHING_FOUND",
    "dated",
    "differing_line",
    "evidence_line",
    "in_html",
    "in_lines",
    "is_newest_first",
    "quoted",
]

NOTHING_FOUND = "I found nothing in these documents that answers this"
CLOSEST = "Closest sentences"
HIGH, LIKELY = 0.8, 0.5
"""Confidences from which on what is given is called high; is right more likely than not."""

_COUNTS = {2: "Two", 3: "Three", 4: "Four"}
_EVIDENCE = "What the documents say about it:"
_UNLIKELY = "These sentences may bear on it:"


def differing_line(citations: Sequence[Citation]) -> str:
    """How many documents give different answers, and in which order they come.

    Args:
        citations: The first of each answer.
    """
    count = len({citation.document.id for citation in citations})
    order = ", the newest first" if is_newest_first(citations) else ""
    return f"{_COUNTS.get(count, 'The')} documents give different answers{order}:"


def is_newest_first(citations: Sequence[Citation]) -> bool:
    """Whether answers that differ come in the order of their documents' dates.

    Args:
        citations: The first of each answer.
    """
    dates = [date_of(citation.document) for citation in citations]
    return all(dates) and len(set(dates)) == len(dates)


def evidence_line(confidence: float, not_named: str = "") -> str:
    """What stands above evidence; it claims no more than its confidence does.

    Args:
        confidence: Of the evidence.
        not_named: The name that is asked of and that it lacks, where it is of another one.
    """
    if not_named:
        return f"These sentences may bear on it, but do not name “{not_named}”:"
    return _EVIDENCE if confidence >= LIKELY else _UNLIKELY


def dated(document: Document) -> str:
    """The date that a document gives itself, such as "14 May 2025"; "" where it names none."""
    date = date_of(document)
    return "" if date is None else str(date)


def in_lines(heading: str, citations: Sequence[Citation], *, with_dates: bool = False) -> str:
    """The heading, and below it the citations with their places, numbered from 1."""
    cited = [
        quoted(number, citation, with_date=with_dates)
        for number, citation in enumerate(citations, 1)
    ]
    return "\n".join([heading, "", *cited] if cited else [heading])


def quoted(number: int, citation: Citation, *, with_date: bool = False) -> str:
    """A citation with its place and source, and its document's date if wanted; several lines."""
    document = citation.document
    where = _where(citation, with_date=with_date)
    lines = [f"[{number}] {where}", f"    {printable(document.source)}"]
    recognised = remark(document, Span(citation.start, citation.end))
    if recognised:
        lines.append(f"    {printable(recognised)}")
    lines.append(indent(citation.text, "    > ", lambda _: True))
    return "\n".join(lines)


def in_html(heading: str, citations: Sequence[Citation], *, with_dates: bool = False) -> str:
    """The same as ``in_lines`` as escaped HTML, with the answer span of each citation marked."""
    cited = "".join(
        f"<li><blockquote>{_marked(citation)}</blockquote>"
        f"<cite>{escape(_where(citation, with_date=with_dates))}<br>"
        f"{escape(printable(citation.document.source))}</cite></li>"
        for citation in citations
    )
    listed = f"<ol>{cited}</ol>" if cited else ""
    return f'<div class="citespan"><p><strong>{escape(heading)}</strong></p>{listed}</div>'


def _where(citation: Citation, *, with_date: bool) -> str:
    parts = [
        printable(citation.document.title),
        dated(citation.document) if with_date else "",
        printable(place_in_words(citation)),
        f"characters {citation.start}-{citation.end}",
    ]
    return ", ".join(filter(None, parts))


def _marked(citation: Citation) -> str:
    answer = (
        []
        if citation.answer_start is None or citation.answer_end is None
        else [Mark(Span(citation.answer_start, citation.answer_end))]
    )
    return mark(citation.document.text, answer, Span(citation.start, citation.end))
