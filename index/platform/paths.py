"""Folders of Citespan: in the per-user cache, never in the user's own folders."""

from __future__ import annotations

import hashlib
import os
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
    "trace_folders",
]


def cache_folder() -> Path:
    """The per-user cache of this program, for example ``~/.cache/citespan``."""
    return Path(platformdirs.user_cache_dir("citespan", appauthor=False))


def models_folder() -> Path:
    """Folder of cached model exports."""
    return cache_folder() / "models"


def evaluations_folder(location: Path | None = None) -> Path:
    """Folder of interrupted evaluations: of a corpus, or of datasets that bring their texts."""
    folder = cache_folder() / "evaluations"
    return folder if location is None else folder / _key(location)


def calibrations_folder() -> Path:
    """Folder of calibrations that users fitted; they cost time and hold no texts."""
    return Path(platformdirs.user_data_dir("citespan", appauthor=False)) / "calibrations"


def trace_folders(location: Path) -> list[Path]:
    """Where runs over a corpus leave more than it: interrupted evaluations, titles and places.

    Also what ONNX Runtime keeps of every program that did not switch its usage statistics off: an
    id of the machine and a database.
    """
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    return [evaluations_folder(location), cache / "Microsoft" / "DeveloperTools" / ".onnxruntime"]


def corpus_folder(folder: Path) -> Path:
    """The default corpus directory of a folder, keyed by the folder's absolute path."""
    return cache_folder() / "corpora" / _key(folder)


def _key(folder: Path) -> str:
    """A name for what belongs to a folder: its own, and a hash of its absolute path."""
    absolute = str(folder.resolve())
    digest = hashlib.sha256(absolute.encode("utf-8", "surrogateescape")).hexdigest()[:16]
    name = re.sub(r"[^A-Za-z0-9._-]+", "-", folder.resolve().name).strip("-.")[:40] or "folder"
    return f"{name}-{digest}"


def private_folder(path: Path) -> Path:
    """Create ``path`` if it is missing, readable by its owner alone (mode 0700); return it."""
    # mkdir gives its mode to the last folder only; names of indexed folders stand in the others.
    for folder in reversed([path, *path.parents]):
        if not folder.exists():
            folder.mkdir(exist_ok=True, mode=0o700)
    try:
        path.chmod(0o700)
    except OSError:
        if os.access(path, os.W_OK):
            raise
        # What cannot be written, such as a read-only disk, may still be read.
    return path
