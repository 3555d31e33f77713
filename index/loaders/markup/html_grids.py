"""Tables of HTML as grids; what only lays out a page is none."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from index.loaders.tables import GridCell

__all__ = ["grid_of_table", "is_aria_table"]

_CELL_ROLES: Final = frozenset({"cell", "gridcell", "columnheader", "rowheader"})
_HEAD_ROLES: Final = frozenset({"columnheader", "rowheader", "head"})
_LONGEST_CELL: Final = 300
"""Mean length of the cells of a table, in code points, above which it only lays out a page."""

_LAYOUT_TAGS: Final = frozenset({"h1", "h2", "h3", "h4", "h5", "h6", "table", "article"})
_BOLD_TAGS: Final = frozenset({"b", "strong"})
_WIDEST: Final = 1_000
"""Columns of a merged cell, as browsers limit them."""

_REPEATED: Final = 20
"""Most times that the cells of a table grow when merged ones are given everywhere."""


def is_aria_table(element: Any) -> bool:
    """Whether an element is no ``table`` but says that it is one."""
    return element.tag != "table" and element.get("role") in ("table", "grid", "treegrid")


def grid_of_table(table: Any, text_of: Callable[[Any], str]) -> list[list[GridCell]] | None:
    """The grid of a table of data; None for one that only lays out a page.

    A merged cell stands in each row and column that it covers, except for one that is as wide as
    the table: it heads the rows below and stands in the first column.

    Args:
        table: An element ``table``, or one with that role.
        text_of: Gives the text of a cell.
    """
    if table.tag == "table" and table.get("role") in ("presentation", "none"):
        return None
    rows = _rows(table)
    if rows is None:
        return None
    widths = [sum(_span(cell, "colspan") for cell in row) for row in rows]
    has_heads = any(_is_head(cell) for row in rows for cell in row)
    if max(widths, default=0) < 2 or (len(rows) < 2 and not has_heads):
        return None
    texts = [[text_of(cell) for cell in row] for row in rows]
    lengths = [len(text) for row in texts for text in row]
    if sum(lengths) > _LONGEST_CELL * len(lengths):
        return None
    grid = _spread(rows, texts, max(widths))
    # A first row in which only some cells are heads has heads of rows, not of columns.
    if not all(cell.is_head for cell in grid[0] if cell.text):
        grid[0] = [cell._replace(is_head=False) for cell in grid[0]]
    return grid


def _rows(table: Any) -> list[list[Any]] | None:
    """The cells of each row; None where a cell holds what no table of data has."""
    rows: list[list[Any]] = []
    for element in table.iterdescendants():
        if element.tag in _LAYOUT_TAGS and not _is_head_row_title(element):
            return None
        if is_aria_table(element):
            return None
        if element.tag == "tr" or element.get("role") == "row":
            cells = [cell for cell in element if _is_cell(cell)]
            if cells:
                rows.append(cells)
    return rows


def _is_head_row_title(element: Any) -> bool:
    """Whether a heading only makes the words of a head or a caption large."""
    parent = element.getparent()
    return element.tag[0] == "h" and parent is not None and parent.tag in ("th", "caption")


def _is_cell(element: Any) -> bool:
    return element.tag in ("td", "th") or element.get("role") in _CELL_ROLES


def _is_head(cell: Any) -> bool:
    if cell.tag == "th" or cell.get("role") in _HEAD_ROLES or cell.get("scope") is not None:
        return True
    row = cell.getparent()
    group = None if row is None else row.getparent()
    return group is not None and group.tag == "thead"


def _is_strong(cell: Any) -> bool:
    """Whether all that a cell says is in bold."""
    inner = cell
    while len(inner) == 1 and not (inner.text or "").strip() and inner.tag not in _BOLD_TAGS:
        inner = inner[0]
        if (inner.tail or "").strip():
            return False
    return inner.tag in _BOLD_TAGS and inner is not cell


def _span(cell: Any, name: str) -> int:
    value = (cell.get(name) or "").strip()
    if not (value.isascii() and value.isdigit()):
        return 1
    return min(int(value[:6]), _WIDEST if name == "colspan" else 65_534) or (
        1 if name == "colspan" else 65_534
    )


def _spread(rows: list[list[Any]], texts: list[list[str]], width: int) -> list[list[GridCell]]:
    """Rows with the merged cells given again, as long as the table does not grow too much."""
    budget = _REPEATED * sum(map(len, rows)) + 1_000
    grid: list[list[GridCell]] = []
    # Cells that reach down from above: column to the last row that they cover, and the cell.
    above: dict[int, tuple[int, GridCell]] = {}
    for number, (cells, values) in enumerate(zip(rows, texts, strict=True)):
        row: list[GridCell] = []
        for cell, text in zip(cells, values, strict=True):
            _hang(row, above, number)
            columns, depth = _span(cell, "colspan"), _span(cell, "rowspan")
            is_head, is_strong = _is_head(cell), _is_strong(cell)
            if budget <= 0 or (columns >= width and len(cells) == 1):
                columns = depth = 1
            for position in range(columns):
                if depth > 1:
                    last = number + depth - 1
                    above[len(row)] = last, GridCell(text, is_head, is_repeated=True)
                row.append(GridCell(text, is_head, position > 0, is_strong))
            budget -= columns - 1
        for column in sorted(column for column in above if column >= len(row)):
            if above[column][0] >= number:
                row += [GridCell("")] * (column - len(row))
                _hang(row, above, number)
        grid.append(row)
        budget -= len(row) - len(cells)
        if budget <= 0:
            above.clear()
    return grid


def _hang(row: list[GridCell], above: dict[int, tuple[int, GridCell]], number: int) -> None:
    """Add the cells from above that stand where a row ends so far."""
    while (reaching := above.get(len(row))) is not None and reaching[0] >= number:
        row.append(reaching[1])
