"""Which part of a document the source pane shows, and where in it the reader is."""

from __future__ import annotations

from index.values import Document, Page, Span
from qa.errors import NotShownError
from qa.marks import RADIUS, WHOLE, window
from qa.page.finding import hits
from qa.page.session import Session
from qa.page.views.formatted_text import is_formatted

__all__ = ["earlier", "later", "page_shown", "part_shown", "place_shown"]

FORMATTED_WHOLE = 50_000  # code points; tables make much markup of little text
FORMATTED_RADIUS = 12_000


def place_shown(session: Session, document: Document) -> Span:
    """Where the reader is: at a page, a part, a hit, a citation, or the beginning."""
    view = session.view
    if view.page is not None:
        page = _page(document, view.page)
        return Span(page.start, page.start)
    if view.part is not None:
        return Span(view.part, view.part)
    if spans := hits(document, view.query):
        return spans[view.hit % len(spans)]
    opened = session.opened_citation
    return Span(0, 0) if opened is None else Span(opened.start, opened.end)


def page_shown(session: Session, document: Document) -> Page:
    """The page of a paged document that the reader is at."""
    number = session.view.page or document.pages_of(place_shown(session, document))[0]
    return _page(document, number)


def part_shown(session: Session, document: Document) -> Span:
    """The part of the text that is shown: all of it, or what stands around the place."""
    radius, whole = _sizes(session, document)
    part = session.view.part
    if part is None or len(document.text) <= whole:
        return window(document.text, place_shown(session, document), radius, whole)
    return Span(part, window(document.text, Span(part, part + radius), radius, whole).end)


def later(session: Session, document: Document) -> int:
    """Where the part begins that follows what is shown.

    Raises:
        NotShownError: The end is shown.
    """
    end = part_shown(session, document).end
    if end == len(document.text):
        raise NotShownError("there is nothing after the end")
    return end


def earlier(session: Session, document: Document) -> int:
    """Where the part begins that stands before what is shown.

    Raises:
        NotShownError: The beginning is shown.
    """
    start = part_shown(session, document).start
    if start == 0:
        raise NotShownError("there is nothing before the beginning")
    radius, whole = _sizes(session, document)
    middle = max(start - radius, 0)
    return window(document.text, Span(middle, middle), radius, whole).start


def _sizes(session: Session, document: Document) -> tuple[int, int]:
    """Radius of a part, and length up to which a text is shown whole."""
    if is_formatted(document) and not session.view.as_text:
        return FORMATTED_RADIUS, FORMATTED_WHOLE
    return RADIUS, WHOLE


def _page(document: Document, number: int) -> Page:
    return next(page for page in document.pages if page.number == number)
