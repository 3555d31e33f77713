"""Fair turns: of those who wait, the person who was served longest ago is next.

Within one person (an address may stand for many), the browser tab served longest ago is next.
While several people ask, none of them has all places: the last one is kept for somebody else, who
then need not wait until a question is done. The line has an end, and nobody computes for somebody
who left.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from time import monotonic

from qa.errors import AbandonedError, PageError

__all__ = ["LineFullError", "Turns"]

MOST_REMEMBERED = 1_000
RECENT_SECONDS = 300.0
"""So long somebody who asked is expected to ask again."""


class LineFullError(PageError):
    """There is no room to wait; says so in one line."""


@dataclass(slots=True, eq=False)
class _Asker:
    person: str
    tab: str
    arrival: int
    wanted: Callable[[], bool]
    admitted: asyncio.Future[None] = field(repr=False)


class Turns:
    """Lets a few work at once. Belongs to one event loop.

    Args:
        at_once: How many work at the same time.
        most: How many may wait.
        each: How many of one person may wait; people behind one address count as one.
        tab: How many of one tab may wait.
    """

    def __init__(self, at_once: int, most: int = 150, each: int = 60, tab: int = 10) -> None:
        self._at_once = at_once
        self._most = most
        self._each = each
        self._tab = tab
        self._at_work: Counter[str] = Counter()
        self._last_asked: dict[str, float] = {}
        self._clock = 0
        self._waiting: list[_Asker] = []
        self._served: dict[tuple[str, str | None], int] = {}

    @property
    def running(self) -> int:
        """How many work now."""
        return self._at_work.total()

    @property
    def waiting(self) -> int:
        """How many wait."""
        return len(self._waiting)

    @property
    def is_idle(self) -> bool:
        """Whether nobody works and nobody waits."""
        return not self.running and not self._waiting

    @asynccontextmanager
    async def turn(
        self, person: str, tab: str = "", wanted: Callable[[], bool] = lambda: True
    ) -> AsyncIterator[None]:
        """Wait for a turn, and hold it meanwhile.

        Args:
            person: Whose turn it is.
            tab: Which of the person's tabs asks.
            wanted: Whether anybody still waits for the result.

        Raises:
            LineFullError: Too many wait.
            AbandonedError: Nobody wants the result any more.
        """
        await self._admitted(person, tab, wanted)
        try:
            yield
        finally:
            self._release(person)

    async def _admitted(self, person: str, tab: str, wanted: Callable[[], bool]) -> None:
        self._dismiss_leavers()
        self._check_room(person, tab)
        self._last_asked.pop(person, None)
        self._last_asked[person] = monotonic()
        self._clock += 1
        future: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        asker = _Asker(person, tab, self._clock, wanted, future)
        self._waiting.append(asker)
        self._admit()
        try:
            await future
        except asyncio.CancelledError:
            if asker in self._waiting:
                self._waiting.remove(asker)
            elif future.done() and not future.cancelled() and future.exception() is None:
                self._release(person)
            raise

    def _check_room(self, person: str, tab: str) -> None:
        if self._may_begin(person):
            return
        if len(self._waiting) >= self._most:
            raise LineFullError(
                f"{len(self._waiting)} questions are waiting already; ask again in a minute"
            )
        tabs = [asker.tab for asker in self._waiting if asker.person == person]
        own = tabs.count(tab) if tab else 0
        if len(tabs) >= self._each or own >= self._tab:
            own = own if own >= self._tab else len(tabs)
            raise LineFullError(
                f"{own} of your questions are waiting already; wait for their answers"
            )

    def _may_begin(self, person: str) -> bool:
        """Whether there is a place, and one more for others if this person has one."""
        free = self._at_once - self.running
        kept = int(self._at_work[person] > 0 and self._others_ask(person))
        return free > kept

    def _others_ask(self, person: str) -> bool:
        since = monotonic() - RECENT_SECONDS
        last = reversed(self._last_asked.items())  # the latest first
        other = next((at for name, at in last if name != person), None)
        return other is not None and other > since

    def _release(self, person: str) -> None:
        self._at_work[person] -= 1
        if not self._at_work[person]:
            del self._at_work[person]
        self._admit()

    def _admit(self) -> None:
        while may := [asker for asker in self._waiting if self._may_begin(asker.person)]:
            asker = min(may, key=self._turn_of)
            self._waiting.remove(asker)
            if asker.admitted.done():  # cancelled
                continue
            if not asker.wanted():
                asker.admitted.set_exception(AbandonedError("nobody waits for the answer"))
                continue
            self._at_work[asker.person] += 1
            self._remember(asker)
            asker.admitted.set_result(None)

    def _turn_of(self, asker: _Asker) -> tuple[int, int, int]:
        return (
            self._served.get((asker.person, None), 0),
            self._served.get((asker.person, asker.tab), 0),
            asker.arrival,
        )

    def _remember(self, asker: _Asker) -> None:
        self._clock += 1
        for key in ((asker.person, None), (asker.person, asker.tab)):
            self._served.pop(key, None)
            self._served[key] = self._clock
        while len(self._served) > MOST_REMEMBERED:
            del self._served[next(iter(self._served))]
        while len(self._last_asked) > MOST_REMEMBERED:
            del self._last_asked[next(iter(self._last_asked))]

    def _dismiss_leavers(self) -> None:
        for asker in list(self._waiting):
            if not asker.admitted.done() and not asker.wanted():
                self._waiting.remove(asker)
                asker.admitted.set_exception(AbandonedError("nobody waits for the answer"))
