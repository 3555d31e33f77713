"""Files that browsers sent and that were not added yet: few, small in total, not for long."""

from __future__ import annotations

import secrets
import shutil
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from qa.errors import PageError
from qa.page.upload_limits import UploadLimits

__all__ = ["NoRoomError", "SentFiles"]

LONGEST_NAME = 200  # code points


class NoRoomError(PageError):
    """Too much was sent and not added; says so in one line."""


@dataclass(frozen=True, slots=True)
class _Sent:
    person: str
    size: int
    time: float
    path: Path | None  # None while it is on its way


class SentFiles:
    """Keeps each sent file under a name of its own, so that equal ones do not meet.

    Args:
        limits: How much is kept, and for how long.
        clock: Seconds from any start.
    """

    def __init__(self, limits: UploadLimits, clock: Callable[[], float] = time.monotonic) -> None:
        self.limits = limits
        self._clock = clock
        self._sent: dict[str, _Sent] = {}
        self._lock = threading.Lock()
        self._folder: tempfile.TemporaryDirectory[str] | None = None

    @contextmanager
    def expecting(self, person: str, size: int) -> Iterator[None]:
        """Hold room for a file on its way.

        Raises:
            NoRoomError: There is none.
        """
        token = secrets.token_hex(16)
        with self._lock:
            self._remove_old()
            self._check_room(person, size)
            self._sent[token] = _Sent(person, size, self._clock(), None)
        try:
            yield
        finally:
            with self._lock:
                self._sent.pop(token, None)

    def keep(self, person: str, name: str, file: BinaryIO) -> str:
        """Keep a file that has come in, and return the path by which ``take`` knows it.

        Raises:
            OSError: It cannot be written; nothing is left of it.
        """
        token = secrets.token_hex(16)
        path = self._place() / token
        try:
            with path.open("wb") as copy:
                shutil.copyfileobj(file, copy, 1 << 20)
        except OSError:
            path.unlink(missing_ok=True)
            raise
        with self._lock:
            self._sent[token] = _Sent(person, path.stat().st_size, self._clock(), path)
        last = name.replace("\\", "/").rpartition("/")[2][-LONGEST_NAME:]
        return f"{token}/{last}"

    def take(self, path: str) -> Path | None:
        """The file that ``keep`` gave this path to, once; the caller removes it."""
        with self._lock:
            self._remove_old()
            sent = self._sent.get(path.partition("/")[0])
            if sent is None or sent.path is None:
                return None
            del self._sent[path.partition("/")[0]]
        return sent.path if sent.path.is_file() else None

    def remove_old(self) -> None:
        """Remove what nobody added in time."""
        with self._lock:
            self._remove_old()

    def _check_room(self, person: str, size: int) -> None:
        limits, own = self.limits, [sent for sent in self._sent.values() if sent.person == person]
        if (
            len(own) >= limits.sent_each
            or sum(sent.size for sent in own) + size > limits.sent_bytes_each
        ):
            raise NoRoomError("Too many of your files wait to be added; add them first.")
        if (
            len(self._sent) >= limits.sent
            or sum(sent.size for sent in self._sent.values()) + size > limits.sent_bytes
        ):
            raise NoRoomError("Too many files wait to be added; try again in a few minutes.")

    def _remove_old(self) -> None:
        oldest = self._clock() - self.limits.sent_seconds
        for token, sent in list(self._sent.items()):
            if sent.path is not None and sent.time < oldest:
                del self._sent[token]
                sent.path.unlink(missing_ok=True)

    def _place(self) -> Path:
        with self._lock:
            if self._folder is None:
                self._folder = tempfile.TemporaryDirectory(prefix="citespan-sent-")
            return Path(self._folder.name)
