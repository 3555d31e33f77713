"""A limited process that draws pages, one after the other."""

from __future__ import annotations

import os
import subprocess
import time
from contextlib import suppress
from typing import Any, Final

from index.errors import RefusedError
from index.loaders.drawn_pages import Picture, characters_of, unpack_picture
from index.loaders.isolation.drawing_job import Drawing
from index.loaders.isolation.worker import Worker
from index.platform.processes import processor_seconds

__all__ = ["Artist"]

_MOST_PICTURE: Final = 100_000_000
"""Bytes of the largest picture; more than the largest scale gives."""

_PREPARING_SECONDS: Final = 60.0

_POLITENESS: Final = 5
_SLOW_POLITENESS: Final = 15
"""By so much a process steps back behind those that answer questions, at once and once a page is
slow. Behind a busy program it still draws an ordinary page in a moment."""


class Artist(Worker):
    """Draws pages; keeps the file of the last one, so that turning pages sends it once."""

    crashed = "it crashes the program that draws pages"
    late = "it takes longer than {seconds:g} seconds to draw"
    greedy = "it needs more than {megabytes:,} MB of memory to draw"

    _politeness = 0  # somebody waits for the page
    _drawing: Drawing | None = None
    _holder: subprocess.Popen[bytes] | None = None
    _held = ""
    _began: tuple[float, float | None] | None = None

    def draw(self, original: tuple[bytes, str], drawing: Drawing) -> Picture:
        """A page with the rectangles of its spans.

        Args:
            original: The bytes of the file, and their hash.
            drawing: What is wanted; ``stop`` after ``stopped`` is set ends it.

        Raises:
            RefusedError: It cannot be drawn within the limits, or was stopped.
        """
        data, name = original
        wanted = drawing.wanted
        request = {
            "do": "draw",
            "file": name,
            "page": wanted.page.number,
            "spans": [characters_of(wanted.page, span) for span in wanted.spans],
            "scale": wanted.scale,
        }
        with self._guard:
            self._drawing = drawing
            header, blocks = self._twice(request, data)
            return self._unpacked(lambda: unpack_picture(header, blocks, wanted.page, wanted.spans))

    def spent(self) -> tuple[float, float]:
        """Seconds that the page being drawn has taken, of a processor and on the clock.

        Both are those on the clock where the system does not tell others, and 0 if none is drawn.
        """
        began, process = self._began, self._process
        if began is None or process is None:
            return 0.0, 0.0
        clock = time.monotonic() - began[0]
        used = processor_seconds(process.pid)
        return clock if used is None or began[1] is None else used - began[1], clock

    def stop(self) -> None:
        """End the process, from another thread; the page that it draws is not drawn."""
        process = self._process
        if process is not None:
            process.kill()

    def step_back(self, politeness: int = _SLOW_POLITENESS) -> None:
        """Leave the processors to others from now on; the process cannot step forward again."""
        process = self._process
        if process is not None and hasattr(os, "setpriority"):
            with suppress(OSError):
                os.setpriority(os.PRIO_PROCESS, process.pid, politeness)

    def _ask(self, request: dict[str, Any], *blocks: bytes) -> tuple[dict[str, Any], list[bytes]]:
        process, drawing = self._running(), self._drawing
        if process is not self._holder:
            # Starting takes longer than drawing, and is not the page's fault.
            self.step_back(_POLITENESS)
            self._exchange({"do": "prepare"})
            self._holder, self._held = process, ""
        # After the process was started: whoever stops it later finds it.
        if drawing is None or drawing.stopped.is_set():
            raise RefusedError("the drawing was stopped")
        is_held = self._held == request["file"]
        self._began = time.monotonic(), processor_seconds(process.pid)
        try:
            answer = self._exchange(request, *(() if is_held else blocks))
        finally:
            self._began = None
        self._held = request["file"]
        return answer

    def _seconds(self, request: dict[str, Any]) -> float:
        return _PREPARING_SECONDS if request["do"] == "prepare" else self.limits.seconds

    def _most(self) -> int:
        return _MOST_PICTURE
