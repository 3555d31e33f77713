"""The derived indexes of a corpus: opened if they can be trusted, brought up to date, or rebuilt.

A manifest beside each one says what it was made from (``index.manifests``). Nothing is deleted to
repair: what cannot be read is renamed aside and named in a warning.
"""

from __future__ import annotations

import shutil
import threading
from pathlib import Path

from index.files import sha256_of
from index.lexical import LEXICAL_SETTINGS, LexicalIndex
from index.manifests import Manifests
from index.store import Store
from index.vectors import VectorIndex

__all__ = ["Derived"]

FORMAT = 1
_VECTORS = "vectors.faiss"
_VECTORS_MANIFEST = "vectors.json"
_LEXICAL = "lexical"
_LEXICAL_MANIFEST = "lexical.json"
_SCRATCH = (".vectors.*", ".lexical.*")
_BATCH = 20_000


class Derived:
    """FAISS and tantivy, kept equal to the store's passages of one setting."""

    def __init__(self, folder: Path, store: Store, made_with: str, dimension: int) -> None:
        self._folder = folder
        self._store = store
        self._made_with = made_with
        self._dimension = dimension
        self._lock = threading.RLock()
        settings = {"format": FORMAT, "passages": made_with, "dimension": dimension}
        self._of_vectors = Manifests(folder, store, settings)
        self._of_lexical = Manifests(folder, store, settings | {"lexical": LEXICAL_SETTINGS})
        self.vectors, self._vectors_at = self._open_vectors()
        self._lexical_in_memory = False
        self.lexical, self._lexical_at = self._open_lexical()

    # -- opening

    def _open_vectors(self) -> tuple[VectorIndex, int]:
        path = self._folder / _VECTORS
        manifest = self._of_vectors.read(_VECTORS_MANIFEST)
        if manifest is None or not path.exists():
            return VectorIndex(self._dimension), 0
        try:
            if path.stat().st_size != manifest["bytes"] or sha256_of(path) != manifest["sha256"]:
                raise ValueError("size or hash is not the one recorded")
            index = VectorIndex.load(path, self._dimension)
            if len(index) != manifest["count"]:
                raise ValueError("count is not the one recorded")
        except (OSError, ValueError, KeyError, RuntimeError) as error:
            if self._of_vectors.describes_now(manifest):
                self._of_vectors.set_aside(path, error)
            return VectorIndex(self._dimension), 0
        return index, int(manifest["generation"])

    def _open_lexical(self) -> tuple[LexicalIndex | None, int]:
        folder = self._folder / _LEXICAL
        manifest = self._of_lexical.read(_LEXICAL_MANIFEST)
        if manifest is None:
            return None, 0
        try:
            # Hashes first: tantivy may panic on a damaged file, or search it unawares.
            if _hashes(folder) != manifest["files"]:
                raise ValueError("a file is not the one recorded")
            index = LexicalIndex(folder)
            if len(index) != manifest["count"]:
                raise ValueError("count is not the one recorded")
        except (OSError, ValueError, KeyError) as error:
            if self._of_lexical.describes_now(manifest):
                self._of_lexical.set_aside(folder, error)
            return None, 0
        return index, int(manifest["generation"])

    # -- keeping up without writing

    def is_current(self) -> bool:
        """Whether both hold exactly what the store holds."""
        now = self._store.generation()
        return self._vectors_at == now and self._lexical_at == now

    def take_up(self) -> bool:
        """Take up what another process has written; whether both then hold what the store holds."""
        with self._lock:
            self._catch_up_vectors()
            if self.lexical is not None and not self._lexical_in_memory:
                self._reload_lexical()
            else:
                manifest = self._of_lexical.read(_LEXICAL_MANIFEST)
                if manifest is not None and self._of_lexical.describes_now(manifest):
                    self._open_lexical_again()
            return self.is_current()

    def follow(self) -> None:
        """Take up what the store holds, without touching files: another process owns them.

        Term search then sees what that process has indexed so far; if there is nothing yet to
        open, an index in memory stands in.
        """
        with self._lock:
            self._catch_up_vectors()
            if self.lexical is None:
                self._open_lexical_again()
            if self.lexical is None or self._lexical_in_memory or not self._reload_lexical():
                self.stand_in()

    def stand_in(self) -> None:
        """Bring both up to date in memory alone, as where nothing can be written."""
        with self._lock:
            self._catch_up_vectors()
            if self.lexical is None or not self._lexical_in_memory:
                self.lexical, self._lexical_at = LexicalIndex(), 0
                self._lexical_in_memory = True
            self._apply_lexical(self.lexical)

    def _reload_lexical(self) -> bool:
        """See what another process has indexed; False if its files are gone or being replaced."""
        assert self.lexical is not None
        before = self._of_lexical.read(_LEXICAL_MANIFEST)
        try:
            self.lexical.reload()
        except (OSError, ValueError):
            return False
        # The same before and after: so the files were not made anew in between, and hold at
        # least what is said of them.
        if before is not None and before == self._of_lexical.read(_LEXICAL_MANIFEST):
            self._lexical_at = max(self._lexical_at, int(before["generation"]))
        return True

    def _open_lexical_again(self) -> None:
        opened, at = self._open_lexical()
        if opened is not None:
            self.lexical, self._lexical_at = opened, at
            self._lexical_in_memory = False

    # -- writing

    def save(self) -> None:
        """Bring both up to date and write them; the caller holds the writer lock.

        Raises:
            OSError, UnwritableError: They cannot be written. What can be searched is not harmed;
                files that were begun are not trusted when they are opened.
        """
        with self._lock:
            self._catch_up_vectors()
            self._save_vectors()
            self._save_lexical()

    def _catch_up_vectors(self) -> None:
        change = self._store.changes_since(self._vectors_at, self._made_with)
        if self._vectors_at == 0 and len(self.vectors):
            self.vectors = VectorIndex(self._dimension)
        for start in range(0, max(len(change.added), 1), _BATCH):
            ids, vectors = self._store.vectors(
                change.added[start : start + _BATCH], self._dimension
            )
            self.vectors.update(ids, vectors, change.removed if start == 0 else ())
        self._vectors_at = change.generation

    def _save_vectors(self) -> None:
        path = self._folder / _VECTORS
        manifest = self._of_vectors.read(_VECTORS_MANIFEST)
        if path.exists() and manifest and manifest["generation"] == self._vectors_at:
            return
        self._sweep()
        scratch = path.with_name(f".{path.name}.new")
        try:
            self.vectors.save(scratch)
            facts = {
                "count": len(self.vectors),
                "bytes": scratch.stat().st_size,
                "sha256": sha256_of(scratch),
            }
            scratch.replace(path)
        except BaseException:
            scratch.unlink(missing_ok=True)
            raise
        self._of_vectors.write(_VECTORS_MANIFEST, self._vectors_at, facts)

    def _save_lexical(self) -> None:
        if self._lexical_in_memory:
            self._lexical_in_memory = False
            self.lexical, self._lexical_at = self._open_lexical()
        elif self.lexical is not None and not self._reload_lexical():
            self.lexical = None
        folder = self._folder / _LEXICAL
        if self.lexical is None:
            # A cache made with other settings, or left by a crash: there is nothing in it that
            # the store does not hold.
            self._of_lexical.remove(_LEXICAL_MANIFEST)
            if folder.exists():
                shutil.rmtree(folder)
            self.lexical, self._lexical_at = LexicalIndex(folder), 0
        manifest = self._of_lexical.read(_LEXICAL_MANIFEST)
        now = self._store.generation()
        if manifest is not None and manifest["generation"] == self._lexical_at == now:
            return
        self._sweep()
        self._apply_lexical(self.lexical)
        facts = {"count": len(self.lexical), "files": _hashes(folder)}
        self._of_lexical.write(_LEXICAL_MANIFEST, self._lexical_at, facts)

    def _apply_lexical(self, index: LexicalIndex) -> None:
        change = self._store.changes_since(self._lexical_at, self._made_with)
        index.update(change.added, self._store.search_rows(change.added), change.removed)
        self._lexical_at = change.generation

    def _sweep(self) -> None:
        """Remove what a killed process had begun to write."""
        for pattern in _SCRATCH:
            for path in self._folder.glob(pattern):
                path.unlink(missing_ok=True)


def _hashes(folder: Path) -> dict[str, str]:
    """SHA-256 of each file of an index, lock files aside."""
    return {
        path.name: sha256_of(path) for path in sorted(folder.iterdir()) if path.suffix != ".lock"
    }
