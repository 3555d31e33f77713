"""Filters: the documents that a search is restricted to, as ids of their passages.

A filter of thousands of documents is asked for again and again while a user stays within a
folder. Looking its passages up costs more than the search; so the map from documents to passages
is kept for a generation, and the latest filters with it.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Collection, Iterable, Sequence
from functools import cached_property
from itertools import repeat

import faiss
import numpy as np
import numpy.typing as npt

from index.protocols import Changes

__all__ = ["DocumentFilters", "Ids", "PassageFilter"]

Ids = npt.NDArray[np.int64]

_KEPT_FILTERS = 8
_FEW_DOCUMENTS = 50
"""Up to so many documents the store is asked, without a map of all."""
_LARGEST_BITMAP = 64_000_000
"""Largest id, so that a bitmap of ids has at most eight megabytes."""


class PassageFilter:
    """Passages that a search may return; compared and hashed by identity.

    Attributes:
        ids: Ascending, each once.
    """

    def __init__(self, ids: Iterable[int] | Ids) -> None:
        array: Ids = np.sort(ids if isinstance(ids, np.ndarray) else np.fromiter(ids, np.int64))
        is_new = np.ones(len(array), np.bool_)
        is_new[1:] = array[1:] != array[:-1]
        self.ids: Ids = array[is_new]

    def __len__(self) -> int:
        return len(self.ids)

    def mask(self, ids: Ids) -> npt.NDArray[np.bool_]:
        """Whether each of some ids passes."""
        if not len(self.ids):
            return np.zeros(len(ids), np.bool_)
        places = np.searchsorted(self.ids, ids)
        places[places == len(self.ids)] = 0
        passes: npt.NDArray[np.bool_] = self.ids[places] == ids
        return passes

    @cached_property
    def selector(self) -> faiss.IDSelector:
        """The filter for FAISS: a bitmap of ids, or a set where ids are too large for one."""
        if not len(self.ids) or self.ids[-1] >= _LARGEST_BITMAP:
            return faiss.IDSelectorBatch(self.ids)
        bits = np.zeros(self.ids[-1] + 1, np.bool_)
        bits[self.ids] = True
        return faiss.IDSelectorBitmap(np.packbits(bits, bitorder="little"))  # type: ignore[call-arg, arg-type]  # SWIG takes arrays


class DocumentFilters:
    """Makes filters of documents and keeps the latest; safe to use from several threads."""

    def __init__(self, changes: Changes) -> None:
        self._changes = changes
        self._lock = threading.Lock()
        self._generation = -1
        self._passages: _PassageMap | None = None
        self._filters: OrderedDict[frozenset[str], PassageFilter] = OrderedDict()

    def of(self, documents: Collection[str]) -> PassageFilter:
        """The passages of some documents; unknown ids have none."""
        key = frozenset(documents)
        with self._lock:
            generation = self._changes.generation()
            if generation != self._generation:
                self._filters.clear()
                self._passages = None
                self._generation = generation
            if key in self._filters:
                self._filters.move_to_end(key)
                return self._filters[key]
            passage_filter = PassageFilter(self._ids(key))
            self._filters[key] = passage_filter
            if len(self._filters) > _KEPT_FILTERS:
                self._filters.popitem(last=False)
            return passage_filter

    def _ids(self, documents: frozenset[str]) -> Ids:
        if self._passages is None:
            if len(documents) <= _FEW_DOCUMENTS:
                return np.array(self._changes.passage_ids(documents), np.int64)
            self._passages = _PassageMap(self._changes.passages_by_document())
        return self._passages.ids_of(documents)


class _PassageMap:
    """Ids of passages by document, in arrays, so that thousands are looked up at once."""

    def __init__(self, by_document: dict[str, Sequence[int]]) -> None:
        count = len(by_document)
        self._rows = dict(zip(by_document, range(count), strict=True))
        self._starts = np.zeros(count, np.int64)
        self._lengths = np.zeros(count, np.int64)
        self._scattered: dict[int, Ids] = {}
        for row, ids in enumerate(by_document.values()):
            if isinstance(ids, range):
                self._starts[row], self._lengths[row] = ids.start, len(ids)
            else:
                self._scattered[row] = np.array(ids, np.int64)

    def ids_of(self, documents: frozenset[str]) -> Ids:
        """Ids of the passages of documents; unknown ones have none."""
        rows = np.fromiter(map(self._rows.get, documents, repeat(-1)), np.int64, len(documents))
        rows = rows[rows >= 0]
        starts, lengths = self._starts[rows], self._lengths[rows]
        # Count on from the start of each document.
        before = np.cumsum(lengths) - lengths
        consecutive: Ids = np.repeat(starts - before, lengths) + np.arange(lengths.sum())
        scattered = []
        if self._scattered:
            wanted = set(rows.tolist())
            scattered = [ids for row, ids in self._scattered.items() if row in wanted]
        return np.concatenate([consecutive, *scattered])
