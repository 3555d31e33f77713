"""One page that is to be drawn, as whoever asked for it sees it."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass

from index.loaders.drawn_pages import NotDrawn, Picture
from index.values import Page, Span

__all__ = ["Drawing", "Wanted"]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be drawn; see ``Drawer.draw``."""

    document: str
    page: Page
    spans: tuple[Span, ...]
    scale: float


class Drawing:
    """A page that waits, is being drawn, or is done.

    Attributes:
        future: Gets the picture, or why there is none; never an exception.
    """

    def __init__(self, wanted: Wanted, cancel: Callable[[Drawing], None]) -> None:
        self.future: Future[Picture | NotDrawn] = Future()
        self.future.set_running_or_notify_cancel()  # waiters cannot cancel it for others
        self._cancel = cancel
        # The rest belongs to the drawer.
        self.wanted = wanted
        self.stopped = threading.Event()
        self.ended: NotDrawn | None = None
        self.is_slow = False

    @property
    def is_done(self) -> bool:
        """Whether there is a result."""
        return self.future.done()

    def result(self, timeout: float | None = None) -> Picture | NotDrawn:
        """The picture, or why there is none.

        Raises:
            TimeoutError: Not within ``timeout`` seconds.
        """
        return self.future.result(timeout)

    def cancel(self) -> None:
        """Nobody wants the picture any more."""
        self._cancel(self)
