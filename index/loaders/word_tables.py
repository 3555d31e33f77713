"""Tables of word processors: cells of several paragraphs, merged cells, tables in cells."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

from index.loaders.automatic_numbers import Number
from index.loaders.cleaning import one_line
from index.loaders.drafts import Draft
from index.loaders.entries import Entry
from index.loaders.tables import GridCell
from index.structure import Span

__all__ = ["EMPTY_CELL", "CellText", "Repeats", "with_fewer_copies", "with_inner"]

EMPTY_CELL: Final = GridCell("")
_LONGEST_REPEATED: Final = 300
_MOST_REPEATED: Final = 2_000_000
_WIDE: Final = 12
_COMMON: Final = 0.3
_FURTHEST: Final = 50
"""Rows of a grid among which the one that a block is of is looked for."""


class Repeats:
    """Says which values of merged cells are given again, so that no file makes a huge text.

    Values of more than 300 code points are not, nor any after two million code points.
    """

    def __init__(self) -> None:
        self._length = 0

    def again(self, text: str) -> str:
        """The value, or nothing where it is not to be given again."""
        if len(text) > _LONGEST_REPEATED or self._length > _MOST_REPEATED:
            return ""
        self._length += len(text)
        return text


class CellText:
    """The text of a cell, put together of its paragraphs on one line.

    Attributes:
        numbers: Ranges of the text that are automatic numbers.
    """

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._length = 0
        self._has_content = False
        self.numbers: list[Span] = []

    @property
    def text(self) -> str:
        """The whole."""
        return " ".join(self._parts)

    @property
    def is_number(self) -> bool:
        """Whether it is nothing but automatic numbers."""
        return bool(self._parts) and not self._has_content

    def add(self, content: str, number: Number | None = None) -> None:
        """Add a paragraph; bullets are left out."""
        content = one_line(content)
        lead = one_line(number.text) if number is not None and number.label else ""
        if lead and content and number is not None and number.text.endswith(" "):
            lead += " "
        if not lead and not content:
            return
        self._length += 1 if self._parts else 0
        if lead:
            self.numbers.append(Span(self._length, self._length + len(lead)))
        self._parts.append(lead + content)
        self._length += len(lead) + len(content)
        self._has_content = self._has_content or bool(content)


def with_fewer_copies(
    grid: Sequence[Sequence[GridCell]], starts: Sequence[set[int]]
) -> list[list[GridCell]]:
    """The grid, in which merged cells are given again only where that says something.

    A text alone in its row, merged over more than half of the table, is a title and stands once.
    A table that came from a sheet or a form has a column wherever the edge of any cell is, so that
    most cells go over many: in a grid of more than 12 columns, those where fewer than three in ten
    rows have the edge of a cell are no columns of their own.

    Args:
        grid: The table.
        starts: For each row the columns in which its cells begin.
    """
    width = max(map(len, grid), default=0)
    rows = [_without_title_copies(row, width) for row in grid]
    if width <= _WIDE:
        return rows
    counts = Counter(column for columns in starts for column in columns)
    least = _COMMON * sum(len(columns) > 1 for columns in starts)
    common = {column for column, count in counts.items() if count >= least}
    return [
        [
            cell if column in common or column in columns else EMPTY_CELL
            for column, cell in enumerate(row)
        ]
        for row, columns in zip(rows, starts, strict=True)
    ]


def _without_title_copies(row: Sequence[GridCell], width: int) -> list[GridCell]:
    filled = [cell for cell in row if cell.text]
    if len(filled) * 2 <= width or any(cell.text != filled[0].text for cell in filled):
        return list(row)
    is_merged = not filled[0].is_repeated and all(cell.is_repeated for cell in filled[1:])
    return [EMPTY_CELL if is_merged and cell.is_repeated else cell for cell in row]


def with_inner(
    rows: Sequence[Draft],
    grid: Sequence[Sequence[GridCell]],
    inner: Mapping[int, list[Entry]],
    numbers: Mapping[tuple[int, int], Sequence[Span]],
) -> list[Entry]:
    """The rows of a table, with the tables in each after it.

    Args:
        rows: As ``table_rows`` makes them of ``grid``.
        grid: The table.
        inner: Tables in it, by the number of their row in the grid; those whose row is not found
            come last.
        numbers: Ranges of cells' texts that are automatic numbers, by row and column.
    """
    if not inner and not numbers:
        return [*rows]
    placed: list[Entry] = []
    left = dict(inner)
    row = 0
    for block in rows:
        reach = range(row, min(row + _FURTHEST, len(grid)))
        following = next((number for number in reach if _is_row(grid[number], block)), None)
        if following is None:
            placed.append(block)
            continue
        placed.append(_marked(block, following, numbers))
        for number in range(row, following + 1):
            placed += left.pop(number, [])
        row = following + 1
    for tables in left.values():
        placed += tables
    return placed


def _is_row(cells: Sequence[GridCell], block: Draft) -> bool:
    return bool(block.cells) and all(
        cell.column < len(cells)
        and one_line(cells[cell.column].text) == block.text[cell.start : cell.end]
        for cell in block.cells
    )


def _marked(block: Draft, row: int, numbers: Mapping[tuple[int, int], Sequence[Span]]) -> Draft:
    """The block of a row, in which automatic numbers are generated."""
    spans = [
        Span(cell.start + span.start, cell.start + span.end)
        for cell in block.cells
        for span in numbers.get((row, cell.column), ())
    ]
    if not spans:
        return block
    merged: list[Span] = []
    for span in sorted([*block.generated, *spans]):
        if merged and span.start <= merged[-1].end:
            last = merged.pop()
            span = Span(last.start, max(last.end, span.end))
        merged.append(span)
    return replace(block, generated=tuple(merged))
