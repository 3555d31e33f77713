"""Rows of an RTF table as a grid: by the edges of their cells, merged cells given again."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from index.loaders.tables import GridCell

__all__ = ["CellShape", "Row", "RowShape", "grid_of_rows"]

_NEAR: Final = 60
"""Twips (1/1440 inch) within which two edges are one."""

_MOST_COLUMNS: Final = 256


@dataclass(frozen=True, slots=True)
class CellShape:
    """A cell as the definition of its row has it.

    Attributes:
        right: Its right edge, in twips.
        joins_left: It is part of the cell to the left.
        joins_above: It is part of the cell above.
    """

    right: int
    joins_left: bool = False
    joins_above: bool = False


@dataclass(slots=True)
class RowShape:
    """The definition of a row; ``left`` is its left edge, in twips."""

    left: int = 0
    is_head: bool = False
    cells: list[CellShape] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Row:
    """The texts of a row's cells, each as its paragraphs, with the row's definition."""

    cells: Sequence[Sequence[str]]
    shape: RowShape


def grid_of_rows(rows: Sequence[Row]) -> list[list[GridCell]]:
    """The grid; where a definition does not fit its row, cells stand in columns by their count."""
    rows = _evened(rows)
    edges = _edges(rows)
    grid: list[list[GridCell]] = []
    for row in rows:
        above = grid[-1] if grid else []
        texts = [" ".join(paragraphs) for paragraphs in row.cells]
        if edges:
            grid.append(_placed(texts, row.shape, edges, above))
        else:
            grid.append([GridCell(text, is_head=row.shape.is_head) for text in texts])
    return grid


def _evened(rows: Sequence[Row]) -> Sequence[Row]:
    """Rows of equally many cells with the same edges: columns that a hand moved a little in some.

    Rows of which some have fewer cells than others stay as they are, for there edges tell which
    cells are merged.
    """
    counts = {len(row.cells) for row in rows} | {len(row.shape.cells) for row in rows}
    if len(counts) != 1:
        return rows
    evened = []
    for row in rows:
        cells = [
            replace(cell, right=number * 2 * _NEAR)
            for number, cell in enumerate(row.shape.cells, 1)
        ]
        evened.append(Row(row.cells, RowShape(0, row.shape.is_head, cells)))
    return evened


def _edges(rows: Sequence[Row]) -> list[int]:
    """Right edges of the columns; empty where rows have no definition that fits."""
    positions: set[int] = set()
    for row in rows:
        if len(row.shape.cells) != len(row.cells):
            return []
        rights = [cell.right for cell in row.shape.cells]
        if rights != sorted(rights):
            return []
        positions.update(rights)
    edges: list[int] = []
    for position in sorted(positions):
        if not edges or position - edges[-1] > _NEAR:
            edges.append(position)
        else:
            edges[-1] = position
    return edges if len(edges) <= _MOST_COLUMNS else []


def _placed(
    texts: Sequence[str], shape: RowShape, edges: Sequence[int], above: Sequence[GridCell]
) -> list[GridCell]:
    cells = [GridCell("")] * len(edges)
    left = bisect_right(edges, shape.left)
    value = GridCell("")
    for text, cell in zip(texts, shape.cells, strict=True):
        # The edge that is this one stands at it or a little behind it.
        right = min(bisect_right(edges, cell.right + _NEAR), len(edges))
        is_repeated = False
        if cell.joins_left:
            is_repeated = True
        elif cell.joins_above and left < len(above):
            value = above[left]
            is_repeated = True
        else:
            value = GridCell(text, is_head=shape.is_head)
        for column in range(left, right):
            cells[column] = GridCell(value.text, value.is_head, is_repeated or column > left)
        left = max(left, right)
    return cells
