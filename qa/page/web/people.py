"""How many requests one person, and everybody together, may have open at once, and how fast."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from qa.errors import PageError
from qa.page.web.gradio_compat import scope_of

if TYPE_CHECKING:
    import gradio as gr

__all__ = [
    "OWNER",
    "PERSON",
    "Pace",
    "People",
    "TooManyRequestsError",
    "owner_of",
    "person_of",
]

PERSON = "citespan.person"
"""Key of a request's scope: who sent it, a login or an address."""

OWNER = "citespan.owner"
"""Key of a request's scope: whose conversations it may see."""


def owner_of(request: gr.Request | None) -> str:
    """Whose conversations belong to the request by which an event came."""
    return str(scope_of(request).get(OWNER) or "")


def person_of(request: gr.Request | None) -> str:
    """Who sent the request by which an event came; "" if it is not known."""
    return str(scope_of(request).get(PERSON) or "")


_MOST_PACES = 2_000


class TooManyRequestsError(PageError):
    """More requests at once than are answered."""


class People:
    """Counts open requests, streams among them.

    Args:
        each: Requests of one person at once.
        most: Requests in all.
    """

    def __init__(self, each: int = 200, most: int = 320) -> None:
        self._each = each
        self._most = most
        self._open: Counter[str] = Counter()

    @contextmanager
    def asking(self, person: str) -> Iterator[None]:
        """Count one request while it is answered.

        Raises:
            TooManyRequestsError: There are too many.
        """
        if self._open[person] >= self._each:
            raise TooManyRequestsError("Too many of your requests are open; close some tabs.")
        if self._open.total() >= self._most:
            raise TooManyRequestsError("Too many requests are open; try again in a minute.")
        self._open[person] += 1
        try:
            yield
        finally:
            self._open[person] -= 1
            if self._open[person] <= 0:
                del self._open[person]


class Pace:
    """How fast one person may go on: so many at once, then so many a second (a token bucket).

    Args:
        burst: That many at once.
        rate: Each second that many more.
        clock: Seconds from any start.
    """

    def __init__(
        self, burst: int, rate: float, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._burst = burst
        self._rate = rate
        self._clock = clock
        self._left: dict[str, tuple[float, float]] = {}

    def allows(self, person: str) -> bool:
        """Whether one more is allowed now; it counts if it is."""
        now = self._clock()
        left, then = self._left.pop(person, (float(self._burst), now))
        left = min(self._burst, left + (now - then) * self._rate)
        self._left[person] = (max(left - 1, 0.0) if left >= 1 else left, now)
        while len(self._left) > _MOST_PACES:
            del self._left[next(iter(self._left))]
        return left >= 1
