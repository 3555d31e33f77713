"""Questions first: work in the background gives way while somebody waits for an answer.

Both compute on the same processors. Priorities of threads would not do: a thread of low priority
that holds Python's lock keeps everybody else waiting.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

__all__ = ["foreground", "give_way"]

_LONGEST_WAIT = 0.2
"""Seconds; background work goes on by a step after them, however many questions come."""

_changed = threading.Condition()
_waiting = 0


@contextmanager
def foreground() -> Iterator[None]:
    """Somebody waits for what is computed inside."""
    global _waiting  # of the process, as the processors are
    with _changed:
        _waiting += 1
    try:
        yield
    finally:
        with _changed:
            _waiting -= 1
            if not _waiting:
                _changed.notify_all()


def give_way() -> None:
    """Wait a little while somebody waits for an answer; call between steps of background work."""
    if _waiting:
        with _changed:
            _changed.wait_for(lambda: not _waiting, _LONGEST_WAIT)
