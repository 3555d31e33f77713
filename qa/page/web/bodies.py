"""Reads what a request carries, up to a size and within a time.

A body is counted as it comes in, whatever its headers say of it: with chunked transfer they say
nothing, or something else. A body must also keep coming: who sends a few bytes now and then holds
a connection for nothing.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Iterable

import anyio
from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse, Response
from starlette.types import Message, Receive

from qa.errors import PageError

__all__ = [
    "BodyRefusedError",
    "Paced",
    "carries_body",
    "check_announced_size",
    "read_body",
    "replay",
]

GRACE_SECONDS = 20.0
"""A body may take this long, and longer by its size at ``SLOWEST``."""
SLOWEST = 20_000  # bytes a second


class BodyRefusedError(PageError):
    """The body is too large, too slow, or broke off; ``status`` is the answer's."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status

    def response(self) -> Response:
        """The answer to the request."""
        return PlainTextResponse(f"{self}\n", self.status)


def carries_body(headers: Headers) -> bool:
    """Whether a request announces a body."""
    return "transfer-encoding" in headers or headers.get("content-length", "0") != "0"


def check_announced_size(headers: Headers, limit: int) -> None:
    """Refuse a body by what the request says of it, before any of it is read.

    Raises:
        BodyRefusedError: It is larger than ``limit`` bytes (413), or says nonsense (400).
    """
    size = headers.get("content-length", "0")
    if not (size.isascii() and size.isdecimal()):
        raise BodyRefusedError(400, "The size of the request is not a number.")
    if len(size) > 18 or int(size) > limit:
        refusal = _too_large(limit)
        raise refusal


class Paced:
    """A ``receive`` that ends a request whose body is too large or too slow.

    Args:
        receive: Of the request.
        limit: Bytes of the body.
    """

    def __init__(self, receive: Receive, limit: int) -> None:
        self._receive = receive
        self._limit = limit
        self._size = 0
        self._begin = time.monotonic()
        self.failure: BodyRefusedError | None = None
        """Why the body was refused. A parser in between may turn the error into its own."""

    async def __call__(self) -> Message:
        """The next message of the request.

        Raises:
            BodyRefusedError: The body is too large (413) or too slow (408).
        """
        if self.failure is not None:
            raise self.failure
        left = GRACE_SECONDS + self._size / SLOWEST - (time.monotonic() - self._begin)
        message: Message = {}
        with anyio.move_on_after(max(left, 0.0)) as within:
            message = await self._receive()
        if within.cancelled_caught:
            self.failure = BodyRefusedError(408, "The request came in too slowly.")
            raise self.failure
        self._size += len(message.get("body", b""))
        if self._size > self._limit:
            self.failure = _too_large(self._limit)
            raise self.failure
        return message


async def read_body(receive: Receive, limit: int) -> list[bytes]:
    """The body of a request, as it came.

    Raises:
        BodyRefusedError: It is too large (413), too slow (408), or broke off (400).
    """
    paced = Paced(receive, limit)
    chunks = []
    while True:
        message = await paced()
        if message["type"] == "http.disconnect":
            raise BodyRefusedError(400, "The request broke off.")
        if message.get("body"):
            chunks.append(message["body"])
        if not message.get("more_body"):
            return chunks


def replay(chunks: Iterable[bytes], receive: Receive) -> Receive:
    """A ``receive`` that gives a body that was read before, then what ``receive`` gives."""
    waiting = deque(chunks) or deque([b""])

    async def again() -> Message:
        if not waiting:
            return await receive()
        body = waiting.popleft()
        return {"type": "http.request", "body": body, "more_body": bool(waiting)}

    return again


def _too_large(limit: int) -> BodyRefusedError:
    return BodyRefusedError(413, f"The request is too large; at most {limit:,} bytes are taken.")
