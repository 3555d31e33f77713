"""The source pane as escaped HTML: one document with all that is marked in it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import PurePath

from index.loaders.drawn_pages import MOST_SCALE, NotDrawn, Picture, is_drawn
from index.values import Document, Page, Span
from qa.answer import Citation
from qa.marks import CURRENT_ID, Mark, MarkedText, escape
from qa.page.bot import DocumentNames
from qa.page.session import Session
from qa.page.shown_part import page_shown, part_shown, place_shown
from qa.page.source_view import FIT
from qa.page.views.formatted_text import formatted_html, is_formatted
from qa.page.views.pdf_page import PENDING, failure_html, sheet_html, spans
from qa.page.views.source_bar import find_html, form_html, pages_html, zoom_html
from qa.page.views.source_marks import marks_in
from qa.page.views.wording import file_name, page_ends_unseen, place
from qa.places import page_count_in_words
from qa.recognition import remark, uncertain_words

__all__ = ["Drawn", "source_html"]

_BACK = '<button type="button" class="tool back" data-leave>Back</button>'
"""Shown on narrow pages only, where the source is a view of its own."""

Drawn = Callable[[Document, Page, Sequence[Span], float], Picture | NotDrawn]
"""The picture of a page with the places of spans, so many times as wide as usual, or why not."""


def source_html(
    session: Session,
    drawn: Drawn = lambda *_: PENDING,
    names: DocumentNames | None = None,
    *,
    follow: bool = False,
    focus: bool = False,
) -> str:
    """The document that is read, or that of the open citation; a quiet line where there is none.

    Args:
        session: Whose source is shown.
        drawn: Gives the picture of a page, and does not wait for one.
        names: Tell documents of one title apart.
        follow: Whether a narrow page goes on to the source: the reader asked for it.
        focus: Whether it gets the focus, likewise.
    """
    document = session.shown_document
    if document is None:
        return _empty(session)
    bar, body = _drawn(session, document, drawn) if is_drawn(document) else ("", "")
    if not body:
        bar += _form(session, document)
        body = _text(session, document)
    number = page_shown(session, document).number if document.pages else 0
    heading = _heading(session, document, names)
    asked_for = {"follow": follow, "focus": focus}
    wishes = " ".join(f'data-{name}="{str(is_so).lower()}"' for name, is_so in asked_for.items())
    return (
        f'<section class="source" aria-label="Source" data-shown="{session.shown}" {wishes} '
        f'data-zoom="{session.view.zoom}">'
        f'<header>{_BACK}{heading}<div class="bar">{pages_html(document, number)}'
        f"{zoom_html(session.view.zoom)}{bar}{find_html(document, session.view)}</div></header>"
        f'<div class="scroll" tabindex="0" role="region" aria-label="The source itself">'
        f"{body}</div></section>"
    )


def _drawn(session: Session, document: Document, drawn: Drawn) -> tuple[str, str]:
    """What the bar says, and the drawn page or its text; "" where the whole is shown as text."""
    if session.view.as_text:
        return form_html("Show the page", as_text=False), ""
    page = page_shown(session, document)
    marks = marks_in(session, document, Span(page.start, page.end))
    picture = drawn(document, page, spans(marks), min(max(session.view.zoom / FIT, 1), MOST_SCALE))
    bar = form_html("Show the text", as_text=True)
    if isinstance(picture, NotDrawn):
        return bar + failure_html(picture), _text_of_page(session, document, page, marks)
    return bar, sheet_html(document.title, page.number, picture, marks)


def _text_of_page(session: Session, document: Document, page: Page, marks: Sequence[Mark]) -> str:
    """The text in place of a picture: of that page alone, so that the reader stays there."""
    is_marked = any(mark.current for mark in marks)
    where = None if is_marked else place_shown(session, document).start
    return _plain(document, marks, Span(page.start, page.end), where)


def _form(session: Session, document: Document) -> str:
    """The button between formatted and plain text; none where there is no choice."""
    if is_drawn(document) or not is_formatted(document):
        return ""
    label = "Show formatted" if session.view.as_text else "Show plain text"
    return form_html(label, as_text=not session.view.as_text)


def _text(session: Session, document: Document) -> str:
    """The part of the text that is shown, with the ways to the parts before and after it."""
    within = part_shown(session, document)
    marks = marks_in(session, document, within)
    where = None if any(m.current for m in marks) else place_shown(session, document).start
    if is_formatted(document) and not is_drawn(document) and not session.view.as_text:
        body = formatted_html(document, marks, within, where)
    else:
        body = _plain(document, marks, within, where)
    length = len(document.text)
    if len(within) == length:
        return body
    shown = f"Characters {within.start:,}–{within.end:,} of {length:,}"
    before = _part("Earlier", -1) if within.start > 0 else ""
    after = _part("Later", 1) if within.end < length else ""
    return (
        f'<p class="parts"><span>{shown}</span>{before}{after}</p>{body}'
        f'<p class="parts end"><span>{shown}</span>{before}{after}</p>'
    )


def _plain(document: Document, marks: Sequence[Mark], within: Span, place: int | None) -> str:
    """A part of the text as it stands, and where in it the reader is if that is at no mark."""
    unsure = uncertain_words(document, within)
    marked = MarkedText(document.text, marks, within, unsure)
    at = within.start if place is None else place
    anchor = f'<span id="{CURRENT_ID}"></span>' if within.start < at else ""
    before, after = Span(within.start, at), Span(at, within.end)
    shown = page_ends_unseen(f"{marked.html(before)}{anchor}{marked.html(after)}")
    return f'<div class="text" dir="auto">{shown}</div>'


def _part(label: str, step: int) -> str:
    return (
        '<button type="button" class="tool" data-event="select" data-action="part" '
        f'data-step="{step}">{label}</button>'
    )


def _heading(session: Session, document: Document, names: DocumentNames | None) -> str:
    opened = None if session.view.document is not None else session.opened_citation
    name = file_name(document.source)
    pages = page_count_in_words(document.source, len(document.pages))
    parts = [pages or f"{len(document.text):,} characters"]
    if opened is not None:
        parts = [*filter(None, [place(opened)]), f"characters {opened.start:,}–{opened.end:,}"]
    apart = None if names is None else names.apart(document.id)
    if apart is not None:
        parts += [escape(apart.date), f"<bdi>{escape(apart.path)}</bdi>"]
    elif document.title not in (name, PurePath(name).stem):
        parts.append(f"<bdi>{escape(name)}</bdi>")
    return (
        f'<h2><button type="button" class="title" data-event="select" data-action="read" '
        f'data-read="{document.id}" title="Go to its beginning">'
        f"<bdi>{escape(document.title)}</bdi></button></h2>"
        f'<p class="position">{" · ".join(filter(None, parts))}</p>'
        f"{'' if opened is None else _remarks(session, opened)}"
    )


def _remarks(session: Session, opened: Citation) -> str:
    """What to know of the open citation: that it answers nothing, that it was recognised."""
    answer = None if session.current is None else session.turns[session.current[0]].answer
    line = remark(opened.document, Span(opened.start, opened.end))
    lines = [f"{line}."] if line else []
    if answer is not None and not answer.found:
        lines.insert(0, "One of the closest sentences. It may not answer the question.")
    return "".join(f'<p class="cut">{escape(line)}</p>' for line in lines)


def _empty(session: Session) -> str:
    return (
        f'<section class="source empty" aria-label="Source" data-shown="{session.shown}">'
        "<p>The source of an answer opens here, with the quoted words marked. "
        "To read a document first, choose it under Documents.</p></section>"
    )
