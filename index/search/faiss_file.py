"""Writing a FAISS index so that a full disk is noticed."""

from __future__ import annotations

import os
from pathlib import Path

import faiss

__all__ = ["write_whole"]


def write_whole(index: faiss.Index, path: Path) -> None:
    """Write an index; the caller chooses a temporary name and renames it.

    Raises:
        OSError: It cannot be written. (Given a path, FAISS says nothing if the last block does
            not fit on the disk.)
    """
    with path.open("wb") as file:
        writer = faiss.PyCallbackIOWriter(file.write)  # type: ignore[attr-defined]  # SWIG's
        faiss.write_index(index, writer)
        file.flush()
        os.fsync(file.fileno())
