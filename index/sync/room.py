"""Makes room for people while a folder is taken up: what they add does not wait for all of it.

There is one writer. A run over a folder takes as long as the folder is large; somebody who adds a
file or takes one out would wait for its end. So the run ends after the next batch when somebody
waits, lets them in, and goes on with what is left.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from index.sync.report import SyncReport, joined_reports

__all__ = ["Room"]

_LONGEST_WAIT = 60.0
"""Seconds after which a run goes on however many people add files."""


class Room:
    """Counts those who wait or are at work; safe to use from several threads."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._asking = 0

    @contextmanager
    def asked_for(self) -> Iterator[None]:
        """Somebody wants to make a change now, and makes it inside."""
        with self._changed:
            self._asking += 1
        try:
            yield
        finally:
            with self._changed:
                self._asking -= 1
                self._changed.notify_all()

    def in_parts(
        self,
        sync: Callable[[Callable[[], bool]], SyncReport],
        held: Callable[[Callable[[], SyncReport]], SyncReport],
    ) -> SyncReport:
        """Make a run, in as many parts as it takes; returns the report of the whole.

        Args:
            sync: Makes a part: all that is left, or less if its argument becomes true meanwhile.
            held: Calls what it gets while it holds the right to write.
        """
        reports: list[SyncReport] = []
        while True:
            is_cut_short = False
            asked = 0

            def is_wanted() -> bool:
                nonlocal is_cut_short, asked
                asked += 1
                # Each part takes up more files than the one before: some are read in vain in each.
                is_cut_short = self._asking > 0 and asked > len(reports)
                return is_cut_short

            def part() -> SyncReport:
                reports.append(sync(is_wanted))
                return joined_reports(reports)

            report = held(part)
            if not is_cut_short:
                return report
            with self._changed:
                self._changed.wait_for(lambda: not self._asking, _LONGEST_WAIT)
