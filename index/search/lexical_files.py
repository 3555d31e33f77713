"""The lexical index of a corpus on disk: opened if it can be trusted, brought up to date, rebuilt.

Only the holder of the writer lock writes files; any process may read them. ``LexicalState`` says
what searches use:

                  open, refresh, follow: the files can be trusted
        +-----------------------------------------------------------------+
        |                                                                 v
    +--------+    update: files are written from the store          +---------+
    | CLOSED | ---------------------------------------------------> | ON_DISK | <--+ refresh,
    +--------+                                                      +---------+ ---+ follow, update
        |                                                              |   ^
        | follow: nothing can be opened                                |   | refresh: another
        |         or written                                           |   |   process has written
        |                     follow: the files are being              |   |   all there is
        v                     replaced, or cannot be written           |   | update
    +-----------+ <----------------------------------------------------+   |
    | IN_MEMORY | ---------------------------------------------------------+
    +-----------+ <--+
              |      | follow
              +------+
"""

from __future__ import annotations

import os
import shutil
from enum import Enum, auto
from pathlib import Path

from index.errors import DamagedIndexError
from index.platform.files import sha256_of
from index.protocols import Changes
from index.search.lexical import LEXICAL_SETTINGS, LexicalIndex
from index.search.manifests import Manifest, Manifests

__all__ = ["LexicalFiles", "LexicalState"]

_FORMAT = 1
_FOLDER = "lexical"
_MANIFEST = "lexical.json"


class LexicalState(Enum):
    """The index that lexical searches use."""

    CLOSED = auto()
    """Nothing: there are no files yet, or none that can be trusted."""
    ON_DISK = auto()
    """The files, as far as they have been written."""
    IN_MEMORY = auto()
    """An index of this process, while files cannot be used."""


class LexicalFiles:
    """A ``LexicalIndex`` that follows the passages of a corpus."""

    def __init__(self, folder: Path, changes: Changes) -> None:
        """Open the files that are there, if they can be trusted."""
        self._folder = folder / _FOLDER
        self._changes = changes
        self._manifests = Manifests(folder, changes)
        # The form that the first version gave it, so that its files are trusted.
        self._made_from = {
            "format": _FORMAT, "passages": changes.fingerprint, "dimension": changes.dimension,
            "lexical": LEXICAL_SETTINGS,
        }  # fmt: skip
        self.state = LexicalState.CLOSED
        self.index: LexicalIndex | None = None
        self.generation = 0
        """Generation that the index holds at least."""
        self._open()

    def close(self) -> None:
        """Close the index."""
        self._use(None, 0, LexicalState.CLOSED)

    # -- without writing

    def refresh(self) -> None:
        """Take up what another process has written."""
        if self.state is LexicalState.ON_DISK:
            self._reload()
            return
        manifest = self._trusted_manifest()
        if manifest is not None and self._manifests.describes_now(manifest):
            self._open()

    def follow(self, *, writer_is_busy: bool) -> None:
        """Show what the writer has written so far; otherwise build an index in memory."""
        if writer_is_busy:
            if self.state is LexicalState.CLOSED:
                self._open()
            if self.state is LexicalState.ON_DISK and self._reload():
                return
        if self.state is not LexicalState.IN_MEMORY:
            self._use(LexicalIndex(), 0, LexicalState.IN_MEMORY)
        self._apply()

    def _reload(self) -> bool:
        """See what another process has indexed; False if its files are gone or being replaced."""
        assert self.index is not None
        before = self._trusted_manifest()
        try:
            self.index.reload()
        except (OSError, ValueError):
            return False
        # An equal manifest before and after: the files were not replaced in between, and hold at
        # least the generation that it names.
        if before is not None and before == self._trusted_manifest():
            self.generation = max(self.generation, int(before["generation"]))
        return True

    # -- writing

    def update(self) -> None:
        """Bring the files up to date; the caller holds the writer lock.

        Raises:
            OSError, UnwritableError: They cannot be written. Files that were begun are not
                trusted when they are opened.
        """
        if self.state is LexicalState.IN_MEMORY:
            self._use(None, 0, LexicalState.CLOSED)
            self._open()
        elif self.state is LexicalState.ON_DISK and not self._reload():
            self._use(None, 0, LexicalState.CLOSED)
        if self.state is LexicalState.CLOSED:
            self._create()
        manifest = self._trusted_manifest()
        now = self._changes.generation()
        if manifest is not None and manifest["generation"] == self.generation == now:
            return
        self._manifests.sweep()
        self._apply()
        assert self.index is not None
        self._manifests.write(
            _MANIFEST,
            {
                "made_from": self._made_from,
                "generation": self.generation,
                "count": len(self.index),
                "files": _hashes(self._folder),
            },
        )

    def _create(self) -> None:
        """Begin new files in place of those that cannot be trusted.

        They were made with other settings, or left by a crash, and hold nothing that the store
        does not hold.
        """
        self._manifests.remove(_MANIFEST)
        if self._folder.exists():
            shutil.rmtree(self._folder)
        self._use(LexicalIndex(self._folder), 0, LexicalState.ON_DISK)

    # -- parts

    def _open(self) -> None:
        """Use the files if they can be trusted; change nothing otherwise."""
        manifest = self._trusted_manifest()
        if manifest is None:
            return
        try:
            # Hashes first: tantivy may panic on a damaged file, or search it unawares.
            if _hashes(self._folder) != manifest["files"]:
                raise DamagedIndexError("a file is not the one recorded")
            index = LexicalIndex(self._folder)
            if len(index) != manifest["count"]:
                raise DamagedIndexError("count is not the one recorded")
        except (OSError, ValueError, KeyError) as error:
            # tantivy locks a file even to read; where none can be made, nothing is damaged.
            is_writable = os.access(self._folder, os.W_OK)
            if is_writable and self._manifests.describes_now(manifest):
                self._manifests.set_aside(self._folder, error)
            return
        self._use(index, int(manifest["generation"]), LexicalState.ON_DISK)

    def _use(self, index: LexicalIndex | None, generation: int, state: LexicalState) -> None:
        # Searches may still use the index before: it goes when the last of them ends.
        self.index, self.generation, self.state = index, generation, state

    def _apply(self) -> None:
        """Bring the index up to the present generation."""
        assert self.index is not None
        delta = self._changes.since(self.generation)
        self.index.update(delta.added, self._changes.rows(delta.added), delta.removed)
        self.generation = delta.generation

    def _trusted_manifest(self) -> Manifest | None:
        """The manifest of an index with these settings, from a past of this store."""
        manifest = self._manifests.read(_MANIFEST)
        if manifest is None or manifest.get("made_from") != self._made_from:
            return None
        return manifest if self._manifests.from_the_past(manifest) else None


def _hashes(folder: Path) -> dict[str, str]:
    """SHA-256 of each file of an index, lock files aside."""
    return {
        path.name: sha256_of(path) for path in sorted(folder.iterdir()) if path.suffix != ".lock"
    }
