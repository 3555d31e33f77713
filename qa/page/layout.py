"""The Gradio page: conversation on the left, source on the right, the question box below."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import gradio as gr
from gradio.events import api as endpoint

from qa.page.conversation import welcome_html
from qa.page.handlers import Handlers, Update
from qa.page.marks import escape
from qa.page.session import Bot, Session
from qa.page.source import source_html
from qa.page.theme import asset

__all__ = ["API_NAME", "build_page"]

API_NAME = "ask"
CONCURRENT_QUESTIONS = 4  # read at the same time; further ones wait in the queue
SESSION_SECONDS = 24 * 60 * 60  # a conversation that nobody has touched for so long is forgotten
FOCUS = "() => { document.querySelector('#question textarea')?.focus(); }"


def build_page(bot: Bot, folder: str) -> gr.Blocks:
    """The page for ``bot``; ``folder`` is the name that it shows for the documents."""
    handlers = Handlers(bot)
    page = gr.Blocks(title="Citespan", fill_width=True, analytics_enabled=False)
    with page:
        session = gr.State(None, time_to_live=SESSION_SECONDS)
        with gr.Column(elem_id="page"):
            _html(_header(folder), "brand")
            conversation = _html(
                welcome_html(folder, bot.document_count()), "conversation", "conversation.js"
            )
            with gr.Row(elem_id="composer"):
                question = gr.Textbox(
                    label="Question",
                    show_label=False,
                    placeholder="Ask a question",
                    lines=1,
                    max_lines=5,
                    autofocus=True,
                    container=False,
                    elem_id="question",
                    html_attributes=gr.InputHTMLAttributes(spellcheck=True, enterkeyhint="send"),
                )
                button = gr.Button("Ask", variant="primary", elem_id="ask")
            source = _html(source_html(Session(bot.conversation())), "source", "source.js")
        outputs = [question, conversation, source, session]
        _listen(handlers, question, button, conversation, session, outputs)
    page.queue(api_open=False, default_concurrency_limit=CONCURRENT_QUESTIONS)
    return page


def _listen(
    handlers: Handlers,
    question: gr.Textbox,
    button: gr.Button,
    conversation: gr.HTML,
    session: gr.State,
    outputs: list[Any],
) -> None:
    """Connect the components; one endpoint is public, everything else is closed to the API."""

    def on_ask(text: str, state: Session | None) -> Iterator[tuple[Any, ...]]:
        for update in handlers.ask(text, state):
            yield _values(update)

    def on_show(state: Session | None, event: gr.EventData) -> tuple[Any, ...]:
        chosen = event._data or {}
        if "edit" in chosen:
            return _values(handlers.edit(chosen["edit"], state))
        return _values(handlers.show(chosen.get("turn"), chosen.get("reference"), state))

    def answer(question: str) -> dict[str, Any]:
        """Answer one question with quotations cited to the character."""
        try:
            return handlers.answer(question)
        except ValueError as error:
            raise gr.Error(str(error), print_exception=False) from None

    gr.on(
        [question.submit, button.click],
        on_ask,
        inputs=[question, session],
        outputs=outputs,
        show_progress="hidden",
        concurrency_id="ask",
        api_visibility="private",
    )
    button.click(None, js=FOCUS, api_visibility="private")
    conversation.select(
        on_show,
        inputs=[session],
        outputs=outputs,
        show_progress="hidden",
        trigger_mode="always_last",
        api_visibility="private",
    )
    endpoint(answer, api_name=API_NAME, concurrency_id="ask")


def _html(value: str, name: str, script: str | None = None) -> gr.HTML:
    """A part of the page that is our own HTML, escaped where it was made.

    Gradio's default template puts the value in unread; a template of our own that named a value
    would be evaluated with the document's text inside.
    """
    return gr.HTML(
        value,
        elem_id=name,
        js_on_load=asset(script) if script else None,
        apply_default_css=False,
        container=False,
        padding=False,
    )


def _header(folder: str) -> str:
    return (
        '<header class="brand"><h1 class="name">Citespan</h1>'
        f'<span class="folder"><bdi>{escape(folder)}</bdi></span></header>'
    )


def _values(update: Update) -> tuple[Any, ...]:
    return tuple(gr.skip() if value is None else value for value in update)
