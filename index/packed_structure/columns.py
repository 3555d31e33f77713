"""The columns of packed structure.

Columns can be checked and kept without an object for each block and cell. A range is given by the
gap to the one before and by its length: ranges are always in order and never overlap.

Layout, all numbers little-endian: one byte ``1``; six counts of 32 bits (blocks, cells, generated
ranges, labels, bytes of labels, bytes of the title); the columns in the order of ``COLUMNS``; the
labels one after the other and the title as UTF-8.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from functools import cached_property
from itertools import accumulate, pairwise
from typing import Any, Final, get_args

from index.errors import InvalidValueError
from index.structure import Block, BlockKind, Cell, Span

TYPE_CHECKING = False  # for type checkers True: the process that extracts needs no NumPy
if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    _Offsets = npt.NDArray[np.int64]

__all__ = ["COLUMNS", "HEAD", "KINDS", "LONGEST_LABEL", "NO_TABLE", "VERSION", "Columns"]

KINDS: Final[tuple[BlockKind, ...]] = get_args(BlockKind)
VERSION: Final = 1
HEAD: Final = struct.Struct("<B6I")
NO_TABLE: Final = 2**32 - 1
LONGEST_LABEL: Final = 1_000

COLUMNS: Final = (
    ("kinds", "blocks", "B"),
    ("levels", "blocks", "H"),
    ("block_gaps", "blocks", "I"),
    ("block_lengths", "blocks", "I"),
    ("tables", "blocks", "I"),
    ("cell_counts", "blocks", "I"),
    ("cell_gaps", "cells", "I"),
    ("cell_lengths", "cells", "I"),
    ("columns", "cells", "I"),
    ("heads", "cells", "B"),
    ("span_gaps", "spans", "I"),
    ("span_lengths", "spans", "I"),
    ("labelled", "labels", "I"),
    ("label_lengths", "labels", "I"),
)
"""Name of each column, of what each has a number, and the type of its numbers."""


class Columns:
    """Columns of packed bytes."""

    def __init__(self, data: bytes) -> None:
        import numpy as np

        self.data = data
        if len(data) < HEAD.size:
            raise InvalidValueError("structure cut short")
        version, *counts = HEAD.unpack_from(data)
        if version != VERSION:
            raise InvalidValueError(f"structure of version {version}")
        names = ("blocks", "cells", "spans", "labels", "label_bytes", "title_bytes")
        self.counts: dict[str, int] = dict(zip(names, counts, strict=True))
        self._columns: dict[str, npt.NDArray[Any]] = {}
        place = HEAD.size
        for name, of, type_ in COLUMNS:
            column_type = np.dtype({"B": "u1", "H": "<u2", "I": "<u4"}[type_])
            if place + self.counts[of] * column_type.itemsize > len(data):
                raise InvalidValueError("structure cut short")
            self._columns[name] = np.frombuffer(data, column_type, self.counts[of], place)
            place += self.counts[of] * column_type.itemsize
        self._labels_at = place
        self._title_at = place + self.counts["label_bytes"]
        if self._title_at + self.counts["title_bytes"] != len(data):
            raise InvalidValueError("structure of another size")

    def titled(self, title: str) -> bytes:
        """The bytes of the same structure with this title."""
        if title == self.title:
            return self.data
        encoded = title.encode()
        counts = {**self.counts, "title_bytes": len(encoded)}
        head = HEAD.pack(VERSION, *counts.values())
        return head + self.data[HEAD.size : self._title_at] + encoded

    @cached_property
    def title(self) -> str:
        """The title."""
        return self.data[self._title_at :].decode()

    def __getitem__(self, column: str) -> npt.NDArray[Any]:
        return self._columns[column]

    def check(self, length: int) -> None:
        """Raise ``ValueError`` if a number makes no sense beside a text of this length."""
        import numpy as np

        for of, (_, ends) in {
            "block": self.block_ranges, "cell": self.cell_ranges, "span": self.span_ranges
        }.items():  # fmt: skip
            if not self[f"{of}_lengths"].all():
                raise InvalidValueError(f"an empty {of}")
            if ends[-1:].max(initial=0) > length:
                raise InvalidValueError(f"a {of} outside the text")
        counts = self["cell_counts"]
        if counts.sum(dtype=np.uint64) != self.counts["cells"]:
            raise InvalidValueError("cells of no block")
        (starts, ends), (cell_starts, cell_ends) = self.block_ranges, self.cell_ranges
        if (cell_starts < starts.repeat(counts)).any() or (cell_ends > ends.repeat(counts)).any():
            raise InvalidValueError("a cell outside its block")
        tables = self["tables"]
        labelled = self["labelled"]
        if not (
            self["kinds"].max(initial=0) < len(KINDS)
            and tables[tables != NO_TABLE].max(initial=0) <= self.counts["blocks"]
            and self["columns"].max(initial=0) < 2**31
            and self["heads"].max(initial=0) <= 1
            and (labelled[1:] > labelled[:-1]).all()
            and labelled[-1:].max(initial=0) <= max(self.counts["blocks"] - 1, 0)
            and self["label_lengths"].max(initial=1) <= LONGEST_LABEL
            and self["label_lengths"].all()
        ):
            raise InvalidValueError("a number that makes no sense")
        if self["label_lengths"].sum(dtype=np.uint64) != len(self._label_text):
            raise InvalidValueError("labels of another length")

    def _ranges(self, of: str) -> tuple[_Offsets, _Offsets]:
        import numpy as np

        lengths = self[f"{of}_lengths"].astype(np.int64)
        ends = np.cumsum(self[f"{of}_gaps"] + lengths, dtype=np.int64)
        return ends - lengths, ends

    @cached_property
    def block_ranges(self) -> tuple[_Offsets, _Offsets]:
        """Starts and ends of the blocks."""
        return self._ranges("block")

    @cached_property
    def cell_ranges(self) -> tuple[_Offsets, _Offsets]:
        """Starts and ends of the cells."""
        return self._ranges("cell")

    @cached_property
    def span_ranges(self) -> tuple[_Offsets, _Offsets]:
        """Starts and ends of the generated spans."""
        return self._ranges("span")

    @cached_property
    def first_cells(self) -> list[int]:
        """Number of the first cell of each block, and of all cells behind them."""
        return list(accumulate(self["cell_counts"].tolist(), initial=0))

    @cached_property
    def _label_text(self) -> str:
        return self.data[self._labels_at : self._title_at].decode()

    @cached_property
    def labels(self) -> dict[int, str]:
        """Labels by the numbers of their blocks."""
        places = pairwise(accumulate(self["label_lengths"].tolist(), initial=0))
        text = self._label_text
        return {
            number: text[start:end]
            for number, (start, end) in zip(self["labelled"].tolist(), places, strict=True)
        }

    @cached_property
    def headings(self) -> tuple[list[int], list[int]]:
        """Numbers and levels of the headings among the blocks."""
        numbers = (self["kinds"] == KINDS.index("heading")).nonzero()[0]
        return numbers.tolist(), self["levels"][numbers].tolist()

    def blocks(self, first: int, last: int) -> Iterator[Block]:
        """The blocks from ``first`` to before ``last``."""
        starts, ends = self.block_ranges
        labels = self.labels
        cells = self._cells(self.first_cells[first], self.first_cells[last])
        for number, kind, level, start, end, table, count in zip(
            range(first, last),
            self["kinds"][first:last].tolist(),
            self["levels"][first:last].tolist(),
            starts[first:last].tolist(),
            ends[first:last].tolist(),
            self["tables"][first:last].tolist(),
            self["cell_counts"][first:last].tolist(),
            strict=True,
        ):
            yield Block(
                KINDS[kind], start, end, level, labels.get(number, ""),
                None if table == NO_TABLE else table,
                tuple(next(cells) for _ in range(count)) if count else (),
            )  # fmt: skip

    def _cells(self, first: int, last: int) -> Iterator[Cell]:
        starts, ends = self.cell_ranges
        return map(
            Cell,
            starts[first:last].tolist(),
            ends[first:last].tolist(),
            self["columns"][first:last].tolist(),
            (self["heads"][first:last] > 0).tolist(),
        )

    def spans(self, first: int, last: int) -> Iterator[Span]:
        """The generated spans from ``first`` to before ``last``."""
        starts, ends = self.span_ranges
        return map(Span, starts[first:last].tolist(), ends[first:last].tolist())
