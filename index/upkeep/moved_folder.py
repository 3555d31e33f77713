"""A folder was moved or renamed: its corpus goes with it, and nothing is read or embedded again."""

from __future__ import annotations

from pathlib import Path

from index.errors import NotIndexedError, StoreError
from index.platform.paths import corpus_folder, private_folder
from index.storage.alone import alone
from index.storage.location import STORE_FILE
from index.storage.rebinding import folder_of, rebind

__all__ = ["follow_folder"]


def follow_folder(old: Path, new: Path, store: Path | None = None) -> int:
    """Make the corpus of a folder that is gone the one of the folder in its new place.

    A run that was cut short is finished by the next.

    Args:
        old: Where the folder was.
        new: Where it is.
        store: The corpus directory; if not given, the usual one of the old folder, which becomes
            the usual one of the new folder.

    Returns:
        Number of paths that were replaced.

    Raises:
        NotIndexedError: The old folder has no corpus.
        StoreError: The corpus belongs to another folder, or the new folder has one.
        CorpusBusyError: Someone has it open.
    """
    old, new = old.absolute(), new.resolve()
    before = store.resolve() if store is not None else _location_of(old)
    after = before if store is not None else corpus_folder(new)
    if after != before and (after / STORE_FILE).exists():
        raise StoreError(f"{new}: has a corpus of its own; forget that first")
    with alone(before):
        pass
    owner = folder_of(before)
    count = 0
    if owner != str(new):
        if owner not in (str(old), str(old.resolve())):
            raise StoreError(f"{before}: this corpus belongs to the folder {owner}, not to {old}")
        count = rebind(before, {str(owner): str(new), str(before): str(after)}, str(new))
    if after != before:
        private_folder(after.parent)
        before.rename(after)
    return count


def _location_of(old: Path) -> Path:
    location = corpus_folder(old)
    if not (location / STORE_FILE).is_file():
        raise NotIndexedError(
            f"{old}: no corpus of a folder in this place; index the folder where it is now"
        )
    return location
