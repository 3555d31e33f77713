"""Tables of an ODT file as grids; a table that only lays out a page is none.

Merged cells give their value to every row and column that they cover. A cell has its paragraphs on
one line, with their automatic numbers. Tables in cells stand after the row.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Final

from index.loaders.entries import Entry
from index.loaders.odt.names import DRAW, TABLE, integer
from index.loaders.odt.text import PARAGRAPHS
from index.loaders.tables import GridCell, table_rows
from index.loaders.word_tables import EMPTY_CELL, CellText, with_fewer_copies, with_inner
from index.structure import Span

if TYPE_CHECKING:
    from index.loaders.odt.stories import Story

__all__ = ["TABLE_TAG", "TableReader", "cells_of", "is_layout", "rows_of"]

TABLE_TAG: Final = f"{TABLE}table"
_ROW: Final = f"{TABLE}table-row"
_HEAD: Final = f"{TABLE}table-header-rows"
_GROUPS: Final = frozenset({_HEAD, f"{TABLE}table-rows", f"{TABLE}table-row-group"})
_CELLS: Final = (f"{TABLE}table-cell", f"{TABLE}covered-table-cell")
_LONGEST_CELL: Final = 300
"""Mean length of cells, in code points, above which a table only lays out a page."""

_MOST_COLUMNS: Final = 100
"""Columns for which one cell may stand."""

_MOST_ROWS: Final = 1_000
"""Rows for which one row may stand."""


def rows_of(table: Any, *, is_head: bool = False) -> Iterator[tuple[Any, bool]]:
    """The rows of a table, not those of tables in it, and whether each holds heads."""
    for child in table:
        if child.tag == _ROW:
            yield child, is_head
        elif child.tag in _GROUPS:
            yield from rows_of(child, is_head=is_head or child.tag == _HEAD)


def cells_of(row: Any) -> Iterator[Any]:
    """The cells of a row, covered ones too."""
    return row.iterchildren(*_CELLS)  # type: ignore[no-any-return]


def is_layout(table: Any, *, is_margin: bool) -> bool:
    """Whether a table only lays out a page: one column, long texts, or a table around tables.

    In headers and footers (``is_margin``), one row is layout, too.
    """
    rows = list(rows_of(table))
    widths = [sum(1 for _ in cells_of(row)) for row, _ in rows]
    if max(widths, default=0) <= 1 or (is_margin and len(rows) == 1):
        return True
    length = _length(table)
    inner = sum(_length(inner_table) for inner_table in table.iterdescendants(TABLE_TAG))
    is_headed = any(is_head for _, is_head in rows)
    return inner * 2 > length or (not is_headed and length > _LONGEST_CELL * sum(widths))


def _length(element: Any) -> int:
    return sum(
        sum(map(len, paragraph.itertext())) for paragraph in element.iter(*PARAGRAPHS)
    )  # fmt: skip


class TableReader:
    """Reads the cells of a table, in order, each once.

    Attributes:
        notes: Elements of notes in it.
    """

    def __init__(self, story: Story) -> None:
        self._story = story
        self.notes: list[Any] = []

    def rows(self, table: Any, caption: str = "") -> list[Entry]:
        """Its rows as blocks; tables in its cells are lists among them."""
        grid: list[list[GridCell]] = []
        inner: dict[int, list[Entry]] = {}
        numbers: dict[tuple[int, int], list[Span]] = {}
        starts: list[set[int]] = []
        above: dict[int, tuple[int, str]] = {}
        for row, is_head in rows_of(table):
            tables: list[Entry] = []
            columns: set[int] = set()
            texts, cells = self._row(row, above, tables, columns, is_head=is_head)
            if tables:
                inner[len(grid)] = tables
            numbers.update(((len(grid), column), text.numbers) for column, text in texts.items())
            grid.append(cells)
            repeats = integer(row.get(f"{TABLE}number-rows-repeated"), 1, _MOST_ROWS)
            line = " ".join(cell.text for cell in cells).strip()
            again = self._story.context.repeats.again
            grid += [cells for _ in range(repeats - 1) if line and again(line)]
            starts += [columns] * (len(grid) - len(starts))
        grid = with_fewer_copies(grid, starts)
        return with_inner(list(table_rows(grid, caption=caption)), grid, inner, numbers)

    def _row(
        self,
        row: Any,
        above: dict[int, tuple[int, str]],
        tables: list[Entry],
        starts: set[int],
        *,
        is_head: bool,
    ) -> tuple[dict[int, CellText], list[GridCell]]:
        """Texts with automatic numbers by column, and cells; tables and starts are collected."""
        cells: list[GridCell] = []
        numbered: dict[int, CellText] = {}
        left = ""
        repeats = self._story.context.repeats
        for element in cells_of(row):
            columns = integer(element.get(f"{TABLE}number-columns-repeated"), 1, _MOST_COLUMNS)
            cell_text = CellText()
            self._read(element, cell_text, tables)
            text, is_generated = cell_text.text, cell_text.is_number
            if cell_text.numbers:
                numbered[len(cells)] = cell_text
            is_covered = element.tag == _CELLS[1]
            if not is_covered:
                left = ""
            for _ in range(columns):
                column = len(cells)
                rows, value = above.get(column, (0, ""))
                if not is_covered or rows:
                    starts.add(column)
                if is_covered and not text:
                    shown = repeats.again(value if rows else left)
                    cells.append(GridCell(shown, is_head, True) if shown else EMPTY_CELL)
                else:
                    cells.append(GridCell(text, is_head, is_generated) if text else EMPTY_CELL)
                above[column] = (max(rows - 1, 0), value)
                if not is_covered:
                    left = _cover(element, text, column, above)
        return numbered, cells

    def _read(self, cell: Any, text: CellText, tables: list[Entry]) -> None:
        """Read what is in a cell; tables are collected."""
        for element, state in self._story.walk(cell):
            if element.tag == TABLE_TAG:
                tables.append(self.rows(element))
            elif element.tag == f"{DRAW}image":
                tables += [entries] if (entries := self._story.picture(element)) else []
            elif element.tag in PARAGRAPHS:
                paragraph, number = self._story.read(element, state)
                text.add(paragraph.text, number)
                self.notes += paragraph.notes
                for drawing in paragraph.drawings:
                    self._read(drawing, text, tables)
                    tables += self._story.objects_in(drawing)


def _cover(element: Any, text: str, column: int, above: dict[int, tuple[int, str]]) -> str:
    """Remember what a cell covers; the value that goes to its right, if it covers that."""
    columns = integer(element.get(f"{TABLE}number-columns-spanned"), 1, _MOST_COLUMNS)
    rows = integer(element.get(f"{TABLE}number-rows-spanned"), 1, 1_000_000)
    if rows > 1:
        for covered in range(column, column + columns):
            # Covered cells of this row count it down once more.
            above[covered] = (rows - 1 + (covered > column), text)
    return text if columns > 1 else ""
