"""Whether a corpus is being changed, for those who have not opened it."""

from __future__ import annotations

from pathlib import Path

from filelock import FileLock, Timeout

from index.storage.location import LOCK_FILE

__all__ = ["is_being_written"]


def is_being_written(location: Path) -> bool:
    """Whether a process writes the corpus in a directory at this moment."""
    try:
        with FileLock(location / LOCK_FILE).acquire(timeout=0):
            return False
    except Timeout:
        return True
    except OSError:  # a store that can only be read
        return False
