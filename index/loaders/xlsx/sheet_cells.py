"""The cells of a sheet, read row by row so that a large sheet needs little memory."""

from __future__ import annotations

import datetime as dt
import math
import re
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Final

from lxml import etree

from index.errors import RefusedError
from index.loaders.limits import Limits
from index.loaders.tables import EMPTY, GridCell
from index.loaders.xlsx.number_formats import shown
from index.loaders.xlsx.workbook import Book, CellStyle, text_of
from index.loaders.xlsx.workbook_parts import DAMAGED, elements, relation_id, whole

__all__ = ["Cells", "Range", "range_of", "read_cells"]

Range = tuple[int, int, int, int]
"""Top and bottom row, left and right column, 0-based and inclusive."""

_MOST_COLUMNS: Final = 16_384
_MOST_ROWS: Final = 1_048_576
_MOST_PARTS: Final = 100
_MOST_PLACES: Final = 60_000_000
"""Places of a sheet, empty ones counted up to the last of their row."""

_NUMERIC_DATE: Final = re.compile(r"\d{1,4}([./-])\d{1,2}\1\d{1,4}")

_FIRST_DAY: Final = dt.datetime(1899, 12, 30)
_ONE_DAY: Final = dt.timedelta(days=1)

_TAGS: Final = (
    "{*}row", "{*}mergeCell", "{*}autoFilter", "{*}pane", "{*}col", "{*}drawing",
    "{*}legacyDrawing", "{*}tablePart",
)  # fmt: skip


@dataclass(slots=True)
class Cells:
    """What one sheet holds.

    Attributes:
        grid: Rows from the first column on; a row that is missing in the file is empty.
        merged: Ranges of merged cells.
        head_ranges: Ranges whose first row has the heads: those with a filter.
        frozen_rows: Rows that stay in view.
        hidden_rows: Number of hidden rows with cells.
        hidden_columns: Ranges of hidden columns, 0-based and inclusive.
        uncalculated: Number of formulas without a stored value.
        part_ids: Ids of the parts that it refers to: drawings, tables.
    """

    grid: list[list[GridCell]] = field(default_factory=list)
    merged: list[Range] = field(default_factory=list)
    head_ranges: list[Range] = field(default_factory=list)
    frozen_rows: int = 0
    hidden_rows: int = 0
    hidden_columns: list[tuple[int, int]] = field(default_factory=list)
    uncalculated: int = 0
    part_ids: list[str] = field(default_factory=list)


def read_cells(data: bytes, book: Book, limits: Limits, rows_before: int = 0) -> Cells:
    """The cells of a sheet.

    Args:
        data: The part of the sheet.
        book: That it belongs to.
        limits: On rows.
        rows_before: Rows of the sheets before it.

    Raises:
        RefusedError: Damaged or over the limit.
    """
    return _CellReader(book, limits, rows_before).read(data)


class _CellReader:
    def __init__(self, book: Book, limits: Limits, rows_before: int) -> None:
        self._book = book
        self._limits = limits
        self._most_rows = limits.rows - rows_before
        self._places = 0
        self._cells = Cells()

    def read(self, data: bytes) -> Cells:
        for element in elements(data, _TAGS):
            self._take(element)
        return self._cells

    def _take(self, element: Any) -> None:
        cells = self._cells
        name = etree.QName(element).localname
        if name == "row":
            self._row(element)
        elif name == "mergeCell":
            if (merged := range_of(element.get("ref", ""))) is not None:
                cells.merged.append(merged)
        elif name == "autoFilter":
            if (filtered := range_of(element.get("ref", ""))) is not None:
                cells.head_ranges.append(filtered)
        elif name == "pane":
            if element.get("state") in ("frozen", "frozenSplit"):
                cells.frozen_rows = whole(element.get("ySplit"), 0)
        elif name == "col":
            if element.get("hidden") in ("1", "true"):
                low, high = whole(element.get("min"), 0), whole(element.get("max"), 0)
                cells.hidden_columns.append((low - 1, high - 1))
        elif (identifier := relation_id(element)) not in cells.part_ids[-_MOST_PARTS:]:
            cells.part_ids.append(identifier)

    def _row(self, element: Any) -> None:
        grid = self._cells.grid
        number = whole(element.get("r"), len(grid) + 1)
        if number > self._most_rows:
            raise RefusedError(f"more than {self._limits.rows:,} rows; split it")
        if number <= len(grid):
            raise RefusedError(DAMAGED.format("rows of a sheet are not in order"))
        grid += ([] for _ in range(number - 1 - len(grid)))
        row: list[GridCell] = []
        for cell in element.iterchildren("{*}c"):
            column = _column(cell.get("r")) if cell.get("r") else len(row)
            shown_cell = self._cell(cell)
            if not 0 <= column < _MOST_COLUMNS:
                raise RefusedError(DAMAGED.format("a cell is outside of its sheet"))
            if shown_cell is EMPTY and cell.get("r"):
                continue
            if column >= len(row):
                row += [EMPTY] * (column + 1 - len(row))
            row[column] = shown_cell
        self._places += len(row)
        if self._places > _MOST_PLACES:
            raise RefusedError(f"a sheet of more than {_MOST_PLACES:,} cells; split it")
        if row and element.get("hidden") in ("1", "true"):
            self._cells.hidden_rows += 1
        grid.append(row)

    def _cell(self, cell: Any) -> GridCell:
        kind = cell.get("t", "n")
        styles = self._book.styles
        place = whole(cell.get("s"), 0)
        style = styles[place] if 0 <= place < len(styles) else CellStyle()
        raw = formula = None
        text = ""
        for child in cell.iterchildren("{*}v", "{*}f", "{*}is"):
            tag = child.tag
            if tag.endswith("}v"):
                raw = child.text
            elif tag.endswith("}f"):
                formula = child.text or ""
            elif tag.endswith("}is"):
                text = text_of(child)
        if raw:
            text = self._shown(raw, kind, style)
        if not text and formula is not None and kind != "str":
            # Nothing was stored for it; a text that is empty was.
            self._cells.uncalculated += 1
            text = f"={formula} (not calculated)" if formula else "(not calculated)"
        if not text:
            return EMPTY
        name = ""
        if kind == "n" and raw and _NUMERIC_DATE.fullmatch(text):
            name = _date_name(raw, self._book.is_1904)
        return GridCell(text, is_strong=style.is_bold, name=name)

    def _shown(self, raw: str, kind: str, style: CellStyle) -> str:
        code, is_1904 = style.code, self._book.is_1904
        if kind == "n":
            if code == "General" and len(raw) < 16 and raw.isdecimal():
                return raw
            try:
                number = float(raw)
            except ValueError:
                return raw
            return shown(number, code, is_1904=is_1904) if math.isfinite(number) else raw
        if kind == "s":
            index = whole(raw, -1)
            if not 0 <= index < len(self._book.strings):
                raise RefusedError(DAMAGED.format("a cell has no text"))
            return shown(self._book.strings[index], code)
        if kind == "b":
            return "TRUE" if raw.strip() in ("1", "true") else "FALSE"
        if kind == "d":
            return _iso_date(raw, code, is_1904=is_1904)
        # The text that a formula gave, or an error.
        return shown(raw, code) if kind == "str" else raw


def _iso_date(raw: str, code: str, *, is_1904: bool) -> str:
    """A date that the file has as ISO writes it, as its format shows it."""
    try:
        days = (dt.datetime.fromisoformat(raw).replace(tzinfo=None) - _FIRST_DAY) / _ONE_DAY
    except ValueError:
        return raw
    return shown(days - (1462 if is_1904 else 0), code, is_1904=is_1904)


@lru_cache(maxsize=4096)
def _date_name(raw: str, is_1904: bool) -> str:
    """A date of digits in words: as short, and found by a question for a weekday or a month."""
    try:
        return shown(float(raw), "ddd d mmm yyyy", is_1904=is_1904)
    except ValueError:
        return ""


def range_of(reference: str) -> Range | None:
    """The range of a reference such as ``A1:C3`` or ``A1``; None if it is none."""
    first, _, last = reference.replace("$", "").partition(":")
    (top, left), (bottom, right) = _place(first), _place(last or first)
    if (
        not 0 <= top <= bottom
        or not 0 <= left <= right
        or bottom >= _MOST_ROWS
        or right >= _MOST_COLUMNS
    ):
        return None
    return top, bottom, left, right


def _place(reference: str) -> tuple[int, int]:
    letters = reference.rstrip("0123456789")
    return whole(reference[len(letters) :], 0) - 1, _column(letters)


def _column(reference: str) -> int:
    """0-based column of a reference such as ``AB12``; -1 if it has none."""
    column = 0
    for letter in reference:
        if "A" <= letter <= "Z":
            column = column * 26 + ord(letter) - 64
        elif "a" <= letter <= "z":
            column = column * 26 + ord(letter) - 96
        else:
            break
        if column > _MOST_COLUMNS:
            break
    return column - 1
