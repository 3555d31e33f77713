"""FAISS: vectors by passage id. Derived from the store and rebuilt from it whenever in doubt.

Flat and exact: scores are inner products of unit vectors, that is cosines. A filter on ids works
inside the search, so that k results come back whenever k passages are allowed.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Sequence
from pathlib import Path

import faiss
import numpy as np

from index.embedder import Vectors

__all__ = ["Scored", "VectorIndex"]

Scored = list[tuple[int, float]]
"""(passage id, score), best first."""


class VectorIndex:
    """Exact nearest neighbours; safe to search from several threads while one updates."""

    def __init__(self, dimension: int) -> None:
        self.dimension = dimension
        self._lock = threading.Lock()
        self._index = faiss.IndexIDMap2(faiss.IndexFlatIP(dimension))

    @classmethod
    def load(cls, path: Path, dimension: int) -> VectorIndex:
        """Read a saved index.

        Raises:
            ValueError: The file is not a flat index of this dimension.
            RuntimeError: FAISS cannot read the file.
        """
        made = cls(dimension)
        index = faiss.read_index(str(path))
        if not isinstance(index, faiss.IndexIDMap2) or index.d != dimension:
            raise ValueError(f"{path}: not a flat index of dimension {dimension}")
        made._index = index
        return made

    def save(self, path: Path) -> None:
        """Write the index; the caller chooses a temporary name and renames it.

        Raises:
            OSError: It cannot be written. (Given a path, FAISS says nothing if the last block does
                not fit on the disk.)
        """
        with self._lock, path.open("wb") as file:
            writer = faiss.PyCallbackIOWriter(file.write)  # type: ignore[attr-defined]  # SWIG's
            faiss.write_index(self._index, writer)
            file.flush()
            os.fsync(file.fileno())

    def __len__(self) -> int:
        return int(self._index.ntotal)

    def ids(self) -> list[int]:
        """Ids of all vectors, ascending."""
        with self._lock:
            return sorted(faiss.vector_to_array(self._index.id_map).tolist())

    def update(self, added: Sequence[int], vectors: Vectors, removed: Sequence[int]) -> None:
        """Remove ids, then add vectors; an id that is already there is replaced."""
        with self._lock:
            gone = np.asarray([*removed, *added], np.int64)
            if len(gone) and self._index.ntotal:
                self._index.remove_ids(faiss.IDSelectorBatch(gone))
            if len(added):
                self._index.add_with_ids(
                    np.ascontiguousarray(vectors, np.float32), np.asarray(added, np.int64)
                )

    def search(self, vector: Vectors, k: int, allowed: Sequence[int] | None = None) -> Scored:
        """The ``k`` passages with the highest cosine; among ``allowed`` ids if given."""
        parameters = None
        if allowed is not None:
            if not len(allowed):
                return []
            selector = faiss.IDSelectorBatch(np.asarray(allowed, np.int64))
            parameters = faiss.SearchParameters(sel=selector)  # type: ignore[call-arg]  # SWIG takes any
        with self._lock:
            if not self._index.ntotal or k < 1:
                return []
            scores, ids = self._index.search(
                np.ascontiguousarray(vector[None, :], np.float32),
                min(k, self._index.ntotal),
                params=parameters,
            )
        return [(int(i), float(s)) for i, s in zip(ids[0], scores[0], strict=True) if i != -1]

    def scores(self, vector: Vectors, ids: Sequence[int]) -> dict[int, float]:
        """Cosines of given passages; ids without a vector are left out."""
        return dict(self.search(vector, len(ids), allowed=ids)) if len(ids) else {}
