"""Shows the page of a source once it is drawn, and its text meanwhile if that takes long."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable

from index.loaders.isolation.drawing_job import Drawing
from qa.page.handlers.chat import Handlers, Update

__all__ = ["PATIENCE_SECONDS", "Showing"]

PATIENCE_SECONDS = 0.8
"""So long the pane keeps what it shows; then the text of the page comes instead."""

_MOST_TABS = 200

_LOOK_SECONDS = 0.5
"""Between looks whether the reader is still there."""


class Showing:
    """Splits an update in what is there at once and the source that is being drawn.

    A tab has one source pane: what it shows next cancels the drawing before.

    Args:
        handlers: Of the page.
    """

    def __init__(self, handlers: Handlers) -> None:
        self._handlers = handlers
        self._latest: dict[str, Update] = {}

    async def __call__(
        self, update: Update, tab: str, wanted: Callable[[], bool]
    ) -> AsyncIterator[Update]:
        """The parts of an update, each when it is there.

        Args:
            update: From a handler.
            tab: Whose source pane shows it.
            wanted: Whether the reader is still there.
        """
        yield self.begin(update, tab)
        async for drawn in self._drawn(update, tab, wanted):
            yield drawn

    def begin(self, update: Update, tab: str) -> Update:
        """What of an update is there at once; ``rest`` gives what is still to come.

        A question ends with its answer and not with the page, or else the next one, asked
        meanwhile, would be lost.
        """
        self.shows(tab, update)
        return update if update.drawing is None else update._replace(source=None)

    async def rest(self, tab: str, wanted: Callable[[], bool]) -> AsyncIterator[Update]:
        """The source of a pane whose page is being drawn, as text or drawn; else nothing."""
        if tab in self._latest:
            async for drawn in self._drawn(self._latest[tab], tab, wanted):
                yield drawn

    async def _drawn(
        self, update: Update, tab: str, wanted: Callable[[], bool]
    ) -> AsyncIterator[Update]:
        if update.drawing is None:
            return
        try:
            if not await _done(update.drawing, PATIENCE_SECONDS) and self._is_latest(tab, update):
                yield Update(None, None, update.source, None)
            while not await _done(update.drawing, _LOOK_SECONDS):
                if not wanted():
                    return
            if self._is_latest(tab, update):
                yield self._handlers.drawn(update, update.drawing.result())
        finally:
            # Also when the reader left: done drawings are not cancelled by it.
            update.drawing.cancel()
            if self._is_latest(tab, update):
                del self._latest[tab]

    def shows(self, tab: str, update: Update) -> None:
        """Note that a pane shows another source, if so: the drawing before is cancelled."""
        if update.source is None:
            return
        self._cancel(tab)
        if tab and update.drawing is not None:
            self._latest[tab] = update
        # Of tabs that left at once, nobody asks for the rest.
        for left in list(self._latest)[:-_MOST_TABS]:
            self._cancel(left)

    def _cancel(self, tab: str) -> None:
        before = self._latest.pop(tab, None)
        if before is not None and before.drawing is not None:
            before.drawing.cancel()

    def _is_latest(self, tab: str, update: Update) -> bool:
        return not tab or self._latest.get(tab) is update


async def _done(drawing: Drawing, seconds: float) -> bool:
    """Whether a page is drawn, after waiting for it so long at most."""
    await asyncio.wait({asyncio.wrap_future(drawing.future)}, timeout=seconds)
    return drawing.is_done
