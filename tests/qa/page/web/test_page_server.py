"""The served page, fetched over the loopback interface without a browser."""

import contextlib
import http.client
import json
import re

import pytest

from qa.page.upload_limits import UploadLimits
from qa.page.web.access import Login
from qa.page.web.security import own_references
from qa.page.web.server import DEFAULT_PORT, is_loopback, listen
from tests.qa.page.fake_bot import FakeBot
from tests.qa.page.web.serving import basic, fetch, serving, upload


@pytest.fixture(scope="module")
def address():
    with serving(FakeBot()) as url:
        yield url


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


@pytest.mark.parametrize(
    "path",
    [
        "call/on_ask", "call/on_select", "run/on_ask", "api/on_add", "call/v2/on_ask",
        "call/on_ask/", "run/lambda", "component_server", "file=/etc/passwd", "proxy=http://x",
        "stream/a", "vibe-edit", "process_recording", "deep_link", "openapi.json", "mcp/sse",
        "mcp/messages/", "upload_progress", "custom_component/a", "profiling/clear",
    ],
)  # fmt: skip
def test_everything_else_is_closed(address, path):
    assert fetch(f"{address}/gradio_api/{path}", {"data": ["moon", None]})[0] == 404
    assert fetch(f"{address}/gradio_api/{path}")[0] == 404


@pytest.mark.parametrize("path", ["queue/join", "run/ask", "upload", "mcp/", "cancel"])
def test_another_site_cannot_send_anything(address, path):
    for headers in (
        {"Origin": "http://evil.example"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site", "Origin": address},
    ):
        status, _, text = fetch(f"{address}/gradio_api/{path}", {"data": []}, headers)
        assert status == 403 and "Another site" in text


def test_uploads_are_limited_in_size(address):
    status, (path,) = upload(address, "../../a.txt", b"one")
    assert status == 200 and path.endswith("/a.txt") and ".." not in path
    # It is refused by what it says of itself, before any of it is read.
    connection = http.client.HTTPConnection(address.removeprefix("http://"), timeout=30)
    with contextlib.closing(connection):
        connection.putrequest("POST", "/gradio_api/upload")
        connection.putheader("Content-Length", str(UploadLimits().file_bytes + 70_000))
        connection.endheaders()
        assert connection.getresponse().status == 413
    assert upload(address, "a.txt", b"one", {"Origin": "http://evil.example"})[0] == 403


@pytest.mark.parametrize("path", ["docs", "openapi.json", "gradio_api/runs"])
def test_extras_are_off(address, path):
    assert fetch(f"{address}/{path}")[0] == 404


@pytest.mark.parametrize("origin", ["http://[", "null", "", "http://", "//[x"])
def test_an_origin_that_is_no_address_is_another_site(address, origin):
    assert fetch(f"{address}/gradio_api/queue/join", {}, {"Origin": origin})[0] == 403
    status, headers, _ = fetch(address, headers={"Origin": origin})
    assert (status, headers["Cache-Control"]) == (200, "private, no-cache")


def test_another_sites_name_for_this_machine_is_refused(address):
    assert fetch(address, headers={"Host": "rebound.example:80"})[0] == 403
    assert fetch(address, headers={"Host": "localhost:1234"})[0] == 200


def test_with_a_login_nothing_is_shown_without_it():
    with serving(FakeBot(), login=Login("ada", "secret")) as address:
        assert "<folder>" not in _unescaped(fetch(address)[2])
        assert fetch(f"{address}/config")[0] == 401
        assert upload(address, "a.txt", b"one")[0] == 401
        call = f"{address}/gradio_api/run/ask"
        assert fetch(call, {"data": ["moon", None]})[0] == 401
        for tool in ("mcp", "mcp/", "mcp/http", "mcp/schema"):
            assert fetch(f"{address}/gradio_api/{tool}", {})[0] == 401
        for wrong in ("ada:Secret", "ada", "eve:secret", ""):
            assert fetch(call, {"data": ["moon", None]}, basic(wrong))[0] == 401
            assert fetch(f"{address}/gradio_api/mcp/", {}, basic(wrong))[0] == 401
        status, _, text = fetch(call, {"data": ["moon", None]}, basic("ada:secret"))
        assert status == 200 and json.loads(text)["data"][0]["found"]
        assert fetch(f"{address}/gradio_api/mcp/schema", None, basic("ada:secret"))[0] == 200


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
