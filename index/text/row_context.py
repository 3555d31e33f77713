"""The names of columns for rows that stand in a text as they are in the file.

A row such as ``| Jack | D7 | 12 |`` says nothing by itself. What is embedded, indexed and read has
the heads of its columns in front: ``Tool; Shelf; Weight``. Nothing of this is ever quoted.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence

from index.structure import Block, Structure

__all__ = ["RowContexts", "row_context"]


class RowContexts:
    """The heads of the columns for each row of a text.

    Args:
        structure: The blocks of the text.
        text: The text.
    """

    def __init__(self, structure: Structure, text: str) -> None:
        self._generated = structure.generated
        self._heads = _heads_by_table(structure.blocks, text)

    def of(self, block: Block) -> str:
        """The heads of the columns in which a row has a value, such as ``"Tool; Weight"``.

        Empty for what is no row, for a row that names columns itself, where no heads are known,
        and for a row in which they are printed already.
        """
        heads = self._heads.get(-1 if block.table is None else block.table)
        if not heads or not block.cells or all(cell.is_head for cell in block.cells):
            return ""
        if self._has_generated(block):
            return ""
        columns = dict.fromkeys(cell.column for cell in block.cells)
        return "; ".join(heads[column] for column in columns if column in heads)

    def _has_generated(self, block: Block) -> bool:
        number = bisect_left(self._generated, block.start, key=lambda span: span.end)
        following = self._generated[number : number + 2]
        return any(span.overlaps(block.span) for span in following)


def row_context(structure: Structure, block: Block, text: str) -> str:
    """As ``RowContexts.of``, for one row; takes time in proportion to the blocks of the text."""
    return RowContexts(structure, text).of(block)


def _heads_by_table(blocks: Sequence[Block], text: str) -> Mapping[int, dict[int, str]]:
    """For each table with a row of heads above its rows the heads by column, from 0."""
    heads: dict[int, dict[int, str]] = {}
    has_rows: set[int] = set()
    for block in blocks:
        if block.table is None or not block.cells:
            continue
        if not all(cell.is_head for cell in block.cells):
            has_rows.add(block.table)
        elif block.table not in has_rows:
            names = heads.setdefault(block.table, {})
            for cell in block.cells:
                name = text[cell.start : cell.end]
                # Two rows of heads: "2024" above "Staff".
                above = names.get(cell.column)
                names[cell.column] = name if above is None else f"{above} {name}"
    return heads
