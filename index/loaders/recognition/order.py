"""Recognised lines in reading order: text as it was found, cells of tables row by row.

The recogniser follows columns of running text well. Tables it often reads column by column, or it
takes the gaps between cells for spaces. So lines that are no running text are put together again:
what stands beside each other is a row, white corridors through several rows part columns.
"""

from __future__ import annotations

import statistics
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from index.loaders.recognition.model import Box, Line, Region, Word, around

__all__ = ["Grid", "arranged"]

_GAP: Final = 1.1
"""Space between two words, as a multiple of the size of type, from which on it may part cells."""

_FEW_WORDS: Final = 4.5
"""Mean number of words of a line from which on it is running text."""

_CELL_WORDS: Final = 4.0
"""Largest mean number of words of the cells of a table."""

_LEAST_ROWS: Final = 3
"""Fewest rows of several cells that are a table."""

_FAR: Final = 3.2
"""Distance of two rows, as a multiple of the size of type, that ends a table."""


@dataclass(frozen=True, slots=True)
class Grid:
    """A table.

    Attributes:
        rows: Cells from the first column on, all rows of the same length; None where one is empty.
    """

    rows: tuple[tuple[Line | None, ...], ...]


def arranged(regions: Sequence[Region]) -> list[Region | Grid]:
    """Regions of running text and tables, in reading order.

    Args:
        regions: In the recogniser's order, on a level picture.
    """
    parts: list[list[Line]] = []
    running: list[bool] = []
    for region in regions:
        parts.append([piece for line in region.lines for piece in _pieces(line)])
        running.append(_is_running(region))
    loose = [
        (piece, number)
        for number, pieces in enumerate(parts)
        if not running[number]
        for piece in pieces
    ]
    taken: dict[int, Grid] = {}  # by the number of the first region that a table takes lines of
    used: set[int] = set()
    walls = [region.box for number, region in enumerate(regions) if running[number]]
    for rows in _tables(_rows([piece for piece, _ in loose], walls)):
        grid = _grid(rows)
        if grid is None:
            continue
        members = {id(piece) for row in rows for piece in row}
        used |= members
        first = min(number for piece, number in loose if id(piece) in members)
        while first in taken:
            first += 1
        taken[first] = grid
    return list(_merged(regions, parts, taken, used))


def _merged(
    regions: Sequence[Region], parts: Sequence[list[Line]], taken: dict[int, Grid], used: set[int]
) -> Iterator[Region | Grid]:
    for number, region in enumerate(regions):
        left = [piece for piece in parts[number] if id(piece) not in used]
        grid = taken.get(number)
        is_whole = len(left) == len(parts[number])
        rest = [region] if is_whole else [Region((piece,)) for piece in left]
        if grid is None:
            yield from rest
            continue
        top = min(cell.box[1] for row in grid.rows for cell in row if cell is not None)
        yield from (other for other in rest if other.box[1] < top)
        yield grid
        yield from (other for other in rest if other.box[1] >= top)
    yield from (grid for number, grid in taken.items() if number >= len(regions))


def _pieces(line: Line) -> Iterator[Line]:
    """The parts of a line between wide gaps."""
    words: list[Word] = []
    size = line.size
    for word in line.words:
        if words and word.box[0] - words[-1].box[2] > _GAP * size:
            yield Line(tuple(words))
            words = []
        words.append(word)
    yield Line(tuple(words))


def _is_running(region: Region) -> bool:
    """Whether it is running text, whose lines have many words without wide gaps."""
    words = [len(piece.words) for line in region.lines for piece in _pieces(line)]
    return statistics.mean(words) >= _FEW_WORDS


def _rows(pieces: Sequence[Line], walls: Sequence[Box]) -> list[list[Line]]:
    """Pieces that stand beside each other with no running text between, top down."""
    rows: list[list[Line]] = []
    for piece in sorted(pieces, key=lambda piece: (_middle(piece.box), piece.box[0])):
        for row in reversed(rows[-4:]):
            if _beside(row, piece) and not _is_parted(row, piece, walls):
                row.append(piece)
                break
        else:
            rows.append([piece])
    for row in rows:
        row.sort(key=lambda piece: piece.box[0])
    return rows


def _middle(box: Box) -> float:
    return (box[1] + box[3]) / 2


def _beside(row: Sequence[Line], piece: Line) -> bool:
    box = piece.box
    return any(
        min(box[3], other.box[3]) - max(box[1], other.box[1])
        >= 0.5 * min(box[3] - box[1], other.box[3] - other.box[1])
        for other in row
    ) and not any(min(box[2], o.box[2]) > max(box[0], o.box[0]) for o in row)


def _is_parted(row: Sequence[Line], piece: Line, walls: Sequence[Box]) -> bool:
    """Whether running text stands between a row and a piece."""
    union = around([*(other.box for other in row), piece.box])
    return any(
        wall[0] < union[2] and wall[2] > union[0] and wall[1] < union[3] and wall[3] > union[1]
        for wall in walls
    )


def _tables(rows: Sequence[list[Line]]) -> Iterator[list[list[Line]]]:
    """Runs of rows with several pieces each; a row of one piece may stand between two of them."""
    run: list[list[Line]] = []
    for row in rows:
        if run:
            size = statistics.median(piece.size for piece in run[-1])
            gap = _middle(row[0].box) - _middle(run[-1][0].box)
            if gap > _FAR * size or (len(row) == 1 and len(run[-1]) == 1):
                yield from _trimmed(run)
                run = []
        if run or len(row) > 1:
            run.append(row)
    yield from _trimmed(run)


def _trimmed(run: list[list[Line]]) -> Iterator[list[list[Line]]]:
    while run and len(run[-1]) == 1:
        run = run[:-1]
    if sum(len(row) > 1 for row in run) >= _LEAST_ROWS:
        yield run


def _grid(rows: Sequence[Sequence[Line]]) -> Grid | None:
    """Rows with their pieces in columns; None if they are no table."""
    pieces = [piece for row in rows for piece in row]
    if statistics.mean(len(piece.words) for piece in pieces) > _CELL_WORDS:
        return None
    columns = _columns(rows)
    if len(columns) < 2:
        return None
    grid = []
    for row in rows:
        cells: list[list[Word]] = [[] for _ in columns]
        for piece in row:
            # A cell that reaches over several columns belongs to the one that it begins in.
            shared = [_shared(piece.box, column) for column in columns]
            best = max(range(len(columns)), key=lambda number: (shared[number], -number))
            cells[best] += piece.words
        grid.append(tuple(Line(tuple(words)) if words else None for words in cells))
    return Grid(tuple(grid))


def _shared(box: Box, column: tuple[float, float]) -> float:
    return min(box[2], column[1]) - max(box[0], column[0])


def _columns(rows: Sequence[Sequence[Line]]) -> list[tuple[float, float]]:
    """Left and right ends of columns: what lies between white corridors.

    Few pieces may reach over a corridor, such as heads of several columns.
    """
    spans = sorted((piece.box[0], piece.box[2]) for row in rows for piece in row)
    edges = sorted({edge for span in spans for edge in span})
    allowed = len(rows) // 10
    columns: list[tuple[float, float]] = []
    start: float | None = None
    for left, right in pairwise(edges):
        covering = sum(a < right and b > left for a, b in spans)
        if covering > allowed:
            start = left if start is None else start
        elif start is not None:
            columns.append((start, left))
            start = None
    if start is not None:
        columns.append((start, edges[-1]))
    size = statistics.median(piece.size for row in rows for piece in row)
    merged: list[tuple[float, float]] = []
    for column in columns:
        if merged and column[0] - merged[-1][1] < 0.6 * size:
            merged[-1] = (merged[-1][0], column[1])
        else:
            merged.append(column)
    return merged
