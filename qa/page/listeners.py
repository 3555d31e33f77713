"""Connects the components of the page with the handlers; every listener is closed to the API."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Sequence
from typing import Any

import gradio as gr

from qa.page.handlers.chat import UNCHANGED, Handlers
from qa.page.handlers.document_actions import DocumentHandlers, DocumentsUpdate
from qa.page.handlers.history import HistoryHandlers
from qa.page.history_listeners import listen_to_history
from qa.page.page_parts import (
    ANSWERED,
    FOCUS,
    PRIVATE,
    QUICK,
    TAKE,
    Parts,
    documents_parts,
    kept_link,
    linked_question,
    shown_parts,
    values,
)
from qa.page.panel_order import PanelOrder
from qa.page.resuming import resumed, resumed_choice
from qa.page.session import Session
from qa.page.shared import Shared
from qa.page.showing import Showing
from qa.page.taking_turns import Asking, tab_of, wanted_by
from qa.page.views.documents_panel import Choice
from qa.page.web.gradio_compat import event_data
from qa.page.web.people import owner_of, person_of
from qa.page.web.threads import in_thread

__all__ = ["listen"]

_Updates = AsyncIterator[tuple[Any, ...]]

# A page that is drawn holds up nobody's buttons.
_DRAWING: dict[str, Any] = {**QUICK, "concurrency_id": "select", "concurrency_limit": None}


def listen(
    page: gr.Blocks,
    handlers: Handlers,
    documents: DocumentHandlers,
    history: HistoryHandlers,
    parts: Parts,
    shared: Shared,
) -> None:
    """Connect everything."""
    showing = Showing(handlers)
    _conversation(page, handlers, parts, showing, shared)
    _selecting(handlers, parts, showing, shared)
    asked = _questions(page, handlers, parts, Asking(handlers, showing, shared))
    _drawing(asked, parts, showing, shared)
    order = PanelOrder()
    changed = _documents(page, documents, history, parts, order)
    _looking_again(changed, handlers, parts, showing, shared)
    listen_to_history(page, history, documents, parts, showing, shared, order)


def _questions(page: gr.Blocks, handlers: Handlers, parts: Parts, asking: Asking) -> list[Any]:
    """Connect everything that asks: the box, buttons, and the address of the page."""
    asked: dict[str, Any] = {
        **PRIVATE,
        "outputs": shown_parts(parts),
        "concurrency_id": "ask",
        "concurrency_limit": None,  # ``asking`` gives the turns
    }

    async def on_ask(
        text: str, state: Session | None, choice: Choice | None, request: gr.Request
    ) -> AsyncIterator[tuple[Any, ...]]:
        session = await in_thread(lambda: resumed(handlers, state, request))
        choice = resumed_choice(state, session, choice)
        steps = handlers.ask(text, session, choice, owner=owner_of(request))
        async for update in asking(steps, request):
            yield values(update)

    async def on_link(request: gr.Request) -> AsyncIterator[tuple[Any, ...]]:
        steps = handlers.ask(linked_question(request), None, owner=owner_of(request))
        async for update in asking(steps, request):
            yield values(update)

    typed = gr.on(
        [parts.question.submit, parts.button.click],
        on_ask,
        inputs=[parts.question, parts.session, parts.choice],
        js=TAKE,
        **asked,
    )
    parts.button.click(None, js=FOCUS, api_visibility="private")
    pressed = parts.conversation.ask(
        _asking_button(handlers, asking), inputs=[parts.session, parts.choice], **asked
    )
    return [typed, pressed, page.load(on_link, **asked)]


def _asking_button(handlers: Handlers, asking: Asking) -> Callable[..., Any]:
    """What a button or form of the conversation does that asks a question."""

    async def on_button(
        state: Session | None, choice: Choice | None, event: gr.EventData, request: gr.Request
    ) -> AsyncIterator[tuple[Any, ...]]:
        data, before = event_data(event), state
        state = await in_thread(lambda: resumed(handlers, before, request))
        choice = resumed_choice(before, state, choice)
        text = handlers.question_of(data, state)
        edited = data.get("edited") if type(data.get("edited")) is int else None
        steps = handlers.ask(
            text,
            state,
            choice,
            as_typed="as_typed" in data,
            edited=edited,
            owner=owner_of(request),
        )
        async for update in asking(steps, request):
            yield values(update)

    return on_button


def _drawing(asked: Sequence[Any], parts: Parts, showing: Showing, shared: Shared) -> None:
    """Draw the page of an answer's source as an event of its own: the next question may come."""

    async def on_answered(request: gr.Request) -> AsyncIterator[Any]:
        yield gr.skip()  # where nothing is drawn, the source stays
        async for update in showing.rest(tab_of(request), wanted_by(shared, request)):
            yield update.source

    for event in asked:
        event.then(on_answered, outputs=[parts.source], **_DRAWING)


def _conversation(
    page: gr.Blocks, handlers: Handlers, parts: Parts, showing: Showing, shared: Shared
) -> None:
    """Connect the loading of the page and the buttons of its header."""
    outputs = shown_parts(parts)

    async def on_load(request: gr.Request) -> AsyncIterator[tuple[Any, ...]]:
        link, owner = kept_link(request), owner_of(request)
        if link:
            begun = await in_thread(lambda: handlers.opened(link, owner))
        else:
            begun = UNCHANGED if linked_question(request) else handlers.begin(owner)
        async for update in showing(begun, tab_of(request), wanted_by(shared, request)):
            yield values(update)

    def on_brand(
        state: Session | None, event: gr.EventData, request: gr.Request
    ) -> tuple[Any, ...]:
        update = handlers.select(event_data(event), state, owner_of(request))
        showing.shows(tab_of(request), update)
        return values(update)

    page.load(on_load, outputs=outputs, **QUICK)
    parts.brand.select(on_brand, inputs=[parts.session], outputs=outputs, **QUICK)


def _selecting(handlers: Handlers, parts: Parts, showing: Showing, shared: Shared) -> None:
    """Connect the buttons of the conversation and the source, whose pages are drawn first."""

    async def on_select(
        state: Session | None, event: gr.EventData, request: gr.Request
    ) -> AsyncIterator[tuple[Any, ...]]:
        data, owner = event_data(event), owner_of(request)
        selected = await in_thread(
            lambda: handlers.select(data, resumed(handlers, state, request), owner)
        )
        async for update in showing(selected, tab_of(request), wanted_by(shared, request)):
            yield values(update)

    drawing: dict[str, Any] = {
        **_DRAWING,
        "inputs": [parts.session],
        "outputs": shown_parts(parts),
    }
    for chosen in (parts.conversation.select, parts.documents.read):
        chosen(on_select, **drawing)
    # Also where the source stays as it is, and its script would hear nothing of it.
    parts.source.select(on_select, **drawing).then(None, js=ANSWERED, api_visibility="private")


def _documents(
    page: gr.Blocks,
    handlers: DocumentHandlers,
    history: HistoryHandlers,
    parts: Parts,
    order: PanelOrder,
) -> Any:
    """Connect the panel: changes of the documents, whose event is returned, and looks at them."""
    quick: dict[str, Any] = {
        **QUICK,
        "inputs": [parts.choice],
        "outputs": documents_parts(parts),
        # Those that wait for others of their own tab hold up nobody else.
        "concurrency_id": "panel",
        "concurrency_limit": None,
    }

    async def on_load(choice: Choice | None, request: gr.Request) -> _Updates:
        def show(choice: Choice | None) -> DocumentsUpdate:
            link = kept_link(request)
            scope = history.scope(link, owner_of(request)) if link else ()
            return handlers.restricted(choice, scope) if scope else handlers.show(choice)

        async for shown in order(tab_of(request), choice, show):
            yield shown

    async def on_focus(choice: Choice | None, request: gr.Request) -> _Updates:
        async for shown in order(tab_of(request), choice, handlers.refresh):
            yield shown

    page.load(on_load, **quick)
    # The folder may have been followed meanwhile. Not after each answer: whoever presses a button
    # of the list while it is drawn anew would press in vain.
    parts.search.refresh(on_focus, **quick)
    # While there is something to wait for, once a second; a look that is under way is enough.
    parts.results.refresh(on_focus, **{**quick, "trigger_mode": "once"})
    _tasks(handlers, parts, quick, order)
    return _changes(handlers, parts, quick, order)


def _changes(
    handlers: DocumentHandlers, parts: Parts, quick: dict[str, Any], order: PanelOrder
) -> Any:
    """Connect what is chosen and pressed in the list; returns the event of a change in it."""
    # One change at a time: the corpus has one writer.
    changes = {**quick, "concurrency_id": "documents", "concurrency_limit": 1}

    async def on_select(
        choice: Choice | None, event: gr.EventData, request: gr.Request
    ) -> _Updates:
        data = event_data(event)
        async for shown in order(
            tab_of(request), choice, lambda choice: handlers.select(data, choice)
        ):
            yield shown

    for part in (parts.scope, parts.search):
        part.select(on_select, **changes)
    return parts.documents.select(on_select, **changes)


def _looking_again(
    changed: Any, handlers: Handlers, parts: Parts, showing: Showing, shared: Shared
) -> None:
    """Show the conversation anew when documents are back that it misses."""

    async def on_changed(state: Session | None, request: gr.Request) -> AsyncIterator[Any]:
        update = await in_thread(lambda: handlers.relooked(state))
        async for shown in showing(update, tab_of(request), wanted_by(shared, request)):
            yield values(shown)

    changed.then(on_changed, inputs=[parts.session], outputs=shown_parts(parts), **_DRAWING)


def _tasks(
    handlers: DocumentHandlers, parts: Parts, quick: dict[str, Any], order: PanelOrder
) -> None:
    """Connect sent files and the buttons of the task list."""

    async def on_add(choice: Choice | None, event: gr.EventData, request: gr.Request) -> _Updates:
        data, person = event_data(event), person_of(request)

        def add(choice: Choice | None) -> DocumentsUpdate:
            if data.get("cancelled"):
                return handlers.drop(data.get("files"))
            return handlers.add(data.get("files"), choice, person)

        async for shown in order(tab_of(request), choice, add):
            yield shown

    async def on_task(choice: Choice | None, event: gr.EventData, request: gr.Request) -> _Updates:
        data, person = event_data(event), person_of(request)

        def act(choice: Choice | None) -> DocumentsUpdate:
            return handlers.act_on_task(data, choice, person)

        async for shown in order(tab_of(request), choice, act):
            yield shown

    parts.drop.sent(on_add, **quick)
    parts.results.select(on_task, **quick)
