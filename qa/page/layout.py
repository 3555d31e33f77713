"""The Gradio page: conversation on the left, source or documents on the right."""

from __future__ import annotations

import threading

import gradio as gr

from index.loaders import SUFFIXES
from qa.page.bot import Bot
from qa.page.examples.selection import examples
from qa.page.export_listener import listen_for_exports
from qa.page.handlers.chat import Handlers
from qa.page.handlers.document_actions import DocumentHandlers
from qa.page.handlers.exporting import Exporter
from qa.page.handlers.history import HistoryHandlers
from qa.page.handlers.task_actions import tasks_of
from qa.page.history_listeners import listen_for_suggestions
from qa.page.listeners import listen
from qa.page.page_parts import Parts
from qa.page.session import Session
from qa.page.shared import Page, Shared
from qa.page.suggesting import Suggesting
from qa.page.theme import asset
from qa.page.upload_limits import UploadLimits
from qa.page.views.conversation_pane import welcome_html
from qa.page.views.documents_panel import drop_html, filter_html
from qa.page.views.header import header_html
from qa.page.views.history_panel import Listing, history_head_html
from qa.page.views.source_pane import source_html
from qa.page.web import api
from qa.page.web.gradio_compat import widen_queue

__all__ = ["build_page"]

CONCURRENT_EVENTS = 4  # of one kind; questions have turns of their own
EVENTS_UNDER_WAY = 300  # of all kinds, questions that wait for their turn among them
EVENTS_WAITING = 400
SESSION_SECONDS = 24 * 60 * 60  # a conversation that nobody has touched for so long is forgotten


def build_page(
    bot: Bot, folder: str, limits: UploadLimits | None = None, *, has_login: bool = False
) -> Page:
    """The page for ``bot``.

    Args:
        bot: Answers.
        folder: The name that the page shows for the documents.
        limits: How much may be added.
        has_login: Whether people log in, and can log out.
    """
    limits = limits or UploadLimits()
    handlers = Handlers(bot, folder)
    page = Page(title="Citespan", fill_width=True, analytics_enabled=False)
    page.shared = shared = Shared(limits, page=page)
    with page:
        parts = _parts(bot, header_html(folder, has_login=has_login), folder, limits)
        shared.background = bot.library.background
        shared.readiness.bot = bot
        shared.logins = bot.conversations.logins
        shared.tasks = tasks_of(bot.library, limits)
        documents = DocumentHandlers(bot, shared.sent_files.take, limits, shared.tasks)
        listen(page, handlers, documents, HistoryHandlers(bot, handlers), parts, shared)
        listen_for_exports(parts, Exporter(bot, folder))
        listen_for_suggestions(parts, Suggesting(bot, shared), shared)
        api.offer(bot, shared)
    page.queue(api_open=False, default_concurrency_limit=CONCURRENT_EVENTS)
    widen_queue(page, EVENTS_UNDER_WAY, EVENTS_WAITING)

    def find_examples() -> None:
        handlers.examples = examples(bot)

    # The page is served at once; who opens it a little later finds the examples there.
    threading.Thread(target=find_examples, name="examples", daemon=True).start()
    return page


def _parts(bot: Bot, header: str, folder: str, limits: UploadLimits) -> Parts:
    """The components, in their places on the page that is being built."""
    session = gr.State(None, time_to_live=SESSION_SECONDS)
    choice = gr.State(None, time_to_live=SESSION_SECONDS)
    with gr.Column(elem_id="page"):
        brand = _html(header, "brand", "brand.js")
        welcome = welcome_html(folder, bot.document_count())
        conversation = _html(welcome, "conversation", "conversation.js")
        with gr.Row(elem_id="composer"):
            scope = _html("", "scope", "scope.js")
            question = _question()
            button = gr.Button("Ask", variant="primary", elem_id="ask")
        source = _html(
            source_html(Session(bot.conversation())),
            "source",
            "tables.js",
            "sheet.js",
            "source.js",
            "finding.js",
        )
        with gr.Column(elem_id="documents"):
            drop = _html(
                drop_html(SUFFIXES, limits, takes_files=bot.library.takes_files), "drop", "drop.js"
            )
            results = _html("", "results", "tasks.js")
            search = _html(filter_html(), "filter", "filter.js")
            documents = _html("", "shelf", "shelf.js")
        with gr.Column(elem_id="history"):
            history = _html(history_head_html(), "history-head", "history.js")
            kept = _html("", "kept", "kept.js")
        following = _html("", "next", "next.js")
        settings = _html("", "settings", "settings.js")
        download = _html("", "download", "download.js")
    return Parts(
        question, button, conversation, source, session, brand, drop, results, search,
        documents, scope, choice, download, history, kept, gr.State(Listing()), settings,
        following,
    )  # fmt: skip


def _question() -> gr.Textbox:
    return gr.Textbox(
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


def _html(value: str, name: str, *scripts: str) -> gr.HTML:
    """A part of the page that is our own HTML, escaped where it was made.

    Gradio's default template puts the value in unread; a template of our own that named a value
    would be evaluated with the document's text inside.
    """
    return gr.HTML(
        value,
        elem_id=name,
        js_on_load="".join(map(asset, ("common.js", *scripts))) if scripts else None,
        apply_default_css=False,
        container=False,
        padding=False,
    )
