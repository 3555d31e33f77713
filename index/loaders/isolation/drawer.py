"""Draws pages of documents: in few limited processes, in the order of asking, and once.

A slow page delays nobody for long: what is drawn for ``contested_seconds`` ends when another page
waits and no process is free. A page that cannot be drawn is not tried again for a while.
"""

from __future__ import annotations

import dataclasses
import logging
import threading
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from index.errors import RefusedError
from index.loaders.drawn_pages import NotDrawn, Picture
from index.loaders.isolation.artist import Artist
from index.loaders.isolation.drawing_job import Drawing, Wanted
from index.loaders.isolation.picture_cache import PictureCache
from index.loaders.limits import LIMITS, Limits
from index.values import Document, Page, Span

__all__ = ["CHANGED", "Drawer", "Drawing", "DrawingSettings"]

log = logging.getLogger(__name__)

CHANGED: Final = NotDrawn(
    "The file is not what it was when it was indexed, so its pages are not drawn"
)
BUSY: Final = NotDrawn("This page takes long to draw, and other people wait for theirs")
FULL: Final = NotDrawn("Many pages are being drawn; try again in a minute")
STOPPED: Final = NotDrawn("Nobody waits for this page any more")
CLOSED: Final = NotDrawn("The documents are closed")
_CLOCK: Final = 3.0
_TICK: Final = 0.1  # seconds
_CLOSING_SECONDS: Final = 5.0


@dataclass(frozen=True, slots=True)
class DrawingSettings:
    """How much drawing may take.

    Attributes:
        seconds: Longest time for one page, of a processor; on the clock three times as long.
        contested_seconds: The same, both, if another page waits and no process is free.
        polite_seconds: After so long a process leaves the processors to others almost wholly.
        memory_bytes: Address space of a process.
        processes: How many draw at once; one stays when all is drawn.
        waiting: Most pages that wait.
        cached_bytes: Size of the pictures that are kept.
    """

    seconds: float = 10.0
    contested_seconds: float = 2.0
    polite_seconds: float = 0.5
    memory_bytes: int = 2_000_000_000
    processes: int = 3
    waiting: int = 60
    cached_bytes: int = 64_000_000


class Drawer:
    """Draws pages in the background; safe to use from several threads.

    Args:
        original: For the id of a document the bytes of its file and their SHA-256, if it is still
            what it was when it was read; else None. Called in a thread of the drawer's.
        limits: On the file; the settings bound time and memory further.
        settings: How much drawing may take.
    """

    def __init__(
        self,
        original: Callable[[str], tuple[bytes, str] | None],
        limits: Limits = LIMITS,
        settings: DrawingSettings | None = None,
    ) -> None:
        self._original = original
        self._settings = settings = settings or DrawingSettings()
        self._limits = dataclasses.replace(
            limits,
            seconds=min(limits.seconds, _CLOCK * settings.seconds),
            memory_bytes=min(limits.memory_bytes, settings.memory_bytes),
        )
        self._late = _refusal(RefusedError(Artist.late.format(seconds=settings.seconds)))
        self._cache = PictureCache(settings.cached_bytes)
        self._changed = threading.Condition(threading.RLock())
        self._waiting: deque[Drawing] = deque()
        self._running: dict[Drawing, Artist] = {}
        self._idle: Artist | None = None
        self._threads = 0
        self._is_watching = False
        self._is_closed = False

    @property
    def pids(self) -> list[int]:
        """Process ids of the processes that draw or wait for the next page."""
        with self._changed:
            artists = [self._idle, *self._running.values()]
        return [artist.pid for artist in artists if artist is not None and artist.pid is not None]

    def draw(
        self, document: Document, page: Page, spans: Sequence[Span] = (), scale: float = 1.0
    ) -> Drawing:
        """Begin to draw a page, with the rectangles of ``spans``; does not wait.

        Args:
            document: Whose file is drawn.
            page: One of its pages.
            spans: In code points of the document's text.
            scale: How many times as wide as usual the picture is, up to ``MOST_SCALE``.
        """
        drawing = Drawing(Wanted(document.id, page, tuple(spans), scale), self._cancel)
        with self._changed:
            if self._is_closed or len(self._waiting) >= self._settings.waiting:
                drawing.future.set_result(CLOSED if self._is_closed else FULL)
                return drawing
            self._waiting.append(drawing)
            if self._threads < self._settings.processes:
                self._threads += 1
                threading.Thread(target=self._work, name="drawing", daemon=True).start()
            if not self._is_watching:
                self._is_watching = True
                threading.Thread(target=self._watch, name="drawing-watch", daemon=True).start()
        return drawing

    def close(self) -> None:
        """End all drawings and processes; later ones are not drawn."""
        with self._changed:
            self._is_closed = True
            for drawing in [*self._waiting, *self._running]:
                self._end(drawing, CLOSED)
            self._changed.notify_all()
            self._changed.wait_for(lambda: self._threads == 0, timeout=_CLOSING_SECONDS)
            if self._idle is not None:
                self._idle.close()

    # -- threads that draw

    def _work(self) -> None:
        """Draw until nothing waits."""
        artist = None
        while (following := self._next(artist)) is not None:
            drawing, artist = following
            result = self._result(drawing, artist)
            with self._changed:
                del self._running[drawing]
                is_spent = drawing.ended is not None or drawing.is_slow
            if is_spent:
                # Its process was killed, steps back from now on, or has grown.
                artist.close()
            drawing.future.set_result(drawing.ended or result)

    def _next(self, artist: Artist | None) -> tuple[Drawing, Artist] | None:
        """The page to draw next, which counts as running, and by whom; None ends the thread."""
        with self._changed:
            if not self._waiting:
                if artist is not None and self._idle is None and not self._is_closed:
                    self._idle = artist
                elif artist is not None:
                    artist.close()
                self._threads -= 1
                self._changed.notify_all()
                return None
            if artist is None:
                artist, self._idle = self._idle, None
            drawing = self._waiting.popleft()
            self._running[drawing] = artist = artist or Artist(self._limits)
            return drawing, artist

    def _result(self, drawing: Drawing, artist: Artist) -> Picture | NotDrawn:
        wanted = drawing.wanted
        try:
            original = self._original(wanted.document)
            if original is None:
                return CHANGED
            place = (wanted.document, original[1], wanted.page.number, wanted.scale)
            key = (*place, wanted.spans)
            if known := self._cache.picture(key) or self._cache.failure(place):
                return known
            try:
                picture = artist.draw(original, drawing)
            except RefusedError as error:
                if drawing.ended in (None, BUSY, self._late):
                    self._cache.keep_failure(place, drawing.ended or _refusal(error))
                return _refusal(error)
            self._cache.keep(key, picture)
        except Exception:
            log.exception("a page could not be drawn")
            return NotDrawn("This page cannot be drawn")
        return picture

    # -- ending

    def _watch(self) -> None:
        """Let slow drawings step back, and end those that others wait for."""
        with self._changed:
            while self._waiting or self._running:
                for drawing, artist in self._running.items():
                    spent, _ = artist.spent()
                    if spent > self._settings.seconds:
                        self._end(drawing, self._late)
                    elif spent > self._settings.polite_seconds and not drawing.is_slow:
                        drawing.is_slow = True
                        artist.step_back()
                self._press()
                self._changed.wait(_TICK)
            self._is_watching = False

    def _press(self) -> None:
        """End the longest drawings for those that wait; the caller holds the lock."""
        going = [drawing for drawing in self._running if drawing.ended is None]
        freed = self._settings.processes - len(going)
        for drawing in going[: max(0, len(self._waiting) - freed)]:
            spent, clock = self._running[drawing].spent()
            if max(spent, clock / _CLOCK) > self._settings.contested_seconds:
                self._end(drawing, BUSY)

    def _cancel(self, drawing: Drawing) -> None:
        self._end(drawing, STOPPED)

    def _end(self, drawing: Drawing, reason: NotDrawn) -> None:
        with self._changed:
            if drawing in self._waiting:
                self._waiting.remove(drawing)
                drawing.future.set_result(reason)
            elif drawing in self._running and drawing.ended is None:
                drawing.ended = reason
                drawing.stopped.set()
                self._running[drawing].stop()


def _refusal(error: RefusedError) -> NotDrawn:
    return NotDrawn(f"This page cannot be drawn: {error}")
