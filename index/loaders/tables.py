"""Tables as grids of cells, and their rows as blocks in which a reader finds an answer.

A row of ``Country``, ``Capital`` with ``France``, ``Paris`` becomes ``Country: France; Capital:
Paris``, with `` (row 2)`` behind it where rows have numbers. Empty cells are left out; every other
one is there, as one line. The names come from the first row of several cells if each of them has
letters and none stands there twice; otherwise columns are called A, B, C as in a spreadsheet. That
row itself becomes ``Columns: Country; Capital``; rows of one cell above it stand as they are.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from index.loaders.cleaning import one_line
from index.loaders.drafts import Draft, Piece, draft

__all__ = ["GridCell", "column_letters", "grid_of", "table_rows"]


@dataclass(frozen=True, slots=True)
class GridCell:
    """One place of a grid.

    Attributes:
        text: As shown; empty where the cell is.
        is_head: The file says that it names its column or its row.
        is_repeated: The value stands in a merged cell that began in a row above or a column to the
            left, and is given again here.
    """

    text: str
    is_head: bool = False
    is_repeated: bool = False


def grid_of(rows: Sequence[Sequence[str]], *, is_marked: bool = False) -> list[list[GridCell]]:
    """A grid of plain cells; ``is_marked`` says that the file marks the first row as heads."""
    return [
        [GridCell(cell, is_head=is_marked and number == 0) for cell in row]
        for number, row in enumerate(rows)
    ]


def table_rows(
    grid: Sequence[Sequence[GridCell]], *, numbers: Sequence[int] | None = None, caption: str = ""
) -> Iterator[Draft]:
    """The rows of one table as blocks of the kind ``row``, blank ones left out.

    A table of two columns is a list of terms with what they mean, ``term: meaning``, unless its
    first row is marked as a heading or rows have numbers.

    Args:
        grid: Rows from the first column on; they may differ in length.
        numbers: 1-based number of each row as a person counts it, to be said in its line.
        caption: Of the table; a block of its own before the rows.
    """
    if caption and (block := draft(one_line(caption), "caption")) is not None:
        yield block
    is_marked = bool(grid) and any(cell.is_head for cell in grid[0])
    is_pairs = numbers is None and not is_marked and max(map(len, grid), default=0) <= 2
    names: list[str] | None = None
    for position, row in enumerate(grid):
        values = [one_line(cell.text) for cell in row]
        filled = [column for column, value in enumerate(values) if value]
        if not filled:
            continue
        pieces: list[Piece] = []
        if is_pairs:
            pieces = _joined(values, filled, ": ")
        elif names is None and len(filled) > 1:
            is_header = _names_columns([values[column] for column in filled])
            names = values if is_header else []
            if is_header:
                pieces = [Piece("Columns: ", True), *_joined(values, filled, "; ", is_head=True)]
        if not pieces and names is None:
            pieces = [Piece(values[filled[0]], column=filled[0])]
        elif not pieces:
            for column in filled:
                head = names[column] if names and column < len(names) else ""
                separator = "; " if pieces else ""
                pieces.append(Piece(f"{separator}{head or column_letters(column)}: ", True))
                pieces.append(Piece(values[column], row[column].is_repeated, column))
        if numbers is not None:
            pieces.append(Piece(f" (row {numbers[position]}).", True))
        block = draft(pieces, "row")
        if block is not None:
            yield block


def _joined(
    values: Sequence[str], filled: Sequence[int], separator: str, *, is_head: bool = False
) -> list[Piece]:
    pieces: list[Piece] = []
    for column in filled:
        if pieces:
            pieces.append(Piece(separator, True))
        value = values[column].removesuffix(":") if separator == ": " else values[column]
        pieces.append(Piece(value, column=column, is_head=is_head))
    return pieces


def column_letters(column: int) -> str:
    """Name of a 0-based column in a spreadsheet: A to Z, AA, AB and so on."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def _names_columns(filled: Sequence[str]) -> bool:
    return len(set(filled)) == len(filled) and all(
        len(value) <= 100 and any(map(str.isalpha, value)) for value in filled
    )
