"""What a derived index was made from, in a JSON file beside it.

A manifest is written last, so a crash leaves an index that is either described truly or not
trusted.
"""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from index.files import write_json_whole
from index.store import Store

__all__ = ["Manifests"]

log = logging.getLogger(__name__)


class Manifests:
    """Reads, judges and writes the manifests of one corpus."""

    def __init__(self, folder: Path, store: Store, made_from: Mapping[str, Any]) -> None:
        """Take note of what the indexes would be made from now.

        Args:
            folder: Where the manifests lie.
            store: What they were made from.
            made_from: Settings that change the indexes, as JSON values.
        """
        self._folder = folder
        self._store = store
        self._made_from = dict(made_from)

    def read(self, name: str) -> dict[str, Any] | None:
        """A manifest, or None if there is none that can be trusted.

        One is trusted that was made with these settings, from a past of this very store: after a
        power cut, or when a copy of the store is put back, an index can be ahead of the store, or
        come from a past that this store does not have.
        """
        manifest = self._loaded(name)
        if manifest is None or manifest.get("made_from") != self._made_from:
            return None
        generation = manifest.get("generation")
        if not isinstance(generation, int) or not 0 <= generation <= self._store.generation():
            return None
        if manifest.get("writer") != self._store.writer_of(generation):
            return None
        return manifest

    def write(self, name: str, generation: int, facts: Mapping[str, Any]) -> None:
        """Say what an index holds: the store at a generation, and facts to know its files by."""
        stamp = {
            "made_from": self._made_from,
            "generation": generation,
            "writer": self._store.writer_of(generation),
        }
        write_json_whole(self._folder / name, stamp | dict(facts))

    def remove(self, name: str) -> None:
        """Take a manifest away, before what it describes is changed."""
        (self._folder / name).unlink(missing_ok=True)

    def describes_now(self, manifest: Mapping[str, Any]) -> bool:
        """Whether nothing was committed since a manifest was written.

        If so, files that differ from it are damaged; if not, a writer may be replacing them, or
        was killed while it did.
        """
        return bool(manifest["generation"] == self._store.generation())

    @staticmethod
    def set_aside(path: Path, error: Exception) -> None:
        """Rename what cannot be used, and say so; nothing is deleted to repair."""
        if not path.exists():
            return
        aside = path.with_name(f"{path.name}.damaged-{time.time_ns()}")
        path.rename(aside)
        log.warning("%s could not be used (%s); kept as %s and made anew", path, error, aside.name)

    def _loaded(self, name: str) -> dict[str, Any] | None:
        path = self._folder / name
        try:
            manifest = json.loads(path.read_text(encoding="utf-8"))
        except FileNotFoundError:
            return None
        except (OSError, ValueError) as error:
            self.set_aside(path, error)
            return None
        return manifest if isinstance(manifest, dict) else None
