"""A grid of a PDF page as rows with their heads, each cell with its map to PDFium's characters.

``index.loaders.tables`` decides on heads and on the wording of a row; here its cells get the
characters back that they were made of.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from index.loaders.drafts import Draft
from index.loaders.pdf.content import Content
from index.loaders.pdf.grid_model import Grid, GridRow, TableTail
from index.loaders.pdf.parts import PdfBlock
from index.loaders.tables import GridCell, table_rows

__all__ = ["table_blocks"]


@dataclass(slots=True)
class _Source:
    text: str
    indices: Sequence[int]


def table_blocks(
    content: Content, grid: Grid, table: int, before: TableTail | None = None
) -> tuple[list[PdfBlock], TableTail]:
    """The rows of a table as blocks, and what the next page needs to go on with it.

    Args:
        content: The page.
        grid: The table.
        table: Its number on the page; -1 if it is the last one of the page before.
        before: Its part on the page before, whose heads hold here too.
    """
    sources, cells = _cells(content, grid)
    heads = [] if before is None else [row for row in before.heads if row != _texts(sources[0])]
    if before is not None and len(heads) < len(before.heads):
        heads = []  # the page repeats them
    sources = [[_Source(text, ()) for text in row] for row in heads] + sources
    cells = [[GridCell(text, is_head=True) for text in row] for row in heads] + cells
    tail = TableTail(grid.columns, list(heads))
    blocks: list[PdfBlock] = []
    position = 0
    for row_draft in table_rows(cells):
        position = _row(sources, row_draft, position)
        if position < len(heads):
            continue
        if row_draft.cells and all(cell.is_head for cell in row_draft.cells):
            tail.heads.append(_texts(sources[position]))
        block = _block(row_draft, sources, position, table)
        if block is not None:
            block.is_tight = bool(blocks)
            row = grid.rows[min(position - len(heads), len(grid.rows) - 1)]
            block.refers = _references(content, row)
            blocks.append(block)
    return blocks, tail


def _cells(content: Content, grid: Grid) -> tuple[list[list[_Source]], list[list[GridCell]]]:
    """The cells with their maps, and as a table is made of them."""
    sources: list[list[_Source]] = []
    cells: list[list[GridCell]] = []
    for number, row in enumerate(grid.rows):
        texts = [_Source(*content.one_line(cell)) for cell in row]
        given = [GridCell(source.text) for source in texts]
        for column in range(len(row)):
            for further in range(1, grid.spans.get((number, column), 1)):
                if column + further < len(row) and not texts[column + further].text:
                    texts[column + further] = texts[column]
                    given[column + further] = GridCell(texts[column].text, is_repeated=True)
        sources.append(texts)
        cells.append(given)
    return sources, cells


def _texts(row: Sequence[_Source]) -> list[str]:
    return [source.text for source in row]


def _references(content: Content, row: GridRow) -> set[str]:
    """Labels of the footnotes that a row refers to."""
    return {
        mark.label
        for mark in content.left_out
        for cell in row
        for unit in cell
        if unit.start <= mark.start < unit.end
    }


def _row(sources: Sequence[Sequence[_Source]], row: Draft, position: int) -> int:
    """The number of the row of the grid, from ``position`` on, that a draft was made of."""
    for number in range(position, len(sources)):
        if all(_source(sources, row, cell.column, number, cell.start) for cell in row.cells):
            return number
    return position


def _source(
    sources: Sequence[Sequence[_Source]], row: Draft, column: int, number: int, start: int
) -> _Source | None:
    if column >= len(sources[number]):
        return None
    source = sources[number][column]
    is_here = bool(source.text) and row.text.startswith(source.text.removesuffix(":"), start)
    return source if is_here else None


def _block(
    row: Draft, sources: Sequence[Sequence[_Source]], position: int, table: int
) -> PdfBlock | None:
    """The draft with a map: generated text has the character of the cell that it stands before."""
    indices: list[int | None] = [None] * len(row.text)
    for cell in row.cells:
        source = _source(sources, row, cell.column, position, cell.start) or _anywhere(
            sources, row, cell.column, cell.start, position
        )
        if source is not None:
            length = min(cell.end - cell.start, len(source.indices))
            indices[cell.start : cell.start + length] = source.indices[:length]
    following: int | None = None
    for offset in range(len(indices) - 1, -1, -1):
        if indices[offset] is None:
            indices[offset] = following
        else:
            following = indices[offset]
    previous = following
    filled: list[int] = []
    for index in indices:
        previous = previous if index is None else index
        if previous is None:
            return None
        filled.append(previous)
    return PdfBlock(
        row.text,
        filled,
        row.kind,
        row.label,
        table,
        row.cells,
        row.generated,
    )


def _anywhere(
    sources: Sequence[Sequence[_Source]], row: Draft, column: int, start: int, position: int
) -> _Source | None:
    """The source of a cell that was given from a row above."""
    for number in range(min(position, len(sources) - 1), -1, -1):
        source = _source(sources, row, column, number, start)
        if source is not None:
            return source
    return None
