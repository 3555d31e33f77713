"""Copies of the files that users add."""

from __future__ import annotations

import errno
import hashlib
import os
from pathlib import Path

from index.errors import FileError
from index.platform.files import is_regular
from index.platform.paths import private_folder
from index.storage.disk_errors import writing_to

__all__ = ["copied"]

_BLOCK = 1 << 20


def copied(original: Path, uploads: Path) -> Path:
    """Copy a file into a folder of ``uploads`` named by its content, so that no two collide.

    Raises:
        OSError: The original cannot be read.
        UnwritableError: The copy cannot be written; nothing is left of it.
    """
    if not is_regular(original):
        raise FileError(errno.EINVAL, "not a plain file", str(original))
    # Of a killed process, at most one such file stays until the next copy.
    scratch = uploads / ".copying"
    try:
        with original.open("rb") as source:
            digest = hashlib.sha256()
            with writing_to(uploads):
                private_folder(uploads)
                target = scratch.open("wb")
            with target:
                while block := source.read(_BLOCK):
                    digest.update(block)
                    with writing_to(uploads):
                        target.write(block)
                with writing_to(uploads):
                    target.flush()
                    os.fsync(target.fileno())
        with writing_to(uploads):
            folder = private_folder(uploads / digest.hexdigest()[:16])
            return scratch.replace(folder / original.name.lstrip("."))
    except BaseException:
        scratch.unlink(missing_ok=True)
        raise
