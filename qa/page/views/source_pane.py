"""The source pane as escaped HTML: one document with all of a turn's citations marked."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import PurePath

from index.loaders.drawn_pages import NotDrawn, Picture, is_drawn
from index.values import Document, Page, Span
from qa.answer import Citation
from qa.marks import Mark, escape, mark, window
from qa.page.session import Session
from qa.page.views.pdf_page import PENDING, bar_html, failure_html, sheet_html, spans
from qa.page.views.wording import file_name, place
from qa.recognition import remark, uncertain_words

__all__ = ["Drawn", "source_html"]

Drawn = Callable[[Document, Page, Sequence[Span]], Picture | NotDrawn]
"""The picture of a page with the places of spans, or why there is none."""


def source_html(
    session: Session,
    drawn: Drawn = lambda *_: PENDING,
    *,
    follow: bool = False,
) -> str:
    """The open citation in its document; a quiet line when none is open.

    Args:
        session: Whose open citation is shown.
        drawn: Gives the picture of a page, and does not wait for one.
        follow: Whether a narrow page scrolls down to the source: the reader asked for it.
    """
    opened = session.opened_citation
    if opened is None or session.current is None:
        return _empty(session)
    document, reference = opened.document, session.current[1]
    marks = [
        Mark(Span(c.start, c.end), _answers(c, session.items), str(number + 1), number == reference)
        for number, c in enumerate(session.cited)
        if c.document.id == document.id
    ]
    bar, body = _drawn(session, opened, marks, drawn)
    if not body:
        within = window(document.text, Span(opened.start, opened.end))
        bar += _cut(within, len(document.text))
        unsure = uncertain_words(document, within)
        body = f'<div class="text" dir="auto">{mark(document.text, marks, within, unsure)}</div>'
    return (
        f'<section class="source" aria-label="Source" data-shown="{session.shown}" '
        f'data-follow="{"true" if follow else "false"}">'
        f"<header>{_heading(opened)}{_recognised(opened)}{bar}</header>"
        f'<div class="scroll" tabindex="0" role="region" aria-label="The source itself">'
        f"{body}</div></section>"
    )


def _drawn(
    session: Session,
    opened: Citation,
    marks: Sequence[Mark],
    drawn: Drawn,
) -> tuple[str, str]:
    """The bar and the drawn page of a PDF or a picture; no page where it is shown as text."""
    document = opened.document
    if not is_drawn(document):
        return "", ""
    page = document.pages[_shown_page(session, opened) - document.pages[0].number]
    bar = bar_html(document, page.number, as_text=session.as_text)
    if session.as_text:
        return bar, ""
    picture = drawn(document, page, spans(marks))
    if isinstance(picture, NotDrawn):
        return bar + failure_html(picture), ""
    return bar, sheet_html(document.title, page.number, picture, marks)


def _shown_page(session: Session, opened: Citation) -> int:
    return session.page or opened.page or opened.document.pages[0].number


def _cut(within: Span, length: int) -> str:
    if len(within) == length:
        return ""
    return (
        '<p class="cut">A long document: shown are the characters '
        f"{within.start:,}–{within.end:,} of {length:,}.</p>"
    )


def _heading(citation: Citation) -> str:
    document = citation.document
    name = file_name(document.source)
    parts = [f"characters {citation.start:,}–{citation.end:,}"]
    if where := place(citation):
        parts.insert(0, where)
    if document.title not in (name, PurePath(name).stem):
        parts.append(f"<bdi>{escape(name)}</bdi>")
    return (
        f'<h2><bdi>{escape(document.title)}</bdi></h2><p class="position">{" · ".join(parts)}</p>'
    )


def _recognised(citation: Citation) -> str:
    """Says that the text was recognised; how sure its words are."""
    line = remark(citation.document, Span(citation.start, citation.end))
    return f'<p class="cut recognised">{escape(line)}.</p>' if line else ""


def _answers(citation: Citation, items: Sequence[Citation]) -> tuple[Span, ...]:
    """The items in a citation, or its answer span; nothing where it has none, as evidence."""
    if citation.answer_start is None or citation.answer_end is None:
        return ()
    spans = tuple(Span(item.start, item.end) for item in items if citation.covers(item))
    return spans or (Span(citation.answer_start, citation.answer_end),)


def _empty(session: Session) -> str:
    last = session.turns[-1] if session.turns else None
    if last is not None and last.answer is not None and last.answer.related:
        line = "No source answers this. Choose one of the closest sentences to read around it."
    else:
        line = "The source of an answer opens here, with the quoted words marked."
    return (
        f'<section class="source empty" aria-label="Source" data-shown="{session.shown}">'
        f"<p>{line}</p></section>"
    )
