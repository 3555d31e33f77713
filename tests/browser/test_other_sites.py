"""What a page of another site, open in the same browser, gets of this one: nothing."""

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from qa.page.web.access import Login
from tests.qa.page.fake_bot import FakeBot

pytestmark = pytest.mark.browser

LOGIN = Login("ada", "secret")
READ = """
async ([url, options]) => {
  try {
    const answer = await fetch(url, {signal: AbortSignal.timeout(10000), ...options});
    return [answer.type, answer.status, await answer.text()];
  } catch (error) {
    return [error.name];
  }
}
"""


class Blank(BaseHTTPRequestHandler):
    """An empty page of another site."""

    def do_GET(self):
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(b"<!doctype html><title>another site</title>")

    def log_message(self, *_):
        pass


@pytest.fixture(scope="module")
def elsewhere():
    """The address of another site on this machine: the nearest that Gradio would let in."""
    with ThreadingHTTPServer(("127.0.0.1", 0), Blank) as http:
        threading.Thread(target=http.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{http.server_port}/"
        http.shutdown()


@pytest.fixture
def context(chromium):
    context = chromium.new_context()
    context.set_default_timeout(60_000)
    yield context
    context.close()


def log_in(context, address):
    page = context.new_page()
    page.goto(address)
    page.get_by_label("username").fill(LOGIN.user)
    page.get_by_label("password").fill(LOGIN.password)
    page.get_by_role("button", name="Login").click()
    page.wait_for_selector("#question textarea")
    return page


@pytest.mark.parametrize("login", [None, LOGIN])
def test_another_site_reads_nothing(serve, context, elsewhere, login):
    address = serve(FakeBot(), login=login)
    if login is not None:
        log_in(context, address)
    page = context.new_page()
    page.goto(elsewhere)
    for path in ("", "/config", "/gradio_api/info", "/gradio_api/queue/status", "/health"):
        for options in ({}, {"credentials": "include"}):
            assert page.evaluate(READ, [address + path, options]) == ["TypeError"]
    for path in ("queue/join", "run/ask", "call/ask", "upload", "cancel", "mcp/"):
        options = {
            "method": "POST", "credentials": "include", "body": '{"data": ["moon", null]}',
            "headers": {"Content-Type": "application/json"},
        }  # fmt: skip
        assert page.evaluate(READ, [f"{address}/gradio_api/{path}", options]) == ["TypeError"]


def test_another_site_ends_no_session(serve, context, elsewhere):
    address = serve(FakeBot(), login=LOGIN)
    own = log_in(context, address)
    page = context.new_page()
    page.goto(elsewhere)
    for method in ("GET", "POST"):
        options = {"method": method, "mode": "no-cors", "credentials": "include"}
        page.evaluate(READ, [f"{address}/logout?all_session=true", options])
    page.goto(f"{address}/logout")
    assert own.evaluate(READ, [f"{address}/config", {}])[1] == 200
    page.get_by_role("button", name="Log out").click()
    page.get_by_label("password").wait_for()
    assert own.evaluate(READ, [f"{address}/config", {}])[1] == 401
    own = log_in(context, address)
    own.locator("#brand").get_by_role("button", name="Log out").click()
    own.get_by_label("password").wait_for()
    assert own.evaluate(READ, [f"{address}/config", {}])[1] == 401


def test_a_wrong_password_is_said_and_the_page_works_after_the_login(serve, context):
    address = serve(FakeBot(), login=LOGIN)
    page = context.new_page()
    failed = []
    page.on("response", lambda r: r.status >= 400 and failed.append((r.status, r.url)))
    page.goto(address)
    page.get_by_label("username").fill(LOGIN.user)
    page.get_by_label("password").fill("wrong")
    page.get_by_role("button", name="Login").click()
    page.get_by_text("Incorrect").first.wait_for()
    page.get_by_label("username").fill(LOGIN.user)
    page.get_by_label("password").fill(LOGIN.password)
    page.get_by_role("button", name="Login").click()
    page.fill("#question textarea", "moon")
    page.keyboard.press("Enter")
    page.wait_for_selector(".turn .tools")
    assert [url for status, url in failed if not url.endswith("/login")] == []
