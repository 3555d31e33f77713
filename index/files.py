"""Hashing and all-or-nothing writing of files."""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from pathlib import Path
from typing import Any

__all__ = ["sha256_of", "write_bytes_whole", "write_json_whole"]


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
