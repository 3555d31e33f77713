"""Rows inside a table that name the rows below them: "Block 6" over its rooms."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from index.loaders.cleaning import one_line
from index.loaders.tables.regions import Region
from index.loaders.tables.table_grid import Grid, Row

__all__ = ["section_names", "section_rows"]

_TOTAL: Final = re.compile(r"(?:sub-?|grand )?totals?\b|overall\b|sum\b", re.IGNORECASE)
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


def section_names(
    grid: Grid, rows: Sequence[int], region: Region, titles: frozenset[int]
) -> dict[int, str]:
    """The title of the section that each row is in, by its position.

    A section ends at the next title, at a row in bold that is no total, and at the last row if
    that alone is a total: it sums up the whole table.
    """
    if not titles:
        return {}
    names: dict[int, str] = {}
    name = ""
    for position in rows:
        row = grid[position]
        columns = region.filled(row)
        if position in titles:
            name = one_line(row[columns[0]].text).rstrip(": ")
        elif all(row[column].is_strong for column in columns) and not _says_total(row, region):
            name = ""
        else:
            names[position] = name
    totals = [position for position in rows if _says_total(grid[position], region)]
    if totals == list(rows[-1:]):
        names.pop(rows[-1], None)
    return names


def _says_total(row: Row, region: Region) -> bool:
    text = one_line(row[region.left].text) if region.left < len(row) else ""
    return bool(_TOTAL.match(text))
