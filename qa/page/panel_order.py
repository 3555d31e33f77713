"""Makes the updates of a tab's documents panel one after the other."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from typing import Any

import gradio as gr

from qa.page.handlers.document_actions import DocumentsUpdate
from qa.page.page_parts import values
from qa.page.views.documents_panel import Choice
from qa.page.web.threads import in_thread

__all__ = ["PATIENCE_SECONDS", "PanelOrder"]

PATIENCE_SECONDS = 10.0
"""So long an update waits for the one before; then that one counts as left, and no other waits."""
_MOST_TABS = 500


@dataclass(slots=True)
class _Tab:
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    choice: Choice | None = None


class PanelOrder:
    """Gives each update of a tab what the one before left, and sends it before the next begins.

    Events of one tab run side by side. Each gets the choice that Gradio read when it came in, and
    what it returns may reach the browser after what a later one returned. A look at the tasks
    would then hide a file that was sent meanwhile, or untick a document.
    """

    def __init__(self) -> None:
        self._tabs: dict[str, _Tab] = {}

    async def __call__(
        self, tab: str, choice: Choice | None, change: Callable[[Choice | None], DocumentsUpdate]
    ) -> AsyncIterator[tuple[Any, ...]]:
        """What the parts of the panel get.

        Args:
            tab: Whose panel it is.
            choice: As Gradio read it.
            change: Makes the update, from the choice as it is by then.
        """
        kept = self._tab(tab)
        while not await _acquired(lock := kept.lock):
            if kept.lock is lock:  # or else another one that waited has seen to it
                kept.lock = asyncio.Lock()
        try:
            update = await in_thread(lambda: change(kept.choice or choice))
            kept.choice = update.choice or kept.choice
            shown = values(update)
            # Gradio goes on with an event once it has sent what came of it. It sends the last part
            # again at the end, which is then another event's turn.
            yield shown
            yield (gr.skip(),) * len(shown)
        finally:
            lock.release()

    def _tab(self, name: str) -> _Tab:
        if not name:
            return _Tab()
        kept = self._tabs.pop(name, None) or _Tab()
        self._tabs[name] = kept
        # Of a forgotten tab, Gradio still has the choice.
        for oldest in list(self._tabs)[:-_MOST_TABS]:
            if not self._tabs[oldest].lock.locked():
                del self._tabs[oldest]
        return kept


async def _acquired(lock: asyncio.Lock) -> bool:
    """Whether ``lock`` could be taken; a reader who leaves may never end an event."""
    try:
        return await asyncio.wait_for(lock.acquire(), PATIENCE_SECONDS)
    except TimeoutError:
        return False
