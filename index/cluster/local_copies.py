"""Copies of tables on the disk of a machine that reads a corpus on object storage.

A search reads hundreds of places of a few hundred bytes. On a disk this takes milliseconds, on
object storage a request each (docs/decisions/0040-lance-on-object-storage.md). Files of Lance never
change: a new version names some new ones and keeps most. So each is copied once. The manifest,
which names the files of a version, comes last: where it is, the version is there as a whole.

Nothing depends on a copy. While it is being made, or where the disk has no room, object storage is
read. Several processes share one folder; they copy one after the other.
"""

from __future__ import annotations

import logging
import os
import shutil
import time
from collections.abc import Iterable
from concurrent.futures import Future
from concurrent.futures import TimeoutError as NotYet
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from threading import Event, Lock, Thread
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from filelock import FileLock

from index.cluster.conditional_writes import bucket_of
from index.cluster.connecting import connected, is_remote, open_table
from index.errors import CitespanError, StoreError
from index.platform.paths import corpus_folder, private_folder

if TYPE_CHECKING:
    from lancedb.table import Table

    from index.cluster.cluster_tables import ClusterTables

__all__ = ["LocalCopies", "folder_of_place"]

log = logging.getLogger(__name__)

_PATIENCE = 2.0
"""Seconds that a question waits for a copy; then it reads object storage."""
_PAUSE = 60.0
"""Seconds until a copy that failed is tried again."""
_KEPT = 3600.0
"""Seconds that files of earlier versions stay, for processes that still read them."""
_FREE = 1 << 30
"""Bytes of the disk that are left alone."""
_CHUNK = 4 << 20
_SKIPPED = "transaction file"
_MANIFEST = "manifest"


def folder_of_place(place: str, endpoint: str | None = None) -> Path:
    """Where this machine keeps what belongs to a place, in the per-user cache."""
    if not is_remote(place):
        return corpus_folder(Path(place))
    host = urlsplit(endpoint or os.environ.get("AWS_ENDPOINT_URL") or "").netloc
    return corpus_folder(Path("/", "s3", host, place.removeprefix("s3://").strip("/")))


@dataclass(frozen=True, slots=True)
class _Missing:
    """A file of a version that has to be copied.

    Attributes:
        path: Below the table.
        size: In bytes.
    """

    path: str
    size: int


class LocalCopies:
    """Copies of the tables of one corpus; safe to use from several threads."""

    def __init__(self, folder: Path, tables: ClusterTables) -> None:
        """Copy into ``folder``, which is made when it is needed."""
        self._folder = folder
        self._tables = tables
        self._copying: dict[str, tuple[int, Future[Table | None]]] = {}
        self._lock = Lock()
        self._stop = Event()
        self._not_before = 0.0

    def close(self) -> None:
        """Stop copying; files that are complete stay, and are not copied again."""
        self._stop.set()

    def opened(self, name: str, table: Table) -> Table:
        """The copy of a table at its version, or the table itself while there is no copy.

        The first call for a version waits a moment for its copy. A small change is copied within
        it.

        Args:
            name: Of the table.
            table: As it is on object storage.
        """
        patience = 0.0
        with self._lock:
            version, copying = self._copying.get(name, (0, None))
            if copying is not None and not copying.done() and version != table.version:
                return table  # one at a time; the next question begins the newer one
            if copying is None or version != table.version or _failed(copying):
                if self._stop.is_set() or time.monotonic() < self._not_before:
                    return table
                copying, patience = self._begun(name, table), _PATIENCE
                self._copying[name] = table.version, copying
        with suppress(NotYet):
            return copying.result(patience) or table
        return table

    def wait(self) -> None:
        """Wait until the copies that were begun are there, or have failed."""
        with self._lock:
            begun = list(self._copying.values())
        for _, copying in begun:
            copying.result()

    def _begun(self, name: str, table: Table) -> Future[Table | None]:
        """A copy that is being made, by a thread that ends with the process."""
        copying: Future[Table | None] = Future()

        def copy() -> None:
            result = None
            try:
                result = self._copied(name, table)
            finally:
                copying.set_result(result)

        Thread(target=copy, name=f"copy-{name}", daemon=True).start()
        return copying

    def _copied(self, name: str, table: Table) -> Table | None:
        """The copy of a table, made now; None if it cannot be made."""
        from obstore.exceptions import BaseError

        try:
            folder = private_folder(self._folder)
            with FileLock(folder / f"{name}.lock"):
                self._copy(name, table)
            connection = connected(str(folder), session=self._tables.session)
            return open_table(connection, name, table.version)
        except (OSError, RuntimeError, ValueError, BaseError, CitespanError) as error:
            if not self._stop.is_set():
                self._not_before = time.monotonic() + _PAUSE
                log.warning("%s: no copy of the table %s here: %s", self._folder, name, error)
            return None

    def _copy(self, name: str, table: Table) -> None:
        """Copy the files of a version that are not here yet, the manifest last."""
        own = self._folder / f"{name}.lance"
        kinds = _files_of(table)
        bucket, prefix = bucket_of(self._tables.place, self._tables.endpoint)
        below = f"{prefix}/{name}.lance".lstrip("/")
        sizes = _sizes(bucket, below)
        if gone := kinds.keys() - sizes.keys():
            raise StoreError(f"{min(gone)} is gone; a newer version has replaced it")
        missing = [
            _Missing(path, sizes[path])
            for path, kind in kinds.items()
            # The manifest of another corpus that was here before would have the same name.
            if kind == _MANIFEST or _size_of(own / path) != sizes[path]
        ]
        needed = sum(file.size for file in missing)
        if needed > shutil.disk_usage(self._folder).free - _FREE:
            raise StoreError(f"it needs {needed:,} bytes, and the disk has to keep some free")
        for file in sorted(missing, key=lambda file: kinds[file.path] == _MANIFEST):
            self._fetch(bucket, below, own, file)
        _sweep(own, kinds)

    def _fetch(self, bucket: Any, below: str, own: Path, file: _Missing) -> None:
        """Copy one file; it appears under its name when it is whole."""
        import obstore

        target = own / file.path
        target.parent.mkdir(parents=True, exist_ok=True)
        part = target.with_name(f"{target.name}.part")
        with part.open("wb") as written:
            for chunk in obstore.get(bucket, f"{below}/{file.path}").stream(_CHUNK):
                if self._stop.is_set():
                    raise StoreError("stopped")
                written.write(chunk)
            written.flush()
            os.fsync(written.fileno())
        if part.stat().st_size != file.size:
            raise StoreError(f"{file.path} came in part")
        part.replace(target)


def _failed(copying: Future[Table | None]) -> bool:
    return copying.done() and copying.result() is None


def _files_of(table: Table) -> dict[str, str]:
    """Kinds of the files that a version of a table reads, by path."""
    dataset: Any = table.to_lance()
    rows = dataset.tracked_files(min_version=table.version).read_all().to_pylist()
    return {
        row["path"]: row["type"]
        for row in rows
        if row["version"] == table.version and row["type"] != _SKIPPED
    }


def _sizes(bucket: Any, below: str) -> dict[str, int]:
    import obstore

    return {
        entry["path"][len(below) + 1 :]: entry["size"]
        for entries in obstore.list(bucket, f"{below}/")
        for entry in entries
    }


def _size_of(path: Path) -> int | None:
    try:
        return path.stat().st_size
    except OSError:
        return None


def _sweep(own: Path, needed: Iterable[str]) -> None:
    """Remove files that no version has needed for a while."""
    now = time.time()
    for name in needed:
        os.utime(own / name, (now, now))
    for path in own.rglob("*"):
        with suppress(OSError):
            if path.is_file() and now - path.stat().st_mtime > _KEPT:
                path.unlink()
            elif path.is_dir():
                path.rmdir()  # only if it is empty
