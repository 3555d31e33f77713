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
        array = ids if isinstance(ids, np.ndarray) else np.fromiter(ids, np.int64)
        self.ids: Ids = np.unique(array)

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
        self._passages: dict[str, Sequence[int]] = {}
        self._filters: OrderedDict[frozenset[str], PassageFilter] = OrderedDict()

    def of(self, documents: Collection[str]) -> PassageFilter:
        """The passages of some documents; unknown ids have none."""
        key = frozenset(documents)
        with self._lock:
            generation = self._changes.generation()
            if generation != self._generation:
                self._filters.clear()
                self._passages = {}
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
        if len(documents) <= _FEW_DOCUMENTS and not self._passages:
            return np.array(self._changes.passage_ids(documents), np.int64)
        if not self._passages:
            self._passages = self._changes.passages_by_document()
        known = [self._passages[id_] for id_ in documents if id_ in self._passages]
        ranges = [ids for ids in known if isinstance(ids, range)]
        parts = [_consecutive(ranges)]
        parts += [np.array(ids, np.int64) for ids in known if not isinstance(ids, range)]
        return np.concatenate(parts)


def _consecutive(ranges: Sequence[range]) -> Ids:
    """All numbers of some ranges, in one array."""
    starts = np.fromiter((numbers.start for numbers in ranges), np.int64, len(ranges))
    lengths = np.fromiter(map(len, ranges), np.int64, len(ranges))
    # Count on from the start of each range.
    before = np.cumsum(lengths) - lengths
    ids: Ids = np.repeat(starts - before, lengths) + np.arange(lengths.sum())
    return ids
