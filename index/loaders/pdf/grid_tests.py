"""Whether a grid of units is a table, and not running text or a list that happens to align."""

from __future__ import annotations

import re
import statistics
from collections import Counter
from collections.abc import Sequence
from typing import Final

from index.loaders.pdf.grid_model import Grid, cell_text
from index.loaders.pdf.units import Unit

__all__ = ["is_table"]

_PROSE: Final = 0.3
"""Share of the cells that begin inside a sentence from which on they are running text."""

_LONG: Final = 25  # characters
_ALIGNED: Final = 0.6
_LEADERS: Final = re.compile(r"(?:\.\s?){5,}|…{2,}")
_LABEL: Final = re.compile(r"[\W_]{1,3}|\(?(?:\d{1,3}|[a-z]|[ivxlc]{1,6})[.):]*", re.IGNORECASE)


def is_table(text: str, grid: Grid, count: int) -> bool:
    """Whether a grid of ``count`` columns is a table.

    Without ruling lines its cells must be short, and share an end or the middle in most columns;
    two columns must be terms and values.
    """
    rows = grid.rows
    filled = sum(bool(cell) for row in rows for cell in row)
    if filled < 0.5 * count * len(rows):
        return False
    if len(rows) < (2 if grid.is_ruled else 3):
        return False
    cells = [cell_text(text, cell) for row in rows for cell in row if cell]
    if any(_LEADERS.search(cell) for cell in cells) or _is_prose(cells):
        return False
    if statistics.mean(map(len, cells)) > 60 and not grid.is_ruled:
        return False
    columns = [[row[column] for row in rows if row[column]] for column in range(count)]
    first = [cell_text(text, cell) for cell in columns[0]]
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
    first, second = ([cell_text(text, cell) for cell in cells] for cells in columns)
    if not first or not second or statistics.median(map(len, first)) > 50:
        return False
    colons = sum(cell.endswith(":") for cell in first) / len(first)
    numbers = sum(any(map(str.isdigit, cell)) for cell in second) / len(second)
    # Lines of an address beside telephone numbers are neither names nor years.
    numbered = sum(any(map(str.isdigit, cell)) for cell in first) / len(first)
    if 0.3 < numbered < 0.9 and colons < 0.6:
        return False
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
