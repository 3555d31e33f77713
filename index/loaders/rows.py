"""Rows of a table to lines in which a reader finds an answer and a person the cell.

A row of ``Country``, ``Capital`` with ``France``, ``Paris`` becomes ``Country: France; Capital:
Paris``, with `` (row 2)`` behind it where rows have numbers. Empty cells are left out; every other
one is there, as one line. The names come from the first row of several cells if each of them has
letters and none stands there twice; otherwise columns are called A, B, C as in a spreadsheet. That
row itself becomes ``Columns: Country; Capital``; rows of one cell above it stand as they are.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from index.loaders.cleaning import one_line

__all__ = ["TableLines", "column_letters", "pair_lines", "table_lines"]


class TableLines:
    """Turns the rows of one table into lines, one after the other."""

    def __init__(self, *, numbered: bool) -> None:
        """``numbered``: say the number of the row in each line."""
        self._numbered = numbered
        self._names: list[str] | None = None

    def line(self, cells: Sequence[str], number: int) -> str:
        """The line of a row, empty if all its cells are.

        Args:
            cells: From the first column on.
            number: 1-based number of the row as a person counts it.
        """
        values = [one_line(cell) for cell in cells]
        filled = [value for value in values if value]
        if not filled:
            return ""
        if self._names is None and len(filled) > 1:
            is_header = _names_columns(filled)
            self._names = values if is_header else []
            if is_header:
                return self._ended("Columns: " + "; ".join(filled), number)
        if self._names is None:
            return self._ended(filled[0], number)
        named = [f"{self._name(column)}: {value}" for column, value in enumerate(values) if value]
        return self._ended("; ".join(named), number)

    def _name(self, column: int) -> str:
        name = self._names[column] if self._names and column < len(self._names) else ""
        return name or column_letters(column)

    def _ended(self, line: str, number: int) -> str:
        return f"{line} (row {number})." if self._numbered else line


def table_lines(rows: Sequence[Sequence[str]], *, is_marked: bool = False) -> Iterator[str]:
    """Lines of a table inside a document, blank ones left out; rows have no numbers there.

    A table of two columns is a list of terms with what they mean, ``term: meaning``, unless its
    first row is marked as a heading.
    """
    if not is_marked and max(map(len, rows), default=0) <= 2:
        yield from pair_lines(rows)
        return
    table = TableLines(numbered=False)
    for number, row in enumerate(rows, 1):
        line = table.line(row, number)
        if line:
            yield line


def pair_lines(rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """Lines of a table of at most two columns."""
    for row in rows:
        line = ": ".join(value.removesuffix(":") for cell in row if (value := one_line(cell)))
        if line:
            yield line


def column_letters(column: int) -> str:
    """Name of a 0-based column in a spreadsheet: A to Z, AA, AB and so on."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def _names_columns(filled: Sequence[str]) -> bool:
    return len(set(filled)) == len(filled) and all(
        len(value) <= 100 and any(map(str.isalpha, value)) for value in filled
    )
