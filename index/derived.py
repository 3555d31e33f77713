"""The derived indexes of a corpus: opened if they can be trusted, brought up to date, or rebuilt.

A manifest beside each one says what it was made from. It is written last, so a crash leaves an
index that is either described truly or not trusted. Nothing is deleted to repair: what cannot be
read is renamed aside and named in a warning.
"""

from __future__ import annotations

import json
import logging
import shutil
import threading
import time
from pathlib import Path
from typing import Any

from index.files import sha256_of, write_json_whole
from index.lexical import LEXICAL_SETTINGS, LexicalIndex
from index.store import Store
from index.vectors import VectorIndex

__all__ = ["Derived"]

log = logging.getLogger(__name__)

FORMAT = 1
_VECTORS = "vectors.faiss"
_VECTORS_MANIFEST = "vectors.json"
_LEXICAL = "lexical"
_LEXICAL_MANIFEST = "lexical.json"
_BATCH = 2_000


class Derived:
    """FAISS and tantivy, kept equal to the store's passages of one setting."""

    def __init__(self, folder: Path, store: Store, made_with: str, dimension: int) -> None:
        self._folder = folder
        self._store = store
        self._made_with = made_with
        self._dimension = dimension
        self._lock = threading.RLock()
        self.vectors, self._vectors_at = self._open_vectors()
        self._lexical_in_memory = False
        self.lexical, self._lexical_at = self._open_lexical()

    # -- opening

    def _open_vectors(self) -> tuple[VectorIndex, int]:
        path = self._folder / _VECTORS
        manifest = self._manifest(_VECTORS_MANIFEST)
        if manifest is None or not path.exists():
            return VectorIndex(self._dimension), 0
        if not self._fits(manifest, "vectors"):
            return VectorIndex(self._dimension), 0
        try:
            if path.stat().st_size != manifest["bytes"] or sha256_of(path) != manifest["sha256"]:
                raise ValueError("size or hash is not the one recorded")
            index = VectorIndex.load(path, self._dimension)
            if len(index) != manifest["count"]:
                raise ValueError("count is not the one recorded")
        except (OSError, ValueError, KeyError, RuntimeError) as error:
            if self._describes_now(manifest):
                self._set_aside(path, error)
            return VectorIndex(self._dimension), 0
        return index, int(manifest["generation"])

    def _open_lexical(self) -> tuple[LexicalIndex | None, int]:
        folder = self._folder / _LEXICAL
        manifest = self._manifest(_LEXICAL_MANIFEST)
        if manifest is None or not self._fits(manifest, "lexical"):
            return None, 0
        try:
            # Hashes first: tantivy may panic on a damaged file, or search it unawares.
            if _hashes(folder) != manifest["files"]:
                raise ValueError("a file is not the one recorded")
            index = LexicalIndex(folder)
            if len(index) != manifest["count"]:
                raise ValueError("count is not the one recorded")
        except (OSError, ValueError, KeyError) as error:
            if self._describes_now(manifest):
                self._set_aside(folder, error)
            return None, 0
        return index, int(manifest["generation"])

    def _fits(self, manifest: dict[str, Any], which: str) -> bool:
        """Whether an index was made with these settings, from a past of this store.

        After a power cut, or a store restored from a copy, the index can be ahead of the store.
        """
        generation = manifest.get("generation")
        return (
            manifest.get("made_from") == self._made_from(which)
            and isinstance(generation, int)
            and generation <= self._store.generation()
        )

    def _describes_now(self, manifest: dict[str, Any]) -> bool:
        """Whether nothing was committed since a manifest was written.

        If so, files that differ from it are damaged; if not, a writer may be replacing them, or
        was killed while it did.
        """
        return bool(manifest["generation"] == self._store.generation())

    def _manifest(self, name: str) -> dict[str, Any] | None:
        path = self._folder / name
        try:
            manifest = json.loads(path.read_text(encoding="utf-8"))
        except FileNotFoundError:
            return None
        except (OSError, ValueError) as error:
            self._set_aside(path, error)
            return None
        return manifest if isinstance(manifest, dict) else None

    def _made_from(self, which: str) -> dict[str, Any]:
        common = {"format": FORMAT, "passages": self._made_with, "dimension": self._dimension}
        return common | {"lexical": LEXICAL_SETTINGS} if which == "lexical" else common

    def _set_aside(self, path: Path, error: Exception) -> None:
        if not path.exists():
            return
        aside = path.with_name(f"{path.name}.damaged-{time.time_ns()}")
        path.rename(aside)
        log.warning("%s could not be used (%s); kept as %s and made anew", path, error, aside.name)

    # -- keeping up

    def is_current(self) -> bool:
        """Whether both hold exactly what the store holds."""
        now = self._store.generation()
        return self._vectors_at == now and self._lexical_at == now

    def follow(self) -> None:
        """Take up what the store holds, without touching files: another process owns them.

        Term search then sees what that process has indexed so far; if there is nothing yet to
        open, an index in memory stands in.
        """
        with self._lock:
            self._catch_up_vectors()
            if self.lexical is None:
                self.lexical, self._lexical_at = self._open_lexical()
            if self.lexical is None:
                self.lexical, self._lexical_at = LexicalIndex(), 0
                self._lexical_in_memory = True
            if self._lexical_in_memory:
                self._apply_lexical(self.lexical)
            else:
                self.lexical.reload()

    def save(self) -> None:
        """Bring both up to date and write them; the caller holds the writer lock."""
        with self._lock:
            self._catch_up_vectors()
            self._save_vectors()
            self._save_lexical()

    def _catch_up_vectors(self) -> None:
        change = self._store.changes_since(self._vectors_at, self._made_with)
        if self._vectors_at == 0 and len(self.vectors):
            self.vectors = VectorIndex(self._dimension)
        if len(change.added) > _BATCH:
            self.vectors.reserve(len(change.added))
        for start in range(0, max(len(change.added), 1), _BATCH):
            ids, vectors = self._store.vectors(
                change.added[start : start + _BATCH], self._dimension
            )
            self.vectors.update(ids, vectors, change.removed if start == 0 else ())
        self._vectors_at = change.generation

    def _save_vectors(self) -> None:
        path = self._folder / _VECTORS
        manifest = self._manifest(_VECTORS_MANIFEST)
        if (
            path.exists()
            and manifest is not None
            and manifest.get("generation") == self._vectors_at
            and manifest.get("made_from") == self._made_from("vectors")
        ):
            return
        scratch = path.with_name(f".{path.name}.new")
        self.vectors.save(scratch)
        scratch.replace(path)
        write_json_whole(
            self._folder / _VECTORS_MANIFEST,
            {
                "made_from": self._made_from("vectors"),
                "generation": self._vectors_at,
                "count": len(self.vectors),
                "bytes": path.stat().st_size,
                "sha256": sha256_of(path),
            },
        )

    def _save_lexical(self) -> None:
        if self._lexical_in_memory:
            self.lexical, self._lexical_at = self._open_lexical()
            self._lexical_in_memory = False
        if self.lexical is None:
            folder = self._folder / _LEXICAL
            if folder.exists():
                # A cache made with other settings, or left by a crash: there is nothing in it
                # that the store does not hold.
                shutil.rmtree(folder)
            (self._folder / _LEXICAL_MANIFEST).unlink(missing_ok=True)
            self.lexical, self._lexical_at = LexicalIndex(folder), 0
        if self._lexical_at == self._store.generation():
            return
        self._apply_lexical(self.lexical)
        write_json_whole(
            self._folder / _LEXICAL_MANIFEST,
            {
                "made_from": self._made_from("lexical"),
                "generation": self._lexical_at,
                "count": len(self.lexical),
                "files": _hashes(self._folder / _LEXICAL),
            },
        )

    def _apply_lexical(self, index: LexicalIndex) -> None:
        change = self._store.changes_since(self._lexical_at, self._made_with)
        index.update(change.added, self._store.search_rows(change.added), change.removed)
        self._lexical_at = change.generation


def _hashes(folder: Path) -> dict[str, str]:
    """SHA-256 of each file of an index, lock files aside."""
    return {
        path.name: sha256_of(path) for path in sorted(folder.iterdir()) if path.suffix != ".lock"
    }
