"""Holds a corpus that nobody else has open, not even to read."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

from filelock import FileLock, Timeout

from index.errors import CorpusBusyError, DamagedStoreError, StoreError
from index.storage.disk_errors import writing_to
from index.storage.location import LOCK_FILE, STORE_FILE, USER_FILE
from index.storage.opening import connect

__all__ = ["alone"]


@contextmanager
def alone(location: Path) -> Iterator[None]:
    """Keep everybody else out of a corpus; whoever opens it meanwhile waits, up to 30 seconds.

    SQLite gives its exclusive lock only while no other connection is open: in write-ahead mode
    each one shares a lock as long as it lives, in this process or another.

    Raises:
        CorpusBusyError: Someone has it open, or is writing it.
        UnwritableError: The directory cannot be written.
    """
    with ExitStack() as held, writing_to(location):
        try:
            held.enter_context(FileLock(location / LOCK_FILE).acquire(timeout=0))
        except Timeout:
            raise _busy(location) from None
        for name in (STORE_FILE, USER_FILE):
            path = location / name
            if path.is_file():
                try:
                    _hold(path, held)
                except DamagedStoreError:
                    continue  # nothing can be done with it, by nobody
                except StoreError as error:
                    raise _busy(location) from error
        yield


def _busy(location: Path) -> CorpusBusyError:
    return CorpusBusyError(
        f"{location}: another program has this corpus open (a page, or a command that runs); "
        "end it and try again"
    )


def _hold(path: Path, held: ExitStack) -> None:
    connection: sqlite3.Connection = connect(path, timeout=0)
    held.callback(connection.close)
    connection.execute("PRAGMA locking_mode = EXCLUSIVE")
    connection.execute("BEGIN EXCLUSIVE")

    def end() -> None:
        with suppress(sqlite3.Error, StoreError):
            connection.execute("ROLLBACK")

    held.callback(end)
