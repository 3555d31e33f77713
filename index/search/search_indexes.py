"""The derived indexes of a corpus: opened if they can be trusted, brought up to date, or rebuilt.

A manifest beside each one says what it was made from (``manifests``). Nothing is deleted to
repair: what cannot be read is renamed aside and named in a warning.
"""

from __future__ import annotations

import shutil
import threading
from pathlib import Path

from index.errors import DamagedIndexError
from index.platform.files import sha256_of
from index.search.lexical import LEXICAL_SETTINGS, LexicalIndex
from index.search.manifests import Manifest, Manifests
from index.search.vector_files import FLAT_MOST, VectorFiles
from index.search.vectors import VectorIndex
from index.storage.store import Store

__all__ = ["Derived"]

FORMAT = 1
_LEXICAL = "lexical"
_LEXICAL_MANIFEST = "lexical.json"


class Derived:
    """FAISS and tantivy, kept equal to the store's passages of one setting."""

    def __init__(
        self,
        folder: Path,
        store: Store,
        made_with: str,
        dimension: int,
        flat_most: int = FLAT_MOST,
    ) -> None:
        """Open what is there; see ``VectorFiles`` for the arguments."""
        self._folder = folder
        self._store = store
        self._made_with = made_with
        self._made_from = {
            "format": FORMAT, "passages": made_with, "dimension": dimension,
            "lexical": LEXICAL_SETTINGS,
        }  # fmt: skip
        self._lock = threading.RLock()
        self._manifests = Manifests(folder, store)
        self._vector_files = VectorFiles(folder, store, made_with, dimension, flat_most)
        self._lexical_in_memory = False
        self.lexical, self._lexical_at = self._open_lexical()

    @property
    def vectors(self) -> VectorIndex:
        """Vectors by passage id."""
        return self._vector_files.index

    # -- opening

    def _open_lexical(self) -> tuple[LexicalIndex | None, int]:
        folder = self._folder / _LEXICAL
        manifest = self._trusted_manifest()
        if manifest is None:
            return None, 0
        try:
            # Hashes first: tantivy may panic on a damaged file, or search it unawares.
            if _hashes(folder) != manifest["files"]:
                raise DamagedIndexError("a file is not the one recorded")
            index = LexicalIndex(folder)
            if len(index) != manifest["count"]:
                raise DamagedIndexError("count is not the one recorded")
        except (OSError, ValueError, KeyError) as error:
            if self._manifests.describes_now(manifest):
                self._manifests.set_aside(folder, error)
            return None, 0
        return index, int(manifest["generation"])

    def _trusted_manifest(self) -> Manifest | None:
        """Of a term index made with these settings, from a past of this store."""
        manifest = self._manifests.read(_LEXICAL_MANIFEST)
        if manifest is None or manifest.get("made_from") != self._made_from:
            return None
        return manifest if self._manifests.from_the_past(manifest) else None

    # -- keeping up without writing

    def is_current(self) -> bool:
        """Whether both hold exactly what the store holds."""
        now = self._store.generation()
        return self._vector_files.generation == now and self._lexical_at == now

    def take_up(self) -> bool:
        """Take up what another process has written; whether both then hold what the store holds."""
        with self._lock:
            self._vector_files.catch_up()
            if self.lexical is not None and not self._lexical_in_memory:
                self._reload_lexical()
            else:
                manifest = self._trusted_manifest()
                if manifest is not None and self._manifests.describes_now(manifest):
                    self._open_lexical_again()
            return self.is_current()

    def follow(self) -> None:
        """Take up what the store holds, without touching files: another process owns them.

        Term search then sees what that process has indexed so far; if there is nothing yet to
        open, an index in memory stands in.
        """
        with self._lock:
            self._vector_files.catch_up()
            if self.lexical is None:
                self._open_lexical_again()
            if self.lexical is None or self._lexical_in_memory or not self._reload_lexical():
                self.stand_in()

    def stand_in(self) -> None:
        """Bring both up to date in memory alone, as where nothing can be written."""
        with self._lock:
            self._vector_files.catch_up()
            if self.lexical is None or not self._lexical_in_memory:
                self.lexical, self._lexical_at = LexicalIndex(), 0
                self._lexical_in_memory = True
            self._apply_lexical(self.lexical)

    def _reload_lexical(self) -> bool:
        """See what another process has indexed; False if its files are gone or being replaced."""
        assert self.lexical is not None
        before = self._trusted_manifest()
        try:
            self.lexical.reload()
        except (OSError, ValueError):
            return False
        # The same before and after: so the files were not made anew in between, and hold at
        # least what is said of them.
        if before is not None and before == self._trusted_manifest():
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
            self._vector_files.save()
            self._save_lexical()

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
            self._manifests.remove(_LEXICAL_MANIFEST)
            if folder.exists():
                shutil.rmtree(folder)
            self.lexical, self._lexical_at = LexicalIndex(folder), 0
        manifest = self._trusted_manifest()
        now = self._store.generation()
        if manifest is not None and manifest["generation"] == self._lexical_at == now:
            return
        self._manifests.sweep()
        self._apply_lexical(self.lexical)
        self._manifests.write(
            _LEXICAL_MANIFEST,
            {
                "made_from": self._made_from,
                "generation": self._lexical_at,
                "count": len(self.lexical),
                "files": _hashes(folder),
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
