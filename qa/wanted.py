"""Whether anybody still waits for what is being computed.

Whoever asks may leave. Long computations call ``check_wanted`` between their steps, and stop there.
The caller says with ``while_wanted`` how to know; without it everything is wanted.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TypeVar

from qa.errors import AbandonedError

__all__ = ["Wanted", "awaited", "check_wanted", "wanted_here", "while_wanted"]

T = TypeVar("T")

Wanted = Callable[[], bool]
"""Whether the result is still wanted; called often, from any thread."""


def _always() -> bool:
    return True


_wanted: ContextVar[Wanted] = ContextVar("wanted", default=_always)


@contextmanager
def while_wanted(wanted: Wanted) -> Iterator[None]:
    """Compute what stands inside only while ``wanted`` says so."""
    token = _wanted.set(wanted)
    try:
        yield
    finally:
        _wanted.reset(token)


def wanted_here() -> Wanted:
    """How to know it here, for threads that do part of the work: they do not inherit it."""
    return _wanted.get()


def check_wanted(wanted: Wanted | None = None) -> None:
    """Go on only if the result is still wanted.

    Args:
        wanted: From ``wanted_here``, in a thread that does part of the work.

    Raises:
        AbandonedError: It is not.
    """
    if not (wanted or _wanted.get())():
        raise AbandonedError("nobody waits for the answer")


async def awaited(compute: Callable[[], T]) -> T:
    """What ``compute`` returns, in a thread of its own; given up when the task is cancelled."""
    import asyncio  # which programs without an event loop need not wait for

    is_waiting = True

    def in_thread() -> T:
        with while_wanted(lambda: is_waiting):
            return compute()

    try:
        return await asyncio.to_thread(in_thread)
    finally:
        is_waiting = False
