"""Rows of a table as an HTML table, with the cells where they belong.

Every code point of the rows is in the table, in order. What stands between cells only to make
sentences of them (the names of the columns, the number of the row) is there, too, but not drawn.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from index.structure import Block, Cell, Span, Structure
from qa.marks import CURRENT_ID, MarkedText, Styled, escape

__all__ = ["heads_above", "row_styles", "table_html"]

_NUMBER: Final = re.compile(r"[-−+(]?\s*+[£$€¥]?\s*+[-−]?\d[\d.,\s'’]*+[%)]?")
_CODE: Final = re.compile(r"(?=\S*\d)[^\s|]{1,16}")
"""Such as the number of an item, K-101, which a browser would break behind its hyphen."""
_FIGURES: Final = ' class="figures"'
_ROW: Final = re.compile(r"\(row (\d+)\)\.?\s*$")
_BETWEEN: Final = re.compile(r"[\s|:=+-]*")
_MOST_HEADS: Final = 8
_WIDEST: Final = 1_000  # columns that a cell can span in HTML


def row_styles(text: str, row: Block, generated: Sequence[Span]) -> Iterator[Styled]:
    """What is not drawn of a row: generated text, and lines drawn with characters.

    Args:
        text: A document's text.
        row: One of its rows.
        generated: Generated spans that touch the row, in order.
    """
    for gap in _gaps(row):
        if _BETWEEN.fullmatch(text, gap.start, gap.end):
            yield Styled(gap, "made", is_hidden=True)
            continue
        for span in generated:
            start, end = max(span.start, gap.start), min(span.end, gap.end)
            if start < end:
                yield Styled(Span(start, end), "made", is_hidden=True)


def heads_above(structure: Structure, number: int) -> list[Block]:
    """The rows with the names of columns of the table that a row belongs to.

    None where the table begins with that row, or has no names.

    Args:
        structure: Of the document.
        number: Of the row's block.
    """
    first = _first_row(structure.blocks, number)
    heads = []
    for row in structure.blocks[first : min(first + _MOST_HEADS, number)]:
        if not _is_head(row):
            break
        heads.append(row)
    return heads


def table_html(
    text: str, marked: MarkedText, rows: Sequence[Block], heads: Sequence[Block], anchor: int
) -> str:
    """One table.

    Args:
        text: A document's text.
        marked: The part of it that is shown.
        rows: Of one table, in order; those that begin or end outside of the part are cut.
        heads: Rows with names of columns that stand further above, outside of the part.
        anchor: Offset at which the row that the reader is at begins; -1 for none.
    """
    count = 0
    while count < len(rows) and _is_head(rows[count]):
        count += 1
    numbered = any(_ROW.search(text, row.start, row.end) for row in rows)
    figures = _figures(text, rows[count:])
    above = "".join(_repeated(text, head, numbered, figures) for head in heads)
    lines = [
        _line(text, marked, row, below, figures, numbered=numbered, is_anchor=row.start == anchor)
        for row, below in zip(rows, (*rows[1:], None), strict=True)
    ]
    head = above + "".join(lines[:count])
    return (
        f'<div class="table"><table dir="auto">{f"<thead>{head}</thead>" if head else ""}'
        f"<tbody>{''.join(lines[count:])}</tbody></table></div>"
    )


def _figures(text: str, rows: Sequence[Block]) -> frozenset[int]:
    """The columns with nothing but figures in the rows, whose names stand at the end as they do."""
    cells = [cell for row in rows for cell in row.cells if cell.end > cell.start]
    others = {cell.column for cell in cells if not _NUMBER.fullmatch(text, cell.start, cell.end)}
    return frozenset(cell.column for cell in cells) - others


def _line(
    text: str, marked: MarkedText, row: Block, below: Block | None, figures: frozenset[int], *,
    numbered: bool, is_anchor: bool,
) -> str:  # fmt: skip
    number = _ROW.search(text, row.start, row.end)
    name = f' id="{CURRENT_ID}"' if is_anchor else ""
    gutter = f'<td class="row" data-row="{number[1] if number else ""}"></td>' if numbered else ""
    return f"<tr{name}>{gutter}{''.join(_cells(text, marked, row, below, figures))}</tr>"


def _cells(
    text: str, marked: MarkedText, row: Block, below: Block | None, figures: frozenset[int]
) -> Iterator[str]:
    """The cells of a row; what stands between two belongs to the second, the rest to the last."""
    at, column = row.start, 0
    scope = "col" if _is_head(row) else "row"
    for number, cell in enumerate(row.cells):
        if cell.column > column:
            yield f'<td colspan="{min(cell.column - column, _WIDEST)}"></td>'
        is_last = number == len(row.cells) - 1
        end = row.end if is_last else cell.end
        span = 1 if is_last else _width(row, number, below)
        column = max(column, cell.column) + span
        wide = f' colspan="{span}"' if span > 1 else ""
        kind = _kind(text, cell)
        if scope == "col" and span == 1 and cell.column in figures:
            kind = kind or _FIGURES
        tag, of = ("th", f' scope="{scope}"') if cell.is_head else ("td", "")
        yield f"<{tag}{of}{kind}{wide}>{marked.html(Span(at, end))}</{tag}>"
        at = end
    if not row.cells:
        yield f"<td>{marked.html(row.span)}</td>"


def _kind(text: str, cell: Cell) -> str:
    """The class of a figure, which stands at the end, and of a short code, which stays whole."""
    if _NUMBER.fullmatch(text, cell.start, cell.end):
        return ' class="number"'
    return ' class="whole"' if _CODE.fullmatch(text, cell.start, cell.end) else ""


def _width(row: Block, number: int, below: Block | None) -> int:
    """Columns of a name over several columns, whose own names stand in the next row."""
    cell, after = row.cells[number], row.cells[number + 1]
    width = after.column - cell.column
    if width < 2 or below is None or not (_is_head(row) and _is_head(below)):
        return 1
    named = {inner.column for inner in below.cells}
    return min(width, _WIDEST) if named >= set(range(cell.column + 1, after.column)) else 1


def _repeated(text: str, head: Block, numbered: bool, figures: frozenset[int]) -> str:
    """Names of columns once more, by the style sheet: as text they stand further above."""
    parts = ['<td class="row"></td>'] if numbered else []
    column = 0
    for cell in head.cells:
        if cell.column > column:
            parts.append(f'<td colspan="{min(cell.column - column, _WIDEST)}"></td>')
        column = max(column, cell.column) + 1
        kind = _FIGURES if cell.column in figures else ""
        parts.append(f'<th scope="col"{kind} data-name="{escape(_value(text, cell))}"></th>')
    return f"<tr>{''.join(parts)}</tr>"


def _value(text: str, cell: Cell) -> str:
    return text[cell.start : cell.end]


def _gaps(row: Block) -> Iterator[Span]:
    at = row.start
    for cell in row.cells:
        if cell.start > at:
            yield Span(at, cell.start)
        at = max(at, cell.end)
    if at < row.end:
        yield Span(at, row.end)


def _is_head(row: Block) -> bool:
    return len(row.cells) > 1 and all(cell.is_head for cell in row.cells)


def _first_row(blocks: Sequence[Block], number: int) -> int:
    """Number of the first row of a table; looks at few of them, as a table can be very long."""
    table = blocks[number].table
    if table is None:
        return number
    step = 1
    low = number
    while low - step >= 0 and blocks[low - step].table == table:
        low -= step
        step *= 2
    floor = max(low - step, -1)  # no row of this table, or before the first block
    while low - floor > 1:
        middle = (low + floor) // 2
        if blocks[middle].table == table:
            low = middle
        else:
            floor = middle
    return low
