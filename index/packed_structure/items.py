"""Sequences of blocks and spans that make their items when they are asked for."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterator, Sequence
from typing import Final, TypeVar, overload

from index.packed_structure.columns import Columns
from index.structure import Block, Span

__all__ = ["PackedBlocks", "PackedSpans"]

_Item = TypeVar("_Item", Block, Span)
_PORTION: Final = 1_024


class _PackedItems(Sequence[_Item]):
    """Items that are made when they are asked for; equal to any sequence of the same ones."""

    def __init__(self, columns: Columns) -> None:
        self.columns = columns

    @abstractmethod
    def _some(self, first: int, last: int) -> Iterator[_Item]:
        """The items from ``first`` to before ``last``."""

    @overload
    def __getitem__(self, index: int) -> _Item: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[_Item, ...]: ...
    def __getitem__(self, index: int | slice) -> _Item | tuple[_Item, ...]:
        if isinstance(index, slice):
            first, last, step = index.indices(len(self))
            if step == 1:
                return tuple(self._some(first, max(first, last)))
            return tuple(self[number] for number in range(first, last, step))
        number = range(len(self))[index]
        return next(self._some(number, number + 1))

    def __iter__(self) -> Iterator[_Item]:
        # In portions, so that memory does not grow with their number.
        for first in range(0, len(self), _PORTION):
            yield from self._some(first, min(first + _PORTION, len(self)))

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Sequence):
            return NotImplemented
        if isinstance(other, type(self)) and self.columns.data == other.columns.data:
            return True
        return len(self) == len(other) and all(a == b for a, b in zip(self, other, strict=True))

    def __hash__(self) -> int:
        return hash(tuple(self))


class PackedBlocks(_PackedItems[Block]):
    """Blocks of packed bytes."""

    @property
    def headings(self) -> tuple[list[int], list[int]]:
        """Numbers and levels of all headings."""
        return self.columns.headings

    def number_at(self, offset: int) -> int:
        """Number of the last block that starts at or before an offset; -1 before the first."""
        return int(self.columns.block_ranges[0].searchsorted(offset, "right")) - 1

    def __len__(self) -> int:
        return self.columns.counts["blocks"]

    def _some(self, first: int, last: int) -> Iterator[Block]:
        return self.columns.blocks(first, last)


class PackedSpans(_PackedItems[Span]):
    """Generated spans of packed bytes."""

    def __len__(self) -> int:
        return self.columns.counts["spans"]

    def _some(self, first: int, last: int) -> Iterator[Span]:
        return self.columns.spans(first, last)
