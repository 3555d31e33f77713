"""How far a loader is, told to whoever listens.

Reading a text takes no time worth telling. Recognising takes a second or more for each page, so
whoever waits with a time limit wants to know that a page is done.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Final

__all__ = ["Listener", "listening", "page_recognised"]

Listener = Callable[[int, int], object]
"""Called with the 1-based number of a page that was recognised, and the number of pages."""

_LISTENER: Final[ContextVar[Listener | None]] = ContextVar("listener", default=None)


@contextmanager
def listening(listener: Listener) -> Iterator[None]:
    """Let ``listener`` hear what loaders report in this thread."""
    token = _LISTENER.set(listener)
    try:
        yield
    finally:
        _LISTENER.reset(token)


def page_recognised(number: int, count: int) -> None:
    """Report that page ``number`` of ``count`` is done."""
    listener = _LISTENER.get()
    if listener is not None:
        listener(number, count)
