"""Anybody who may open the page can send any event: no handler fails, whatever is in it."""

import logging

import gradio as gr
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qa.page.handlers.chat import Handlers
from qa.page.handlers.document_actions import DocumentHandlers
from qa.page.handlers.exporting import Exporter
from qa.page.handlers.history import HistoryHandlers
from qa.page.upload_limits import UploadLimits
from qa.page.views.history_panel import Listing
from qa.page.web.gradio_compat import event_data
from tests.qa.page.fake_bot import DOCUMENTS, FakeBot

ACTIONS = [
    "clear", "open", "read", "undo", "rate", "note", "page", "goto", "view", "zoom", "find", "hit",
    "part", "search", "rename", "delete", "restore", "guess", "least", "citing", "choose", "all",
    "include", "filter", "withdraw", "cancel", "cancel-waiting", "clear", "stop", "sync", "again",
    "export",
]  # fmt: skip
NAMES = [
    "turn", "reference", "read", "page", "step", "number", "text", "find", "lead", "helpful", "id",
    "note", "title", "document", "on", "file", "task", "files", "edited", "as_typed", "form",
]  # fmt: skip
VALUES = st.sampled_from(
    [
        None, True, False, 0, 1, -1, 10**30, -(10**4_000), 1.5, float("nan"), float("inf"), "", "x",
        "0", "1", "\ud800", "\x00", "a" * 3_000, [], {}, [1], {"a": 1}, [[]], "json", "docx",
        DOCUMENTS[0].id, "ID", "TURN",
    ]
)  # fmt: skip
EVENTS = st.builds(
    lambda action, rest: rest | {"action": action},
    st.sampled_from(ACTIONS) | VALUES,
    st.dictionaries(st.sampled_from(NAMES), VALUES, max_size=8),
)


@pytest.fixture(scope="module", autouse=True)
def quiet():
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)


@settings(max_examples=30, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 6), EVENTS), min_size=1, max_size=12))
def test_no_event_makes_a_handler_fail(events):
    bot = FakeBot()
    chat = Handlers(bot)
    history, limits = HistoryHandlers(bot, chat), UploadLimits()
    documents = DocumentHandlers(bot, lambda path: None, limits)
    session = list(chat.ask("day", None))[-1].session
    named = {"ID": session.id, "TURN": session.turns[0].id}
    for number, sent in events:
        sent = {n: named.get(v, v) if isinstance(v, str) else v for n, v in sent.items()}
        event = event_data(gr.EventData(None, sent))
        if number == 0:
            session = chat.select(event, session).session or session
        elif number == 1:
            session = history.select(event, session, Listing(), "").shown.session or session
        elif number == 2:
            history.settings(event, "")
        elif number == 3:
            documents.select(event, None)
        elif number == 4:
            documents.act_on_task(event, None, "ada")
        elif number == 5:
            documents.add([event], None, "ada")
            documents.drop(event.get("files"))
        else:
            chat.question_of(event, session)
            Exporter(bot).export(session, event.get("form"))
            chat.relooked(session)
