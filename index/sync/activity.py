"""What a corpus is being changed by, and what the last change did: for people who wait for it.

The writing process keeps it in ``activity.json`` beside the store, so that any process can tell.
The file is a copy for reading; nothing depends on it. The file ``activity.stop`` asks the writer
to end.
"""

from __future__ import annotations

import json
import os
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

from index.errors import StoppedError
from index.platform.files import write_json_whole
from index.sync.report import SyncReport
from index.values import RefusedFile

__all__ = ["Activity", "LastRun", "RunningNow", "read_activity", "request_stop"]

ACTIVITY_FILE = "activity.json"
STOP_FILE = "activity.stop"
SECONDS_APART = 1.0
"""Between two writes, and two looks at the file that asks to stop."""
MOST_NAMED = 200
"""Failed files, and waiting ones, that the file names."""


@dataclass(frozen=True, slots=True)
class RunningNow:
    """A change that is under way.

    Attributes:
        kind: ``sync`` (the folder is compared with the corpus) or ``add`` (files of a user).
        process: Id of the process that writes.
        begun: Seconds since 1970.
        files: Files to read.
        files_done: Of them, those that are read.
        size: Work in all, in bytes of files.
        size_done: Of it, what is done; embedding included.
        passages: Embedded so far.
        source: The file that is being read; "" before the first and after the last.
        waiting: Files that come next.
        queued: Names of files that people added since, in their order.
    """

    kind: str
    process: int
    begun: float
    files: int = 0
    files_done: int = 0
    size: float = 0.0
    size_done: float = 0.0
    passages: int = 0
    source: str = ""
    waiting: tuple[str, ...] = ()
    queued: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class LastRun:
    """The last comparison of the folder with the corpus.

    Attributes:
        ended: Seconds since 1970.
        seconds: How long it took.
        outcome: ``done``, ``stopped`` (what was committed stays) or ``failed``.
        reason: Why it failed; else "".
        added: Files that are new; the other counts are those of ``SyncReport``.
        failed: Files that could not be used, each with the reason.
        ignored: Files of formats that are not read.
        passed_over: Printable paths of the first of these.
    """

    ended: float
    seconds: float
    outcome: str
    reason: str = ""
    added: int = 0
    changed: int = 0
    removed: int = 0
    unchanged: int = 0
    passages: int = 0
    refused: int = 0
    failed: tuple[RefusedFile, ...] = ()
    ignored: int = 0
    passed_over: tuple[str, ...] = ()


@dataclass(slots=True)
class _Totals:
    """Counted since the writing process began."""

    files_read: int = 0
    passages: int = 0
    runs: dict[str, int] = field(default_factory=dict)
    seconds: float = 0.0


class Activity:
    """Hears what a writer does. One thread writes at a time; any thread may ask or stop.

    Args:
        location: Directory of the corpus.
        interrupt: Ends the reading of the file that is being read.
    """

    def __init__(self, location: Path, interrupt: Callable[[], object] = lambda: None) -> None:
        self._location = location
        self._interrupt = interrupt
        self._now: RunningNow | None = None
        self._last = read_activity(location)[1]
        self._sources: Sequence[str] = ()
        self.queued: Sequence[str] = ()
        """Names of files that people added and that wait."""
        self._stop = threading.Event()
        self._wish: threading.Event | None = None
        self._is_closed = False
        self._told = 0.0
        self._totals = _Totals()

    # -- for those who wait

    @property
    def now(self) -> RunningNow | None:
        """What is under way in this process."""
        now, sources = self._now, self._sources
        if now is None:
            return None
        waiting = tuple(sources[now.files_done + bool(now.source) :][:MOST_NAMED])
        return replace(now, waiting=waiting, queued=tuple(self.queued[:MOST_NAMED]))

    @property
    def last(self) -> LastRun | None:
        """The last sync."""
        return self._last

    @property
    def totals(self) -> dict[str, Any]:
        """Files read, passages embedded, runs by outcome, and seconds, of this process."""
        return asdict(self._totals)

    def stop(self, wish: threading.Event | None = None) -> bool:
        """Ask what is under way to end soon.

        Args:
            wish: Of one change, as ``running`` got it; whatever is under way if None.

        Returns:
            Whether it is under way; if not, it ends as soon as it begins.
        """
        if wish is not None:
            wish.set()
        if self._now is None or wish not in (None, self._wish):
            return False
        self._stop.set()
        self._interrupt()
        return True

    def close(self) -> None:
        """Ask what is under way to end, and whatever begins later."""
        self._is_closed = True
        self.stop()

    # -- for the writer

    @contextmanager
    def running(self, kind: str, wish: threading.Event | None = None) -> Iterator[list[SyncReport]]:
        """Tell that a change is under way; what stands inside puts its report into the list.

        Args:
            kind: See ``RunningNow``.
            wish: Set when it is no longer wanted.
        """
        begun = time.time()
        if self._is_closed:
            raise StoppedError("the corpus is closed")
        self._stop.clear()
        self._wish = wish
        self._forget_request()
        self._now = RunningNow(kind, os.getpid(), begun)
        self._told = time.monotonic()  # a run that ends at once is told once
        reports: list[SyncReport] = []
        outcome, reason = "failed", ""
        try:
            yield reports
            outcome = "done"
        except StoppedError:
            outcome = "stopped"
            raise
        except Exception as error:
            reason = " ".join(str(error).split()) or type(error).__name__
            raise
        finally:
            self._end(kind, begun, outcome, reason, reports)

    def begin(self, sources: Sequence[str], size: float) -> None:
        """Tell which files are to be read, and the work of that."""
        self._sources = sources
        if self._now is not None:
            self._now = replace(self._now, files=len(sources), size=size)

    def reading(self, source: str) -> None:
        """Tell which file is read now."""
        if self._now is not None:
            self._now = replace(self._now, source=source)
        self.check()

    def was_read(self) -> None:
        """Tell that a file is read."""
        self._totals.files_read += 1
        if self._now is not None:
            self._now = replace(self._now, source="", files_done=self._now.files_done + 1)

    def advance(self, done: float, passages: int) -> None:
        """Tell how much work is done, and how many passages are embedded."""
        if self._now is not None:
            self._now = replace(self._now, size_done=done, passages=passages)

    def check(self) -> None:
        """Raise ``StoppedError`` if somebody asked for it; tell other processes now and then."""
        if time.monotonic() - self._told >= SECONDS_APART:
            self._tell()
            if (self._location / STOP_FILE).exists():
                self._stop.set()
        if (
            self._is_closed
            or self._stop.is_set()
            or (self._wish is not None and self._wish.is_set())
        ):
            raise StoppedError("stopped before everything was taken up")

    # -- parts

    def _end(
        self, kind: str, begun: float, outcome: str, reason: str, reports: Sequence[SyncReport]
    ) -> None:
        now, report = self._now, (reports[-1] if reports else SyncReport())
        seconds = time.time() - begun
        self._now, self._wish, self._sources = None, None, ()
        self._totals.runs[outcome] = self._totals.runs.get(outcome, 0) + 1
        self._totals.seconds += seconds
        self._totals.passages += report.passages or (now.passages if now is not None else 0)
        if kind == "sync":
            self._last = LastRun(
                time.time(), seconds, outcome, reason, report.added, report.changed,
                report.removed, report.unchanged, report.passages, len(report.refused),
                report.refused[:MOST_NAMED], report.ignored, report.passed_over,
            )  # fmt: skip
        self._tell()
        self._forget_request()

    def _forget_request(self) -> None:
        """Remove what asked to stop, and what killed processes left half written."""
        with suppress(OSError):
            for path in (self._location / STOP_FILE, *self._location.glob(f".{ACTIVITY_FILE}.*")):
                path.unlink(missing_ok=True)

    def _tell(self) -> None:
        now = self.now
        record = {
            "now": None if now is None else asdict(now),
            "last": None if self._last is None else asdict(self._last),
        }
        # A full disk is told by what matters more.
        with suppress(OSError):
            write_json_whole(self._location / ACTIVITY_FILE, record)
        self._told = time.monotonic()


def read_activity(location: Path) -> tuple[RunningNow | None, LastRun | None]:
    """What the file says, of whatever process; what no writer of ours wrote counts as nothing.

    The first is what the writer said last. It may have been killed since.
    """
    try:
        record = json.loads((location / ACTIVITY_FILE).read_text(encoding="utf-8"))
        now, last = record["now"], record["last"]
        if now is not None:
            names = {name: tuple(now[name]) for name in ("waiting", "queued")}
            now = RunningNow(**{**now, **names})
        if last is not None:
            failed = tuple(RefusedFile(**refused) for refused in last["failed"])
            passed_over = tuple(last.get("passed_over", ()))
            last = LastRun(**{**last, "failed": failed, "passed_over": passed_over})
    except (OSError, ValueError, KeyError, TypeError):
        return None, None
    return now, last


def request_stop(location: Path) -> None:
    """Ask the process that writes this corpus to end what it does."""
    (location / STOP_FILE).touch()
