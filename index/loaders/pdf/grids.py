"""Tables on a PDF page: grids of cells found by the alignment of units and by ruling lines.

Ruled and unruled tables are found the same way: rows of several units whose gaps lie over each
other. Ruling lines decide which lines of text belong to one row. Nothing here compares every unit
with every other one.
"""

from __future__ import annotations

import re
import statistics
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from index.loaders.pdf.rules import Rules
from index.loaders.pdf.units import Unit

__all__ = ["Grid", "GridRow", "find_grids", "rows_of"]

_SAME_ROW: Final = 0.45
"""Distance of two baselines, as a multiple of the size of type, inside one row."""

_FAR: Final = 1.9
"""Free height between two rows, in the same measure, that ends a table without ruling lines."""

_FAR_RULED: Final = 4.0
_LEAST_GUTTER: Final = 0.3
_MOST_WRAPPED: Final = 4
"""Lines with text in every column that one row between ruling lines may have."""

_PROSE: Final = 0.3
_LONG: Final = 25  # characters
_ALIGNED: Final = 0.6
_LEADERS: Final = re.compile(r"(?:\.\s?){5,}|…{2,}")
_LABEL: Final = re.compile(r"[\W_]{1,3}|\(?(?:\d{1,3}|[a-z]|[ivxlc]{1,6})[.):]*", re.IGNORECASE)

GridRow = list[list[Unit]]
"""For each column the units of its cell, in reading order."""


@dataclass(slots=True)
class Grid:
    """A table.

    Attributes:
        rows: From the top.
        is_ruled: Whether ruling lines divide its rows.
        spans: Row and column of each cell that covers further columns, and how many in all.
    """

    rows: list[GridRow]
    is_ruled: bool
    spans: dict[tuple[int, int], int]

    @property
    def units(self) -> list[Unit]:
        """All its units."""
        return [unit for row in self.rows for cell in row for unit in cell]


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
        while run and (row := above.get(id(run[0]))) and _is_head_line(row, run[0]):
            run = [row, *run]
        while run and len(run[-1]) == 1 and not _wraps(run):
            run.pop()
        if sum(len(row) > 1 for row in run) >= 2:
            trimmed.append(run)
    return trimmed


def _is_far(upper: Sequence[Unit], lower: Sequence[Unit], rules: Rules) -> bool:
    size = max(upper[0].size, lower[0].size)
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
    columns = _columns(run)
    if len(columns) < 2:
        return None
    finer = [[part for unit in row for part in _split(unit)] for row in run]
    narrow = _columns(finer)
    if len(narrow) > len(columns) and _are_filled(finer, narrow):
        run, columns = finer, narrow
    columns = _without_shifted(run, columns)
    placed, spans = _placed(run, columns)
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
    grid = Grid(rows, is_ruled, kept)
    return grid if _is_table(text, grid, len(columns)) else None


def _split(unit: Unit) -> list[Unit]:
    """A unit cut at its wider gaps."""
    parts = []
    start, left = unit.start, unit.box[0]
    for end, following, right, next_left in unit.gaps:
        parts.append(
            replace(
                unit, start=start, end=end, box=(left, unit.box[1], right, unit.box[3]), order=start
            )
        )
        start, left = following, next_left
    parts.append(replace(unit, start=start, box=(left, *unit.box[1:]), order=start))
    return parts


def _without_shifted(
    run: Sequence[Sequence[Unit]], columns: list[tuple[float, float]]
) -> list[tuple[float, float]]:
    """Columns without those that only a head fills which stands beside its values."""
    placed, _ = _placed(run, columns)
    filled = [{number for number, row in enumerate(placed) if row[c]} for c in range(len(columns))]
    merged: list[tuple[float, float]] = []
    rows: list[set[int]] = []
    for column, numbers in zip(columns, filled, strict=True):
        if merged and min(len(numbers), len(rows[-1])) <= 2 and not numbers & rows[-1]:
            merged[-1] = (merged[-1][0], column[1])
            rows[-1] |= numbers
        else:
            merged.append(column)
            rows.append(set(numbers))
    return merged


def _are_filled(rows: Sequence[Sequence[Unit]], columns: Sequence[tuple[float, float]]) -> bool:
    """Whether most rows have a cell in each of the columns."""
    placed, _ = _placed(rows, columns)
    least = max(3, 0.7 * len(rows))
    return all(sum(bool(row[column]) for row in placed) >= least for column in range(len(columns)))


def _columns(run: Sequence[Sequence[Unit]]) -> list[tuple[float, float]]:
    """Left and right end of each column: what no row, or hardly any, reaches across."""
    several = [row for row in run if len(row) > 1]
    usual = statistics.median_high(len(row) for row in several)
    size = statistics.median(unit.size for row in several for unit in row)
    columns = _free(run, 0, size)
    if len(columns) < usual:
        # A heading over several columns, or a remark in a row of its own, may reach across.
        columns = _free(several, 0, size)
    if len(columns) < usual:
        columns = _free(several, max(1, len(several) * 15 // 100), size)
    return columns


def _free(rows: Sequence[Sequence[Unit]], most: int, size: float) -> list[tuple[float, float]]:
    events: list[tuple[float, int]] = []
    for row in rows:
        for unit in row:
            events += ((unit.box[0], 1), (unit.box[2], -1))
    events.sort(key=lambda event: (event[0], -event[1]))
    columns: list[tuple[float, float]] = []
    depth = 0
    start = 0.0
    for x, change in events:
        was = depth
        depth += change
        if was <= most < depth:
            if columns and x - columns[-1][1] < _LEAST_GUTTER * size:
                start = columns.pop()[0]
            else:
                start = x
        elif depth <= most < was:
            columns.append((start, x))
    return columns


def _placed(
    run: Sequence[Sequence[Unit]], columns: Sequence[tuple[float, float]]
) -> tuple[list[GridRow], dict[tuple[int, int], int]]:
    """Each row's units by column, and how many columns a unit covers where they are several."""
    placed = []
    spans: dict[tuple[int, int], int] = {}
    for position, units in enumerate(run):
        row: GridRow = [[] for _ in columns]
        for unit in units:
            left, right = unit.box[0], unit.box[2]
            covered = [
                column
                for column, (low, high) in enumerate(columns)
                if min(right, high) - max(left, low) > 0.5 * min(high - low, right - left)
            ]
            if not covered:
                middle = (left + right) / 2
                nearest = min(columns, key=lambda column: abs(sum(column) / 2 - middle))
                covered = [columns.index(nearest)]
            row[covered[0]].append(unit)
            if len(covered) > 1:
                spans[position, covered[0]] = len(covered)
        placed.append(row)
    return placed, spans


def _groups(text: str, rows: Sequence[GridRow], lines: Sequence[float]) -> list[list[int]]:
    """Numbers of the rows of units that make up each row of the table."""
    by_rule = _by_rule(text, rows, lines)
    if by_rule is not None:
        return by_rule
    groups: list[list[int]] = []
    for number, row in enumerate(rows):
        if groups and number and _goes_on(text, rows[groups[-1][0]], rows[number - 1], row):
            groups[-1].append(number)
        else:
            groups.append([number])
    return groups


def _by_rule(text: str, rows: Sequence[GridRow], lines: Sequence[float]) -> list[list[int]] | None:
    """Groups by ruling lines; None where these do not divide row from row."""
    groups: dict[int, list[int]] = {}
    for number, row in enumerate(rows):
        baseline = statistics.median(unit.baseline for cell in row for unit in cell)
        groups.setdefault(sum(line > baseline for line in lines), []).append(number)
    grouped = list(groups.values())
    most = 1 if len(grouped) < 3 else _MOST_WRAPPED
    for group in grouped:
        if sum(all(rows[number]) for number in group) > most:
            return None
        for column in range(len(rows[0])):
            cells = [_text(text, rows[number][column]) for number in group]
            if sum(_is_number(cell) for cell in cells) > 1:
                return None
    return grouped


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
    return gap <= 1.5 * unit.size and not any(_is_number(_text(text, row[c])) for c in filled)


def _is_table(text: str, grid: Grid, count: int) -> bool:
    rows = grid.rows
    filled = sum(bool(cell) for row in rows for cell in row)
    if filled < 0.5 * count * len(rows):
        return False
    if len(rows) < (2 if grid.is_ruled else 3):
        return False
    cells = [_text(text, cell) for row in rows for cell in row if cell]
    if any(_LEADERS.search(cell) for cell in cells) or _is_prose(cells):
        return False
    if statistics.mean(map(len, cells)) > 60 and not grid.is_ruled:
        return False
    columns = [[row[column] for row in rows if row[column]] for column in range(count)]
    first = [_text(text, cell) for cell in columns[0]]
    if count == 2 and sum(_LABEL.fullmatch(cell) is not None for cell in first) > 0.7 * len(first):
        return False
    if grid.is_ruled:
        return True
    if sum(_is_aligned(cells) for cells in columns) < 0.7 * count:
        return False
    return count > 2 or _are_pairs(text, columns)


def _is_prose(cells: Sequence[str]) -> bool:
    """Whether the cells are lines of running text that stand side by side."""
    inside = sum(cell[0].islower() for cell in cells)
    return inside >= _PROSE * len(cells) and statistics.median(map(len, cells)) >= _LONG


def _are_pairs(text: str, columns: Sequence[Sequence[list[Unit]]]) -> bool:
    """Whether two columns without ruling lines are terms and values, not text side by side."""
    first, second = ([_text(text, cell) for cell in cells] for cells in columns)
    if not first or not second or statistics.median(map(len, first)) > 50:
        return False
    colons = sum(cell.endswith(":") for cell in first) / len(first)
    numbers = sum(any(map(str.isdigit, cell)) for cell in second) / len(second)
    is_bold = all(cell[0].is_bold for cell in columns[0]) and not any(
        cell[0].is_bold for cell in columns[1]
    )
    return colons >= 0.6 or numbers >= 0.6 or is_bold


def _is_aligned(cells: Sequence[list[Unit]]) -> bool:
    """Whether most cells of a column share their left end, their right end or their middle."""
    if len(cells) < 2:
        return True
    lefts = [min(unit.box[0] for unit in cell) for cell in cells]
    rights = [max(unit.box[2] for unit in cell) for cell in cells]
    middles = [(left + right) / 2 for left, right in zip(lefts, rights, strict=True)]
    return any(_share(values) >= _ALIGNED for values in (lefts, rights, middles))


def _share(values: Sequence[float]) -> float:
    """Share of the values within two points of the commonest one."""
    counts = Counter(round(value / 2) for value in values)
    return max(counts[key] + counts[key + 1] for key in counts) / len(values)


def _text(text: str, cell: Sequence[Unit]) -> str:
    return " ".join(text[unit.start : unit.end] for unit in cell)


def _is_number(cell: str) -> bool:
    digits = sum(map(str.isdigit, cell))
    return digits > 0 and digits >= sum(map(str.isalpha, cell))
