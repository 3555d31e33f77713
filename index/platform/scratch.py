"""Temporary folders of our own: locked while they are used, and cleared when they were left.

A process that is killed leaves its folder behind, but the system takes its lock away.
"""

from __future__ import annotations

import os
import shutil
import stat
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

from filelock import FileLock, Timeout

__all__ = ["clear_scratch", "scratch_folder"]

_PREFIX: Final = "citespan-"
_LOCK: Final = ".lock"
_OLD: Final = 24 * 3600.0
"""Seconds after which a folder without a lock, of an earlier version, is one that was left."""


@contextmanager
def scratch_folder() -> Iterator[Path]:
    """A new folder for temporary files, gone at the end."""
    folder = Path(tempfile.mkdtemp(prefix=_PREFIX))
    lock = FileLock(folder / _LOCK)
    try:
        with lock:
            yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def clear_scratch() -> int:
    """Remove the folders that killed processes of this user left; returns how many there were."""
    count = 0
    for folder in Path(tempfile.gettempdir()).glob(f"{_PREFIX}*"):
        with suppress(OSError):
            if _is_ours(folder) and _is_left(folder):
                shutil.rmtree(folder)
                count += 1
    return count


def _is_ours(folder: Path) -> bool:
    status = folder.lstat()
    is_own = not hasattr(os, "getuid") or status.st_uid == os.getuid()
    return stat.S_ISDIR(status.st_mode) and is_own


def _is_left(folder: Path) -> bool:
    lock = folder / _LOCK
    if not lock.exists():
        return time.time() - folder.stat().st_mtime > _OLD
    try:
        with FileLock(lock).acquire(timeout=0):
            return True
    except Timeout:
        return False
