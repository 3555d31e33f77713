"""Follows a folder: says when it may hold something that a sync would take up.

An event only says that it is time to look; what changed is found by the sync, which looks at
everything. So nothing depends on events being complete, in order or told apart.
"""

from __future__ import annotations

import logging
import stat
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, Self

from watchfiles import Change, watch

from index.errors import InvalidValueError, StoppedError
from index.loaders import SUFFIXES
from index.platform.printable import printable
from index.sync.report import SyncReport
from index.sync.scan import folders, is_hidden

__all__ = ["FolderWatch", "Timing", "watch_corpus"]

log = logging.getLogger(__name__)

_POLL_MILLISECONDS = 10_000
"""Between two looks where the system gives no events; each looks at every file."""


@dataclass(frozen=True, slots=True)
class Timing:
    """Waiting times, in seconds.

    Attributes:
        quiet: Without a change before a burst of changes counts as over; also the longest time
            that stopping takes while nothing is being done.
        burst: Longest time that a burst is waited for.
        check: Between two looks whether the folder is still there.
        retry: Before a failed call is repeated; doubled each time, up to a minute.
    """

    quiet: float = 0.5
    burst: float = 5.0
    check: float = 1.0
    retry: float = 2.0


class WatchedCorpus(Protocol):
    """The part of a ``Corpus`` that a watch needs."""

    folder: Path | None
    location: Path

    def sync(self, *, stop: threading.Event | None = None) -> SyncReport:
        """See ``Corpus.sync``."""
        ...


class FolderWatch:
    """Calls a function whenever a folder may have changed, until it is stopped.

    Everything happens in one thread: changes during a call are seen after it. Hidden files, files
    that no loader exists for and what lies in ``leave_out`` call nothing. While the folder is gone
    nothing is called; when it is back, it is followed again. A call that fails is one line in the
    log and repeated later.
    """

    def __init__(
        self,
        folder: Path,
        changed: Callable[[threading.Event], object],
        *,
        leave_out: Path | None = None,
        timing: Timing | None = None,
    ) -> None:
        """Begin; the first call comes at once, for what changed before.

        Args:
            folder: Absolute path.
            changed: What to call; the event is set when it should come to an end.
            leave_out: A folder inside that is not the user's (a corpus kept there).
            timing: Waiting times.
        """
        self._folder = folder
        self._changed = changed
        self._leave_out = leave_out
        self._timing = timing or Timing()
        self._stop = threading.Event()
        self._is_polling = False
        self._failed = 0
        self._due = float("inf")
        """When to call again after a failure, on the monotonic clock."""
        self._thread = threading.Thread(target=self._run, name="watch", daemon=True)
        self._thread.start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def stop(self) -> None:
        """End; returns when no call is running any more."""
        self._stop.set()
        self._thread.join()

    @property
    def running(self) -> bool:
        """Whether it has not been stopped."""
        return self._thread.is_alive()

    # -- the thread

    def _run(self) -> None:
        was_there = True
        while not self._stop.is_set():
            identity = _identity(self._folder)
            if identity is not None:
                was_there = True
                self._follow(identity)
                continue
            if was_there:
                log.warning(
                    "%s is gone; its documents stay as they were until it is back",
                    printable(self._folder),
                )
            was_there = False
            self._stop.wait(self._timing.check)

    def _follow(self, identity: tuple[int, int]) -> None:
        """Until the folder, or one in it, is no longer what it was."""
        # All folders are listed before a watch is set and the call made after it: whatever is
        # written in between is seen by the one or the other.
        known = set(folders(self._folder, self._leave_out))
        is_first = True
        try:
            for changes in self._events(known):
                if _identity(self._folder) != identity:
                    return
                paths = [(change, Path(path)) for change, path in changes]
                is_moved = any(self._moves(change, path, known) for change, path in paths)
                if is_moved and not is_first:
                    return  # What follows begins with a call.
                is_due = time.monotonic() >= self._due
                if is_first or is_due or any(self._matters(path) for _, path in paths):
                    self._call()
                is_first = False
                if is_moved:
                    return
        except FileNotFoundError:
            # A folder went before it could be watched.
            self._stop.wait(self._timing.quiet)
        except (OSError, RuntimeError) as error:
            self._fall_back(error)

    def _events(self, known: set[Path]) -> Iterator[set[tuple[Change, str]]]:
        """Changes as they come, and empty sets in between.

        Linux watches folder by folder, and its number of watches is limited: only those are
        watched that a scan enters, not hidden ones nor what links lead to. The other systems
        watch whole trees.
        """
        is_linux = sys.platform == "linux"
        return watch(
            *(known if is_linux else [self._folder]),
            recursive=not is_linux,
            watch_filter=None,
            debounce=round(self._timing.burst * 1000),
            step=round(self._timing.quiet * 1000),
            rust_timeout=round(self._timing.check * 1000),
            yield_on_timeout=True,
            stop_event=self._stop,
            raise_interrupt=False,
            ignore_permission_denied=True,
            force_polling=True if self._is_polling else None,
            poll_delay_ms=_POLL_MILLISECONDS,
        )

    def _fall_back(self, error: Exception) -> None:
        """Poll where events cannot be had; if that fails too, try again later."""
        if not self._is_polling:
            log.warning(
                "%s cannot be watched (%s); looking every %d seconds instead",
                printable(self._folder), " ".join(str(error).split()), _POLL_MILLISECONDS // 1000,
            )  # fmt: skip
        self._is_polling = True
        self._stop.wait(self._timing.retry)

    def _moves(self, change: Change, path: Path, known: set[Path]) -> bool:
        """Whether folders came, went or changed, so that others have to be watched."""
        if path in known:
            return True
        return (
            change is not Change.deleted
            and self._is_ours(path)
            and path.is_dir()
            and not path.is_symlink()
        )

    def _matters(self, path: Path) -> bool:
        """Whether a scan would look at a file of this name."""
        return path.suffix.lower() in SUFFIXES and self._is_ours(path)

    def _is_ours(self, path: Path) -> bool:
        if self._leave_out is not None and path.is_relative_to(self._leave_out):
            return False
        return path.is_relative_to(self._folder) and not any(
            map(is_hidden, path.relative_to(self._folder).parts)
        )

    def _call(self) -> None:
        self._due = float("inf")
        try:
            self._changed(self._stop)
        except Exception as error:
            if self._stop.is_set():
                return
            wait = min(self._timing.retry * 2**self._failed, 60.0)
            self._failed += 1
            self._due = time.monotonic() + wait
            log.error(
                "%s could not be brought up to date (%s); trying again in %.0f s",
                printable(self._folder), " ".join(str(error).split()) or type(error).__name__, wait,
            )  # fmt: skip
            log.debug("because of", exc_info=True)
        else:
            self._failed = 0


def watch_corpus(
    corpus: WatchedCorpus, done: Callable[[SyncReport], object] | None, timing: Timing | None
) -> FolderWatch:
    """Sync a corpus whenever its folder changes; see ``Corpus.watch``."""
    if corpus.folder is None:
        raise InvalidValueError("this corpus has no folder that could be watched")

    def changed(stop: threading.Event) -> None:
        try:
            report = corpus.sync(stop=stop)
        except StoppedError:
            if not stop.is_set():
                log.warning("indexing was cancelled; it goes on with the next change")
            return
        if done is not None:
            done(report)

    return FolderWatch(corpus.folder, changed, leave_out=corpus.location, timing=timing)


def _identity(folder: Path) -> tuple[int, int] | None:
    """Changes when another folder takes this one's place; None while there is none."""
    try:
        status = folder.stat()
    except OSError:
        return None
    return (status.st_dev, status.st_ino) if stat.S_ISDIR(status.st_mode) else None
