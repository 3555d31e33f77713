"""Erases a corpus."""

from __future__ import annotations

import shutil
from contextlib import suppress
from pathlib import Path

from index.storage.alone import alone
from index.storage.location import LOCK_FILE, STORE_FILE, USER_FILE, our_files

__all__ = ["erase", "forget"]

_BLOCK = 1 << 20


def forget(location: Path) -> bool:
    """Erase a corpus: texts, vectors, uploads, exclusions. False if there is none.

    Only files of ours are erased; the directory goes too if nothing else is in it.

    Raises:
        CorpusBusyError: Someone has it open, or is writing it.
        UnwritableError: It cannot be written.
    """
    if not (location / STORE_FILE).is_file():
        return False
    with alone(location):
        for path in our_files(location):
            if not path.name.startswith((LOCK_FILE, STORE_FILE, USER_FILE)):
                erase(path)
    # The databases are closed now. The store goes last: until then it says that there is
    # something to forget.
    for path in sorted(our_files(location), key=lambda path: path.name == STORE_FILE):
        if path.name != LOCK_FILE:
            erase(path)
    (location / LOCK_FILE).unlink(missing_ok=True)
    with suppress(OSError):
        location.rmdir()
    return True


def erase(path: Path) -> None:
    """Zero files before they are unlinked, as secure_delete does for rows.

    Links are unlinked, and so are files that have another name elsewhere (hard links): what they
    lead to is not ours.
    """
    if path.is_symlink():
        path.unlink()
        return
    paths = [path] if not path.is_dir() else [inner for inner in path.rglob("*") if inner.is_file()]
    for file_path in paths:
        # rglob does not enter linked directories; a link to a file is only unlinked as well.
        if not file_path.is_symlink():
            _zero(file_path)
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink()


def _zero(path: Path) -> None:
    status = path.stat()
    if status.st_nlink > 1:
        return
    with path.open("r+b") as file:
        for start in range(0, status.st_size, _BLOCK):
            file.write(bytes(min(_BLOCK, status.st_size - start)))
        file.flush()
