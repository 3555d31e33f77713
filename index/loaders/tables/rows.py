"""The rows of a table as blocks: each value behind the head of its column."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import chain
from typing import Final

from index.loaders.cleaning import one_line
from index.loaders.drafts import Draft, Piece, draft
from index.loaders.tables.contrast import contrast
from index.loaders.tables.forms import form_pieces, is_form
from index.loaders.tables.heads import Heads, find_heads
from index.loaders.tables.regions import Region
from index.loaders.tables.row_sections import section_names, section_rows
from index.loaders.tables.table_grid import Grid, Row, column_letters, filled, is_marked

__all__ = ["printed_line", "printed_rows", "table_rows"]

_LONGEST_NAME: Final = 80
"""Characters of a head that are repeated in each row; the row of heads has all of them."""

_SAMPLE: Final = 10
_NEW_HEADS: Final = 0.5
"""Contrast with the rows below from which a row further down may be heads."""

_LONGEST_VALUE: Final = 60
"""A longer text alone in its row is a remark, and no value of the first column."""


def table_rows(
    grid: Grid, *, numbers: Sequence[int] | None = None, caption: str = ""
) -> Iterator[Draft]:
    """The rows of one table as blocks of the kind ``row``, blank ones left out.

    The rows of heads become ``Columns: Country; Capital``. A table of two columns is a list of
    terms with what they mean, ``term: meaning``, unless its first row is marked as a heading or
    rows have numbers. Without heads, columns are called A, B, C as in a spreadsheet.

    Args:
        grid: Rows from the first column on; they may differ in length.
        numbers: 1-based number of each row as a person counts it, to be said in its line.
        caption: Of the table; a block of its own before the rows.
    """
    if caption and (block := draft(one_line(caption), "caption")) is not None:
        yield block
    rows = [position for position, row in enumerate(grid) if filled(row)]
    region = Region(rows, 0, max(map(len, grid), default=0))
    is_marked = any(cell.is_head for cell in _first_of_several(grid, rows)) or _is_bold_head(
        grid, rows
    )
    if numbers is None and not is_marked and region.width <= 2:
        for position in rows:
            yield from printed_line(grid, position, numbers)
    else:
        yield from printed_rows(grid, region, find_heads(grid, region), numbers)


def printed_rows(
    grid: Grid, region: Region, heads: Heads, numbers: Sequence[int] | None
) -> Iterator[Draft]:
    """The rows of a region: what stands above the heads, the heads, and the rows below.

    Those of a form have no heads.
    """
    if is_form(grid, region):
        for position in region.rows:
            yield from _block(form_pieces(grid[position], region), position, numbers)
        return
    for position in heads.before:
        yield from printed_line(grid, position, numbers, region=region)
    for position in heads.rows:
        yield from _head_row(grid, position, region, numbers)
    said = [_texts(grid[position], region) for position in heads.rows]
    names = {column: f"{_short(name)}: " for column, name in heads.names.items() if name}
    rest = region.rows[len(heads.before) + len(heads.rows) :]
    titles = section_rows(grid, rest, region)
    sections = section_names(grid, rest, region, titles)
    for previous, position in zip(chain(heads.rows[-1:], rest), rest, strict=False):
        if position in titles:
            yield from printed_line(grid, position, numbers, region=region)
        elif said and _texts(grid[position], region) in said:
            # Heads said again, as on each page of a print.
            yield from _head_row(grid, position, region, numbers)
        elif said and (
            _begins_heads(grid, previous, position, region)
            or _says_corner_again(grid, position, heads, region)
        ):
            names = _renamed(grid[position], region)
            yield from _head_row(grid, position, region, numbers)
        else:
            section = sections.get(position, "")
            yield from _body_row(grid, position, region, heads, names, section, numbers)


def printed_line(
    grid: Grid, position: int, numbers: Sequence[int] | None, *, region: Region | None = None
) -> Iterator[Draft]:
    """A row without heads: one value alone, or a label with what it says."""
    row = grid[position]
    pieces: list[Piece] = []
    for column in filled(row) if region is None else region.begun(row):
        if pieces:
            colon = " " if pieces[-1].text.endswith(":") else ": "
            pieces.append(Piece(colon if len(pieces) == 1 else "; ", True))
        cell = row[column]
        pieces.append(Piece(one_line(cell.text), column=column, is_head=cell.is_head))
    yield from _block(pieces, position, numbers)


def _head_row(
    grid: Grid, position: int, region: Region, numbers: Sequence[int] | None
) -> Iterator[Draft]:
    row = grid[position]
    pieces: list[Piece] = []
    for column in region.begun(row):
        pieces.append(Piece("; " if pieces else "Columns: ", True))
        pieces.append(Piece(one_line(row[column].text), column=column, is_head=True))
    yield from _block(pieces, position, numbers)


def _body_row(
    grid: Grid,
    position: int,
    region: Region,
    heads: Heads,
    names: dict[int, str],
    section: str,
    numbers: Sequence[int] | None,
) -> Iterator[Draft]:
    row = grid[position]
    columns = region.filled(row)
    own = [column for column in columns if not row[column].is_repeated]
    if len(own) == 1 and _stands_alone(row, own[0], columns, region, names):
        yield from printed_line(grid, position, numbers, region=region)
    elif own:
        pieces = [Piece(f"{section}; ", True)] if section else []
        for number, column in enumerate(columns):
            cell = row[column]
            # Under an empty corner, what names the row needs no name.
            is_corner = bool(names) and column == heads.row_head
            name = names.get(column) or ("" if is_corner else f"{column_letters(column)}: ")
            pieces.append(Piece(f"; {name}" if number else name, True))
            is_head = cell.is_head or column == heads.row_head
            pieces.append(Piece(one_line(cell.text), cell.is_repeated, column, is_head))
        yield from _block(pieces, position, numbers)


def _stands_alone(
    row: Row, column: int, columns: Sequence[int], region: Region, names: dict[int, str]
) -> bool:
    """Whether the only value of a row is a remark or a title, and not a value of its column."""
    if len(columns) > 1:
        # Merged over the row, or beside values that go on from above?
        return all(row[other].text == row[column].text for other in columns)
    if column != region.left:
        return False
    text = one_line(row[column].text)
    return not names or (region.width > 1 and (len(text) > _LONGEST_VALUE or text.endswith(".")))


def _begins_heads(grid: Grid, previous: int, position: int, region: Region) -> bool:
    """Whether a row is marked as heads, and the row before it is not: some files mark them all."""
    row, above = grid[position], grid[previous]
    if region.left >= len(row) or not row[region.left].is_head:
        return False
    return is_marked(row, region.filled(row)) and not is_marked(above, region.filled(above))


def _says_corner_again(grid: Grid, position: int, heads: Heads, region: Region) -> bool:
    """Whether a row begins as the heads do and goes on with words over other kinds of values."""
    row = grid[position]
    corner = one_line(grid[heads.rows[-1]][region.left].text) if heads.rows else ""
    if not corner or region.left >= len(row) or one_line(row[region.left].text) != corner:
        return False
    columns = region.filled(row)
    if len(columns) < 2:
        return False
    start = bisect_right(region.rows, position)
    below = [grid[place] for place in region.rows[start : start + _SAMPLE]]
    return bool(below) and contrast(row, columns[1:], below) > _NEW_HEADS


def _renamed(row: Row, region: Region) -> dict[int, str]:
    """The names of columns by another row of heads further down."""
    return {column: f"{_short(one_line(row[column].text))}: " for column in region.filled(row)}


def _texts(row: Row, region: Region) -> tuple[str, ...]:
    return tuple(cell.text for cell in row[region.left : region.right] if cell.text)


def _first_of_several(grid: Grid, rows: Sequence[int]) -> Row:
    """The first row, unless it only has a title of all the others."""
    return grid[0] if rows and len(filled(grid[rows[0]])) > 1 else ()


def _is_bold_head(grid: Grid, rows: Sequence[int]) -> bool:
    """Whether the first row has several cells, all in bold, and the second is not."""
    strong = [[cell.is_strong for cell in grid[row] if cell.text] for row in rows[:2]]
    return len(strong) > 1 and len(strong[0]) > 1 and all(strong[0]) and not any(strong[1])


def _short(name: str) -> str:
    if len(name) <= _LONGEST_NAME:
        return name
    return name[:_LONGEST_NAME].rsplit(" ", 1)[0] + "…"


def _block(pieces: list[Piece], position: int, numbers: Sequence[int] | None) -> Iterator[Draft]:
    if not pieces:
        return
    if numbers is not None:
        pieces.append(Piece(f" (row {numbers[position]}).", True))
    block = draft(pieces, "row")
    if block is not None:
        yield block
