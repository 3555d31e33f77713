"""Erases what runs over a corpus left outside of it."""

from __future__ import annotations

from pathlib import Path

from index.platform.paths import trace_folders
from index.storage.forgetting import erase

__all__ = ["erase_traces"]


def erase_traces(location: Path) -> list[Path]:
    """Erase what runs over the corpus in a directory left; returns the folders that were there."""
    folders = [folder for folder in trace_folders(location) if folder.is_dir()]
    for folder in folders:
        erase(folder)
    return folders
