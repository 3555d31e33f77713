"""What is being read, noted before it is read: a file that ends the program is known by its note.

The note is a file beside the store. It goes when the file was read, refused or given up, however
that ended. So a note that is there at the start means that the program ended meanwhile: it was
killed, or the file brought it down.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import asdict, replace
from pathlib import Path
from typing import Final

from index.storage.store import Store
from index.values import FileState, LoaderStamp

__all__ = ["NOTE_FILE", "Attempts", "is_suspected"]

NOTE_FILE: Final = "reading.json"

_ONCE: Final = (
    "the program ended while this file was read; it is passed over now and read at the next start"
)
_TWICE: Final = (
    "the program ended twice while this file was read, as it also does when the power fails; it is "
    "read again when it changes or when you have it tried again"
)
_MARK: Final = "program-ended"
"""In place of limits in the stamp of a file that is read again at the next start but one."""


class Attempts:
    """Notes what is being read; knows what the program ended with before.

    Attributes:
        passed_over: Sources that are not read until the next start.
    """

    def __init__(self, location: Path) -> None:
        self._path = location / NOTE_FILE
        self._is_noted = False
        self.passed_over: set[str] = set()

    def begin(self, source: str, state: FileState) -> None:
        """Note that a source is read from now on; ``state`` is that of its refusal."""
        # Without a note it is read all the same, on a full disk for example.
        with suppress(OSError):
            self._path.write_text(json.dumps({"source": source, **asdict(state)}), "utf-8")
            self._is_noted = True

    def end(self) -> None:
        """Nothing is being read any more that could be blamed alone."""
        if self._is_noted:
            with suppress(OSError):
                self._path.unlink(missing_ok=True)
            self._is_noted = False

    def try_again(self, sources: Iterable[str]) -> None:
        """Pass these over no longer."""
        self.passed_over.difference_update(sources)

    def blame(self, store: Store) -> None:
        """Refuse what was being read when the program ended; once for each start.

        At first it is passed over until the next start. If it ends the program then, too, it is
        refused until it changes.
        """
        left = self._left()
        if left is None:
            return
        source, state = left
        reason = _ONCE
        before = store.sources.refusals().get(source)
        if before is not None and _is_same(before[1], state) and is_suspected(before[1]):
            reason = _TWICE
        else:
            state = replace(state, loader=LoaderStamp(state.loader.version, limits=_MARK))
        with store.transaction():
            store.sources.refuse(source, reason, state)
        self.passed_over.add(source)
        with suppress(OSError):
            self._path.unlink(missing_ok=True)

    def _left(self) -> tuple[str, FileState] | None:
        """The note that an earlier process left, if it is one."""
        if self._is_noted:
            return None
        try:
            record = json.loads(self._path.read_text("utf-8"))
            source, stamp = record.pop("source"), LoaderStamp(**record.pop("loader"))
            state = FileState(**{**record, "seen_ns": time.time_ns()}, loader=stamp)
            is_note = isinstance(source, str) and isinstance(state.size, int)
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            return None
        return (source, state) if is_note else None


def is_suspected(state: FileState) -> bool:
    """Whether the state is that of a file that the program ended with, once."""
    return state.loader.limits == _MARK


def _is_same(before: FileState, now: FileState) -> bool:
    return (before.size, before.mtime_ns) == (now.size, now.mtime_ns)
