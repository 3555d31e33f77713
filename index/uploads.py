"""Copies of the files that users add."""

from __future__ import annotations

import shutil
from pathlib import Path

from index.files import sha256_of
from index.paths import private_folder

__all__ = ["copied"]


def copied(original: Path, uploads: Path) -> Path:
    """Copy a file into a folder of ``uploads`` named by its content, so that no two collide."""
    folder = private_folder(uploads / sha256_of(original)[:16])
    target = folder / original.name.lstrip(".")
    scratch = folder / ".copying"
    shutil.copyfile(original, scratch)
    scratch.replace(target)
    return target
