"""Mends a race in Gradio's event streams, and forgets closed browser tabs.

The events of one tab share a stream, which the server closes after the last of them. When the
answer to the next event's admission reaches the browser just before the news of that close, the
browser takes the stream for open and waits for ever (Gradio 6.31). So admissions are held back
until the news has had time to arrive.

Gradio keeps what it knows of a tab until ten thousand newer ones have come. Here what belongs to
closed tabs goes, save the latest. A tab counts as closed when its heartbeat ends; a tab whose
connection broke gets no new one and goes on without, so each of its events makes it the latest.
"""

from __future__ import annotations

import json
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import parse_qs

import anyio
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from qa.page.web.gradio_compat import (
    HEARTBEAT,
    JOIN,
    STREAM,
    STREAM_CLOSED,
    forget_tab,
    has_waiting_events,
)

__all__ = ["HOLD_SECONDS", "KEPT_CLOSED", "OpenTabs", "Tabs"]

HOLD_SECONDS = 0.25
"""From closing a stream on; admissions of the same tab wait for the rest of it."""
KEPT_CLOSED = 20
"""Closed tabs whose conversations are still known."""


class OpenTabs:
    """Counts the event streams of each tab that are open, that is, who waits for events."""

    def __init__(self) -> None:
        self._streams: Counter[str] = Counter()

    def is_listening(self, tab: str) -> bool:
        """Whether a browser waits for events of this tab."""
        return self._streams[tab] > 0

    @contextmanager
    def listening(self, tab: str) -> Iterator[None]:
        """Count one stream while it is open."""
        self._streams[tab] += 1
        try:
            yield
        finally:
            self._streams[tab] -= 1
            if self._streams[tab] <= 0:
                del self._streams[tab]


class Tabs:
    """Middleware as described above, around Gradio's own application."""

    def __init__(self, app: ASGIApp, open_tabs: OpenTabs | None = None) -> None:
        self._app = app
        self._open = open_tabs or OpenTabs()
        self._ended: dict[str, float] = {}
        self._alive: Counter[str] = Counter()
        self._gone: dict[str, None] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        path = scope.get("path", "").rstrip("/")
        if path == JOIN:
            await self._join(scope, receive, send)
        elif path == STREAM:
            tab = parse_qs(scope["query_string"].decode("latin-1")).get("session_hash", [""])[0]
            self._seen(tab)
            with self._open.listening(tab):
                await self._app(scope, receive, self._watching(tab, send))
        elif path.startswith(HEARTBEAT):
            await self._live(path.removeprefix(HEARTBEAT), scope, receive, send)
        else:
            await self._app(scope, receive, send)

    def _watching(self, tab: str, send: Send) -> Send:
        """``send`` that notes when the stream of ``tab`` is closed."""

        async def watched(message: Message) -> None:
            if STREAM_CLOSED in message.get("body", b""):
                now = time.monotonic()
                # Nothing is awaited since the server saw that no event of the tab is left.
                self._ended = {
                    name: then for name, then in self._ended.items() if now - then < HOLD_SECONDS
                }
                self._ended[tab] = now
            await send(message)

        return watched

    async def _join(self, scope: Scope, receive: Receive, send: Send) -> None:
        body = bytearray()

        async def heard() -> Message:
            message = await receive()
            body.extend(message.get("body", b""))
            return message

        async def held(message: Message) -> None:
            if message["type"] == "http.response.start":
                tab = _tab_of(bytes(body))
                self._seen(tab)
                ended = self._ended.get(tab)
                if ended is not None:
                    await anyio.sleep(max(0.0, ended + HOLD_SECONDS - time.monotonic()))
            await send(message)

        await self._app(scope, heard, held)

    async def _live(self, tab: str, scope: Scope, receive: Receive, send: Send) -> None:
        self._alive[tab] += 1
        self._gone.pop(tab, None)
        try:
            await self._app(scope, receive, send)
        finally:
            self._alive[tab] -= 1
            if not self._alive[tab]:
                del self._alive[tab]
                self._gone[tab] = None
            self._forget_oldest(scope["app"])

    def _seen(self, tab: str) -> None:
        if tab in self._gone:
            del self._gone[tab]
            self._gone[tab] = None

    def _forget_oldest(self, gradio: Any) -> None:
        for tab in list(self._gone)[: max(0, len(self._gone) - KEPT_CLOSED)]:
            if not has_waiting_events(gradio, tab):
                del self._gone[tab]
                forget_tab(gradio, tab)


def _tab_of(body: bytes) -> str:
    try:
        return str(json.loads(body)["session_hash"])
    except (ValueError, KeyError, TypeError):
        return ""
