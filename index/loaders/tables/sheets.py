"""The tables of a sheet, and what stands around them, added to a text."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from typing import Final

from index.loaders.building import TextBuilder
from index.loaders.cleaning import one_line
from index.loaders.drafts import Draft
from index.loaders.tables.contrast import STRENGTH
from index.loaders.tables.heads import Heads, find_heads
from index.loaders.tables.kinds import kind_of
from index.loaders.tables.regions import Region, regions
from index.loaders.tables.rows import printed_line, printed_rows
from index.loaders.tables.table_grid import Grid

__all__ = ["add_sheet"]

_MOST_LABELS: Final = 12
"""Rows of labels above a table, and columns with them."""
_WIDEST_LABELS: Final = 3
_LONGEST_LABEL: Final = 60
_MOST_LINES: Final = 3
"""Rows of one column that are titles or remarks; more are a list."""
_SAMPLE: Final = 20
_NUMBERS: Final = frozenset({"number", "amount", "year", "time"})
_USUAL: Final = 0.6
"""Share of the values of a column of one kind."""
_WEAK: Final = 0.3
"""No more speaks for heads than that they are words over words."""


@dataclass(slots=True)
class _SheetPart:
    """A region with what was found of it.

    Attributes:
        is_lines: Titles, remarks or labels with what they say, and no table.
        is_pairs: A table of labels with what they say, without heads.
        is_continued: Rows of the table above, after an empty row.
    """

    region: Region
    heads: Heads
    is_lines: bool = False
    is_pairs: bool = False
    is_continued: bool = False


def add_sheet(builder: TextBuilder, grid: Grid, numbers: Sequence[int]) -> None:
    """Add the tables of a grid, each with its own number, and the lines around them.

    Args:
        builder: Gets the blocks.
        grid: Rows from the first column on, empty ones too; they may differ in length.
        numbers: 1-based number of each row as a person counts it.

    Raises:
        RefusedError: The text is longer than the limit.
    """
    parts = _parts(grid)
    index = 0
    while index < len(parts):
        part = parts[index]
        index += 1
        if part.is_lines:
            is_title = index < len(parts) and not parts[index].is_lines
            builder.add_all(_lines(grid, part.region, numbers, is_title=is_title))
            continue
        following = [part]
        while index < len(parts) and parts[index].is_continued:
            following.append(parts[index])
            index += 1
        builder.add_table(chain.from_iterable(_rows(grid, each, numbers) for each in following))


def _parts(grid: Grid) -> list[_SheetPart]:
    parts = [_SheetPart(region, find_heads(grid, region)) for region in regions(grid)]
    table: _SheetPart | None = None
    for index, part in enumerate(parts):
        following = parts[index + 1] if index + 1 < len(parts) else None
        if _is_lines(grid, part) or (table is None and _are_labels(grid, part, following)):
            part.is_lines = True
        elif table is not None and _continues(grid, part, table):
            part.heads = replace(table.heads, before=(), rows=())
            part.is_continued = True
        elif _is_lone_row(grid, part, following) and len(parts) > 1:
            part.is_lines = True
        elif _are_pairs(grid, part):
            part.is_pairs = True
        else:
            table = part
    if len(parts) == 1 and parts[0].region.width == 1:
        parts[0].is_lines = False
    return parts


def _rows(grid: Grid, part: _SheetPart, numbers: Sequence[int]) -> Iterator[Draft]:
    if part.is_pairs:
        for position in part.region.rows:
            yield from printed_line(grid, position, numbers, region=part.region)
    else:
        yield from printed_rows(grid, part.region, part.heads, numbers)


def _lines(
    grid: Grid, region: Region, numbers: Sequence[int], *, is_title: bool
) -> Iterator[Draft]:
    for position in region.rows:
        own = region.begun(grid[position])
        text = grid[position][own[0]].text if len(own) == 1 else ""
        is_caption = is_title and 0 < len(text) <= 2 * _LONGEST_LABEL and not text.endswith(".")
        for block in printed_line(grid, position, numbers, region=region):
            yield replace(block, kind="caption" if is_caption else "paragraph", cells=())


def _is_lines(grid: Grid, part: _SheetPart) -> bool:
    """Whether each row has one value, and there are few of them or they are long."""
    region = part.region
    values = [region.begun(grid[position]) for position in region.rows[:_SAMPLE]]
    if any(len(columns) > 1 for columns in values):
        return False
    if len(region.rows) <= _MOST_LINES:
        return True
    texts = [
        grid[position][columns[0]].text
        for position, columns in zip(region.rows, values, strict=False)
        if columns
    ]
    return sum(len(text) > _LONGEST_LABEL for text in texts) * 4 > len(texts)


def _is_lone_row(grid: Grid, part: _SheetPart, following: _SheetPart | None) -> bool:
    """Whether a region is one row of few values, such as "Invoice" and its number.

    It may also be the heads of rows without them, after an empty one.
    """
    region = part.region
    if len(region.rows) > 1 or part.heads.score >= STRENGTH:
        return False
    columns = region.filled(grid[region.rows[0]])
    if part.heads.rows and following is not None and not following.heads.rows:
        below = following.region
        if columns == list(range(below.left, below.right)):
            return False
    return len(columns) <= _WIDEST_LABELS


def _are_labels(grid: Grid, part: _SheetPart, following: _SheetPart | None) -> bool:
    """Whether a region has labels with what they say, above the first table of a sheet."""
    region = part.region
    if following is None or not following.heads.rows:
        return False
    is_even = len({len(region.filled(grid[position])) for position in region.rows}) == 1
    if following.region.width < region.width + is_even:
        return False
    if region.width > _WIDEST_LABELS or len(region.rows) > _MOST_LABELS:
        return False
    if not part.heads.rows:
        return True
    if part.heads.score >= STRENGTH:
        return False
    column = region.left + 1
    kinds = {
        kind_of(grid[position][column].text)
        for position in region.rows
        if column < len(grid[position])
    }
    return part.heads.score <= _WEAK or len(kinds - {"empty"}) > 1


def _are_pairs(grid: Grid, part: _SheetPart) -> bool:
    """Whether a region has distinct labels in its first column, and what they say beside them.

    What they say is of different kinds, or there are no heads.
    """
    region = part.region
    if not 2 <= region.width <= _WIDEST_LABELS or part.heads.score >= STRENGTH:
        return False
    labels = [
        one_line(grid[position][region.left].text)
        for position in region.rows
        if region.left < len(grid[position])
    ]
    if any(label.endswith(":") for label in labels):
        return len(labels) == len(region.rows) and all(label.endswith(":") for label in labels)
    if part.heads.rows and (region.width > 2 or not _is_mixed(grid, region)):
        return False
    return len(set(labels)) == len(region.rows) and all(
        kind_of(label) == "text" and len(label) <= _LONGEST_LABEL for label in labels
    )


def _is_mixed(grid: Grid, region: Region) -> bool:
    """Whether the second column has values of several kinds, none of them the usual one."""
    column = region.left + 1
    kinds = Counter(
        kind_of(grid[position][column].text)
        for position in region.rows[:_SAMPLE]
        if column < len(grid[position])
    )
    return kinds.total() > 2 and max(kinds.values()) < _USUAL * kinds.total()


def _continues(grid: Grid, part: _SheetPart, table: _SheetPart) -> bool:
    """Whether rows after an empty one belong to the table above it.

    They have no heads of their own, stand in its columns, and have numbers where it has.
    """
    region = part.region
    if not table.heads.rows or region.rows[0] < table.region.rows[-1]:
        return False
    if region.left < table.region.left or region.right > table.region.right:
        return False
    if part.heads.rows and (part.heads.score > _WEAK or len(region.rows) > 1):
        return False
    start = len(table.heads.before) + len(table.heads.rows)
    if start == len(table.region.rows):
        return not part.heads.rows
    above = table.region.rows[start : start + _SAMPLE]
    fits = total = 0
    for column in range(region.left, region.right):
        own, others = _numbers_of(grid, region.rows, column), _numbers_of(grid, above, column)
        if own is not None and others is not None:
            fits += own == others
            total += 1
    return total > 0 and fits * 2 > total


def _numbers_of(grid: Grid, rows: Sequence[int], column: int) -> bool | None:
    """Whether most values of a column are numbers; None if it has none."""
    kinds = [kind_of(grid[row][column].text) for row in rows[:_SAMPLE] if column < len(grid[row])]
    kinds = [kind for kind in kinds if kind != "empty"]
    return sum(kind in _NUMBERS for kind in kinds) * 2 > len(kinds) if kinds else None
