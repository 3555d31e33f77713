"""What is asked of a request before anything of it reaches Gradio."""

import contextlib
import json
import resource
import threading
import time
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import ClassVar

import pytest

from qa.page.web import bodies, connections, front
from qa.page.web.access import Login
from qa.page.web.people import Pace
from tests.qa.page.fake_bot import FakeBot
from tests.qa.page.web.raw import head, opened, seconds_open, status_of, status_of_body
from tests.qa.page.web.serving import basic, fetch, serving, upload

LOGIN = Login("ada", "secret")
AUTH = basic("ada:secret")


@pytest.fixture(scope="module")
def locked():
    with serving(FakeBot(), login=LOGIN) as url:
        yield url


@pytest.fixture(scope="module")
def address():
    with serving(FakeBot()) as url:
        yield url


def peak_memory():
    """The most memory that this process had at once, in bytes; the server runs in it."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


ROUTES = [
    "login", "logout", "config", "health", "nowhere", "", *(f"gradio_api/{path}" for path in (
        "queue/join", "upload", "reset", "cancel", "run/ask", "heartbeat/tab", "mcp/",
    )),
]  # fmt: skip


@pytest.mark.parametrize("chunked", [False, True])
@pytest.mark.parametrize("path", ROUTES)
def test_a_large_body_is_refused_before_login_without_being_kept(locked, path, chunked):
    before = peak_memory()
    assert status_of_body(locked, f"/{path}", 40, chunked=chunked) in (401, 404, 413)
    assert peak_memory() - before < 20_000_000


@pytest.mark.parametrize("path", ["queue/join", "upload", "cancel", "mcp/"])
def test_a_body_is_counted_whatever_its_headers_say(address, locked, path):
    said = {"Content_Length": "10"}
    megabytes = 52 if path == "upload" else 3
    for url, headers in ((address, {}), (locked, AUTH)):
        sent = status_of_body(
            url, f"/gradio_api/{path}", megabytes, chunked=True, **said, **headers
        )
        # What is sent is no form; a form of that size is refused as well, see the next test.
        assert sent == (400 if path == "upload" else 413)
    with contextlib.closing(opened(address, head("POST", "/login", Content_Length="1e3"))) as bad:
        assert status_of(bad) == 400


def test_a_file_in_chunks_is_counted_too(address):
    start = b'--x\r\nContent-Disposition: form-data; name="files"; filename="a.txt"\r\n\r\n'
    kind = {"Content_Type": "multipart/form-data; boundary=x", "Transfer_Encoding": "chunked"}
    request = head("POST", "/gradio_api/upload", Content_Length="10", **kind)
    block = b"x" * 1_000_000
    with contextlib.closing(opened(address, request)) as sent:
        sent.sendall(b"%x\r\n%s\r\n" % (len(start), start))
        with contextlib.suppress(ConnectionError):
            for _ in range(52):
                sent.sendall(b"%x\r\n%s\r\n" % (len(block), block))
            sent.sendall(b"0\r\n\r\n")
        assert status_of(sent) == 413


@pytest.mark.parametrize("path", ROUTES)
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_only_the_login_page_and_health_answer_without_a_login(locked, path, method):
    status, _, text = fetch(f"{locked}/{path}", {} if method == "POST" else None)
    if method == "GET" and path in ("", "health", "logout"):
        assert status == 200 and "<folder>" not in text and "&lt;folder" not in text
    elif path in ("login", "logout"):  # the form is empty; nobody is logged out
        assert status in (200, 400, 401)
    else:
        assert status in (401, 404)


def test_health_says_only_that(locked):
    status, headers, text = fetch(f"{locked}/health", headers={"Host": "any.example"})
    assert (status, text) == (200, "ok")
    assert headers["Content-Type"].startswith("text/plain")


def test_assets_of_the_login_page_are_served(locked):
    html = fetch(locked)[2]
    assert '"auth_required":true' in html.replace(" ", "")
    script = next(part for part in html.split('"') if part.startswith("./assets/"))
    assert fetch(f"{locked}/{script.removeprefix('./')}")[0] == 200
    assert fetch(f"{locked}/theme.css")[0] == 200
    assert fetch(f"{locked}/assets/..%2f..%2fconfig")[0] in (401, 403, 404)


def test_a_body_must_keep_coming(address, monkeypatch):
    monkeypatch.setattr(bodies, "GRACE_SECONDS", 0.5)
    for path in ("login", "gradio_api/queue/join", "gradio_api/upload", "gradio_api/run/ask"):
        kind = {"Content_Type": "multipart/form-data; boundary=x"} if "upload" in path else {}
        half = head("POST", f"/{path}", Content_Length="100", **kind) + b"--x"
        with contextlib.closing(opened(address, half)) as connection:
            assert status_of(connection) == 408


def test_half_a_head_ends_after_a_time(address, monkeypatch):
    monkeypatch.setattr(connections, "HEAD_SECONDS", 0.5)
    for begun in (b"", b"GET / HTTP/1.1\r\nHost: loc"):
        with contextlib.closing(opened(address, begun)) as connection:
            assert seconds_open(connection) < 10


def test_a_head_that_drips_ends_all_the_same(address, monkeypatch):
    monkeypatch.setattr(connections, "HEAD_SECONDS", 0.5)
    begin = time.monotonic()
    connection = opened(address, b"GET / HTTP/1.1\r\n")
    with contextlib.closing(connection), contextlib.suppress(ConnectionError):
        while time.monotonic() - begin < 10:
            connection.sendall(b"a: b\r\n")
            time.sleep(0.05)
    assert time.monotonic() - begin < 10


KINDS = {
    "idle": b"",
    "half a head": b"GET / HTTP/1.1\r\nHost: loc",
    "half a body": head("POST", "/login", Content_Length="100") + b"user",
    "a stream without login": head("GET", "/gradio_api/heartbeat/tab"),
}


@pytest.mark.parametrize("kind", KINDS)
def test_useless_connections_keep_nobody_out(locked, monkeypatch, kind):
    monkeypatch.setattr(connections.BoundedConnection, "most", 20)
    with contextlib.ExitStack() as stack:
        for _ in range(100):
            with contextlib.suppress(ConnectionError):
                stack.enter_context(contextlib.closing(opened(locked, KINDS[kind])))
        for _ in range(3):
            status, _, text = fetch(f"{locked}/gradio_api/run/ask", {"data": ["moon", None]}, AUTH)
            assert status == 200 and json.loads(text)["data"][0]["found"]


def test_streams_of_people_are_not_cut_off_for_others(locked, monkeypatch):
    monkeypatch.setattr(connections.BoundedConnection, "most", 5)
    request = head("GET", "/gradio_api/heartbeat/tab", **AUTH)
    with contextlib.ExitStack() as stack:
        streams = [stack.enter_context(contextlib.closing(opened(locked, request))) for _ in "123"]
        for stream in streams:
            assert status_of(stream) == 200
        for _ in range(20):
            with contextlib.suppress(ConnectionError):
                stack.enter_context(contextlib.closing(opened(locked)))
        assert fetch(f"{locked}/config", headers=AUTH)[0] == 200
        for stream in streams:
            stream.setblocking(False)
            with contextlib.suppress(BlockingIOError):
                assert stream.recv(65_536) != b""


class Fetched(BaseHTTPRequestHandler):
    """Notes that somebody came."""

    seen: ClassVar[list[str]] = []

    def do_GET(self):
        self.seen.append(self.path)
        self.send_response(200)
        self.end_headers()

    do_HEAD = do_GET

    def log_message(self, *_):
        pass


@pytest.fixture
def elsewhere():
    Fetched.seen.clear()
    with HTTPServer(("127.0.0.1", 0), Fetched) as http:
        threading.Thread(target=http.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{http.server_port}/a.txt"
        http.shutdown()


def test_text_arguments_take_text_and_nothing_is_fetched(address, elsewhere):
    file = {"path": elsewhere, "meta": {"_type": "gradio.FileData"}}
    for given in (file, [file], {"a": [{"b": file}]}, {**file, "url": elsewhere}):
        for data in ([given, None], ["moon", given]):
            assert fetch(f"{address}/gradio_api/run/ask", {"data": data})[0] == 422
            body = {"data": data, "fn_index": 0, "session_hash": "tab"}
            assert fetch(f"{address}/gradio_api/queue/join", body)[0] == 422
            assert fetch(f"{address}/gradio_api/call/ask", {"data": data})[0] == 422
        tool = {
            "jsonrpc": "2.0", "id": 1, "method": "tools/call",
            "params": {"name": "ask", "arguments": {"question": given}},
        }  # fmt: skip
        assert fetch(f"{address}/gradio_api/mcp/", tool)[0] == 422
    assert Fetched.seen == []


def test_only_own_names_and_addresses_are_answered_on_a_shared_page():
    with serving(FakeBot(), host="0.0.0.0", names=["docs.example"]) as url:
        for host in ("localhost", "127.0.0.1:99", "192.168.7.7:7860", "[::1]:80", "docs.example"):
            assert fetch(url, headers={"Host": host})[0] == 200
        for host in ("rebound.example", "127.0.0.1.evil.example", "", "localhost.evil.example:80"):
            assert fetch(url, headers={"Host": host})[0] in (400, 403)
            assert upload(url, "a.txt", b"x", {"Host": host})[0] in (400, 403)
    with serving(FakeBot(), host="0.0.0.0", login=LOGIN) as url:
        assert fetch(url, headers={"Host": "proxy.example"})[0] == 200


def test_no_answer_lets_another_site_read_it(address):
    for path in ("", "/config", "/gradio_api/info", "/nowhere", "/gradio_api/queue/status"):
        for origin in (
            "http://localhost:9",
            "http://127.0.0.1:1234",
            "http://evil.example",
            "null",
        ):
            _, headers, _ = fetch(address + path, headers={"Origin": origin})
            assert not [name for name in headers if name.lower().startswith("access-control-")]


def test_one_person_goes_on_at_a_bounded_pace_and_nobody_else_waits():
    now = [0.0]
    pace = Pace(3, 2.0, lambda: now[0])
    assert [pace.allows("ada") for _ in range(5)] == [True, True, True, False, False]
    assert pace.allows("bob")
    now[0] = 0.5
    assert [pace.allows("ada") for _ in range(2)] == [True, False]
    now[0] = 100.0
    assert [pace.allows("ada") for _ in range(4)] == [True, True, True, False]


def test_too_many_events_are_refused_in_one_line(monkeypatch):
    monkeypatch.setattr(front, "BURST_OF_EVENTS", 3)
    monkeypatch.setattr(front, "EVENTS_A_SECOND", 0.01)
    event = {"data": [], "fn_index": 0, "session_hash": "x"}
    with serving(FakeBot()) as url:
        answers = [fetch(f"{url}/gradio_api/queue/join", event) for _ in range(4)]
    assert [status == 429 for status, _, _ in answers] == [False, False, False, True]
    assert "too fast" in answers[-1][2]


def test_the_page_and_its_login_have_a_title(address, locked):
    for url in (address, locked):
        assert fetch(url)[2].count("<title>Citespan</title>") == 1
