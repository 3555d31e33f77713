"""One writer at a time: among the threads of this process, and among processes."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from index.errors import CorpusBusyError
from index.storage.disk_errors import writing_to
from index.storage.location import LOCK_FILE

__all__ = ["WriterLock"]

# A search may hold the lock for a moment, to write what a killed process left undone.
_PATIENCE_SECONDS = 2.0
_LOOK_SECONDS = 0.1


class WriterLock:
    """The right to write a corpus directory."""

    def __init__(self, location: Path) -> None:
        self._location = location
        self._turn = threading.RLock()
        self._file_lock = FileLock(location / LOCK_FILE)

    @contextmanager
    def hold(self) -> Iterator[None]:
        """Hold the lock; threads of this process are waited for, other processes for a moment.

        Raises:
            CorpusBusyError: Another process is writing.
            UnwritableError: The directory cannot be written.
        """
        try:
            with (
                self._turn,
                writing_to(self._location),
                self._file_lock.acquire(timeout=_PATIENCE_SECONDS),
            ):
                yield
        except Timeout:
            raise CorpusBusyError(
                f"{self._location}: another process is indexing this corpus; try again when it "
                "has finished"
            ) from None

    def wait_for_turn(self, seconds: float, hurry: Callable[[], object]) -> bool:
        """Wait until no thread of this process writes; False if one still does after that time.

        ``hurry`` is called again and again meanwhile.
        """
        end = time.monotonic() + seconds
        while not self._turn.acquire(timeout=_LOOK_SECONDS):
            hurry()
            if time.monotonic() >= end:
                return False
        self._turn.release()
        return True

    @contextmanager
    def try_to_hold(self) -> Iterator[bool]:
        """Hold the lock if nobody does; yields whether it is held.

        Raises:
            UnwritableError: The directory cannot be written.
        """
        if not self._turn.acquire(blocking=False):
            yield False
            return
        try:
            with writing_to(self._location):
                try:
                    held = self._file_lock.acquire(timeout=0)
                except Timeout:
                    yield False
                    return
                with held:
                    yield True
        finally:
            self._turn.release()
