"""Tables of a DOCX file as grids; a table that only lays out a page is none.

Merged cells give their value to every row and column that they cover. A cell has its paragraphs on
one line, with their automatic numbers. Tables in cells stand after the row.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Final

from index.loaders.docx.chunks import chunk_entries
from index.loaders.docx.context import within
from index.loaders.docx.drawings import text_boxes
from index.loaders.docx.parts import VAL, W, child_of, is_off, value_of
from index.loaders.docx.runs import NoteReference
from index.loaders.drafts import Draft
from index.loaders.entries import Entry
from index.loaders.tables import GridCell, table_rows
from index.loaders.word_tables import EMPTY_CELL, CellText, with_fewer_copies, with_inner
from index.structure import Span

if TYPE_CHECKING:
    from index.loaders.docx.stories import Story

__all__ = ["TableReader", "cells_of", "is_layout"]

_HEAD: Final = f"{W}tblHeader"
_ROW: Final = frozenset({f"{W}tr"})
_CELL: Final = frozenset({f"{W}tc"})
_TABLE: Final = f"{W}tbl"
_TEXT: Final = f"{W}t"
_PARAGRAPH: Final = f"{W}p"
_CONTENT: Final = frozenset({_PARAGRAPH, _TABLE, f"{W}altChunk"})
_LONGEST_CELL: Final = 300
"""Mean length of cells, in code points, above which a table only lays out a page."""

_MOST_COLUMNS: Final = 63
"""As many as Word allows."""


def _rows(table: Any) -> Iterator[tuple[Any, Any]]:
    """The rows of a table that were not deleted, each with its properties or None."""
    for row in within(table, _ROW):
        properties = child_of(row, "trPr")
        if properties is None or child_of(properties, "del") is None:
            yield row, properties


def cells_of(table: Any) -> Iterator[Any]:
    """The cells of a table, row by row."""
    for row, _ in _rows(table):
        yield from within(row, _CELL)


def is_layout(table: Any, *, is_margin: bool) -> bool:
    """Whether a table only lays out a page: one column, long texts, or a table around tables.

    In headers and footers (``is_margin``), one row is layout, too.
    """
    rows = [row for row, _ in _rows(table)]
    widths = [sum(1 for _ in within(row, _CELL)) for row in rows]
    if max(widths, default=0) <= 1 or (is_margin and len(rows) == 1):
        return True
    length = _length(table)
    inner = sum(map(_length, _inner(table, rows)))
    is_headed = next(table.iter(_HEAD), None) is not None
    return inner * 2 > length or (not is_headed and length > _LONGEST_CELL * sum(widths))


def _length(element: Any) -> int:
    return sum(len(text.text or "") for text in element.iter(_TEXT))


def _inner(table: Any, rows: list[Any]) -> list[Any]:
    """The tables in the cells of a table."""
    if next(table.iterdescendants(_TABLE), None) is None:
        return []
    cells = (cell for row in rows for cell in within(row, _CELL))
    return [inner_table for cell in cells for inner_table in within(cell, frozenset({_TABLE}))]


class TableReader:
    """Reads the cells of a table, in order, each once.

    Attributes:
        references: Notes that it refers to.
        drawings: What hangs on its paragraphs.
    """

    def __init__(self, story: Story) -> None:
        self._story = story
        self.references: list[NoteReference] = []
        self.drawings: list[Any] = []

    def rows(self, table: Any) -> list[Entry]:
        """Its rows as blocks; tables in its cells are lists among them."""
        grid: list[list[GridCell]] = []
        inner: dict[int, list[Entry]] = {}
        numbers: dict[tuple[int, int], list[Span]] = {}
        starts: list[set[int]] = []
        above: dict[int, str] = {}
        is_head = True
        for row, properties in _rows(table):
            is_head = is_head and _is_head(properties)
            tables: list[Entry] = []
            starts.append(set())
            texts, cells = self._row(row, properties, above, tables, starts[-1], is_head=is_head)
            if tables:
                inner[len(grid)] = tables
            numbers.update(((len(grid), column), text.numbers) for column, text in texts.items())
            grid.append(cells)
        grid = with_fewer_copies(grid, starts)
        return with_inner(list(table_rows(grid)), grid, inner, numbers)

    def _row(
        self,
        row: Any,
        properties: Any,
        above: dict[int, str],
        tables: list[Entry],
        starts: set[int],
        *,
        is_head: bool,
    ) -> tuple[dict[int, CellText], list[GridCell]]:
        """Texts with automatic numbers by column, and cells; tables and starts are collected."""
        before = None if properties is None else value_of(properties, "gridBefore")
        cells = [EMPTY_CELL] * _width(before, 0)
        numbered: dict[int, CellText] = {}
        repeats = self._story.context.repeats
        for element in within(row, _CELL):
            properties = child_of(element, "tcPr")
            cell_text = CellText()
            self._read(element, cell_text, tables)
            text, is_generated = cell_text.text, cell_text.is_number
            column = len(cells)
            starts.add(column)
            if cell_text.numbers:
                numbered[column] = cell_text
            merge = None if properties is None else child_of(properties, "vMerge")
            if merge is not None and merge.get(VAL) != "restart" and not text:
                text, is_generated = repeats.again(above.get(column, "")), True
            elif merge is not None:
                above[column] = text
            cells.append(GridCell(text, is_head, is_generated) if text else EMPTY_CELL)
            span = 1 if properties is None else _width(value_of(properties, "gridSpan"), 1)
            for _ in range(span - 1):
                copy = repeats.again(text)
                cells.append(GridCell(copy, is_head, True) if copy else EMPTY_CELL)
        return numbered, cells

    def _read(self, cell: Any, text: CellText, tables: list[Entry]) -> None:
        """Read what is in a cell; tables are collected."""
        for element in within(cell, _CONTENT):
            if element.tag == _TABLE:
                tables.append(self.rows(element))
            elif element.tag == _PARAGRAPH:
                properties, paragraph = self._story.read(element)
                text.add(paragraph.text, self._story.number(paragraph, properties))
                self.references += paragraph.references
                self.drawings += paragraph.drawings
                for drawing in paragraph.drawings:
                    for box in text_boxes(drawing):
                        self._read(box, text, tables)
            else:
                for entry in chunk_entries(element, self._story.part, self._story.context):
                    if isinstance(entry, Draft):
                        text.add(entry.text)
                    else:
                        tables.append(entry)


def _is_head(properties: Any) -> bool:
    mark = None if properties is None else child_of(properties, "tblHeader")
    return mark is not None and not is_off(mark.get(f"{W}val"))


def _width(value: str | None, default: int) -> int:
    """Number of columns, as many as Word allows at most."""
    text = (value or "")[:9]
    return min(int(text), _MOST_COLUMNS) if text.isascii() and text.isdecimal() else default
