"""Everything of Gradio that this project touches beyond its documented interface.

Nothing else in the project names an attribute, a path or a cookie of Gradio's own. Each of them
has a test in ``tests/qa/page/web/test_gradio_compat.py`` that fails when Gradio changes it; the
tests ran with Gradio 6.31.

``app`` is Gradio's application (``gradio.routes.App``), which middleware finds in ``scope["app"]``.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Mapping, MutableMapping
from typing import Any

import gradio as gr
from fastapi import FastAPI
from gradio.events import api
from gradio.routes import App

from index.errors import CitespanError
from qa.errors import PageError

__all__ = [
    "HEARTBEAT",
    "JOIN",
    "LOGIN",
    "LOGOUT",
    "MCP",
    "STREAM",
    "STREAM_CLOSED",
    "UPLOAD",
    "Refusal",
    "answer_mcp_in_json",
    "called_endpoint",
    "event_data",
    "forget_tab",
    "gradio_app",
    "has_waiting_events",
    "is_awaited",
    "is_login_page",
    "is_needed_route",
    "log_in",
    "login_cookie",
    "offer_endpoint",
    "scope_of",
    "unfinished_events",
    "widen_queue",
]

# -- paths

API = "/gradio_api/"
JOIN = f"{API}queue/join"
STREAM = f"{API}queue/data"
HEARTBEAT = f"{API}heartbeat/"
UPLOAD = f"{API}upload"
MCP = f"{API}mcp"
LOGIN = "/login"
LOGOUT = "/logout"

_CALL = re.compile(r"(?:run|api|call)/(?:v2/)?(?P<name>[^/]+)(?:/|\Z)")
# All match as a whole: "$" would let a line end pass, which Gradio's own patterns let pass, too.
_OPEN = re.compile(
    r"(?:info|queue/(?:join|data|status)|heartbeat/[^/]+|upload|startup-events|cancel|reset"
    r"|login_check|app_id|user|theme\.css|mcp|mcp/http|mcp/schema)/?"
)
_OUTSIDE = re.compile(
    r"/(?:config/?|login/?|logout/?|assets/.*|static/.*|favicon\.ico|robots\.txt|theme\.css)?"
)
_LOGIN_PAGE = re.compile(
    r"/(?:assets/.*|static/.*|favicon\.ico|robots\.txt|theme\.css|gradio_api/theme\.css)?"
)


def called_endpoint(path: str) -> str | None:
    """The name of the endpoint that a request to ``path`` calls; None if it calls none."""
    call = _CALL.match(path.removeprefix(API)) if path.startswith(API) else None
    return call["name"] if call else None


def is_needed_route(path: str) -> bool:
    """Whether this page needs what Gradio serves at ``path``, which calls no endpoint."""
    if path.startswith(API):
        return _OPEN.fullmatch(path.removeprefix(API)) is not None
    return _OUTSIDE.fullmatch(path) is not None


def is_login_page(path: str) -> bool:
    """Whether ``path`` is the page (which asks for a login first) or an asset of it."""
    return _LOGIN_PAGE.fullmatch(path) is not None and ".." not in path


def offer_endpoint(call: Any, name: str) -> None:
    """Let programs call ``call`` by name on the page that is being built, without the queue."""
    api(call, api_name=name, queue=False)


# -- events


STREAM_CLOSED = b'"msg":"close_stream"'
"""Part of the last message of a tab's event stream."""


class Refusal(gr.Error, CitespanError):
    """An error whose message programs get as it is; Gradio's own puts quotation marks around."""

    def __str__(self) -> str:
        return str(self.message)


def event_data(event: gr.EventData) -> Mapping[str, Any]:
    """The object that the browser sent with an event; anything may come.

    Its texts can be stored: half characters, which JSON can hold, become "?". ``action`` is a text
    if it is there.
    """
    sent = event._data if isinstance(event._data, dict) else {}
    data = {
        name: value.encode("utf-8", "replace").decode() if isinstance(value, str) else value
        for name, value in sent.items()
    }
    if not isinstance(data.get("action", ""), str):
        del data["action"]
    return data


def scope_of(request: gr.Request | None) -> Mapping[str, Any]:
    """The ASGI scope of the request by which an event came; empty if it is not known."""
    return getattr(_inner(request), "scope", {})


def is_awaited(page: gr.Blocks | None, request: gr.Request | None) -> bool:
    """Whether the browser still waits for the event that came by ``request``, if it is known."""
    inner = _inner(request)
    if page is None or inner is None:
        return True
    queue = page._queue
    given_up = getattr(queue.server_app, "iterators_to_reset", ())
    for event in list(queue.event_ids_to_events.values()):
        if event.request is inner:
            return event.alive and event._id not in given_up
    return True


def _inner(request: gr.Request | None) -> Any:
    """What came over HTTP; from MCP it comes as it is."""
    return getattr(request, "request", request)


def unfinished_events(page: gr.Blocks, key: str, value: str) -> int:
    """Number of events, waiting or being answered, whose request has ``value`` in its scope."""
    events = list(page._queue.event_ids_to_events.values())
    return sum(event.request.scope.get(key) == value for event in events if event.request)


def widen_queue(page: gr.Blocks, running: int, waiting: int) -> None:
    """Let ``running`` events be under way at once, such as wait in a line of our own.

    Gradio sums up the last ten thousand events after each one, for a dashboard that is off here.
    """
    queue = page._queue
    queue.max_thread_count = running
    queue.max_size = waiting
    queue.ANALYTICS_MAX_EVENTS = 1
    queue.ANAYLTICS_CACHE_FREQUENCY = sys.maxsize


def gradio_app(app: FastAPI) -> Any:
    """Gradio's application, mounted inside the one that is served."""
    inner = (getattr(route, "app", None) for route in app.routes)
    return next(candidate for candidate in inner if isinstance(candidate, App))


# -- browser tabs


def has_waiting_events(app: Any, tab: str) -> bool:
    """Whether an event of a tab waits in the queue or is being answered."""
    return bool(app.get_blocks()._queue.pending_event_ids_session.get(tab))


def forget_tab(app: Any, tab: str) -> None:
    """Drop everything that is kept under the name of a tab."""
    for kept in _kept_by_tab(app):
        kept.pop(tab, None)


def _kept_by_tab(app: Any) -> tuple[MutableMapping[str, Any], ...]:
    holder, queue = app.state_holder, app.get_blocks()._queue
    return (
        holder.session_data,
        holder.time_last_used,
        queue.pending_messages_per_session,
        queue.pending_event_ids_session,
    )


# -- login


def login_cookie(app: Any) -> str:
    """Name of the cookie that carries a login over plain HTTP."""
    return f"access-token-unsecure-{app.cookie_id}"


def log_in(app: Any, token: str, user: str) -> None:
    """Let ``token``, as the value of the login cookie, stand for ``user``."""
    app.tokens[token] = user


# -- MCP


def answer_mcp_in_json(page: gr.Blocks) -> None:
    """Give each result of the page's MCP server as one text that is JSON, not Python's notation.

    Raises:
        PageError: Gradio could not start the server.
    """
    if page.mcp_error:
        raise PageError(page.mcp_error)
    server: Any = page.mcp_server_obj

    def contents(data: list[Any], _root_url: str) -> list[Any]:
        texts = [json.dumps(value, ensure_ascii=False) for value in data]
        return [server.types.TextContent(type="text", text=text) for text in texts]

    server.postprocess_output_data = contents
