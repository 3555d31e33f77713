"""Erases what runs over a corpus left outside of it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from index.platform.paths import trace_folders
from index.storage.forgetting import erase
from index.storage.location import our_files

__all__ = ["erase_traces"]


def erase_traces(location: Path) -> list[Path]:
    """Erase what runs over the corpus in a directory left; returns the folders that were there."""
    folders = [folder for folder in trace_folders(location) if folder.is_dir()]
    folders += list(_interrupted_imports(location))
    for folder in folders:
        erase(folder)
    return folders


def _interrupted_imports(location: Path) -> Iterator[Path]:
    """Directories beside the corpus in which ``import_store`` was killed, with whole texts."""
    name = re.compile(rf"\.{re.escape(location.name)}\.\w{{8}}", re.ASCII)
    for path in location.parent.iterdir() if location.parent.is_dir() else ():
        is_ours = name.fullmatch(path.name) and path.is_dir() and not path.is_symlink()
        if is_ours and set(path.iterdir()) <= set(our_files(path)):
            yield path
