"""Rows inside a table that name the rows below them: "Block 6" over its rooms."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from index.loaders.cleaning import one_line
from index.loaders.tables.grid import Grid, Row
from index.loaders.tables.regions import Region

__all__ = ["is_grand_total", "section_rows"]

_TOTALS: Final = frozenset({"total", "totals", "grand total", "overall", "overall total", "sum"})
_LONGEST: Final = 80


def section_rows(grid: Grid, rows: Sequence[int], region: Region) -> frozenset[int]:
    """Positions of the rows that are titles of the rows below them.

    A row of one value is a title if it is merged over the row, marked, in bold or ends with a
    colon. Without any of these it may also be a row whose other values are missing; it is a title
    if the rows begin with one, there are several, and none follows another.
    """
    if region.width < 2:
        return frozenset()
    clear: list[int] = []
    plain: list[int] = []
    for index, position in enumerate(rows[:-1]):
        row = grid[position]
        own = region.filled(row)
        if not own or any(row[column].text != row[own[0]].text for column in own[1:]):
            continue
        if not _may_be_title(row, own, region) or _is_single(grid[rows[index + 1]], region):
            continue
        cell = row[own[0]]
        is_clear = len(own) > 1 or cell.is_head or cell.is_strong or cell.text.endswith(":")
        (clear if is_clear else plain).append(position)
    if len(plain) < 2 or plain[0] != rows[0]:
        plain = []
    return frozenset([*clear, *plain])


def _may_be_title(row: Row, columns: Sequence[int], region: Region) -> bool:
    """Whether one value, in the first column or merged over several from there, may be a title."""
    text = one_line(row[columns[0]].text)
    if columns[0] != region.left or row[columns[0]].is_repeated:
        return False
    if any(not row[column].is_repeated for column in columns[1:]):
        return False
    return len(text) <= _LONGEST and not text.endswith(".") and any(map(str.isalpha, text))


def _is_single(row: Row, region: Region) -> bool:
    columns = region.filled(row)
    return len(columns) < 2 or all(row[column].is_repeated for column in columns[1:])


def is_grand_total(grid: Grid, rows: Sequence[int], region: Region) -> bool:
    """Whether the last row sums up the whole table and not its last section: no other row does."""
    return (
        bool(rows)
        and _says_total(grid[rows[-1]], region)
        and not any(_says_total(grid[position], region) for position in rows[:-1])
    )


def _says_total(row: Row, region: Region) -> bool:
    if region.left >= len(row):
        return False
    return one_line(row[region.left].text).lower().rstrip(":") in _TOTALS
