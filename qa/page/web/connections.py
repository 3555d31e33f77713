"""The connections of the server: how many there are at once, and how long one may stay silent.

uvicorn limits requests in progress and the silence after a request. It waits without end for the
head of a request, for the rest of a body that nobody wants, and for a reader that does not read.
When all places are taken, a new connection gets the place of the one that has been of no use for
longest: nobody can keep others out with connections on which nothing is asked.
"""

from __future__ import annotations

import asyncio
import time
from typing import Any

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

__all__ = ["ADMITTED", "HEAD_BYTES", "MOST_CONNECTIONS", "BoundedConnection", "most_connections"]

ADMITTED = "citespan.admitted"
"""Key of a request's scope: whether the sender may see the page."""
MOST_CONNECTIONS = 400
HEAD_BYTES = 16_384  # of a request: method, address and headers
HEAD_SECONDS = 10.0  # from the connection, or the first byte after a request, to the end of a head
UNREAD_SECONDS = 60.0  # a response waits so long for its reader
LINGER_SECONDS = 10.0  # a body that nobody wants may end in this time


def most_connections() -> int:
    """How many connections there may be: half of the files that this process may open, at most."""
    try:
        import resource
    except ImportError:  # Windows has no such limit.
        return MOST_CONNECTIONS
    soft, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    return MOST_CONNECTIONS if soft < 0 else max(8, min(MOST_CONNECTIONS, soft // 2))


class BoundedConnection(H11Protocol):
    """One connection, under the limits above."""

    most: int | None = None
    """Connections at once; None for ``most_connections()``."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._timers: dict[str, asyncio.TimerHandle] = {}
        self._silent_since = time.monotonic()

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Take a place, another's if need be."""
        super().connection_made(transport)
        most = most_connections() if self.most is None else self.most
        if len(self.connections) > most and not self._take_a_place():
            self._drop()
            return
        self._wait("head", HEAD_SECONDS)

    def connection_lost(self, exc: Exception | None) -> None:
        """Give the place back."""
        for name in list(self._timers):
            self._stop(name)
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Read on; a request whose head has not ended stays under its time limit."""
        if self.transport.is_closing():
            return
        super().data_received(data)
        if self._is_asking():
            self._stop("head")
            if self.cycle.scope.get(ADMITTED):  # a file on its way
                self._silent_since = time.monotonic()
        elif "head" not in self._timers and "linger" not in self._timers:
            self._wait("head", HEAD_SECONDS)

    def on_response_complete(self) -> None:
        """Wait for the next request; the rest of a body that nobody wants gets a little time."""
        self._silent_since = time.monotonic()
        self._stop("head")
        unread = self.conn.their_state is h11.SEND_BODY
        super().on_response_complete()
        if unread and not self.transport.is_closing():
            self._wait("linger", LINGER_SECONDS)

    def handle_events(self) -> None:
        """Read on; a body that has ended needs no more time."""
        super().handle_events()
        if self.conn.their_state is not h11.SEND_BODY:
            self._stop("linger")

    def pause_writing(self) -> None:
        """The reader does not keep up; give it some time."""
        super().pause_writing()
        self._wait("unread", UNREAD_SECONDS)

    def resume_writing(self) -> None:
        """The reader has caught up."""
        self._stop("unread")
        super().resume_writing()

    def is_of_use(self) -> bool:
        """Whether a request is being answered here, of somebody who may see the page."""
        return (
            self._is_asking() and not self.cycle.more_body and bool(self.cycle.scope.get(ADMITTED))
        )

    def _is_asking(self) -> bool:
        return self.cycle is not None and not self.cycle.response_complete

    def _take_a_place(self) -> bool:
        idle = [
            connection
            for connection in self.connections
            if isinstance(connection, BoundedConnection)
            and connection is not self
            and not connection.is_of_use()
        ]
        if not idle:
            return False
        min(idle, key=lambda connection: connection._silent_since)._drop()
        return True

    def _wait(self, name: str, seconds: float) -> None:
        self._stop(name)
        self._timers[name] = self.loop.call_later(seconds, self._drop)

    def _stop(self, name: str) -> None:
        timer = self._timers.pop(name, None)
        if timer is not None:
            timer.cancel()

    def _drop(self) -> None:
        # At once, and without what is left to send: nobody may be there to take it.
        self.connections.discard(self)
        self.transport.abort()
