"""Everything of Gradio that this project touches beyond its documented interface.

Nothing else in the project names an attribute, a path or a cookie of Gradio's own. Each of them
has a test in ``tests/qa/page/web/test_gradio_compat.py`` that fails when Gradio changes it; the
tests ran with Gradio 6.31.

``app`` is Gradio's application (``gradio.routes.App``), which middleware finds in ``scope["app"]``.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, MutableMapping
from pathlib import Path
from typing import Any

import gradio as gr
from gradio.events import api

from index.errors import CitespanError
from qa.errors import PageError

__all__ = [
    "HEARTBEAT",
    "JOIN",
    "MCP",
    "STREAM",
    "STREAM_CLOSED",
    "UPLOAD",
    "Refusal",
    "answer_mcp_in_json",
    "called_endpoint",
    "event_data",
    "forget_tab",
    "has_waiting_events",
    "is_logged_in",
    "is_needed_route",
    "log_in",
    "login_cookie",
    "offer_endpoint",
    "was_uploaded",
]

# -- paths

API = "/gradio_api/"
JOIN = f"{API}queue/join"
STREAM = f"{API}queue/data"
HEARTBEAT = f"{API}heartbeat/"
UPLOAD = f"{API}upload"
MCP = f"{API}mcp"

_CALL = re.compile(r"^(?:run|api|call)/(?:v2/)?(?P<name>[^/]+)(?:/|$)")
_OPEN = re.compile(
    r"^(?:info|queue/(?:join|data|status)|heartbeat/[^/]+|upload|startup-events|cancel|reset"
    r"|login_check|app_id|user|theme\.css|mcp|mcp/http|mcp/schema)/?$"
)
_CLOSED = re.compile(r"^/(?:svelte|monitoring|pwa_icon|manifest\.json|custom_component)(?:/|$)")


def called_endpoint(path: str) -> str | None:
    """The name of the endpoint that a request to ``path`` calls; None if it calls none."""
    call = _CALL.match(path.removeprefix(API)) if path.startswith(API) else None
    return call["name"] if call else None


def is_needed_route(path: str) -> bool:
    """Whether this page needs what Gradio serves at ``path``, which calls no endpoint."""
    if path.startswith(API):
        return _OPEN.match(path.removeprefix(API)) is not None
    return _CLOSED.match(path) is None


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
    """The object that the browser sent with an event; anything may come."""
    return event._data if isinstance(event._data, dict) else {}


def was_uploaded(page: gr.Blocks, path: str) -> bool:
    """Whether a browser sent the file at ``path`` to this page, and it is still there."""
    return path in page.upload_file_set and Path(path).is_file()


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


def is_logged_in(app: Any, cookies: Mapping[str, str]) -> bool:
    """Whether the cookies of a request carry a login."""
    token = cookies.get(f"access-token-{app.cookie_id}") or cookies.get(login_cookie(app))
    return token is not None and token in app.tokens


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
