"""Connects the panel of kept conversations and the settings with their handlers."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from typing import Any

import gradio as gr

from qa.page.handlers.chat import UNCHANGED
from qa.page.handlers.document_actions import DocumentHandlers, DocumentsUpdate
from qa.page.handlers.history import HistoryHandlers
from qa.page.page_parts import QUICK, Parts, documents_parts, shown_parts, values
from qa.page.panel_order import PanelOrder
from qa.page.session import Session
from qa.page.shared import Shared
from qa.page.showing import Showing
from qa.page.suggesting import Suggesting
from qa.page.taking_turns import tab_of, wanted_by
from qa.page.views.documents_panel import Choice
from qa.page.views.history_panel import Listing
from qa.page.web.gradio_compat import event_data
from qa.page.web.people import owner_of
from qa.page.web.threads import in_thread

__all__ = ["listen_for_suggestions", "listen_to_history"]


def listen_for_suggestions(parts: Parts, suggesting: Suggesting, shared: Shared) -> None:
    """Connect the wish for questions to ask next, and its end."""

    async def on_suggest(
        state: Session | None, event: gr.EventData, request: gr.Request
    ) -> tuple[Any, ...]:
        wanted = wanted_by(shared, request)
        return values((await suggesting(event_data(event), state, tab_of(request), wanted),))

    parts.conversation.suggest(
        on_suggest,
        inputs=[parts.session],
        outputs=[parts.following],
        **{**QUICK, "concurrency_id": "suggest", "concurrency_limit": None},
    )


def _selecting(
    handlers: HistoryHandlers,
    documents: DocumentHandlers,
    showing: Showing,
    shared: Shared,
    order: PanelOrder,
) -> Callable[..., AsyncIterator[tuple[Any, ...]]]:
    """What a press in the list of conversations, or in the menu of a question, does."""

    async def on_select(
        state: Session | None,
        listing: Listing,
        choice: Choice | None,
        event: gr.EventData,
        request: gr.Request,
    ) -> AsyncIterator[tuple[Any, ...]]:
        data, owner = event_data(event), owner_of(request)
        update = await in_thread(lambda: handlers.select(data, state, listing, owner))
        tab, wanted, asked = tab_of(request), wanted_by(shared, request), update.documents
        if asked is not None:
            async for chosen in order(tab, choice, lambda c: documents.restricted(c, asked)):
                yield (*values(UNCHANGED), gr.skip(), gr.skip(), *chosen)
        unlisted = values(DocumentsUpdate(None, None, None, None))
        listed: tuple[Any, ...] = (update.kept, update.listing)
        async for shown in showing(update.shown, tab, wanted):
            yield (*values(shown), *values(listed), *unlisted)
            listed = (None, None)

    return on_select


def listen_to_history(
    page: gr.Blocks,
    handlers: HistoryHandlers,
    documents: DocumentHandlers,
    parts: Parts,
    showing: Showing,
    shared: Shared,
    order: PanelOrder,
) -> None:
    """Connect the panel, its search box, what is offered at the beginning, and the menu."""
    panel = [parts.kept, parts.kept_listing]

    def on_settings(event: gr.EventData, request: gr.Request) -> str:
        return handlers.settings(event_data(event), owner_of(request))

    def on_load(request: gr.Request) -> str:
        return handlers.settings({}, owner_of(request))

    for event in (parts.history.select, parts.kept.select, parts.conversation.history):
        event(
            _selecting(handlers, documents, showing, shared, order),
            inputs=[parts.session, parts.kept_listing, parts.choice],
            outputs=[*shown_parts(parts), *panel, *documents_parts(parts)],
            **{**QUICK, "concurrency_id": "history", "concurrency_limit": None},
        )
    parts.settings.select(on_settings, outputs=[parts.settings], **QUICK)
    page.load(on_load, outputs=[parts.settings], **QUICK)
