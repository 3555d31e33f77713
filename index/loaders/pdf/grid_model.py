"""Tables on a PDF page as grids of cells."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from index.loaders.pdf.units import Unit

__all__ = ["Grid", "GridRow", "TableTail", "cell_text", "is_number"]

GridRow = list[list[Unit]]
"""For each column the units of its cell, in reading order."""


@dataclass(slots=True)
class Grid:
    """A table.

    Attributes:
        rows: From the top.
        is_ruled: Whether ruling lines divide its rows.
        spans: Row and column of each cell that covers further columns, and how many in all.
        units: Those of the page that it was made of; some are cut in its cells.
        columns: Left and right end of each column in points.
    """

    rows: list[GridRow]
    is_ruled: bool
    spans: dict[tuple[int, int], int]
    units: list[Unit]
    columns: list[tuple[float, float]]


@dataclass(slots=True)
class TableTail:
    """A table at the end of a page, which the next page may go on with.

    Attributes:
        columns: Left and right end of each column in points.
        heads: Its rows of heads, as text.
    """

    columns: list[tuple[float, float]]
    heads: list[list[str]]

    def goes_on_in(self, grid: Grid) -> bool:
        """Whether a table at the top of a page has the same columns."""
        return len(self.columns) == len(grid.columns) and all(
            min(high, other_high) > max(low, other_low)
            for (low, high), (other_low, other_high) in zip(self.columns, grid.columns, strict=True)
        )


def cell_text(text: str, cell: Sequence[Unit]) -> str:
    """The text of a cell."""
    return " ".join(text[unit.start : unit.end] for unit in cell)


def is_number(cell: str) -> bool:
    """Whether a cell holds a number rather than words."""
    digits = sum(map(str.isdigit, cell))
    return digits > 0 and digits >= sum(map(str.isalpha, cell))
