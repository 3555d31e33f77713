"""The columns of a table on a PDF page, by the gaps that its rows share."""

from __future__ import annotations

import statistics
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from index.loaders.pdf.grid_model import GridRow, cell_text
from index.loaders.pdf.units import Unit

__all__ = [
    "Column",
    "are_filled",
    "columns_of",
    "placed_in",
    "split",
    "without_shifted",
    "without_signs",
]

_LEAST_GUTTER: Final = 0.3
"""Least width of a gap that all rows share, as a multiple of the size of type."""

_SIGNS: Final = frozenset({"$", "€", "£", "¥", "kr", "kr.", "Kč", "zł", "EUR", "USD", "GBP", "CHF"})
_MOST_HEADS: Final = 2
"""Rows of heads above a column."""

Column = tuple[float, float]
"""Left and right end in points."""


def split(unit: Unit) -> list[Unit]:
    """A unit cut at its wider gaps."""
    if not unit.gaps:
        return [unit]
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


def without_shifted(run: Sequence[Sequence[Unit]], columns: list[Column]) -> list[Column]:
    """Columns without those that only a head fills which stands beside its values."""
    placed, _ = placed_in(run, columns)
    filled = [{number for number, row in enumerate(placed) if row[c]} for c in range(len(columns))]
    merged: list[Column] = []
    rows: list[set[int]] = []
    for column, numbers in zip(columns, filled, strict=True):
        if merged and min(len(numbers), len(rows[-1])) <= 2 and not numbers & rows[-1]:
            merged[-1] = (merged[-1][0], column[1])
            rows[-1] |= numbers
        else:
            merged.append(column)
            rows.append(set(numbers))
    return merged


def without_signs(text: str, run: Sequence[Sequence[Unit]], columns: list[Column]) -> list[Column]:
    """Columns, of which those of signs of money are part of the amounts to the right of them."""
    placed, _ = placed_in(run, columns)
    merged: list[Column] = []
    was_sign = False
    for number, column in enumerate(columns):
        left = merged.pop()[0] if was_sign else column[0]
        merged.append((left, column[1]))
        cells = [cell_text(text, row[number]) for row in placed if row[number]]
        signs = sum(cell in _SIGNS for cell in cells)
        was_sign = signs > 1 and signs >= len(cells) - _MOST_HEADS
    return merged


def are_filled(rows: Sequence[Sequence[Unit]], columns: Sequence[Column]) -> bool:
    """Whether most rows have a cell in each of the columns."""
    placed, _ = placed_in(rows, columns)
    least = max(3, 0.7 * len(rows))
    return all(sum(bool(row[column]) for row in placed) >= least for column in range(len(columns)))


def columns_of(run: Sequence[Sequence[Unit]]) -> list[Column]:
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


def _free(rows: Sequence[Sequence[Unit]], most: int, size: float) -> list[Column]:
    events: list[tuple[float, int]] = []
    for row in rows:
        for unit in row:
            events += ((unit.box[0], 1), (unit.box[2], -1))
    events.sort(key=lambda event: (event[0], -event[1]))
    columns: list[Column] = []
    depth = 0
    start = 0.0
    for x, change in events:
        was = depth
        depth += change
        if was <= most < depth:
            is_near = bool(columns) and x - columns[-1][1] < _LEAST_GUTTER * size
            start = columns.pop()[0] if is_near else x
        elif depth <= most < was:
            columns.append((start, x))
    return columns


def placed_in(
    run: Sequence[Sequence[Unit]], columns: Sequence[Column]
) -> tuple[list[GridRow], dict[tuple[int, int], int]]:
    """Each row's units by column, and how many columns a unit covers where they are several."""
    placed = []
    spans: dict[tuple[int, int], int] = {}
    rights = [right for _, right in columns]
    for position, units in enumerate(run):
        row: GridRow = [[] for _ in columns]
        for unit in units:
            left, right = unit.box[0], unit.box[2]
            covered = []
            column = bisect_left(rights, left)
            while column < len(columns) and columns[column][0] < right:
                low, high = columns[column]
                if min(right, high) - max(left, low) > 0.5 * min(high - low, right - left):
                    covered.append(column)
                column += 1
            if not covered:
                middle = (left + right) / 2
                nearest = min(columns, key=lambda column: abs(sum(column) / 2 - middle))
                covered = [columns.index(nearest)]
            row[covered[0]].append(unit)
            # A line of its own is a remark, not the value of all the columns under it.
            if len(covered) > 1 and len(units) > 1:
                spans[position, covered[0]] = len(covered)
        placed.append(row)
    return placed, spans
