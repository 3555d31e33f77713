"""Where an engine of a case keeps its tables: a folder, or a place on object storage."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any, Protocol

import obstore

__all__ = ["BucketPlace", "FolderPlace", "Place"]


class Place(Protocol):
    """A place of its own for each case."""

    @property
    def path(self) -> Any: ...

    def contents(self) -> dict[str, object]:
        """What there is, so that two moments can be compared."""

    def lose(self) -> None:
        """Lose everything."""


class FolderPlace:
    def __init__(self, path: Path) -> None:
        self.path = path
        path.mkdir()

    def contents(self) -> dict[str, object]:
        return {
            str(path): (path.stat().st_mtime_ns, path.stat().st_size)
            for path in self.path.rglob("*")
            if path.is_file() and path.suffix != ".lock"
        }

    def lose(self) -> None:
        shutil.rmtree(self.path)
        self.path.mkdir()


class BucketPlace:
    def __init__(self, store: obstore.store.S3Store, bucket: str, prefix: str) -> None:
        self._store = store
        self._prefix = prefix
        self.path = f"s3://{bucket}/{prefix}"

    def contents(self) -> dict[str, object]:
        return {
            entry["path"]: (entry["last_modified"], entry["size"])
            for entry in obstore.list(self._store, self._prefix).collect()
        }

    def lose(self) -> None:
        obstore.delete(self._store, list(self.contents()))
