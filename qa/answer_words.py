"""An answer in words, and as HTML for notebooks; for ``Answer`` itself."""

from __future__ import annotations

from collections.abc import Sequence
from textwrap import indent

from index.platform.printable import printable
from index.values import Span
from qa.citation import Citation
from qa.marks import Mark, escape, mark
from qa.places import place_in_words
from qa.recognition import remark

__all__ = [
    "CLOSEST",
    "EVIDENCE",
    "NOTHING_FOUND",
    "in_html",
    "in_lines",
    "quoted",
]

NOTHING_FOUND = "I found nothing in these documents that answers this"
EVIDENCE = "What the documents say about it:"
CLOSEST = "Closest sentences"


def in_lines(heading: str, citations: Sequence[Citation]) -> str:
    """The heading, and below it the citations with their places, numbered from 1."""
    cited = [quoted(number, citation) for number, citation in enumerate(citations, 1)]
    return "\n".join([heading, "", *cited] if cited else [heading])


def quoted(number: int, citation: Citation) -> str:
    """A citation with its place and source, on several lines."""
    document = citation.document
    lines = [f"[{number}] {_where(citation)}", f"    {printable(document.source)}"]
    recognised = remark(document, Span(citation.start, citation.end))
    if recognised:
        lines.append(f"    {printable(recognised)}")
    lines.append(indent(citation.text, "    > ", lambda _: True))
    return "\n".join(lines)


def in_html(heading: str, citations: Sequence[Citation]) -> str:
    """The same as ``in_lines`` as escaped HTML, with the answer span of each citation marked."""
    cited = "".join(
        f"<li><blockquote>{_marked(citation)}</blockquote><cite>{escape(_where(citation))}</cite>"
        "</li>"
        for citation in citations
    )
    listed = f"<ol>{cited}</ol>" if cited else ""
    return f'<div class="citespan"><p><strong>{escape(heading)}</strong></p>{listed}</div>'


def _where(citation: Citation) -> str:
    place = printable(place_in_words(citation))
    section = f", {place}" if place else ""
    title = printable(citation.document.title)
    return f"{title}{section}, characters {citation.start}-{citation.end}"


def _marked(citation: Citation) -> str:
    answer = (
        []
        if citation.answer_start is None or citation.answer_end is None
        else [Mark(Span(citation.answer_start, citation.answer_end))]
    )
    return mark(citation.document.text, answer, Span(citation.start, citation.end))
