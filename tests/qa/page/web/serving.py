"""The page served from a thread, and requests to it without a browser."""

import base64
import contextlib
import json
import threading
import time
import urllib.error
import urllib.request

from qa.page.layout import build_page
from qa.page.web.server import application, listen, server


@contextlib.contextmanager
def serving(bot, host="127.0.0.1", login=None, limits=None, names=(), open_metrics=False):
    """The page's address while it is served from a thread."""
    page = build_page(bot, "<folder> & co", limits, has_login=login is not None)
    app = application(page, host, login, names, open_metrics=open_metrics)
    with running(app, host) as url:
        yield url


@contextlib.contextmanager
def running(app, host="127.0.0.1"):
    """The address of an application while it is served from a thread."""
    with listen(host, 0) as listener:
        serve = server(app)
        thread = threading.Thread(target=serve.run, kwargs={"sockets": [listener]})
        thread.start()
        try:
            while not serve.started and thread.is_alive():
                time.sleep(0.01)
            yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        finally:
            serve.should_exit = True
            thread.join()


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


def upload(address, name, data, headers=None):
    body = (
        f'--x\r\nContent-Disposition: form-data; name="files"; filename="{name}"\r\n\r\n'.encode()
        + data
        + b"\r\n--x--\r\n"
    )
    request = urllib.request.Request(
        f"{address}/gradio_api/upload",
        body,
        {"Content-Type": "multipart/form-data; boundary=x", **(headers or {})},
    )
    try:
        with urllib.request.urlopen(request, timeout=30) as response:
            return response.status, json.loads(response.read())
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()


def basic(credentials):
    return {"Authorization": f"Basic {base64.b64encode(credentials.encode()).decode()}"}
