"""Contracts with Gradio: each test fails when Gradio changes an internal that the page touches."""

import inspect
import json
import subprocess
import sys
import urllib.request
from pathlib import Path
from types import SimpleNamespace

import gradio as gr
import httpx
import pytest
from fastapi import FastAPI
from gradio.component_meta import ComponentMeta
from gradio.routes import App
from starlette.testclient import TestClient

from qa.page.layout import build_page
from qa.page.web import access, gradio_compat
from qa.page.web.access import Login
from qa.page.web.server import application
from tests.qa.page.fake_bot import FakeBot
from tests.qa.page.web.serving import running

FORM = {"username": "ada", "password": "secret"}
LOGIN = Login("ada", "secret")
ROOT = Path(__file__).parents[4]


def gradio_of(app):
    """Gradio's application inside the one that is served."""
    return next(route.app for route in app.routes if isinstance(getattr(route, "app", None), App))


@pytest.fixture(scope="module")
def page():
    return build_page(FakeBot(), "folder")


@pytest.fixture(scope="module")
def app(page):
    return application(page, "127.0.0.1")


@pytest.fixture(scope="module")
def address(app):
    with running(app) as url:
        yield url


@pytest.fixture(scope="module")
def bare():
    """Asks Gradio's own application, with nothing of ours around it, for the status of a path."""
    app = gr.mount_gradio_app(FastAPI(), gr.Blocks(), path="/", mcp_server=True)
    with running(app) as url, httpx.Client(base_url=url, timeout=30) as client:
        yield lambda path: client.options(path).status_code


NEEDED = [
    gradio_compat.JOIN, gradio_compat.STREAM, gradio_compat.UPLOAD, gradio_compat.MCP,
    gradio_compat.HEARTBEAT + "tab", *(gradio_compat.API + name for name in (
        "info", "queue/status", "startup-events", "cancel", "reset", "login_check", "app_id",
        "user", "theme.css", "mcp/http", "run/ask", "api/ask", "call/ask",
        "call/v2/ask",
    )),
]  # fmt: skip


@pytest.mark.parametrize("path", NEEDED)
def test_the_paths_that_this_page_needs_are_served(bare, path):
    assert bare(path) != 404
    assert bare("/gradio_api/nowhere") == 404
    called = gradio_compat.called_endpoint(path)
    assert called == "ask" or gradio_compat.is_needed_route(path)


OUTSIDE = ["/", "/config", "/login", "/logout", "/theme.css", "/favicon.ico", "/robots.txt"]


def test_of_what_gradio_serves_outside_the_api_the_page_needs_little(bare):
    for path in (*OUTSIDE, "/assets/a.js", "/static/a.css"):
        assert bare(path) != 404
        assert gradio_compat.is_needed_route(path)
    for path in ("/svelte/a", "/monitoring", "/pwa_icon", "/manifest.json"):
        assert bare(path) != 404
        assert not gradio_compat.is_needed_route(path)
    assert not gradio_compat.is_needed_route("/nowhere")


def test_gradio_serves_a_path_with_a_line_end_too_and_the_page_does_not(bare):
    for path in (gradio_compat.JOIN, gradio_compat.UPLOAD):
        assert bare(f"{path}%0A") != 404
    for path in (*NEEDED, *OUTSIDE):
        assert access.is_open(path, ("ask",)) and not access.is_open(f"{path}\n", ("ask",))


def test_calls_by_name_are_told_from_other_paths():
    for path in ("run/ask", "api/ask/", "call/ask", "call/v2/ask", "call/ask/1a2b"):
        assert gradio_compat.called_endpoint(f"/gradio_api/{path}") == "ask"
    for path in ("/gradio_api/info", "/run/ask", "/"):
        assert gradio_compat.called_endpoint(path) is None


def test_an_event_carries_its_data():
    assert gradio_compat.event_data(gr.EventData(None, {"turn": 1})) == {"turn": 1}
    assert gradio_compat.event_data(gr.EventData(None, [1])) == {}
    odd = {"action": [], "id": "a\ud800", "files": [{"name": "x"}]}
    assert gradio_compat.event_data(gr.EventData(None, odd)) == {"id": "a?", "files": odd["files"]}


def test_more_questions_may_wait_than_gradio_lets_events_run(page):
    assert page._queue.max_thread_count > 100 and page._queue.max_size > 100
    source = inspect.getsource(type(page._queue))
    assert "self.active_jobs = [None] * self.max_thread_count" in source


def test_gradio_sums_up_no_events(page):
    queue = page._queue
    queue.events_recorded = 1_000
    assert queue.compute_analytics_summary([{"function": "f"}]) == {"functions": {}}
    assert queue.ANALYTICS_MAX_EVENTS == 1


def test_an_event_keeps_its_request_and_whether_it_is_awaited(page, app, address):
    scope = {"type": "http", "person": "ada"}
    request = SimpleNamespace(scope=scope)
    event = SimpleNamespace(request=request, alive=True, _id="1")
    given = gr.Request(request)
    events = page._queue.event_ids_to_events
    events["1"] = event
    try:
        assert gradio_compat.scope_of(given) is scope
        assert gradio_compat.unfinished_events(page, "person", "ada") == 1
        assert gradio_compat.is_awaited(page, given)
        event.alive = False
        assert not gradio_compat.is_awaited(page, given)
    finally:
        del events["1"]
    assert gradio_compat.is_awaited(page, given) and gradio_compat.is_awaited(page, None)
    assert gradio_compat.scope_of(None) == {}


def test_what_is_kept_of_a_tab_is_where_it_is_looked_for(app, address):
    gradio = gradio_of(app)
    assert gradio is gradio_compat.gradio_app(app)
    with httpx.Client(base_url=address, timeout=30) as client:
        listener = next(
            listener["id"]
            for listener in client.get("/config").json()["dependencies"]
            if any(event == "submit" for _, event in listener["targets"])
        )
        body = {"data": ["kelp?", None, None], "fn_index": listener, "session_hash": "tab"}
        client.post("/gradio_api/queue/join", json=body).raise_for_status()
        assert gradio_compat.has_waiting_events(gradio, "tab")
        events = client.get("/gradio_api/queue/data?session_hash=tab").content
    assert gradio_compat.STREAM_CLOSED in events
    assert not gradio_compat.has_waiting_events(gradio, "tab")
    # A key under which nothing is kept shows that these are mappings by tab.
    state, *_ = gradio_compat._kept_by_tab(gradio)
    assert "tab" in state
    for kept in gradio_compat._kept_by_tab(gradio):
        kept["other"] = None
    gradio_compat.forget_tab(gradio, "tab")
    gradio_compat.forget_tab(gradio, "other")
    for kept in gradio_compat._kept_by_tab(gradio):
        assert "tab" not in kept and "other" not in kept


def test_a_login_is_the_cookie_that_gradio_sets():
    app = application(build_page(FakeBot(), "folder"), "127.0.0.1", LOGIN)
    gradio = gradio_of(app)
    cookie = gradio_compat.login_cookie(gradio)
    with running(app) as address, httpx.Client(base_url=address, timeout=30) as client:
        client.post("/login", data=FORM).raise_for_status()
        assert cookie not in client.cookies
        assert client.get("/config").status_code == 200
    # Gradio itself, with nothing of ours before it.
    client = TestClient(gradio)
    assert client.get("/config").status_code == 401
    client.post("/login", data=FORM).raise_for_status()
    assert gradio.tokens[client.cookies[cookie]] == LOGIN.user
    # A token of ours is as good as one that Gradio gave.
    client.cookies.clear()
    gradio_compat.log_in(gradio, "ours", LOGIN.user)
    client.cookies.set(cookie, "ours")
    assert client.get("/config").status_code == 200


def test_results_of_mcp_go_through_one_method(page, app):
    server = page.mcp_server_obj
    assert page.mcp_error is None
    original = type(server).postprocess_output_data
    assert list(inspect.signature(original).parameters) == ["self", "data", "root_url"]
    assert "self.postprocess_output_data(" in inspect.getsource(type(server))
    (content,) = server.postprocess_output_data([{"found": True}], address)
    assert (content.type, json.loads(content.text)) == ("text", {"found": True})


def test_a_refusal_reaches_programs_without_quotation_marks(address):
    request = urllib.request.Request(
        f"{address}/gradio_api/run/ask",
        json.dumps({"data": ["", None]}).encode(),
        {"Content-Type": "application/json"},
    )
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(request, timeout=30)
    assert json.loads(refused.value.read())["error"] == "the question is empty"
    assert str(gradio_compat.Refusal("as it is")) == "as it is"
    assert str(gr.Error("as it is")) != "as it is"


def test_gradio_is_imported_without_writing_stubs():
    source = inspect.getsource(ComponentMeta.__new__)
    assert "create_or_modify_pyi(" in source, "stubs are written in another way"
    program = (
        "import sys, qa.page, gradio.component_meta as m; "
        "print(m.create_or_modify_pyi.__module__, [f for f in sys.meta_path if 'qa' in repr(f)])"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, cwd=ROOT, check=True
    )
    assert done.stdout == "qa.page.web.gradio_start []\n"
