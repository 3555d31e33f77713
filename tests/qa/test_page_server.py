"""The page as it is served, fetched over the loopback interface without a browser."""

import contextlib
import json
import re
import threading
import time
import urllib.error
import urllib.request

import pytest

from qa.page.guard import own_references
from qa.page.layout import API_NAME, build_page
from qa.page.server import DEFAULT_PORT, Login, application, is_loopback, listen, server
from tests.qa.test_page_handlers import FakeBot


@contextlib.contextmanager
def serving(bot, host="127.0.0.1", login=None):
    """The page's address while it is served from a thread."""
    with listen(host, 0) as listener:
        serve = server(application(build_page(bot, "<folder> & co"), host, login))
        thread = threading.Thread(target=serve.run, kwargs={"sockets": [listener]})
        thread.start()
        try:
            while not serve.started and thread.is_alive():
                time.sleep(0.01)
            yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        finally:
            serve.should_exit = True
            thread.join()


@pytest.fixture(scope="module")
def address():
    with serving(FakeBot()) as url:
        yield url


def fetch(url, data=None, headers=None):
    """Status, headers and text; an error status is an answer like any other."""
    body = None if data is None else json.dumps(data).encode()
    request = urllib.request.Request(
        url, body, {"Content-Type": "application/json", **(headers or {})}
    )
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(request, timeout=30) as response:
            return response.status, response.headers, response.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.headers, error.read().decode()


def result(address, question):
    """What the public endpoint answers."""
    call = f"{address}/gradio_api/call/{API_NAME}"
    event = json.loads(fetch(call, {"data": [question]})[2])["event_id"]
    return fetch(f"{call}/{event}")[2]


def test_page_names_no_other_host(address):
    status, _, html = fetch(address)
    assert status == 200
    own = html.replace(address, "").replace(address.replace("/", "\\/"), "")
    assert not re.findall(r"https?:\\?/\\?/", own)
    assert not re.findall(r"(?:src|href|content)=[\"']//", own)
    assert "<style>" in html and "#conversation" in html
    assert "&lt;folder&gt; &amp; co" in json.loads(f'"{_brand(html)}"')


def _brand(html):
    return re.search(r'"(<header class=\\"brand\\".*?</header>)"', _unescaped(html)).group(1)


def _unescaped(html):
    """Gradio writes its settings as JSON with the signs of HTML as \\u escapes."""
    return html.replace("\\u003c", "<").replace("\\u003e", ">").replace("\\u0026", "&")


def test_policy_allows_this_origin_and_the_pages_own_scripts(address):
    _, headers, html = fetch(address)
    policy = headers["Content-Security-Policy"]
    nonce = re.search(r"'nonce-([\w-]+)'", policy).group(1)
    assert "default-src 'self'" in policy and "connect-src 'self'" in policy
    assert "http" not in policy and "*" not in policy
    assert "'unsafe-inline'" not in re.search(r"script-src [^;]*", policy).group()
    scripts = re.findall(r"<script[^>]*>", html)
    assert scripts and all(f'nonce="{nonce}"' in script for script in scripts)
    assert nonce not in fetch(address)[1]["Content-Security-Policy"]


def test_every_answer_has_the_policy(address):
    for path in ("/config", "/theme.css", "/nowhere", "/gradio_api/info"):
        assert "default-src 'self'" in fetch(address + path)[1]["Content-Security-Policy"]


def test_theme_loads_nothing(address):
    css = fetch(f"{address}/theme.css")[2]
    assert not re.search(r"@import|@font-face|url\((?![\"']?data:)", css)
    assert json.loads(fetch(f"{address}/config")[2])["stylesheets"] == []


def test_one_endpoint_is_public(address):
    info = json.loads(fetch(f"{address}/gradio_api/info")[2])
    assert list(info["named_endpoints"]) == ["/ask"] and info["unnamed_endpoints"] == {}


def test_public_endpoint_answers_with_the_json_of_the_answer(address):
    event, data = result(address, "moon").strip().split("\n")
    assert event == "event: complete"
    assert json.loads(data.removeprefix("data: ")) == [FakeBot().ask("moon").to_dict()]


def test_public_endpoint_says_in_one_line_what_is_wrong(address):
    text = result(address, "")
    assert "event: error" in text and "the question is empty" in text and "Traceback" not in text


@pytest.mark.parametrize(
    "path", ["call/on_ask", "call/on_show", "run/on_ask", "api/on_ask", "call/v2/on_ask", "upload"]
)
def test_everything_else_is_closed_to_the_api(address, path):
    assert fetch(f"{address}/gradio_api/{path}", {"data": ["moon", None]})[0] == 404


@pytest.mark.parametrize("path", ["docs", "openapi.json", "gradio_api/runs"])
def test_extras_are_off(address, path):
    assert fetch(f"{address}/{path}")[0] == 404


def test_another_sites_name_for_this_machine_is_refused(address):
    assert fetch(address, headers={"Host": "rebound.example:80"})[0] == 403
    assert fetch(address, headers={"Host": "localhost:1234"})[0] == 200


def test_with_a_login_nothing_is_shown_without_it():
    with serving(FakeBot(), login=Login("ada", "secret")) as address:
        assert "<folder>" not in _unescaped(fetch(address)[2])
        assert fetch(f"{address}/config")[0] == 401
        assert fetch(f"{address}/gradio_api/call/{API_NAME}", {"data": ["moon"]})[0] == 401


def test_outward_references_are_removed():
    html = (
        '<meta property="og:image" content="https://a.example/i.png" />'
        '<link rel="preconnect" href="https://fonts.example" crossorigin>'
        '<script src="https://cdn.example/x.js" async></script><script src="./own.js"></script>'
    )
    assert own_references(html) == '<script src="./own.js"></script>'


def test_next_free_port_unless_one_is_named():
    with listen("127.0.0.1", None) as first, listen("127.0.0.1", None) as second:
        ports = first.getsockname()[1], second.getsockname()[1]
        assert DEFAULT_PORT <= ports[0] < ports[1]
        with pytest.raises(OSError, match=f"cannot listen on 127.0.0.1:{ports[0]}"):
            listen("127.0.0.1", ports[0])


def test_loopback():
    assert all(map(is_loopback, ["127.0.0.1", "127.8.8.8", "::1", "[::1]", "localhost"]))
    assert not any(map(is_loopback, ["0.0.0.0", "::", "192.168.1.2", "example.org"]))
