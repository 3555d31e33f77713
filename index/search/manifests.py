"""Manifests: they say what an index was made from, and whether it can be trusted.

A manifest is written last, so a crash leaves an index that is either described truly or not
trusted. Nothing is deleted to repair: what cannot be read is renamed aside and named in a warning.
"""

from __future__ import annotations

import json
import logging
import time
from pathlib import Path
from typing import Any

from index.errors import DamagedIndexError
from index.platform.files import sha256_of, write_json_whole
from index.protocols import Changes

__all__ = ["Manifest", "Manifests", "check_file", "describe_file"]

log = logging.getLogger(__name__)

Manifest = dict[str, Any]

_SCRATCH = (".vectors.*", ".lexical.*")


class Manifests:
    """The manifests in one directory, of indexes of one corpus."""

    def __init__(self, folder: Path, changes: Changes) -> None:
        self.folder = folder
        self._changes = changes

    def read(self, name: str) -> Manifest | None:
        """The manifest of this file name; None if there is none, or none that can be read."""
        path = self.folder / name
        try:
            manifest = json.loads(path.read_text(encoding="utf-8"))
        except FileNotFoundError:
            return None
        except (OSError, ValueError) as error:
            self.set_aside(path, error)
            return None
        return manifest if isinstance(manifest, dict) else None

    def write(self, name: str, manifest: Manifest) -> None:
        """Write a manifest, all or nothing, with the writer of its generation added."""
        writer = self._changes.writer_of(manifest["generation"])
        write_json_whole(self.folder / name, {**manifest, "writer": writer})

    def remove(self, name: str) -> None:
        """Remove a manifest before the files that it describes change."""
        (self.folder / name).unlink(missing_ok=True)

    def sweep(self) -> None:
        """Remove files that a killed process began to write."""
        for pattern in _SCRATCH:
            for path in self.folder.glob(pattern):
                path.unlink(missing_ok=True)

    def from_the_past(self, manifest: Manifest) -> bool:
        """Whether it was written at a past generation of this very store, or the present one.

        After a power cut, or when a copy of the store is put back, an index can be ahead of the
        store, or come from a past that this store does not have.
        """
        generation = manifest.get("generation")
        if not isinstance(generation, int) or not 0 <= generation <= self._changes.generation():
            return False
        return bool(manifest.get("writer") == self._changes.writer_of(generation))

    def describes_now(self, manifest: Manifest) -> bool:
        """Whether nothing was committed since a manifest was written.

        If so, files that differ from it are damaged; if not, a writer may be replacing them, or
        was killed while it did.
        """
        return bool(manifest["generation"] == self._changes.generation())

    def set_aside(self, path: Path, error: Exception) -> None:
        """Rename a file or folder that cannot be used, and say so."""
        if not path.exists():
            return
        aside = path.with_name(f"{path.name}.damaged-{time.time_ns()}")
        try:
            path.rename(aside)
        except OSError as problem:
            log.warning("%s could not be used (%s), nor put aside (%s)", path, error, problem)
            return
        log.warning(
            "%s could not be used (%s); kept as %s and built again", path, error, aside.name
        )


def describe_file(path: Path) -> Manifest:
    """Size and hash of a file."""
    return {"bytes": path.stat().st_size, "sha256": sha256_of(path)}


def check_file(path: Path, described: Manifest) -> None:
    """Raise ``ValueError`` unless a file is the one described; ``OSError`` if it cannot be read."""
    if path.stat().st_size != described["bytes"] or sha256_of(path) != described["sha256"]:
        raise DamagedIndexError("size or hash is not the one recorded")
