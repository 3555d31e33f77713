"""The vector index of a corpus on disk: opened if it can be trusted, brought up to date, rebuilt.

Up to ``FLAT_MOST`` passages there is one flat file. Above, there is a base beside it
(``compressed``) which stays as it is until a tenth of it is outdated; the flat file then
holds what came since, and the store knows what was removed since. So an update writes a small
file. A new base gets a new name: the manifest, written last, names the one that counts.
``VectorState`` says which of the two forms is used:

    +------+   update, refresh: more than FLAT_MOST passages    +-----------+
    | FLAT | -------------------------------------------------> | NEW_BASE  |
    +------+                                                    +-----------+
       ^  |                                                        |     ^
       |  |                                  update: it is written |     | update: a tenth is
       |  |                                             and mapped v     | outdated, or its file
       |  |  open: the manifest names a base            +-------------+  | is gone
       |  +-------------------------------------------> | MAPPED_BASE | -+
       |                                                +-------------+
       |     update: a tenth is outdated and few are left      |
       +-------------------------------------------------------+
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from enum import Enum, auto
from pathlib import Path
from typing import Any

import numpy as np

from index.errors import DamagedIndexError, InvalidValueError
from index.protocols import Changes, Vectors
from index.search.compressed import COMPRESSED_SETTINGS, FEWEST, CompressedVectors
from index.search.manifests import Manifest, Manifests, check_file, describe_file
from index.search.vectors import VectorIndex

__all__ = ["FLAT_MOST", "VectorFiles", "VectorState"]

log = logging.getLogger(__name__)

FLAT_MOST = 100_000
"""Passages up to which search is flat and exact (docs/decisions/0012-compressed-vectors.md)."""

_FORMAT = 2
_FLAT = "vectors.faiss"
_MANIFEST = "vectors.json"
_BASE = "vectors.base-{}.faiss"
_BATCH = 500
_SAMPLE = 20_000
_UNUSABLE = (OSError, ValueError, KeyError, TypeError, RuntimeError)


class VectorState(Enum):
    """The form of the vector index."""

    FLAT = auto()
    """One flat file; searches are exact."""
    NEW_BASE = auto()
    """A compressed base that is not written yet, and a flat delta."""
    MAPPED_BASE = auto()
    """A compressed base on disk, mapped into memory, and a flat delta."""


class VectorFiles:
    """A ``VectorIndex`` that follows the passages of a corpus."""

    def __init__(self, folder: Path, changes: Changes, flat_most: int = FLAT_MOST) -> None:
        """Open the index that is there, or begin an empty one.

        Args:
            folder: Where its files are.
            changes: Whose vectors it holds.
            flat_most: Passages up to which there is no base; at least ``FEWEST``.
        """
        if flat_most < FEWEST:
            raise InvalidValueError(f"a base of fewer than {FEWEST} vectors cannot be built")
        self._folder = folder
        self._manifests = Manifests(folder, changes)
        self._changes = changes
        self._dimension = changes.dimension
        self._flat_most = flat_most
        self._base_manifest: Manifest | None = None
        """Describes the base of ``index`` as it lies on disk; None where it does not."""
        self._built_at = 0
        """Generation that the base was built at: what it holds and lacks."""
        self.index, self.generation = self._open()

    @property
    def state(self) -> VectorState:
        """The form in use."""
        if self.index.base is None:
            return VectorState.FLAT
        return VectorState.NEW_BASE if self._base_manifest is None else VectorState.MAPPED_BASE

    # -- opening

    def _open(self) -> tuple[VectorIndex, int]:
        self._base_manifest = None
        manifest = self._manifests.read(_MANIFEST)
        if manifest is None or not self._fits(manifest):
            return VectorIndex(self._dimension), 0
        if "base" not in manifest:
            return self._open_flat(manifest, None, 0)
        try:
            described = manifest["base"]
            base = self._load_base(described)
        except _UNUSABLE as error:
            if self._manifests.read(_MANIFEST) != manifest:
                return self._open()  # another process has put a new one in its place
            self._set_aside_base(manifest["base"], error)
            return VectorIndex(self._dimension), 0
        self._base_manifest = described
        self._built_at = int(described["generation"])
        index, generation = self._open_flat(manifest, base, self._built_at)
        gone = self._changes.removed_since(self._built_at)
        index.update((), _no_vectors(self._dimension), gone)
        return index, generation

    def _open_flat(
        self, manifest: Manifest, base: CompressedVectors | None, built_at: int
    ) -> tuple[VectorIndex, int]:
        """The whole index and its generation; only the base if what lay beside it is damaged."""
        path = self._folder / _FLAT
        try:
            check_file(path, manifest)
            index = VectorIndex.load(path, self._dimension, base, self._changes.vectors)
            if index.flat_count != manifest["count"]:
                raise DamagedIndexError("count is not the one recorded")
        except _UNUSABLE as error:
            if self._manifests.describes_now(manifest):
                self._manifests.set_aside(path, error)
            return VectorIndex(self._dimension, base, self._changes.vectors), built_at
        return index, int(manifest["generation"])

    def _load_base(self, described: Manifest) -> CompressedVectors:
        path = self._folder / _base_name(described)
        check_file(path, described)
        base = CompressedVectors.load(path, self._dimension)
        if base.built != described["count"]:
            raise DamagedIndexError("count is not the one recorded")
        return base

    def _set_aside_base(self, described: Any, error: Exception) -> None:
        """Rename a base that cannot be used, if the manifest says which one it is."""
        with suppress(KeyError, TypeError):
            self._manifests.set_aside(self._folder / _base_name(described), error)

    def _fits(self, manifest: Manifest) -> bool:
        """Whether it was made with these settings, from a past of this store."""
        return manifest.get("made_from") == self._made_from(
            "base" in manifest
        ) and self._manifests.from_the_past(manifest)

    def _made_from(self, compressed: bool) -> Manifest:
        made_from = {
            "format": _FORMAT, "passages": self._changes.fingerprint, "dimension": self._dimension,
        }  # fmt: skip
        return made_from | {"compressed": COMPRESSED_SETTINGS} if compressed else made_from

    # -- keeping up

    def catch_up(self) -> None:
        """Take up what was committed since, without touching files."""
        delta = self._changes.since(self.generation)
        if self.generation == 0 and len(self.index):
            self.index = VectorIndex(self._dimension)
        if self.generation == 0 and len(delta.added) > self._flat_most:
            self._compress(delta.added, delta.generation)
        else:
            self.index.update((), _no_vectors(self._dimension), delta.removed)
            if len(delta.added) > _BATCH:
                self.index.reserve(len(delta.added))
            for ids, vectors in self._batches(delta.added):
                self.index.update(ids, vectors, ())
        self.generation = delta.generation

    def update(self) -> None:
        """Bring the index up to date and write it; the caller holds the writer lock."""
        manifest = self._manifests.read(_MANIFEST)
        if self._is_behind(manifest):
            # Another process has built a new base; ours may be gone.
            self.index, self.generation = self._open()
        self.catch_up()
        if self._must_rebuild():
            self._compress_or_flatten()
        elif self._is_saved(manifest):
            return
        self._write()

    def _is_behind(self, manifest: Manifest | None) -> bool:
        return (
            manifest is not None
            and self._fits(manifest)
            and manifest.get("base") != self._base_manifest
        )

    def _is_saved(self, manifest: Manifest | None) -> bool:
        return (
            (self._folder / _FLAT).exists()
            and manifest is not None
            and self._fits(manifest)
            and manifest.get("generation") == self.generation
            and manifest.get("base") == self._base_manifest
        )

    def _must_rebuild(self) -> bool:
        if self.index.base is None:
            return len(self.index) > self._flat_most
        return self.index.outgrown

    def _compress_or_flatten(self) -> None:
        """Build the index again, in the form that its size asks for."""
        ids = self.index.ids()
        if len(ids) > self._flat_most:
            self._compress(ids, self.generation)
            return
        self._base_manifest = None
        self.index = VectorIndex(self._dimension)
        for some, vectors in self._batches(ids):
            self.index.update(some, vectors, ())

    def _compress(self, ids: Sequence[int], generation: int) -> None:
        """Build a base of all vectors of a generation, read from the store batch by batch."""
        log.info("compressing %d vectors", len(ids))
        step = max(1, len(ids) // _SAMPLE)
        _, sample = self._changes.vectors(ids[::step][:_SAMPLE])
        base = CompressedVectors.build(sample, self._batches(ids))
        self._base_manifest = None
        self._built_at = generation
        self.index = VectorIndex(self._dimension, base, self._changes.vectors)

    def _write(self) -> None:
        self._manifests.sweep()
        is_new = self.state is VectorState.NEW_BASE
        base = self.index.base
        if base is not None and (is_new or not self._base_path.exists()):
            self._write_base(base)
        path = self._folder / _FLAT
        _replace(path, self.index.save)
        manifest = {
            "made_from": self._made_from(base is not None),
            "generation": self.generation,
            "count": self.index.flat_count,
            **describe_file(path),
        }
        if base is not None:
            manifest["base"] = self._base_manifest
        self._manifests.write(_MANIFEST, manifest)
        self._remove_old_bases()
        if is_new:
            # From here on the file is used, not the copy in memory.
            self.index, self.generation = self._open()

    @property
    def _base_path(self) -> Path:
        return self._folder / _BASE.format(self._built_at)

    def _write_base(self, base: CompressedVectors) -> None:
        path = self._base_path
        _replace(path, base.save)
        self._base_manifest = {
            "generation": self._built_at, "count": base.built, **describe_file(path),
        }  # fmt: skip

    def _remove_old_bases(self) -> None:
        kept = None if self._base_manifest is None else _base_name(self._base_manifest)
        for path in self._folder.glob(_BASE.format("*")):
            if path.name != kept:
                # Where a file in use cannot be removed it goes the next time.
                with suppress(OSError):
                    path.unlink()

    # -- parts

    def _batches(self, ids: Sequence[int]) -> Iterator[tuple[list[int], Vectors]]:
        for start in range(0, len(ids), _BATCH):
            yield self._changes.vectors(ids[start : start + _BATCH])


def _base_name(described: Manifest) -> str:
    """File name of the base that is described in a manifest."""
    return _BASE.format(described["generation"])


def _no_vectors(dimension: int) -> Vectors:
    return np.empty((0, dimension), np.float32)


def _replace(path: Path, save: Callable[[Path], None]) -> None:
    """Write a file under another name and rename it."""
    scratch = path.with_name(f".{path.name}.new")
    try:
        save(scratch)
        scratch.replace(path)
    except BaseException:
        scratch.unlink(missing_ok=True)
        raise
