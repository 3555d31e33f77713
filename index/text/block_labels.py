"""The labels of a document's blocks, as they are looked up."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable

from index.structure import Block
from index.text.label_keys import label_key

__all__ = ["BlockLabels"]


class BlockLabels:
    """Labels by place."""

    def __init__(self, blocks: Iterable[Block]) -> None:
        labelled = [block for block in blocks if block.label]
        self._starts = [block.start for block in labelled]
        self._keys = [label_key(block.label) for block in labelled]

    def between(self, start: int, end: int) -> tuple[str, ...]:
        """Those of the blocks that begin in a range, each once."""
        first, last = bisect_left(self._starts, start), bisect_left(self._starts, end)
        return tuple(dict.fromkeys(filter(None, self._keys[first:last])))
