"""The directory of a corpus: which files in it are ours, and how they are erased."""

from __future__ import annotations

import shutil
from contextlib import suppress
from pathlib import Path

from filelock import FileLock, Timeout

from index.errors import CorpusBusyError, StoreError

__all__ = ["LOCK_FILE", "STORE_FILE", "check_location", "erase", "forget", "our_files"]

LOCK_FILE = "writer.lock"
STORE_FILE = "corpus.sqlite"


def our_files(location: Path) -> list[Path]:
    """Files and folders in a corpus directory that this program made."""
    patterns = (
        f"{STORE_FILE}*", "user.sqlite*", "uploads", LOCK_FILE,
        "vectors.faiss*", "vectors.json*", "vectors.base-*", ".vectors.*",
        "lexical", "lexical.damaged-*", "lexical.json*", ".lexical.*",
    )  # fmt: skip
    return sorted({path for pattern in patterns for path in location.glob(pattern)})


def check_location(location: Path, folder: Path | None) -> None:
    """Refuse a directory that holds something else, so that nothing of the user's mixes in.

    Raises:
        StoreError: It does.
    """
    if folder is not None and location == folder:
        raise StoreError(f"{location}: the corpus cannot lie in the folder of documents itself")
    if location.exists() and not location.is_dir():
        raise StoreError(f"{location}: not a directory; choose another one for the corpus")
    if location.is_dir() and not (location / STORE_FILE).exists():
        # A folder called uploads could be anybody's; these two files are what we begin with.
        begun = {location / LOCK_FILE, location / "user.sqlite"}
        present = set(location.iterdir())
        if present and not (begun & present and present <= set(our_files(location))):
            raise StoreError(
                f"{location}: not empty and not a corpus; choose an empty or new directory"
            )


def erase(path: Path) -> None:
    """Zero files before they are unlinked, as secure_delete does for rows.

    Links are unlinked; what they point to is not ours.
    """
    if path.is_symlink():
        path.unlink()
        return
    paths = [path] if not path.is_dir() else [inner for inner in path.rglob("*") if inner.is_file()]
    for file_path in paths:
        # rglob does not enter linked directories; a link to a file is only unlinked as well.
        if file_path.is_symlink():
            continue
        size = file_path.stat().st_size
        with file_path.open("r+b") as file:
            for start in range(0, size, 1 << 20):
                file.write(bytes(min(1 << 20, size - start)))
            file.flush()
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink()


def forget(location: Path) -> bool:
    """Erase a corpus: texts, vectors, uploads, exclusions. False if there is none.

    Only files of ours are erased; the directory goes too if nothing else is in it.

    Raises:
        CorpusBusyError: Another process is writing it.
    """
    if not (location / STORE_FILE).is_file():
        return False
    try:
        with FileLock(location / LOCK_FILE).acquire(timeout=0):
            # The store goes last: until then it says that there is something to forget.
            for path in sorted(our_files(location), key=lambda path: path.name == STORE_FILE):
                if path.name != LOCK_FILE:
                    erase(path)
    except Timeout:
        raise CorpusBusyError(f"{location}: another process is using this corpus") from None
    (location / LOCK_FILE).unlink(missing_ok=True)
    with suppress(OSError):
        location.rmdir()
    return True
