"""Puts damaged parts of a corpus aside, so that opening it makes them anew. Deletes nothing."""

from __future__ import annotations

import time
from collections.abc import Iterable
from pathlib import Path

from index.storage.alone import alone
from index.storage.copying import copy_database, copy_readable_rows
from index.storage.disk_errors import writing_to
from index.storage.location import STORE_FILE, USER_FILE
from index.storage.userdata import UserData
from index.upkeep.fault import Fault

__all__ = ["put_aside"]

_MANIFESTS = ("vectors.json", "lexical.json")
_BESIDE = ("-wal", "-shm")


def put_aside(location: Path, faults: Iterable[Fault]) -> list[str]:
    """Rename what is damaged, and keep the rows of the users' file that can be read.

    Documents stay; ``Corpus.read_anew`` drops those that are damaged. A copy of the store is kept
    if a document cannot be read anew.

    Returns:
        What was done, one line each.

    Raises:
        CorpusBusyError: Someone has the corpus open.
        UnwritableError: It cannot be written.
    """
    faults = list(faults)
    parts = {fault.part for fault in faults}
    done = []
    with alone(location):
        pass  # whoever opens it from here on sees a corpus that is whole, or none
    with writing_to(location):
        if "user data" in parts:
            done.append(_mend_user_data(location / USER_FILE))
        if "store" in parts:
            aside = _rename(location / STORE_FILE)
            done.append(f"{location / STORE_FILE}: kept as {aside.name}, and made anew")
        elif any(fault.part == "document" and not _has_file(fault.place) for fault in faults):
            aside = _aside(location / STORE_FILE)
            copy_database(location / STORE_FILE, aside)
            done.append(f"{location / STORE_FILE}: a copy is kept as {aside.name}")
        if parts & {"index", "document"}:
            for name in _MANIFESTS:
                if (location / name).exists():
                    _rename(location / name)
    return done


def _mend_user_data(path: Path) -> str:
    # First, so that nothing is missing where this fails, say because the disk is full.
    mended = path.with_name(f"{path.name}.mended")
    for end in ("", *_BESIDE):
        path.with_name(mended.name + end).unlink(missing_ok=True)
    UserData(mended).close()
    count = copy_readable_rows(path, mended)
    aside = _rename(path)
    mended.rename(path)
    rows = "one row" if count == 1 else f"{count} rows"
    return f"{path}: kept as {aside.name}; {rows} could be read and stay in use"


def _rename(path: Path) -> Path:
    aside = _aside(path)
    path.rename(aside)
    for end in _BESIDE:
        beside = path.with_name(path.name + end)
        if beside.exists():
            beside.rename(aside.with_name(aside.name + end))
    return aside


def _aside(path: Path) -> Path:
    return path.with_name(f"{path.name}.damaged-{time.time_ns()}")


def _has_file(source: str) -> bool:
    """Whether the file of a source, or the archive that it is in, is there."""
    path = Path(source)
    return path.is_absolute() and any(place.is_file() for place in (path, *path.parents))
