"""Tells whether questions can be answered: the corpus is open and the models have worked.

Says nothing about documents, so that anybody may ask.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from typing import Any

import anyio

from qa.errors import PageError
from qa.page.bot import Bot

__all__ = ["READY", "Readiness"]

READY = "/ready"
PROBE = "What is this about?"
PATIENCE_SECONDS = 10.0  # a store that takes longer counts as gone
THREADS = 2  # that may hang in a store which does not answer
FRESH_SECONDS = 1.0  # so long a look at the store stands for the next ones
log = logging.getLogger(__name__)


class Readiness:
    """Looks at the corpus whenever it is asked, and once at the models, by a question of its own.

    Args:
        bot: Answers; None until it is there.
        clock: Seconds from any start.

    Attributes:
        was_ready: What the last look said.
        index_version: Of the documents at that time; None before the first look.
    """

    def __init__(self, bot: Bot | None = None, clock: Callable[[], float] = time.monotonic) -> None:
        self.bot = bot
        self.was_ready = False
        self.index_version: int | None = None
        self._clock = clock
        self._models_work = False
        self._looked: tuple[float, dict[str, Any]] | None = None
        self._looking = anyio.Lock()
        self._threads = anyio.CapacityLimiter(THREADS)

    async def look(self) -> dict[str, Any]:
        """``ready``, and what of ``corpus`` and ``models`` is."""
        async with self._looking:
            if self._looked is None or self._clock() - self._looked[0] > FRESH_SECONDS:
                self._looked = self._clock(), await self._state()
            return self._looked[1]

    async def _state(self) -> dict[str, Any]:
        corpus = await self._tried(self._see_corpus)
        models = corpus and (self._models_work or await self._tried(self._try_models))
        self.was_ready = corpus and models
        return {
            "ready": self.was_ready,
            "corpus": "open" if corpus else "not to be had",
            "models": "loaded" if self._models_work else "not loaded",
        }

    async def _tried(self, step: Callable[[], None]) -> bool:
        try:
            with anyio.fail_after(PATIENCE_SECONDS):
                await anyio.to_thread.run_sync(step, abandon_on_cancel=True, limiter=self._threads)
        except Exception as error:  # whatever it is, no question would be answered
            log.warning("not ready: %s", type(error).__name__)
            return False
        return True

    def _see_corpus(self) -> None:
        if self.bot is None:
            raise PageError("no corpus yet")
        self.index_version = self.bot.library.version()

    def _try_models(self) -> None:
        if self.bot is not None:
            self.bot.ask(PROBE)
            self._models_work = True
