"""The heads of a table, found by what stands in its first rows and below them.

A row of heads differs in kind from the rows below it (words over numbers, years over amounts), or
the file marks it. Heads of several rows are joined: "2024/25" over "Budget" is "2024/25 – Budget".
A row of units goes with the heads: "Mass (kg)".
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from index.loaders.cleaning import one_line
from index.loaders.tables.contrast import contrast, sequence_of
from index.loaders.tables.kinds import is_unit, kind_of
from index.loaders.tables.regions import Region
from index.loaders.tables.table_grid import Grid, Row, is_marked

__all__ = ["Heads", "find_heads"]

_FIRST_ROWS: Final = 15
"""Rows among which the heads are looked for."""

_SAMPLE: Final = 40
"""Rows below the heads that they are compared with."""

_MOST_HEAD_ROWS: Final = 4
_LONGEST_HEAD: Final = 200
_UNIT_WORDS: Final = ("unit", "units")
_CORNER: Final = 0.5
"""What an empty corner adds: names of rows below it, names of columns beside it."""

_JOINER: Final = " – "
_LONGEST_GROUP: Final = 24
"""Characters of a head over several columns that is put in front of each of theirs."""


@dataclass(frozen=True, slots=True)
class Heads:
    """What a region's rows are.

    Attributes:
        before: Positions of rows above the heads: titles, lines of a label and its value.
        rows: Positions of the rows of heads and units; empty where a table has none.
        names: Head of each column of the grid by its number; columns without one are missing.
        row_head: The column whose cells name their rows, if there is one.
        score: How much speaks for the heads; 0 where there are none, infinite where they are
            marked.
    """

    before: Sequence[int] = ()
    rows: Sequence[int] = ()
    names: dict[int, str] = field(default_factory=dict)
    row_head: int | None = None
    score: float = 0.0


def find_heads(grid: Grid, region: Region) -> Heads:
    """The heads of a region."""
    rows = region.rows
    if not rows:
        return Heads()
    first, score = _first_head(grid, region)
    if first is None:
        return Heads(row_head=_row_head(grid, rows, region))
    start = first
    if start > 0 and _is_group_row(grid[rows[start - 1]], grid[rows[start]], region):
        start -= 1
    end = first + 1
    while end < min(len(rows), start + _MOST_HEAD_ROWS + 1) and _goes_on(grid, region, end):
        end += 1
    if end - start > _MOST_HEAD_ROWS:
        # Where everything is marked, marks say nothing.
        end = first + 1
    names = _names(grid, rows[start:end], region)
    if end + 1 < len(rows) and (units := _units(grid, region, end)):
        for column, unit in units.items():
            name = names.get(column, "")
            names[column] = f"{name} ({unit.strip('()[] ')})" if name else unit
        end += 1
    row_head = _row_head(grid, rows[end:], region)
    return Heads(rows[:start], rows[start:end], names, row_head, score)


def _first_head(grid: Grid, region: Region) -> tuple[int | None, float]:
    """Index of the row that looks most like heads, and how much."""
    rows = region.rows
    sample = rows[: _FIRST_ROWS + _SAMPLE]
    widths = sorted(len(region.filled(grid[row])) for row in sample)
    usual = widths[len(widths) // 2]
    best: tuple[float, int | None] = (0.0, None)
    widest = 0
    for index, position in enumerate(rows[:_FIRST_ROWS]):
        row = grid[position]
        columns = region.filled(row)
        if is_marked(row, columns):
            return index, float("inf")
        # A row of heads is wider than what stands above it.
        if len(columns) < 2 or len(columns) < usual / 2 or len(columns) <= widest:
            continue
        has_group = index > 0 and _is_group_row(grid[rows[index - 1]], row, region)
        widest = len(columns)
        below = [grid[place] for place in rows[index + 1 : index + 1 + _SAMPLE]]
        may_repeat = has_group or (index == 0 and _are_names_of_values(row, columns, below))
        if not _may_be_heads(row, columns, has_duplicates=may_repeat):
            continue
        score = contrast(row, columns, below) * min(1.0, len(columns) / usual)
        if _has_empty_corner(columns, below, region):
            score += _CORNER
        if score > best[0]:
            best = (score, index)
    return best[1], best[0]


def _has_empty_corner(columns: Sequence[int], below: Sequence[Row], region: Region) -> bool:
    """Whether only the first column of a row is empty, and of no row below it."""
    if list(columns) != list(range(region.left + 1, region.right)) or len(below) < 2:
        return False
    return all(region.left in region.filled(row) for row in below)


def _may_be_heads(row: Row, columns: Sequence[int], *, has_duplicates: bool) -> bool:
    texts = [one_line(row[column].text) for column in columns if not row[column].is_repeated]
    if any(len(text) > _LONGEST_HEAD for text in texts):
        return False
    if not any(map(str.isalpha, "".join(texts))) and not sequence_of(row, columns):
        return False
    return has_duplicates or len(set(texts)) == len(texts)


def _are_names_of_values(row: Row, columns: Sequence[int], below: Sequence[Row]) -> bool:
    """Whether all cells are words, and none of those that are the same have words below them."""
    counts = Counter(one_line(row[column].text) for column in columns)
    if any(kind_of(text) not in ("text", "period") for text in counts):
        return False
    repeated = [column for column in columns if counts[one_line(row[column].text)] > 1]
    kinds = {
        kind_of(other[column].text)
        for other in below
        for column in repeated
        if column < len(other) and not other[column].is_repeated
    }
    return kinds.isdisjoint({"text", "period"}) and kinds != {"empty"}


def _is_group_row(group: Row, heads: Row, region: Region) -> bool:
    """Whether ``group`` has heads over several columns of ``heads``.

    There are gaps between them, and words in more places than the corner.
    """
    columns = region.filled(group)
    if not columns or columns == [region.left]:
        return False
    if any(group[column].is_repeated for column in columns):
        return len({group[column].text for column in columns}) > 1
    if len(columns) >= len(region.filled(heads)):
        return False
    texts = [one_line(heads[column].text) for column in region.filled(heads)]
    is_needed = len(set(texts)) < len(texts)
    return is_needed and all(
        kind_of(group[column].text) in ("text", "period", "year", "code") for column in columns
    )


def _goes_on(grid: Grid, region: Region, index: int) -> bool:
    """Whether the row at ``index`` belongs to the heads that end above it."""
    rows = region.rows
    above, row = grid[rows[index - 1]], grid[rows[index]]
    columns, spans = region.begun(row), _spans(above, region)
    if is_marked(row, region.filled(row)):
        return is_marked(above, region.filled(above))
    if is_marked(above, region.filled(above)) and not spans:
        return False
    spans_down = any(
        row[column].is_repeated and above[column].text == row[column].text
        for column in region.filled(row)
        if column < len(above)
    )
    if not columns or not (spans or spans_down):
        return False
    below = [grid[place] for place in rows[index + 1 : index + 1 + _SAMPLE]]
    return bool(below) and contrast(row, columns, below) > 0


def _spans(row: Row, region: Region) -> bool:
    """Whether a cell of a row goes over several columns."""
    return any(
        row[column].is_repeated and column > 0 and row[column - 1].text == row[column].text
        for column in region.filled(row)
    )


def _units(grid: Grid, region: Region, index: int) -> dict[int, str]:
    """The units in the row at ``index`` by column, with numbers below; none if it has others."""
    row, below = grid[region.rows[index]], grid[region.rows[index + 1]]
    texts = {column: one_line(row[column].text) for column in region.filled(row)}
    units = {column: text for column, text in texts.items() if is_unit(text)}
    labels = [text for column, text in texts.items() if column not in units]
    if any(text.lower().strip(":") not in _UNIT_WORDS for text in labels):
        return {}
    units = {column: text for column, text in units.items() if text.lower() not in _UNIT_WORDS}
    has_numbers = any(
        column < len(below) and kind_of(below[column].text) in ("number", "amount", "time", "year")
        for column in units
    )
    return units if has_numbers else {}


def _names(grid: Grid, rows: Sequence[int], region: Region) -> dict[int, str]:
    """The heads of several rows, joined from top to bottom."""
    lines = [_line(grid[position], region, is_last=position == rows[-1]) for position in rows]
    names: dict[int, str] = {}
    last = lines[-1]
    counts = Counter(last.values())
    for column in sorted({column for line in lines for column in line}):
        parts: list[str] = []
        for line in lines:
            text = line.get(column, "")
            if text and text not in parts:
                parts.append(text)
        own = last.get(column, "")
        # A long head over many columns would make each row say little else; one over the first
        # column too is a title.
        if own and counts[own] == 1:
            titles = {
                line.get(region.left)
                for line in lines[:-1]
                if line.get(region.left) == line.get(region.left + 1)
            }
            parts = [
                part
                for part in parts
                if part == own or (len(part) <= _LONGEST_GROUP and part not in titles)
            ]
        names[column] = _JOINER.join(parts)
    return names


def _line(row: Row, region: Region, *, is_last: bool) -> dict[int, str]:
    """The heads of one row by column; those over several columns are given to each of them."""
    line = {column: row[column].name or one_line(row[column].text) for column in region.filled(row)}
    if is_last or any(cell.is_repeated for cell in row):
        return line
    current = ""
    for column in range(region.left, region.right):
        current = line.get(column, current)
        if current:
            line[column] = current
    return line


def _row_head(grid: Grid, rows: Sequence[int], region: Region) -> int | None:
    """The column that names rows: the first one, or the second if the first has plain numbers."""
    sample = [grid[row] for row in rows[:_SAMPLE]]
    for column in range(region.left, min(region.left + 2, region.right)):
        kinds = [kind_of(row[column].text) for row in sample if column < len(row)]
        named = [kind for kind in kinds if kind not in ("empty", "number", "amount")]
        if len(named) * 2 > len(sample):
            return column
    return None
