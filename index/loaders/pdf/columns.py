"""Columns of running text on a PDF page, however the file's program ordered their lines.

The page is read from the top. A band of columns begins where two units stand side by side, and
goes on while a gap stays free over its whole height. Only bands whose columns all look like
running text are columns; tables, forms and formulas are left to others.
"""

from __future__ import annotations

import math
import statistics
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from index.loaders.pdf.rules import Rules
from index.loaders.pdf.units import Unit

__all__ = ["Band", "bands", "goes_on"]

_GUTTER: Final = 0.9
"""Least width of a gap between columns, as a multiple of the usual size of type."""

_LEAST_UNITS: Final = 3
_LEAST_LENGTH: Final = 14  # characters
_FULL: Final = 0.6
"""Share of a column's width from which a line fills it, and share of lines that do."""

_RUNNING: Final = 0.2
"""Least share of the lines of a column that begin inside a sentence."""

_SAME_LINE: Final = 0.45
"""Distance of two baselines, as a multiple of the size of type, beside each other."""

_MOST_COLUMNS: Final = 12
_MOST_MERGES: Final = 20
_MOST_RULES: Final = 3
_MOST_BETWEEN: Final = 40
"""Units of what may stand between two halves of a band: a picture's text, a quotation."""

_ENDS: Final = (".", "!", "?", ":", ";", "”", '"', "»")


@dataclass(slots=True)
class Band:
    """Part of a page.

    Attributes:
        columns: From the left; a single one where there are none.
    """

    columns: list[list[Unit]]


def bands(text: str, units: Sequence[Unit], rules: Rules) -> list[Band]:
    """Upright units as bands from the top; those without columns are not ordered inside.

    Returns:
        One band with one column if there are no columns of running text.
    """
    ordered = sorted(units, key=lambda unit: (-unit.box[3], unit.box[0]))
    if not ordered:
        return []
    gutter = _GUTTER * statistics.median(unit.size for unit in ordered)
    text_bands: list[Band] = []
    rest: list[Unit] = []
    position = 0
    while position < len(ordered):
        end, columns = _band(text, ordered, position, gutter)
        if columns is None:
            rest.append(ordered[position])
            position += 1
            continue
        position = end
        if min(map(len, columns)) < _LEAST_UNITS:
            rest += (unit for column in columns for unit in column)
            continue
        for part in _divided(columns, rules):
            if not _is_running(text, part):
                part = _beside_tables(text, part, rules)
            if len(part) < 2:
                rest += (unit for column in part for unit in column)
                continue
            if rest:
                text_bands.append(Band([rest]))
            rest = []
            text_bands.append(Band(part))
    if rest:
        text_bands.append(Band([rest]))
    return _merged(text, text_bands)


def _band(
    text: str, ordered: Sequence[Unit], position: int, gutter: float
) -> tuple[int, list[list[Unit]] | None]:
    """The end and the columns of the band that begins at ``position``; None if none does."""
    first = ordered[position]
    intervals = [(first.box[0], first.box[2])]
    end = position + 1
    merges = 0
    while end < len(ordered):
        unit = ordered[end]
        grown = _with(intervals, unit, gutter)
        if not 2 <= len(grown) <= _MOST_COLUMNS:
            break
        if end == position + 1 and unit.box[3] <= first.box[1]:
            break
        if len(grown) < len(intervals) and end - position >= 2 * _LEAST_UNITS:
            # A line across two columns of three ends them; one across cells of a table does not.
            merges += 1
            columns = _divide(ordered[position:end], intervals)
            if merges > _MOST_MERGES or sum(_is_column(text, column) for column in columns) > 1:
                break
        intervals = grown
        end += 1
    if len(intervals) < 2:
        return end, None
    return end, _divide(ordered[position:end], intervals)


def _divide(units: Sequence[Unit], intervals: Sequence[tuple[float, float]]) -> list[list[Unit]]:
    columns: list[list[Unit]] = [[] for _ in intervals]
    for unit in units:
        middle = (unit.box[0] + unit.box[2]) / 2
        column = sum(middle > right for _, right in intervals)
        columns[min(column, len(columns) - 1)].append(unit)
    return columns


def _divided(columns: list[list[Unit]], rules: Rules) -> Iterator[list[list[Unit]]]:
    """Columns cut at ruling lines across all of them, from the top.

    A line may divide a heading from what is under it; many divide the rows of a table of long
    cells, which are no columns, however they look.
    """
    boxes = [unit.box for column in columns for unit in column]
    left, right = min(box[0] for box in boxes), max(box[2] for box in boxes)
    top, bottom = max(box[3] for box in boxes), min(box[1] for box in boxes)
    lines = rules.across(left, right, bottom + 2, top - 2)
    if not 0 < len(lines) <= _MOST_RULES:
        yield columns
        return
    for low, high in reversed(list(pairwise((-math.inf, *lines, math.inf)))):
        part = [[unit for unit in column if low < unit.baseline <= high] for column in columns]
        if any(part):
            yield part


def _with(
    intervals: Sequence[tuple[float, float]], unit: Unit, gutter: float
) -> list[tuple[float, float]]:
    left, right = unit.box[0], unit.box[2]
    grown = []
    for low, high in intervals:
        if high + gutter <= left or right + gutter <= low:
            grown.append((low, high))
        else:
            left, right = min(left, low), max(right, high)
    grown.append((left, right))
    return sorted(grown)


def _is_running(text: str, columns: Sequence[Sequence[Unit]]) -> bool:
    return all(_is_column(text, column) for column in columns)


def _beside_tables(text: str, columns: list[list[Unit]], rules: Rules) -> list[list[Unit]]:
    """Columns of which some are running text, those of a table beside them as one.

    The lines of a cell of several also look like running text; but the row that they belong to
    begins beside the first of them, and not beside any that begins inside a sentence.

    Returns:
        All in one where they are a table, or nothing of the kind.
    """
    together = [[unit for column in columns for unit in column]]
    boxes = [unit.box for unit in together[0]]
    left, right = min(box[0] for box in boxes), max(box[2] for box in boxes)
    top, bottom = max(box[3] for box in boxes), min(box[1] for box in boxes)
    if rules.across(left, right, bottom, top):
        return together
    grouped: list[list[Unit]] = []
    was_running = True
    for number, column in enumerate(columns):
        others = [unit for other in columns[:number] + columns[number + 1 :] for unit in other]
        is_running = _is_column(text, column) and _is_apart(text, column, others)
        if was_running or is_running:
            grouped.append([])
        grouped[-1] += column
        was_running = is_running
    return grouped if len(grouped) < len(columns) else together


def _is_apart(text: str, column: Sequence[Unit], others: Sequence[Unit]) -> bool:
    """Whether most lines of a column that stand beside others begin inside a sentence."""
    heights = sorted(unit.baseline for unit in others)
    beside = []
    for unit in column:
        place = bisect_left(heights, unit.baseline - _SAME_LINE * unit.size)
        if place < len(heights) and heights[place] <= unit.baseline + _SAME_LINE * unit.size:
            beside.append(unit)
    inside = sum(text[unit.start].islower() for unit in beside)
    return len(column) > _LEAST_UNITS and len(beside) > 1 and inside > 0.5 * len(beside)


def _is_column(text: str, column: Sequence[Unit]) -> bool:
    if len(column) < _LEAST_UNITS:
        return False
    left, right = min(u.box[0] for u in column), max(u.box[2] for u in column)
    full = sum(unit.box[2] - unit.box[0] >= _FULL * (right - left) for unit in column)
    if full < _FULL * len(column):
        return False
    if statistics.median(unit.end - unit.start for unit in column) < _LEAST_LENGTH:
        return False
    starts = [text[unit.start] for unit in column]
    inside = sum(start.islower() for start in starts)
    cased = sum(start.isupper() or start.islower() for start in starts)
    return cased == 0 or inside >= _RUNNING * len(column)


def goes_on(text: str, last: Unit, first: Unit) -> bool:
    """Whether a sentence that ``last`` breaks off inside may go on with ``first``."""
    is_open = not text.endswith(_ENDS, last.start, last.end)
    return is_open and text[first.start].islower()


def _merged(text: str, text_bands: Sequence[Band]) -> list[Band]:
    """Halves of columns joined again where something stands across the middle of them.

    What stands between is read after them.
    """
    merged: list[Band] = []
    for band in text_bands:
        upper = merged[-2] if len(merged) > 1 else None
        if upper is not None and _are_halves(text, upper, merged[-1], band):
            between = merged.pop()
            for column, lower in zip(upper.columns, band.columns, strict=True):
                column += lower
            merged.append(between)
            continue
        merged.append(band)
    return merged


def _are_halves(text: str, upper: Band, between: Band, lower: Band) -> bool:
    count = len(upper.columns)
    if count < 2 or count != len(lower.columns) or len(between.columns) > 1:
        return False
    if len(between.columns[0]) > _MOST_BETWEEN:
        return False
    for column, below in zip(upper.columns, lower.columns, strict=True):
        left, right = min(u.box[0] for u in column), max(u.box[2] for u in column)
        if min(u.box[0] for u in below) >= right or max(u.box[2] for u in below) <= left:
            return False
    last = min(upper.columns[0], key=lambda unit: unit.box[1])
    first = max(lower.columns[0], key=lambda unit: unit.box[3])
    return goes_on(text, last, first)
