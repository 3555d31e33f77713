"""What the buttons and forms of the source pane do to a session."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from index.errors import UnknownDocumentError
from index.values import Document
from qa.errors import NotShownError
from qa.page.finding import hits
from qa.page.session import Session
from qa.page.shown_part import earlier, later, page_shown, place_shown
from qa.page.source_view import SourceView

__all__ = ["SOURCE_ACTIONS", "after", "read"]

SOURCE_ACTIONS = frozenset({"page", "goto", "view", "zoom", "find", "hit", "part"})


def after(event: Mapping[str, Any], session: Session) -> Session:
    """The session after an action on the document that is shown.

    Raises:
        NotShownError: No button offers that.
    """
    document = session.shown_document
    if document is None:
        raise NotShownError("no document is shown")
    action, view = event.get("action"), session.view
    if action == "page":
        page = event.get("page")
        if page is None:
            page = page_shown(session, document).number + _step(event) if document.pages else 0
        view = _turned(view, document, page)
    elif action == "goto":
        view = _turned(view, document, _nearest(document, str(event.get("number", ""))))
    elif action == "view":
        page = view.page
        if view.part is not None and document.pages:
            page = page_shown(session, document).number
        view = replace(view, as_text=event.get("text") is True, page=page, part=None)
    elif action == "zoom":
        view = view.zoomed(_step(event))
    elif action == "find":
        typed = event.get("typed") is True
        view = _found_or_there(session, document, str(event.get("find", "")), typed=typed)
    elif action == "hit":
        view = view.at_hit(view.hit + _step(event))
    elif action == "part":
        part = later(session, document) if _step(event) > 0 else earlier(session, document)
        view = replace(view, part=part, page=None)
    return session.viewed(view)


def read(
    event: Mapping[str, Any], session: Session, document: Callable[[str], Document]
) -> Session:
    """The session with a document open at its beginning.

    Raises:
        NotShownError: It is no longer there.
    """
    name = str(event.get("read", ""))
    shown = session.shown_document
    try:
        return session.reading(shown if shown is not None and shown.id == name else document(name))
    except UnknownDocumentError:
        raise NotShownError(f"no document {name}") from None


def _found_or_there(session: Session, document: Document, query: str, *, typed: bool) -> SourceView:
    """At a hit of what is looked for; where there is none to go to, the reader stays."""
    before, view = session.view, session.view.finding(query, typed=typed)
    if view is before or hits(document, view.query):
        return view
    if before.page is not None or before.part is not None or not hits(document, before.query):
        return replace(view, page=before.page, part=before.part)
    if document.pages and not before.as_text:
        return replace(view, page=page_shown(session, document).number)
    return replace(view, part=place_shown(session, document).start)


def _turned(view: SourceView, document: Document, page: object) -> SourceView:
    """With a page in view; a page of a document that is drawn is shown as it looks."""
    if type(page) is not int or page not in {page_.number for page_ in document.pages}:
        raise NotShownError(f"no page {page}")
    return replace(view, page=page, part=None)


def _nearest(document: Document, typed: str) -> int:
    """The page that a reader types the number of; the first or last one beyond the ends."""
    digits = typed.strip()
    if not document.pages or not (digits.isascii() and digits.isdigit()):
        raise NotShownError(f"no page {typed!r}")
    return min(max(int(digits[:9]), document.pages[0].number), document.pages[-1].number)


def _step(event: Mapping[str, Any]) -> int:
    step = event.get("step")
    if type(step) is not int:
        raise NotShownError("step")
    return step
