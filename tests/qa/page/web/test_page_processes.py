"""Several processes of a page over one corpus, behind a proxy that gives each request to the next.

Logins, calls of programs and kept conversations do not mind which process gets a request. The queue
of a tab does: a proxy sends what belongs together to one process, as long as that is there.
"""

import http.client
import itertools
import re
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import httpx
import pytest

from tests.qa.page.web.page_process import LOGIN
from tests.qa.page.web.serving import basic
from tests.qa.small_bot import make_bot

ROOT = Path(__file__).parents[4]
FORM = {"username": LOGIN.user, "password": LOGIN.password}
PASSED_ON = ("content-type", "cookie", "authorization", "host", "origin", "sec-fetch-site")


class Proxy:
    """Forwards requests to one port after the other, or to those in ``only``."""

    def __init__(self, ports):
        self.ports = ports
        self.only = None
        self.served = []
        turns = itertools.count()
        proxy = self

        class Forward(BaseHTTPRequestHandler):
            def do_GET(self):
                port = proxy.only or ports[next(turns) % len(ports)]
                proxy.served.append(port)
                body = self.rfile.read(int(self.headers.get("content-length") or 0))
                headers = {n: v for n in PASSED_ON if (v := self.headers.get(n)) is not None}
                headers["X-Forwarded-For"] = "10.1.2.3"
                connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
                connection.request(self.command, self.path, body or None, headers)
                answer = connection.getresponse()
                data = answer.read()
                self.send_response(answer.status)
                for name, value in answer.getheaders():
                    if name.lower() in ("set-cookie", "content-type", "location"):
                        self.send_header(name, value)
                self.send_header("Content-Length", str(len(data)))
                self.end_headers()
                self.wfile.write(data)
                connection.close()

            do_POST = do_GET

            def log_message(self, *_):
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Forward)
        self.url = f"http://127.0.0.1:{self._server.server_port}"

    def __enter__(self):
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_):
        self._server.shutdown()
        self._server.server_close()


@pytest.fixture(scope="module")
def processes(tmp_path_factory):
    """Two processes of a page over one corpus."""
    folder = tmp_path_factory.mktemp("pages")
    with make_bot(folder) as bot:
        bot.sync()
    command = [sys.executable, "-m", "tests.qa.page.web.page_process", str(folder)]
    running = [
        subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) for _ in range(2)
    ]
    try:
        yield {int(process.stdout.readline()): process for process in running}
    finally:
        for process in running:
            process.kill()
            process.wait()
            process.stdout.close()


@pytest.fixture
def proxy(processes):
    with Proxy(list(processes)) as proxy:
        yield proxy


@pytest.fixture
def ada(proxy):
    """A browser that has logged in."""
    with httpx.Client(base_url=proxy.url, timeout=60) as client:
        assert client.post("/login", data=FORM).json() == {"success": True}
        yield client


def ask(client, question, conversation="", tab="tab"):
    """What the page shows after a question, as a browser asks it."""
    listener = next(
        listener["id"]
        for listener in client.get("/config").json()["dependencies"]
        if any(event == "submit" for _, event in listener["targets"])
    )
    query = {"c": conversation} if conversation else {}
    body = {"data": [question, None, None], "fn_index": listener, "session_hash": tab}
    client.post("/gradio_api/queue/join", params=query, json=body).raise_for_status()
    return client.get(f"/gradio_api/queue/data?session_hash={tab}").text


def kept_in(shown):
    """Id of the conversation that is shown, and its number of turns."""
    (id_,) = set(re.findall(r'data-conversation=\\"([\w-]+)\\"', shown))
    return id_


@pytest.mark.slow
def test_a_login_holds_in_every_process_and_ends_in_all(proxy, ada):
    for _ in range(4):
        assert ada.get("/config").status_code == 200
    assert len(set(proxy.served)) == 2
    with httpx.Client(base_url=proxy.url, cookies=dict(ada.cookies), timeout=60) as copy:
        assert ada.post("/logout").status_code == 303
        proxy.only = None
        # A second after a log-out, it is known everywhere.
        threading.Event().wait(1.2)
        for _ in range(4):
            assert copy.get("/config").status_code == 401


@pytest.mark.slow
def test_calls_of_programs_may_go_to_any_process(proxy):
    headers = basic("ada:secret")
    answers = []
    for _ in range(4):
        answer = httpx.post(
            f"{proxy.url}/gradio_api/run/ask",
            json={"data": ["Who rang the bell?", None]},
            headers=headers,
            timeout=60,
        )
        answers.append(answer.json()["data"][0]["citations"])
    assert len(set(proxy.served)) == 2
    assert answers[0] and all(answer == answers[0] for answer in answers)


@pytest.mark.slow
def test_a_conversation_goes_on_in_another_process(proxy, ada):
    first, second = proxy.ports
    proxy.only = first
    shown = ask(ada, "Who rang the bell?")
    conversation = kept_in(shown)
    proxy.only = second
    shown = ask(ada, "What fell on the road?", conversation)
    assert kept_in(shown) == conversation
    assert "Who rang the bell?" in shown and "Snow fell on the road." in shown


@pytest.mark.slow
def test_when_a_process_dies_the_others_answer_on(proxy, processes, ada):
    first, second = proxy.ports
    proxy.only = first
    conversation = kept_in(ask(ada, "Who rang the bell?", tab="dying"))
    processes[first].kill()
    processes[first].wait()
    proxy.only = second
    shown = ask(ada, "What fell on the road?", conversation, tab="dying")
    assert kept_in(shown) == conversation and "Ann rang the bell." in shown
