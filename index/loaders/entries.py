"""Blocks on their way to a text: single ones, and tables as lists of rows with tables in them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Final, TypeAlias

from index.loaders.building import TextBuilder
from index.loaders.cleaning import one_line
from index.loaders.drafts import Draft, Piece, draft
from index.loaders.tables import GridCell
from index.structure import Span

__all__ = [
    "EMPTY_CELL",
    "Entry",
    "Repeats",
    "add_entry",
    "labelled",
    "text_of",
    "with_inner",
    "without_banner",
]

Entry: TypeAlias = "Draft | list[Entry]"
"""A block, or the rows of a table, in which lists are tables again."""

EMPTY_CELL: Final = GridCell("")

_LONGEST_REPEATED: Final = 300
_MOST_REPEATED: Final = 2_000_000


class Repeats:
    """Says which values of merged cells are given again, so that no file makes a huge text.

    Values of more than 300 code points are not, nor any after two million code points.
    """

    def __init__(self) -> None:
        self._length = 0

    def again(self, text: str) -> str:
        """The value, or nothing where it is not to be given again."""
        if len(text) > _LONGEST_REPEATED or self._length > _MOST_REPEATED:
            return ""
        self._length += len(text)
        return text


def add_entry(builder: TextBuilder, entry: Entry) -> None:
    """Add a block or a table.

    Raises:
        RefusedError: The text is longer than the limit.
    """
    if isinstance(entry, Draft):
        builder.add(entry)
    else:
        builder.add_table(entry)


def text_of(entry: Entry) -> str:
    """Its text, a line for each row."""
    return entry.text if isinstance(entry, Draft) else "\n".join(map(text_of, entry))


def labelled(entries: Iterable[Entry], label: str) -> Iterator[Entry]:
    """The blocks of a note, with its number or mark in front of the first one, generated."""
    is_first = True
    for entry in entries:
        if isinstance(entry, Draft):
            # The author of a mark may have typed it in front of the note, too.
            is_bare = is_first and bool(label) and not entry.text.startswith(label + " ")
            entry = replace(entry, label=label)
            yield (
                _numbered(entry, label + (". " if label[-1:].isalnum() else " "))
                if (is_bare)
                else entry
            )
            is_first = False
        else:
            yield entry


def _numbered(block: Draft, number: str) -> Draft:
    first = draft([Piece(number, is_generated=True), Piece(block.text)], block.kind)
    assert first is not None
    shift = len(number)
    generated = [Span(span.start + shift, span.end + shift) for span in block.generated]
    return replace(first, label=block.label, generated=(*first.generated, *generated))


def without_banner(cells: list[GridCell], width: int) -> list[GridCell]:
    """A row; one that is a single cell over the whole width of the table has its text once."""
    if not cells or len(cells) != width or not cells[0].text:
        return cells
    first = cells[0]
    is_banner = all(cell.is_repeated and cell.text == first.text for cell in cells[1:])
    return [first, *[EMPTY_CELL] * (width - 1)] if is_banner else cells


def with_inner(
    rows: Sequence[Draft], grid: Sequence[Sequence[GridCell]], inner: dict[int, list[Entry]]
) -> list[Entry]:
    """The rows of a table, with the tables in each after it.

    Args:
        rows: As ``table_rows`` makes them of ``grid``.
        grid: The table.
        inner: Tables in it, by the number of their row in the grid; those whose row is not found
            come last.
    """
    if not inner:
        return [*rows]
    placed: list[Entry] = []
    left = dict(inner)
    row = 0
    for block in rows:
        placed.append(block)
        values = {cell.column: block.text[cell.start : cell.end] for cell in block.cells}
        following = row
        while following < len(grid) and not _is_row(grid[following], values):
            following += 1
        if following < len(grid):
            for number in range(row, following + 1):
                placed += left.pop(number, [])
            row = following + 1
    for tables in left.values():
        placed += tables
    return placed


def _is_row(cells: Sequence[GridCell], values: dict[int, str]) -> bool:
    return bool(values) and all(
        column < len(cells) and one_line(cells[column].text) == value
        for column, value in values.items()
    )
