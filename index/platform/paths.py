"""Folders of Citespan: in the per-user cache, never in the user's own folders."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

import platformdirs

__all__ = [
    "cache_folder",
    "calibrations_folder",
    "corpus_folder",
    "evaluations_folder",
    "models_folder",
    "private_folder",
]


def cache_folder() -> Path:
    """The per-user cache of this program, for example ``~/.cache/citespan``."""
    return Path(platformdirs.user_cache_dir("citespan", appauthor=False))


def models_folder() -> Path:
    """Folder of cached model exports."""
    return cache_folder() / "models"


def evaluations_folder() -> Path:
    """Folder of interrupted evaluations."""
    return cache_folder() / "evaluations"


def calibrations_folder() -> Path:
    """Folder of calibrations that users fitted; they cost time and hold no texts."""
    return Path(platformdirs.user_data_dir("citespan", appauthor=False)) / "calibrations"


def corpus_folder(folder: Path) -> Path:
    """The default corpus directory of a folder, keyed by the folder's absolute path."""
    absolute = str(folder.resolve())
    digest = hashlib.sha256(absolute.encode("utf-8", "surrogateescape")).hexdigest()[:16]
    name = re.sub(r"[^A-Za-z0-9._-]+", "-", folder.resolve().name).strip("-.")[:40] or "folder"
    return cache_folder() / "corpora" / f"{name}-{digest}"


def private_folder(path: Path) -> Path:
    """Create ``path`` if it is missing, readable by its owner alone (mode 0700); return it."""
    # mkdir gives its mode to the last folder only; names of indexed folders stand in the others.
    for folder in reversed([path, *path.parents]):
        if not folder.exists():
            folder.mkdir(exist_ok=True, mode=0o700)
    path.chmod(0o700)
    return path
