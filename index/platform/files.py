"""Hashing and all-or-nothing writing of files."""

from __future__ import annotations

import errno
import hashlib
import json
import os
import stat
import tempfile
from pathlib import Path
from typing import Any

from index.errors import ChangingError, FileError

__all__ = [
    "is_regular",
    "read_regular",
    "sha256_of",
    "write_bytes_whole",
    "write_json_whole",
]

_TRIES = 3


def is_regular(path: Path) -> bool:
    """Whether a path leads to a plain file; a pipe or a device may be read for ever."""
    return stat.S_ISREG(path.stat().st_mode)


def read_regular(path: Path, most: int | None = None) -> tuple[bytes, os.stat_result]:
    """A plain file's bytes, and its size and time when they were read.

    Args:
        path: Followed if it is a link.
        most: Stop reading after so many bytes and one.

    Raises:
        ChangingError: It changed each time while it was read.
        OSError: Not a plain file, or it cannot be read.
    """
    # A pipe would be waited for; it may have come into the file's place since it was looked at.
    flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    for _ in range(_TRIES):
        with os.fdopen(os.open(path, flags), "rb") as file:
            before = os.fstat(file.fileno())
            if not stat.S_ISREG(before.st_mode):
                raise FileError(errno.EINVAL, "not a plain file", str(path))
            data = file.read(-1 if most is None else most + 1)
            after = os.fstat(file.fileno())
        is_whole = len(data) == after.st_size or (most is not None and len(data) > most)
        same = (before.st_size, before.st_mtime_ns) == (after.st_size, after.st_mtime_ns)
        if is_whole and same:
            return data, before
    raise ChangingError(errno.EAGAIN, "being written", str(path))


def sha256_of(path: Path) -> str:
    """Hex SHA-256 of a file's bytes."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def write_bytes_whole(path: Path, data: bytes) -> None:
    """Write a file so that a crash leaves either the old one or the new one, never a part."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def write_json_whole(path: Path, value: Any) -> None:
    """Write ``value`` as JSON, all or nothing."""
    text = json.dumps(value, ensure_ascii=False, indent=2, sort_keys=True)
    write_bytes_whole(path, (text + "\n").encode("utf-8"))
