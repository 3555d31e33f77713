"""The cells of a sheet, read row by row so that a large sheet needs little memory."""

from __future__ import annotations

from dataclasses import dataclass, field
from io import BytesIO
from typing import Any, Final

from lxml import etree

from index.errors import RefusedError
from index.loaders.limits import Limits
from index.loaders.tables import EMPTY, GridCell
from index.loaders.xlsx.book import Book, Style, text_of
from index.loaders.xlsx.number_formats import shown
from index.loaders.xlsx.package import DAMAGED, relation_id

__all__ = ["Cells", "Range", "range_of", "read_cells"]

Range = tuple[int, int, int, int]
"""Top and bottom row, left and right column, 0-based and inclusive."""

_MOST_COLUMNS: Final = 16_384
_MOST_ROWS: Final = 1_048_576
_MOST_PLACES: Final = 60_000_000
"""Places of a sheet, empty ones counted up to the last of their row."""

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
    return _Reader(book, limits, rows_before).read(data)


class _Reader:
    def __init__(self, book: Book, limits: Limits, rows_before: int) -> None:
        self._book = book
        self._limits = limits
        self._most_rows = limits.rows - rows_before
        self._places = 0
        self._cells = Cells()

    def read(self, data: bytes) -> Cells:
        events = etree.iterparse(
            BytesIO(data), events=("end",), tag=_TAGS, resolve_entities=False, load_dtd=False,
            no_network=True, remove_comments=True, remove_pis=True, huge_tree=False,
        )  # fmt: skip
        try:
            for _, element in events:
                self._take(element)
                # Rows before this one are not needed again.
                element.clear()
                while element.getprevious() is not None:
                    del element.getparent()[0]
        except etree.XMLSyntaxError:
            raise RefusedError(DAMAGED.format("a sheet is not valid XML")) from None
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
            split = element.get("ySplit", "0").partition(".")[0]
            if element.get("state") in ("frozen", "frozenSplit") and split.isdecimal():
                cells.frozen_rows = int(split)
        elif name == "col":
            low, high = element.get("min", ""), element.get("max", "")
            if element.get("hidden") in ("1", "true") and low.isdecimal() and high.isdecimal():
                cells.hidden_columns.append((int(low) - 1, int(high) - 1))
        else:
            cells.part_ids.append(relation_id(element))

    def _row(self, element: Any) -> None:
        grid = self._cells.grid
        number = _whole(element.get("r"), len(grid) + 1)
        if number > self._most_rows:
            raise RefusedError(f"more than {self._limits.rows:,} rows; split it")
        if number <= len(grid):
            raise RefusedError(DAMAGED.format("rows of a sheet are not in order"))
        grid += ([] for _ in range(number - 1 - len(grid)))
        row: list[GridCell] = []
        for cell in element.iterchildren("{*}c"):
            column = _column(cell.get("r")) if cell.get("r") else len(row)
            shown_cell = self._cell(cell)
            if shown_cell is EMPTY:
                if not cell.get("r"):
                    row.append(EMPTY)
                continue
            if column >= _MOST_COLUMNS:
                raise RefusedError(DAMAGED.format("a cell is outside of its sheet"))
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
        number = cell.get("s")
        styles = self._book.styles
        place = int(number) if number and number.isdecimal() else 0
        style = styles[place] if place < len(styles) else Style()
        raw = formula = None
        text = ""
        for child in cell:
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
        return GridCell(text, is_strong=style.is_bold) if text else EMPTY

    def _shown(self, raw: str, kind: str, style: Style) -> str:
        code, is_1904 = style.code, self._book.is_1904
        if kind == "n":
            if code == "General" and len(raw) < 16 and raw.isdecimal():
                return raw
            try:
                return shown(float(raw), code, is_1904=is_1904)
            except (ValueError, OverflowError):
                return raw
        if kind == "s":
            index = _whole(raw, -1)
            if not 0 <= index < len(self._book.strings):
                raise RefusedError(DAMAGED.format("a cell has no text"))
            return shown(self._book.strings[index], code)
        if kind == "b":
            return "TRUE" if raw.strip() in ("1", "true") else "FALSE"
        # Errors, results of formulas that are texts, and dates as ISO has them.
        return shown(raw, code) if kind == "str" else raw.replace("T00:00:00", "")


def range_of(reference: str) -> Range | None:
    """The range of a reference such as ``A1:C3`` or ``A1``; None if it is none."""
    first, _, last = reference.replace("$", "").partition(":")
    try:
        (top, left), (bottom, right) = _place(first), _place(last or first)
    except ValueError:
        return None
    if bottom < top or right < left or bottom >= _MOST_ROWS or right >= _MOST_COLUMNS:
        return None
    return top, bottom, left, right


def _place(reference: str) -> tuple[int, int]:
    letters = reference.rstrip("0123456789")
    return int(reference[len(letters) :]) - 1, _column(letters)


def _column(reference: str) -> int:
    """0-based column of a reference such as ``AB12``."""
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
    if not column:
        raise ValueError(f"no column: {reference!r}")
    return column - 1


def _whole(text: str | None, default: int) -> int:
    if text is None:
        return default
    try:
        return int(float(text)) if not text.isdecimal() else int(text)
    except (ValueError, OverflowError):
        return default
