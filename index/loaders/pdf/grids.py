"""Tables on a PDF page: grids of cells found by the alignment of units and by ruling lines.

Ruled and unruled tables are found the same way: rows of several units whose gaps lie over each
other. Ruling lines decide which lines of text belong to one row. Nothing here compares every unit
with every other one.
"""

from __future__ import annotations

import statistics
from bisect import bisect_right
from collections.abc import Sequence
from typing import Final

from index.loaders.pdf.grid_columns import (
    are_filled,
    columns_of,
    placed_in,
    split,
    without_shifted,
    without_signs,
)
from index.loaders.pdf.grid_model import Grid, GridRow, cell_text, is_number
from index.loaders.pdf.grid_tests import is_table
from index.loaders.pdf.rules import Rules
from index.loaders.pdf.units import Unit

__all__ = ["find_grids", "rows_of"]

_SAME_ROW: Final = 0.45
"""Distance of two baselines, as a multiple of the size of type, inside one row."""

_FAR: Final = 1.9
"""Free height between two rows, in the same measure, that ends a table without ruling lines."""

_LEAST_FILLED: Final = 0.3
"""Share of the cells that have text before lines are joined to rows; less is no table."""

_CLOSE: Final = 0.85
_FAR_RULED: Final = 4.0
_MOST_LINES: Final = 30
"""Lines of one row of a table without ruling lines."""

_MOST_WRAPPED: Final = 4
"""Lines with text in every column that one row between ruling lines may have."""


def rows_of(units: Sequence[Unit]) -> list[list[Unit]]:
    """Upright units that share a baseline, from the top; each row from the left."""
    rows: list[list[Unit]] = []
    reference = 0.0
    for unit in sorted(units, key=lambda unit: -unit.baseline):
        if rows and reference - unit.baseline <= _SAME_ROW * min(unit.size, rows[-1][0].size):
            rows[-1].append(unit)
        else:
            rows.append([unit])
            reference = unit.baseline
    for row in rows:
        row.sort(key=lambda unit: unit.box[0])
    return rows


def find_grids(text: str, units: Sequence[Unit], rules: Rules) -> list[Grid]:
    """The tables among the upright units of one column of a page, from the top."""
    grids = []
    rows = rows_of(units)
    for run in _runs(rows, rules):
        grid = _grid(text, run, rules)
        if grid is not None:
            grids.append(grid)
    return grids


def _runs(rows: Sequence[list[Unit]], rules: Rules) -> list[list[list[Unit]]]:
    """Rows of several units under each other, with single ones between them."""
    runs: list[list[list[Unit]]] = []
    run: list[list[Unit]] = []
    for row in rows:
        if run and _is_far(run[-1], row, rules):
            runs.append(run)
            run = []
        if len(row) > 1 or run:
            run.append(row)
            # Text of the whole width in between ends a table.
            if len(row) == 1 and len(run) > 2 and len(run[-2]) == 1 and len(run[-3]) == 1:
                runs.append(run)
                run = []
    runs.append(run)
    trimmed = []
    above: dict[int, list[Unit]] = {id(rows[i + 1]): rows[i] for i in range(len(rows) - 1)}
    for run in runs:
        # The first line of a head of several lines may stand alone, a little above the others.
        head = above.get(id(run[0])) if run else None
        if head is not None and _is_head_line(head, run[0]):
            run.insert(0, head)
        while run and len(run[-1]) == 1 and not _wraps(run):
            run.pop()
        if sum(len(row) > 1 for row in run) >= 2:
            trimmed.append(run)
    return trimmed


def _is_far(upper: Sequence[Unit], lower: Sequence[Unit], rules: Rules) -> bool:
    size = min(upper[0].size, lower[0].size)
    gap = min(unit.box[1] for unit in upper) - max(unit.box[3] for unit in lower)
    if gap <= _FAR * size:
        return False
    return gap > _FAR_RULED * size or not rules.between(
        min(unit.box[1] for unit in upper), max(unit.box[3] for unit in lower)
    )


def _is_head_line(row: Sequence[Unit], below: Sequence[Unit]) -> bool:
    distance = row[0].baseline - below[0].baseline
    return len(row) == 1 and distance <= 0.95 * below[0].size and row[0].box[0] > below[0].box[2]


def _wraps(run: Sequence[list[Unit]]) -> bool:
    """Whether the last row, one unit, goes on with a cell that is not the first of its row."""
    if len(run) < 2:
        return False
    unit, above = run[-1][0], run[-2]
    gap = above[0].baseline - unit.baseline
    return unit.box[0] > above[0].box[2] and gap <= 1.6 * unit.size and len(above) > 1


def _grid(text: str, run: list[list[Unit]], rules: Rules) -> Grid | None:
    columns = columns_of(run)
    run = _without_remarks(run, columns)
    sources = [unit for row in run for unit in row]
    if len(columns) < 2 or len(sources) < _LEAST_FILLED * len(columns) * len(run):
        return None
    if any(unit.gaps for unit in sources):
        finer = [[part for unit in row for part in split(unit)] for row in run]
        narrow = columns_of(finer)
        if len(narrow) > len(columns) and are_filled(finer, narrow):
            run, columns = finer, narrow
    columns = without_signs(text, run, without_shifted(run, columns))
    if len(columns) < 2:
        return None
    placed, spans = placed_in(run, columns)
    left, right = columns[0][0], columns[-1][1]
    top = max(unit.box[3] for unit in run[0])
    bottom = min(unit.box[1] for unit in run[-1])
    lines = rules.across(left, right, bottom - 4, top + 4)
    groups = _groups(text, placed, lines)
    rows: list[GridRow] = []
    numbers: dict[int, int] = {}
    for number, group in enumerate(groups):
        row: GridRow = [[] for _ in columns]
        for position in group:
            numbers[position] = number
            for cell, units in zip(row, placed[position], strict=True):
                cell += units
        rows.append(row)
    kept = {(numbers[position], column): count for (position, column), count in spans.items()}
    is_ruled = len(lines) >= max(3, len(rows) // 2)
    grid = Grid(rows, is_ruled, kept, sources, columns)
    return grid if is_table(text, grid, len(columns)) else None


def _without_remarks(
    run: list[list[Unit]], columns: Sequence[tuple[float, float]]
) -> list[list[Unit]]:
    """Rows without lines across several columns above and below them: captions and notes."""

    def is_remark(row: Sequence[Unit]) -> bool:
        left, right = row[0].box[0], row[0].box[2]
        across = sum(left < high and low < right for low, high in columns)
        return len(row) == 1 and across > 1

    start, end = 0, len(run)
    while start < end and is_remark(run[start]):
        start += 1
    while start < end and is_remark(run[end - 1]):
        end -= 1
    return run[start:end]


def _groups(text: str, rows: Sequence[GridRow], lines: Sequence[float]) -> list[list[int]]:
    """Numbers of the rows of units that make up each row of the table."""
    by_rule = _by_rule(text, rows, lines)
    if by_rule is not None:
        return by_rule
    groups: list[list[int]] = []
    for number, row in enumerate(rows):
        if number and len(groups[-1]) < _MOST_LINES:
            group = [rows[other] for other in groups[-1]]
            is_part = _is_close(group[-1], row) and _completes(group, row)
            if is_part or _goes_on(text, group[0], group[-1], row):
                groups[-1].append(number)
                continue
        groups.append([number])
    return groups


def _by_rule(text: str, rows: Sequence[GridRow], lines: Sequence[float]) -> list[list[int]] | None:
    """Groups by ruling lines; None where these do not divide row from row."""
    groups: dict[int, list[int]] = {}
    for number, row in enumerate(rows):
        baseline = statistics.median(unit.baseline for cell in row for unit in cell)
        groups.setdefault(bisect_right(lines, baseline), []).append(number)
    grouped = list(groups.values())
    most = 1 if len(grouped) < 3 else _MOST_WRAPPED
    for group in grouped:
        if sum(all(rows[number]) for number in group) > most:
            return None
        for column in range(len(rows[0])):
            cells = [cell_text(text, rows[number][column]) for number in group]
            if sum(is_number(cell) for cell in cells) > 1:
                return None
    return grouped


def _is_close(upper: GridRow, lower: GridRow) -> bool:
    """Whether two lines are closer than lines of one cell: cells of several lines are centred."""
    above = min((unit for cell in upper for unit in cell), key=lambda unit: unit.baseline)
    below = max((unit for cell in lower for unit in cell), key=lambda unit: unit.baseline)
    return above.baseline - below.baseline <= _CLOSE * max(above.size, below.size)


def _completes(group: Sequence[GridRow], row: GridRow) -> bool:
    """Whether a line fills cells that the lines above leave empty, or goes on with one of them."""
    filled = {column for line in group for column, cell in enumerate(line) if cell}
    own = {column for column, cell in enumerate(row) if cell}
    return not filled & own or len(own) == 1 or len(filled) == 1


def _goes_on(text: str, first: GridRow, above: GridRow, row: GridRow) -> bool:
    """Whether a row of units has only further lines of cells of the row above."""
    if row[0] or not first[0]:
        return False
    filled = [column for column, cell in enumerate(row) if cell]
    if not all(first[column] for column in filled) or len(filled) == len(row):
        return False
    unit = row[filled[0]][0]
    upper = [other for cell in above for other in cell]
    gap = min(other.baseline for other in upper) - unit.baseline
    return gap <= 1.5 * unit.size and not any(is_number(cell_text(text, row[c])) for c in filled)
