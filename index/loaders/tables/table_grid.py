"""Cells of a grid, before anything is known of heads."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple

__all__ = [
    "EMPTY",
    "Grid",
    "GridCell",
    "Row",
    "column_letters",
    "filled",
    "grid_of",
    "is_marked",
    "spread",
]


class GridCell(NamedTuple):
    """One place of a grid; a tuple, since a table may have a million.

    Attributes:
        text: As shown; empty where the cell is.
        is_head: The file says that it names its column or its row.
        is_repeated: The value stands in a merged cell that began in a row above or a column to the
            left, and is given again here.
        is_strong: It looks like a head: bold, or in a row that stays in view.
        name: What it is called as a head, if not by its text: "Mon 9 Jun 2025" for "09/06/2025".
    """

    text: str
    is_head: bool = False
    is_repeated: bool = False
    is_strong: bool = False
    name: str = ""


Row = Sequence[GridCell]
Grid = Sequence[Row]

EMPTY: Final = GridCell("")

_MOST_PLACES: Final = 5_000_000
"""Places that merged cells may cover, counted from the first column; more are no table."""


def grid_of(rows: Sequence[Sequence[str]], *, is_marked: bool = False) -> list[list[GridCell]]:
    """A grid of plain cells; ``is_marked`` says that the file marks the first row as heads."""
    return [
        [GridCell(cell, is_head=is_marked and number == 0) for cell in row]
        for number, row in enumerate(rows)
    ]


def spread(grid: list[list[GridCell]], merged: Iterable[tuple[int, int, int, int]]) -> None:
    """Give the value of each merged cell to all places that it covers, in place.

    Args:
        grid: Rows from the first column on.
        merged: Top and bottom row, left and right column of each, 0-based and inclusive. What
            lies outside the grid, or beyond a few million places, is left out.
    """
    widest = max(map(len, grid), default=0)
    places = _MOST_PLACES
    for top, bottom, left, right in merged:
        if top >= len(grid) or left >= len(grid[top]):
            continue
        bottom, right = min(bottom, len(grid) - 1), min(right, widest - 1)
        places -= (bottom + 1 - top) * (right + 1)
        if places < 0:
            return
        first = grid[top][left]
        if not first.text.strip():
            continue
        again = first._replace(is_repeated=True)
        for position in range(top, bottom + 1):
            row = grid[position]
            row += [EMPTY] * (right + 1 - len(row))
            for column in range(left, right + 1):
                if (position, column) != (top, left) and not row[column].text.strip():
                    row[column] = again


def filled(row: Row) -> list[int]:
    """The columns of a row that are not empty."""
    return [column for column, cell in enumerate(row) if cell.text and not cell.text.isspace()]


def is_marked(row: Row, columns: Sequence[int]) -> bool:
    """Whether the file says that a row names the columns, of which ``columns`` are filled."""
    return len(columns) > 1 and all(row[column].is_head for column in columns)


def column_letters(column: int) -> str:
    """Name of a 0-based column in a spreadsheet: A to Z, AA, AB and so on."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
