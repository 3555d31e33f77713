"""Tables of a document that go on with each other: sheets or sections with the same columns.

"Which item is the cheapest?" over a sheet of bread and one of cakes asks for one row of both. Two
tables with the same names in their rows are versions of one list, such as two years; they stay
apart.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Final

from index.structure import Block, Cell
from index.text.terms import terms
from index.values import Document
from qa.answering.amount_columns import amounts_of, head_of
from qa.answering.table_rows import Table, cell_in, names_code, table_at

__all__ = ["joined_table", "with_joined"]

_MOST_TABLES: Final = 100
"""Tables of a document from which on none are joined: a part of its sisters would be no whole."""


def with_joined(tables: Sequence[Table]) -> list[Table]:
    """The tables, behind those that they and their sisters make together.

    A joined table has the columns that all its parts have, and what stands above each of them. A
    question that names one of the parts finds more of its words above that part alone.

    Args:
        tables: In order; other tables of their documents are looked at as well.
    """
    joined: dict[tuple[str, int], Table] = {}
    for table in tables:
        whole = joined_table(table)
        if whole is not None:
            joined.setdefault((table.document.id, whole.first), whole)
    return [*joined.values(), *tables]


def joined_table(table: Table) -> Table | None:
    """A table with all its sisters, in the order of the text; None where it has none."""
    columns = _columns(table)
    if not columns:
        return None
    parts, taken = [table], _names(table)
    for other in _others(table):
        shared = columns & _columns(other)
        names = _names(other)
        if _is_measured(table, shared) and taken and names and not taken & names:
            parts.append(other)
            columns, taken = shared, taken | names
    if len(parts) == 1:
        return None
    parts.sort(key=lambda part: part.first)
    numbers = {column for column, _ in columns}
    rows = (replace(row, cells=_cells(row, numbers)) for part in parts for row in _rows(part))
    heads = tuple(replace(row, cells=_cells(row, numbers)) for row in parts[0].heads)
    rows_with_cells = tuple(row for row in rows if row.cells)
    return Table(table.document, parts[0].first, heads, rows_with_cells, tuple(parts))


def _others(table: Table) -> Iterator[Table]:
    """The other tables of a table's document, in order."""
    firsts = _first_rows(table.document)
    for number in firsts if len(firsts) <= _MOST_TABLES else ():
        other = table_at(table.document, number)
        if other is not None and other.first != table.first:
            yield other


def _first_rows(document: Document) -> list[int]:
    """Number of the first row with cells of each table of a document."""
    firsts: dict[int, int] = {}
    for number, block in enumerate(document.structure.blocks):
        if block.table is not None and block.cells:
            firsts.setdefault(block.table, number)
    return list(firsts.values())


def _columns(table: Table) -> frozenset[tuple[int, tuple[str, ...]]]:
    """The columns of a table that have a name, each with its terms."""
    numbers = {cell.column for row in table.heads for cell in row.cells}
    named = ((number, tuple(terms(head_of(table, number)))) for number in numbers)
    return frozenset(column for column in named if column[1])


def _is_measured(table: Table, shared: Iterable[tuple[int, tuple[str, ...]]]) -> bool:
    """Whether shared columns have names of rows and amounts."""
    rows = _rows(table)
    has_amounts = {amounts_of(table.document, rows, number) is not None for number, _ in shared}
    return has_amounts == {True, False}


def _names(table: Table) -> frozenset[tuple[str, ...]]:
    """What the rows of a table are called: the cells of its first column with words but codes."""
    rows = _rows(table)
    for column in sorted({cell.column for row in rows for cell in row.cells}):
        is_code = names_code(head_of(table, column))
        if not is_code and amounts_of(table.document, rows, column) is None:
            return frozenset(table.value(cell_in(row, column)) for row in rows) - {()}
    return frozenset()


def _rows(table: Table) -> list[Block]:
    """The rows of a table without its sums."""
    return [row for row in table.rows if not table.is_sum(row)]


def _cells(row: Block, columns: set[int]) -> tuple[Cell, ...]:
    return tuple(cell for cell in row.cells if cell.column in columns)
