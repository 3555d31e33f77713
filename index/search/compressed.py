"""Vectors at a quarter of a byte a component, in a file that is mapped: the base of a large index.

Product quantisation with four bits for two components (Jégou et al. 2011), scanned whole with
look-ups in registers (André et al. 2017): no list is skipped, so nothing near is missed but by
the rounding, and the caller ranks more candidates than it needs by their true cosines. A base
never changes; what was removed from it is left out inside the scan.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import faiss
import numpy as np

from index.errors import DamagedIndexError
from index.protocols import Vectors
from index.search.faiss_file import write_whole
from index.search.passage_filter import Ids, PassageFilter

__all__ = ["COMPRESSED_SETTINGS", "FEWEST", "CompressedVectors"]

COMPRESSED_SETTINGS = "pq 2x4 bits/1"
"""Changes whenever the same vectors would be compressed differently."""

FEWEST = 16
"""Vectors that it takes at least: as many as a group of components has codes."""

_BITS = 4


class CompressedVectors:
    """Approximate nearest neighbours by passage id; not safe for use while ``remove`` runs."""

    def __init__(self, index: faiss.IndexIDMap) -> None:
        # The inner index counts rows; ids are kept apart, so that filters are bit maps of rows.
        self._index = index
        self._scan = faiss.downcast_index(index.index)
        self._ids: Ids = faiss.vector_to_array(index.id_map)
        self._alive = np.ones(len(self._ids), np.bool_)

    @classmethod
    def build(
        cls, sample: Vectors, batches: Iterable[tuple[Sequence[int], Vectors]]
    ) -> CompressedVectors:
        """Compress vectors that come batch by batch, in ascending order of their ids.

        Args:
            sample: What the codes are fitted to, shape (at least ``FEWEST``, dimension); the same
                sample gives the same codes.
            batches: Ids and vectors, shapes (n,) and (n, dimension).
        """
        dimension = sample.shape[1]
        groups = dimension // 2 if dimension % 2 == 0 else dimension
        # One list, always looked into: of the two fast scans this is the one that takes filters
        # and can be mapped.
        scan = faiss.IndexIVFPQFastScan(
            faiss.IndexFlatIP(dimension), dimension, 1, groups, _BITS, faiss.METRIC_INNER_PRODUCT
        )
        scan.by_residual = False
        for fitting in (scan.cp, scan.pq.cp):
            fitting.min_points_per_centroid = 1  # a small sample is no reason for a warning
        with _one_thread():
            scan.train(np.ascontiguousarray(sample, np.float32))
        index = faiss.IndexIDMap(scan)
        for ids, vectors in batches:
            index.add_with_ids(np.ascontiguousarray(vectors, np.float32), np.asarray(ids, np.int64))
        return cls(index)

    @classmethod
    def load(cls, path: Path, dimension: int) -> CompressedVectors:
        """Map a saved base.

        Raises:
            ValueError: The file is not a compressed base of this dimension.
            RuntimeError: FAISS cannot read the file.
        """
        index: Any = faiss.read_index(str(path), faiss.IO_FLAG_MMAP_IFC)
        inner = faiss.downcast_index(index.index) if isinstance(index, faiss.IndexIDMap) else None
        if not isinstance(inner, faiss.IndexIVFPQFastScan) or index.d != dimension:
            raise DamagedIndexError(f"{path}: not a compressed index of dimension {dimension}")
        return cls(index)

    def save(self, path: Path) -> None:
        """Write all that was built, what was removed since included."""
        write_whole(self._index, path)

    @property
    def built(self) -> int:
        """Vectors it was built from."""
        return len(self._ids)

    def __len__(self) -> int:
        return int(np.count_nonzero(self._alive))

    def ids(self) -> Ids:
        """Ids of the vectors that were not removed, ascending."""
        return self._ids[self._alive]

    def remove(self, ids: Sequence[int] | Ids) -> None:
        """Leave these out from now on; ids that are not there are passed over."""
        self._alive[self._rows(ids)] = False

    def held(self, ids: Sequence[int] | Ids) -> Ids:
        """Those of some ids that are there and were not removed, ascending."""
        rows = self._rows(ids)
        return self._ids[rows[self._alive[rows]]]

    def candidates(self, vector: Vectors, count: int, allowed: PassageFilter | None = None) -> Ids:
        """About the ``count`` nearest, among ``allowed`` ids if given, in no certain order.

        Whenever ``count`` vectors are there and allowed, so many are returned.
        """
        wanted = self._alive
        if allowed is not None:
            rows = self._rows(allowed.ids)
            wanted = np.zeros(self.built, np.bool_)
            wanted[rows] = self._alive[rows]
        most = int(np.count_nonzero(wanted))
        if count >= most:
            return self._ids[wanted]
        parameters = None
        if most < self.built:
            bits = faiss.IDSelectorBitmap(np.packbits(wanted, bitorder="little"))  # type: ignore[call-arg, arg-type]  # SWIG takes arrays
            parameters = faiss.SearchParametersIVF(sel=bits, nprobe=1)  # type: ignore[call-arg]  # SWIG takes any
        _, rows_found = self._scan.search(
            np.ascontiguousarray(vector[None, :], np.float32), count, params=parameters
        )
        best: Ids = rows_found[0][rows_found[0] >= 0]
        return self._ids[best]

    def _rows(self, ids: Sequence[int] | Ids) -> Ids:
        """Rows of those ids that were built in, ascending, each once."""
        asked = np.unique(np.asarray(ids, np.int64))
        rows = np.searchsorted(self._ids, asked)
        there = rows < self.built
        there[there] = self._ids[rows[there]] == asked[there]
        return rows[there]


@contextmanager
def _one_thread() -> Iterator[None]:
    """Let FAISS work in this thread alone.

    Codes are fitted in thousands of small steps. Threads that wait for each other after every
    step save nothing on idle cores and take very much longer on busy ones.
    """
    before = faiss.omp_get_max_threads()
    faiss.omp_set_num_threads(1)
    try:
        yield
    finally:
        faiss.omp_set_num_threads(before)
