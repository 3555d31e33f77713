"""Workarounds for Gradio's handling of browser tabs."""

import asyncio
import json
import time
from concurrent.futures import ThreadPoolExecutor
from types import SimpleNamespace

import httpx
import pytest

from qa.page.layout import build_page
from qa.page.web.gradio_streams import HOLD_SECONDS, KEPT_CLOSED, Tabs
from qa.page.web.server import application
from tests.qa.page.fake_bot import FakeBot
from tests.qa.page.web.serving import running

CLOSE = b'data: {"msg":"close_stream"}\n\n'


def finished(coroutine):
    """Its result; from a thread, since the browser's session holds a loop in this one."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asyncio.run, coroutine).result()


def app_of(chunks=(), admitted=b"{}"):
    """An application that streams ``chunks`` and admits events."""

    async def app(scope, receive, send):
        if scope["path"].endswith("join"):
            await receive()
        await send({"type": "http.response.start", "status": 200, "headers": []})
        for chunk in chunks if scope["path"].endswith("data") else [admitted]:
            await send({"type": "http.response.body", "body": chunk, "more_body": True})

    return app


async def request(tabs, path, body=b"", query=b"", app=None):
    sent = []

    async def receive():
        return {"type": "http.request", "body": body}

    async def send(message):
        sent.append(message)

    scope = {"type": "http", "path": "/gradio_api/" + path, "query_string": query, "app": app}
    await tabs(scope, receive, send)
    return sent


async def seconds_to_join(chunks, tab, other=None):
    tabs = Tabs(app_of(chunks))
    await request(tabs, "queue/data", query=b"session_hash=" + tab.encode())
    begin = time.monotonic()
    body = json.dumps({"session_hash": other or tab}).encode()
    sent = await request(tabs, "queue/join", body)
    assert [one["type"] for one in sent] == ["http.response.start", "http.response.body"]
    return time.monotonic() - begin


def test_an_event_is_admitted_after_the_news_that_its_stream_was_closed():
    assert finished(seconds_to_join([b"data: {}\n\n", CLOSE], "a")) >= HOLD_SECONDS - 0.02


@pytest.mark.parametrize(
    ("chunks", "other"), [([b"data: {}\n\n"], None), ([CLOSE], "b")], ids=["open", "another tab"]
)
def test_other_events_are_admitted_at_once(chunks, other):
    assert finished(seconds_to_join(chunks, "a", other)) < HOLD_SECONDS / 2


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"{}", b'"a"'])
def test_a_body_that_names_no_tab_passes(body):
    sent = finished(request(Tabs(app_of([])), "queue/join", body))
    assert sent[0]["status"] == 200


def gradio_of(tabs):
    """State that Gradio's application keeps by tab; no tab has waiting events."""
    kept = [dict.fromkeys(tabs, 0) for _ in range(4)]
    queue = SimpleNamespace(pending_messages_per_session=kept[2], pending_event_ids_session=kept[3])
    return SimpleNamespace(
        state_holder=SimpleNamespace(session_data=kept[0], time_last_used=kept[1]),
        get_blocks=lambda: SimpleNamespace(_queue=queue),
        kept=kept,
    )


NAMES = [f"t{number}" for number in range(KEPT_CLOSED)]


async def closed(tabs, names, gradio):
    for name in names:
        await request(tabs, "heartbeat/" + name, app=gradio)


def left_after(visits):
    """Tabs with remaining state; each has all of it or none."""
    gradio = gradio_of([*NAMES, "open", "new", "newer"])
    finished(visits(Tabs(app_of()), gradio))
    assert all(set(kept) == set(gradio.kept[0]) for kept in gradio.kept)
    return set(gradio.kept[0]) - {"open", "new", "newer"}


def test_of_closed_tabs_the_latest_are_kept():
    async def visits(tabs, gradio):
        await closed(tabs, NAMES, gradio)
        assert len(gradio.kept[0]) == KEPT_CLOSED + 3
        await closed(tabs, ["new", "newer"], gradio)

    assert left_after(visits) == set(NAMES[2:])


@pytest.mark.parametrize("path", ["queue/join", "queue/data", "heartbeat/t0"])
def test_a_tab_that_is_used_again_is_the_latest(path):
    async def visits(tabs, gradio):
        await closed(tabs, NAMES, gradio)
        await request(tabs, path, b'{"session_hash": "t0"}', b"session_hash=t0", gradio)
        await closed(tabs, ["new", "newer"], gradio)

    assert left_after(visits) == set(NAMES) - {"t1", "t2"}


def test_a_tab_whose_events_wait_is_kept():
    async def visits(tabs, gradio):
        gradio.kept[3]["t0"] = {"event"}
        await closed(tabs, [*NAMES, "new", "newer"], gradio)

    assert left_after(visits) == set(NAMES) - {"t1"}


def test_a_tab_with_another_heartbeat_is_open():
    async def visits(tabs, gradio):
        held = asyncio.Event()

        async def waiting(scope, receive, send):
            if scope["path"].endswith("t0") and not held.is_set():
                held.set()
                await asyncio.sleep(0.2)

        tabs = Tabs(waiting)
        first = asyncio.create_task(request(tabs, "heartbeat/t0", app=gradio))
        await held.wait()
        await closed(tabs, [*NAMES, "new", "newer"], gradio)
        await first

    assert left_after(visits) == set(NAMES) - {"t1", "t2"}


@pytest.fixture
def page():
    """An address where the page is served, and Gradio's application behind it."""
    app = application(build_page(FakeBot(), "folder"), "127.0.0.1")
    gradio = next(route.app for route in app.routes if hasattr(route.app, "state_holder"))
    with running(app) as address:
        yield address, gradio


def test_gradio_closes_a_stream_as_expected_and_the_next_event_waits(page):
    with httpx.Client(base_url=page[0], timeout=30) as client:
        listener = next(
            one["id"]
            for one in client.get("/config").json()["dependencies"]
            if any(event == "submit" for _, event in one["targets"])
        )
        body = {"data": ["kelp?", None, None], "fn_index": listener, "session_hash": "a"}
        client.post("/gradio_api/queue/join", json=body).raise_for_status()
        events = client.get("/gradio_api/queue/data?session_hash=a").text
        assert '"process_completed"' in events
        begin = time.monotonic()
        client.post("/gradio_api/queue/join", json=body).raise_for_status()
        assert time.monotonic() - begin >= HOLD_SECONDS / 2
        assert '"process_completed"' in client.get("/gradio_api/queue/data?session_hash=a").text


def test_what_gradio_knows_of_closed_tabs_goes(page):
    address, gradio = page
    with httpx.Client(base_url=address, timeout=30) as client:
        for number in range(KEPT_CLOSED + 5):
            gradio.state_holder[f"t{number}"]
            with client.stream("GET", f"/gradio_api/heartbeat/t{number}") as alive:
                next(alive.iter_bytes())
    for _ in range(500):
        left = set(gradio.state_holder.session_data)
        if len(left) <= KEPT_CLOSED:
            break
        time.sleep(0.01)
    assert left <= {f"t{number}" for number in range(KEPT_CLOSED + 5)}
    assert len(left) == KEPT_CLOSED
