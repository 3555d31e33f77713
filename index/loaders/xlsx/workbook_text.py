"""Bytes of an XLSX file to its text."""

from __future__ import annotations

from bisect import bisect_left, bisect_right

from index.errors import RefusedError
from index.loaders.building import TextBuilder
from index.loaders.cleaning import one_line
from index.loaders.containers.archive import open_zip
from index.loaders.drafts import Piece, draft
from index.loaders.limits import LIMITS, Limits
from index.loaders.tables import add_sheet, spread
from index.loaders.titles import title_of
from index.loaders.xlsx.sheet_cells import Cells, Range, range_of, read_cells
from index.loaders.xlsx.sheet_drawings import comment_blocks, drawing_blocks
from index.loaders.xlsx.workbook import Book, Sheet, open_book
from index.loaders.xlsx.workbook_parts import Relation, WorkbookParts
from index.values import Extracted

__all__ = ["load"]

_MOST_FROZEN = 10
"""Rows that stay in view and may be heads; people also freeze half a screen."""


def load(data: bytes, limits: Limits = LIMITS) -> Extracted:
    """Tables, text boxes, comments, title and sheets of an XLSX file.

    Raises:
        RefusedError: Damaged, password-protected, without text or over a limit.
    """
    with open_zip(data, limits, "XLSX") as archive:
        package = WorkbookParts(archive)
        book = open_book(package)
        builder = TextBuilder(limits)
        rows = blocks = 0
        for sheet in book.sheets:
            if sheet.is_hidden:
                builder.note(f"hidden sheet {one_line(sheet.name)!r} not read")
                continue
            before = builder.blocks
            rows += _add_sheet(builder, package, book, sheet, limits, rows)
            # The line with the sheet's name alone says nothing.
            blocks += builder.blocks - before - 1
        if not blocks:
            raise RefusedError("no text in it; add some or leave the file out")
        return builder.extracted(title_of(book.title))


def _add_sheet(
    builder: TextBuilder,
    package: WorkbookParts,
    book: Book,
    sheet: Sheet,
    limits: Limits,
    rows: int,
) -> int:
    """Add a sheet as a page; returns its number of rows."""
    builder.begin_page()
    name = one_line(sheet.name) or "(no name)"
    builder.add(draft([Piece("Sheet: ", is_generated=True), Piece(name)], "heading", level=1))
    cells = read_cells(package.read(sheet.path), book, limits, rows)
    relations = package.relations(sheet.path)
    _mark_heads(cells, [*cells.head_ranges, *_tables(package, relations)])
    spread(cells.grid, cells.merged)
    add_sheet(builder, cells.grid, range(1, len(cells.grid) + 1))
    for identifier in cells.part_ids:
        relation = relations.get(identifier)
        if relation is not None and relation.kind == "drawing" and package.has(relation.path):
            builder.add_all(drawing_blocks(package, relation.path))
    builder.add_all(comment_blocks(package, relations))
    _note(builder, cells, name)
    return len(cells.grid)


def _tables(package: WorkbookParts, relations: dict[str, Relation]) -> list[Range]:
    """The ranges that the file itself calls tables, and that have a row of heads."""
    ranges = []
    for relation in relations.values():
        if relation.kind == "table" and package.has(relation.path):
            root = package.parse(relation.path)
            covered = range_of(root.get("ref", ""))
            if covered is not None and root.get("headerRowCount", "1") != "0":
                ranges.append(covered)
    return ranges


def _mark_heads(cells: Cells, ranges: list[Range]) -> None:
    """Mark the first rows of tables as heads, and rows that stay in view as like them."""
    for top, _, left, right in ranges:
        if top < len(cells.grid):
            row = cells.grid[top]
            for column in range(left, min(right + 1, len(row))):
                if row[column].text:
                    row[column] = row[column]._replace(is_head=True)
    if cells.frozen_rows <= _MOST_FROZEN:
        for row in cells.grid[: cells.frozen_rows]:
            row[:] = [cell._replace(is_strong=True) if cell.text else cell for cell in row]


def _note(builder: TextBuilder, cells: Cells, name: str) -> None:
    """Say what a person would see otherwise."""
    if cells.uncalculated:
        builder.note(
            f"sheet {name!r}: {_counted(cells.uncalculated, 'formula')} without a stored result; "
            "open and save it in a spreadsheet program"
        )
    if cells.hidden_rows:
        verb = "is" if cells.hidden_rows == 1 else "are"
        rows = _counted(cells.hidden_rows, "hidden row")
        builder.note(f"sheet {name!r}: {rows} {verb} read too")
    if cells.hidden_columns and _has_hidden_columns(cells):
        builder.note(f"sheet {name!r}: hidden columns are read too")


def _counted(number: int, what: str) -> str:
    return f"{number:,} {what}" + ("" if number == 1 else "s")


def _has_hidden_columns(cells: Cells) -> bool:
    """Whether there is something in a hidden column; people also hide all empty ones."""
    used = sorted({column for row in cells.grid for column, cell in enumerate(row) if cell.text})
    return any(
        bisect_left(used, low) < bisect_right(used, high) for low, high in cells.hidden_columns
    )
