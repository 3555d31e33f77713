"""The tables of a sheet: rectangles of a grid with nothing between them.

The grid is cut at empty rows, each part at empty columns where tables stand side by side, and
those at empty rows again. An empty column alone does not part two tables, since many tables leave
one for looks: rows must begin or end apart, or heads be said again. A row of heads further down
begins a table too.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from index.loaders.tables.contrast import STRENGTH, contrast
from index.loaders.tables.table_grid import Grid, Row, filled, is_marked

__all__ = ["Region", "regions"]

_MOST_ASIDE: Final = 20
"""Tables side by side; more runs of columns than these are one wide table with gaps."""

_NEAR: Final = 10
"""Rows above and below that a row is compared with."""

_NEW_HEADS: Final = STRENGTH + 0.3
"""A row in bold that is more than words over words."""


@dataclass(frozen=True, slots=True)
class Region:
    """A rectangle of a grid.

    Attributes:
        rows: Positions of its rows in the grid, in order, none of them empty.
        left: First column.
        right: Column after the last one.
    """

    rows: Sequence[int]
    left: int
    right: int

    @property
    def width(self) -> int:
        """Number of columns."""
        return self.right - self.left

    def filled(self, row: Row) -> list[int]:
        """The columns of a row that are in the region and not empty."""
        return [
            column
            for column, cell in enumerate(row[self.left : self.right], self.left)
            if cell.text and not cell.text.isspace()
        ]

    def begun(self, row: Row) -> list[int]:
        """Those of them whose value begins there, and is not that of a merged cell again."""
        return [column for column in self.filled(row) if not row[column].is_repeated]


def regions(grid: Grid) -> Iterator[Region]:
    """The regions of a grid, from top to bottom and left to right."""
    # A row's filled columns as the bits of one number, so that many rows are compared cheaply.
    masks = [_mask(row) for row in grid]
    for band in _bands(masks, range(len(grid)), -1):
        for columns in _columns(grid, masks, band):
            for part in _bands(masks, band, columns):
                for rows in _at_heads(grid, masks, part, columns):
                    yield _region(masks, rows, columns)


def _mask(row: Row) -> int:
    bits = "".join("1" if cell.text and not cell.text.isspace() else "0" for cell in row)
    return int(bits[::-1] or "0", 2)


def _bands(masks: Sequence[int], rows: Sequence[int], columns: int) -> Iterator[list[int]]:
    """Runs of rows that are next to each other and have something in ``columns``."""
    band: list[int] = []
    for row in rows:
        if not masks[row] & columns or (band and row != band[-1] + 1):
            if band:
                yield band
            band = []
        if masks[row] & columns:
            band.append(row)
    if band:
        yield band


def _region(masks: Sequence[int], rows: list[int], columns: int) -> Region:
    used = 0
    for row in rows:
        used |= masks[row] & columns
    return Region(rows, _lowest(used), used.bit_length())


def _columns(grid: Grid, masks: Sequence[int], band: list[int]) -> list[int]:
    """The columns of the tables that stand side by side in a band, as masks."""
    used = 0
    for row in band:
        used |= masks[row]
    parts = _runs(used)
    if not 1 < len(parts) <= _MOST_ASIDE or any(part.bit_count() < 2 for part in parts):
        return [used]
    extents = [_extent(masks, band, part) for part in parts]
    if None in extents:
        return [used]
    if len(set(extents)) == len(extents) or _repeat_heads(grid, band, parts):
        return parts
    return [used]


def _runs(used: int) -> list[int]:
    """Each run of bits that are next to each other, as a mask; not all if there are many."""
    parts: list[int] = []
    while used and len(parts) <= _MOST_ASIDE:
        low = _lowest(used)
        length = _lowest(~(used >> low))
        part = ((1 << length) - 1) << low
        parts.append(part)
        used ^= part
    return parts


def _extent(masks: Sequence[int], band: list[int], part: int) -> tuple[int, int] | None:
    """First and last row with two cells or more in a part; None if there are not two of them."""
    rows = [row for row in band if (masks[row] & part).bit_count() > 1]
    return (rows[0], rows[-1]) if len(rows) > 1 else None


def _repeat_heads(grid: Grid, band: list[int], parts: list[int]) -> bool:
    """Whether each part's first rows say the same: "Name, Sum" beside "Name, Sum"."""
    for row in band[:3]:
        texts = [
            [grid[row][column].text for column in filled(grid[row]) if part >> column & 1]
            for part in parts
        ]
        if len(texts[0]) > 1 and all(text == texts[0] for text in texts):
            return True
    return False


def _at_heads(
    grid: Grid, masks: Sequence[int], rows: list[int], columns: int
) -> Iterator[list[int]]:
    """The rows of a band, parted before each row of heads that follows rows of values."""
    region = _region(masks, rows, columns)
    start = 0
    for index in range(1, len(rows)):
        row = grid[rows[index]]
        first = row[_lowest(masks[rows[index]] & columns)]
        # Few rows pass this, so the rest may take longer.
        if not first.is_head and not first.is_strong:
            continue
        above = [grid[place] for place in rows[max(start, index - _NEAR) : index]]
        below = [grid[place] for place in rows[index + 1 : index + 1 + _NEAR]]
        if _begins(row, above, below, region):
            yield rows[start:index]
            start = index
    yield rows[start:]


def _begins(row: Row, above: Sequence[Row], below: Sequence[Row], region: Region) -> bool:
    """Whether a row names columns anew."""
    own, last = region.filled(row), region.filled(above[-1])
    # Few rows above are titles and heads over several columns.
    if len(above) < 2 or any(cell.is_repeated for cell in above[-1]):
        return False
    if sum(len(region.filled(other)) > 1 for other in above) < 2:
        return False
    if is_marked(row, own):
        return not is_marked(above[-1], last)
    if not below or _is_strong(above[-1], last) or not _is_strong(row, own):
        return False
    return contrast(row, own, below) > _NEW_HEADS


def _is_strong(row: Row, columns: Sequence[int]) -> bool:
    return len(columns) > 1 and all(row[column].is_strong for column in columns)


def _lowest(mask: int) -> int:
    return (mask & -mask).bit_length() - 1
