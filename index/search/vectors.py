"""FAISS: vectors by passage id. Derived from the store and rebuilt from it whenever in doubt.

Small corpora are searched exactly: scores are inner products of unit vectors, that is cosines.
Vectors are held in half precision, which is how the store keeps them: nothing is lost.
Large ones have most vectors in a compressed base beneath, which is never written to, and only
what came since beside it; candidates from the base are ranked by the true cosines of their stored
vectors. ``vector_files`` chooses between the two. A filter on ids works inside the
search, so that k results come back whenever k passages are allowed.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from pathlib import Path

import faiss
import numpy as np

from index.errors import DamagedIndexError, InvalidValueError
from index.protocols import Scored, Vectors
from index.search.compressed import CompressedVectors
from index.search.faiss_file import write_whole
from index.search.passage_filter import PassageFilter

__all__ = ["Fetch", "VectorIndex"]

Fetch = Callable[[Sequence[int]], tuple[list[int], Vectors]]
"""Stored vectors of some ids: those still stored, and their vectors, shape (ids, dimension)."""

REBUILD_SHARE = 0.1
"""Share of the base that may be added or removed before the base is built again."""

# Candidates that are ranked exactly for k results: with these the ten best are all among them
# (docs/decisions/0012-compressed-vectors.md).
_CANDIDATES_FOR_EACH = 2
_CANDIDATES_MORE = 100

_COMPONENT_BYTES = 2


class VectorIndex:
    """Nearest neighbours; safe to search from several threads while one updates."""

    def __init__(
        self, dimension: int, base: CompressedVectors | None = None, fetch: Fetch | None = None
    ) -> None:
        """An index of what is in ``base``, or an empty one.

        Args:
            dimension: Components of a vector.
            base: Compressed vectors, from now on owned by this index.
            fetch: Where the vectors in ``base`` are stored; needed with it.
        """
        if base is not None and fetch is None:
            raise InvalidValueError("a compressed base needs to know where its vectors are stored")
        self.dimension = dimension
        self.base = base
        self._fetch = fetch
        self._lock = threading.Lock()
        flat = faiss.IndexScalarQuantizer(
            dimension, faiss.ScalarQuantizer.QT_fp16, faiss.METRIC_INNER_PRODUCT
        )
        self._index = faiss.IndexIDMap2(flat)

    @classmethod
    def load(
        cls,
        path: Path,
        dimension: int,
        base: CompressedVectors | None = None,
        fetch: Fetch | None = None,
    ) -> VectorIndex:
        """Read what ``save`` wrote; it replaces what ``base`` holds under the same ids.

        Raises:
            ValueError: The file is not a flat index of this dimension.
            RuntimeError: FAISS cannot read the file.
        """
        made = cls(dimension, base, fetch)
        index = faiss.read_index(str(path))
        if not isinstance(index, faiss.IndexIDMap2) or not _is_halves(index, dimension):
            raise DamagedIndexError(f"{path}: not a flat index of dimension {dimension}")
        made._index = index
        if base is not None:
            base.remove(faiss.vector_to_array(index.id_map))
        return made

    def save(self, path: Path) -> None:
        """Write what is not in the base; the caller chooses a temporary name and renames it.

        Raises:
            OSError: It cannot be written.
        """
        with self._lock:
            write_whole(self._index, path)

    def __len__(self) -> int:
        return self.flat_count + (0 if self.base is None else len(self.base))

    @property
    def flat_count(self) -> int:
        """Vectors that are not in the base."""
        return int(self._index.ntotal)

    @property
    def outgrown(self) -> bool:
        """Whether so much was added to the base, or removed, that it should be built again."""
        if self.base is None:
            return False
        most = REBUILD_SHARE * self.base.built
        return self.flat_count > most or self.base.built - len(self.base) > most

    def ids(self) -> list[int]:
        """Ids of all vectors, ascending."""
        with self._lock:
            ids = faiss.vector_to_array(self._index.id_map)
            if self.base is not None:
                ids = np.concatenate([self.base.ids(), ids])
            return sorted(ids.tolist())

    def reserve(self, count: int) -> None:
        """Make room for so many vectors that are about to be added.

        Without it FAISS doubles its array, and for a moment holds the old one beside the new.
        """
        with self._lock:
            flat = faiss.downcast_index(self._index.index)
            codes = flat.codes  # type: ignore[attr-defined]  # a flat index has it
            size = codes.size()
            codes.resize(size + count * self.dimension * _COMPONENT_BYTES)
            codes.resize(size)  # The room stays.

    def update(self, added: Sequence[int], vectors: Vectors, removed: Sequence[int]) -> None:
        """Remove ids, then add vectors; an id that is already there is replaced."""
        with self._lock:
            gone = np.asarray([*removed, *added], np.int64)
            if len(gone) and self._index.ntotal:
                # FAISS goes through all it holds to remove, even if nothing is to go: adding
                # batch after batch would take the square of their number.
                held = gone[np.isin(gone, faiss.vector_to_array(self._index.id_map))]
                if len(held):
                    self._index.remove_ids(faiss.IDSelectorBatch(held))
            if self.base is not None:
                self.base.remove(gone)
            if len(added):
                self._index.add_with_ids(
                    np.ascontiguousarray(vectors, np.float32), np.asarray(added, np.int64)
                )

    def search(self, vector: Vectors, k: int, allowed: PassageFilter | None = None) -> Scored:
        """The ``k`` passages with the highest cosine, among allowed ones if given."""
        if k < 1:
            return []
        with self._lock:
            scored = self._search_flat(vector, k, allowed)
            if self.base is None:
                return scored
            count = _CANDIDATES_FOR_EACH * k + _CANDIDATES_MORE
            candidates = self.base.candidates(vector, count, allowed)
        scored += self._true_cosines(vector, candidates.tolist())
        return sorted(scored, key=lambda hit: (-hit[1], hit[0]))[:k]

    def scores(self, vector: Vectors, ids: Sequence[int]) -> dict[int, float]:
        """Cosines of given passages; ids without a vector are left out."""
        if not len(ids):
            return {}
        wanted = PassageFilter(ids)
        with self._lock:
            scored = self._search_flat(vector, len(ids), wanted)
            held = [] if self.base is None else self.base.held(wanted.ids).tolist()
        return dict(scored + self._true_cosines(vector, held))

    def _search_flat(self, vector: Vectors, k: int, allowed: PassageFilter | None) -> Scored:
        if not self._index.ntotal:
            return []
        parameters = None
        if allowed is not None:
            if not len(allowed):
                return []
            parameters = faiss.SearchParameters(sel=allowed.selector)  # type: ignore[call-arg]  # SWIG takes any
        scores, ids = self._index.search(
            np.ascontiguousarray(vector[None, :], np.float32),
            min(k, self._index.ntotal),
            params=parameters,
        )
        return [(int(i), float(s)) for i, s in zip(ids[0], scores[0], strict=True) if i != -1]

    def _true_cosines(self, vector: Vectors, ids: list[int]) -> Scored:
        if self._fetch is None or not ids:
            return []
        stored, vectors = self._fetch(ids)
        return list(zip(stored, (vectors @ vector).tolist(), strict=True))


def _is_halves(index: faiss.IndexIDMap2, dimension: int) -> bool:
    """Whether it holds whole vectors of this dimension in half precision."""
    within = faiss.downcast_index(index.index)
    return (
        isinstance(within, faiss.IndexScalarQuantizer)
        and within.d == dimension
        and within.sq.qtype == faiss.ScalarQuantizer.QT_fp16
    )
