"""Forms: tables whose every other column holds labels of the values to the right of them.

Read as a table with heads, a form would say that one person's name is another one's head.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from index.loaders.cleaning import one_line
from index.loaders.drafts import Piece
from index.loaders.tables.kinds import kind_of
from index.loaders.tables.regions import Region
from index.loaders.tables.table_grid import Grid, GridCell, Row

__all__ = ["form_pieces", "is_form"]

_WIDTHS: Final = (4, 6)
_LONGEST_LABEL: Final = 40
_SAMPLE: Final = 40
_MOST_COLONS: Final = 0.6
_VALUES: Final = ("number", "amount", "date", "time", "year")

Pair = tuple[GridCell, GridCell]


def is_form(grid: Grid, region: Region) -> bool:
    """Whether a region is a form, by its marks, by colons or by what stands in it."""
    rows = [grid[position] for position in region.rows[:_SAMPLE]]
    if region.width not in _WIDTHS or not rows:
        return False
    pairs = [pair for row in rows for pair in _pairs(row, region)]
    if any(value.text and not label.text for label, value in pairs):
        return False
    if any(label.is_repeated or value.is_repeated for label, value in pairs):
        return False
    pairs = [pair for pair in pairs if pair[0].text]
    labels = [one_line(label.text) for label, _ in pairs]
    if not labels or any(len(label) > _LONGEST_LABEL for label in labels):
        return False
    # HTML marks the heads of a first row only where all its cells are.
    if _are_marked([pair for row in rows[1:] for pair in _pairs(row, region) if pair[0].text]):
        return True
    if any(label.is_head or value.is_head for label, value in pairs):
        return False
    if sum(label.endswith(":") for label in labels) >= _MOST_COLONS * len(labels):
        return True
    return _are_names(labels) and len(rows) > 1 and _are_values(rows, region)


def form_pieces(row: Row, region: Region) -> list[Piece]:
    """The pieces of a row of a form: ``Name: Ida; Room: 12``."""
    pieces: list[Piece] = []
    for column in range(region.left, region.right, 2):
        label, value = _at(row, column), _at(row, column + 1)
        if pieces and label.text:
            pieces.append(Piece("; ", True))
        for cell, position in ((label, column), (value, column + 1)):
            if not cell.text:
                continue
            if cell is value and label.text:
                pieces.append(Piece(" " if label.text.rstrip().endswith(":") else ": ", True))
            pieces.append(Piece(one_line(cell.text), column=position, is_head=cell is label))
    return pieces


def _at(row: Row, column: int) -> GridCell:
    return row[column] if column < len(row) else GridCell("")


def _pairs(row: Row, region: Region) -> list[Pair]:
    return [
        (_at(row, column), _at(row, column + 1)) for column in range(region.left, region.right, 2)
    ]


def _are_marked(pairs: Sequence[Pair]) -> bool:
    """Whether all labels are marked as heads, or are bold, and no value is."""
    return bool(pairs) and any(
        all(getattr(label, mark) for label, _ in pairs)
        and not any(getattr(value, mark) for _, value in pairs if value.text)
        for mark in ("is_head", "is_strong")
    )


def _are_names(labels: Sequence[str]) -> bool:
    return len(set(labels)) == len(labels) and not any(map(str.isdigit, "".join(labels)))


def _are_values(rows: Sequence[Row], region: Region) -> bool:
    """Whether the first row has a value, not a head, and a column has values of several kinds."""
    columns = range(region.left + 1, region.right, 2)
    first = [kind_of(_at(rows[0], column).text) for column in columns]
    if not any(kind in _VALUES for kind in first) or all(kind == "year" for kind in first):
        return False
    for column in columns:
        kinds = {kind_of(_at(row, column).text) for row in rows} - {"empty"}
        if len(kinds) > 1 and not kinds <= {"number", "amount", "year"}:
            return True
    return False
