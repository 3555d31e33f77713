"""Turn errors of the disk and of SQLite into one line that says what to do."""

from __future__ import annotations

import errno
import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from index.errors import ClosedError, DamagedStoreError, StoreError, UnwritableError
from index.platform.printable import printable

__all__ = ["closed", "damaged", "of_sqlite", "unwritable", "writing_to"]

# EFBIG: a limit on the size of files; EDQUOT is unknown on Windows.
_FULL = {errno.ENOSPC, errno.EFBIG, getattr(errno, "EDQUOT", errno.ENOSPC)}
_CLOSED = {errno.EROFS, errno.EACCES, errno.EPERM}
_FAILING = {errno.EIO}

_KEPT = "what was stored before is unharmed"
_LONGEST = 200
"""Characters of what SQLite says of a damaged file."""

_MAKE_ROOM = (
    f"free some space there, or choose another place for the corpus, and run again; {_KEPT}"
)


def closed(path: Path) -> ClosedError:
    """The error of whoever uses a store that was closed."""
    return ClosedError(f"{path.parent}: this corpus is closed; open it again")


@contextmanager
def writing_to(place: Path) -> Iterator[None]:
    """Turn errors of the disk, and of SQLite, into one line that names ``place``.

    Args:
        place: The corpus directory, or a file in it. Errors of files elsewhere are left alone.

    Raises:
        UnwritableError: The disk is full, failing or read-only.
        StoreError: SQLite found a file damaged, or another process keeps it locked.
    """
    try:
        yield
    except (sqlite3.Error, OSError) as error:
        translated = (
            unwritable(place, error) if isinstance(error, OSError) else of_sqlite(place, error)
        )
        if translated is None:
            raise
        raise translated from error


def unwritable(place: Path, error: OSError) -> UnwritableError | None:
    """The error in one line if it says that ``place`` cannot be written, otherwise None."""
    if error.filename is not None:
        named = Path(os.fsdecode(error.filename)).absolute()
        # Making the directory fails above it.
        if not (named.is_relative_to(place) or place.is_relative_to(named)):
            return None
    if error.errno in _FULL:
        return _full(place, error.strerror or str(error))
    if error.errno in _CLOSED:
        return _closed(place, error.strerror or str(error))
    if error.errno in _FAILING:
        return _failing(place, error.strerror or str(error))
    return None


def of_sqlite(place: Path, error: sqlite3.Error) -> StoreError | None:
    """The error in one line if it says something about the file or the disk, otherwise None."""
    # The last byte is the kind of error, the rest says where in SQLite it arose.
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    if code == sqlite3.SQLITE_FULL:
        return _full(place, "no space left")
    if code in (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM):
        return _closed(place, str(error))
    if code == sqlite3.SQLITE_CANTOPEN:
        folder = place if place.is_dir() else place.parent
        if not os.access(folder, os.W_OK):
            return _closed(place, "read-only")
        return _failing(place, str(error))
    if code in (sqlite3.SQLITE_IOERR, sqlite3.SQLITE_NOMEM):
        return _failing(place, str(error))
    if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        return StoreError(f"{place}: another process keeps it locked; end that one and try again")
    if code in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB):
        return damaged(place, str(error))
    return None


def damaged(place: Path, why: str) -> DamagedStoreError:
    """The error of a file that is not what was written, in one line.

    Args:
        place: The file.
        why: In SQLite's words, which quote whole statements of a damaged schema.
    """
    said = printable(" ".join(why.split()))
    if len(said) > _LONGEST:
        said = f"{said[:_LONGEST]}…"
    return DamagedStoreError(
        f"{place}: damaged, or not ours ({said}); check and repair the corpus, or put a copy back"
    )


def _full(place: Path, why: str) -> UnwritableError:
    return UnwritableError(f"{place}: the disk is full ({why}); {_MAKE_ROOM}")


def _closed(place: Path, why: str) -> UnwritableError:
    return UnwritableError(
        f"{place}: cannot be written ({why}); make it writable or choose another place for "
        f"the corpus; {_KEPT}"
    )


def _failing(place: Path, why: str) -> UnwritableError:
    return UnwritableError(
        f"{place}: cannot be written or read ({why}); see whether the disk is full or failing, "
        f"and run again; {_KEPT}"
    )
