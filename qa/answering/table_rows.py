"""A table of a document as rows of cells, with what stands above it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from index.span_context import headings_above
from index.structure import Block, Cell
from index.text.terms import terms
from index.values import Document
from qa.answering.question_words import QuestionWords

__all__ = ["Table", "cell_in", "names_code", "table_at"]

_ASKED_FOR: Final = 2
"""First words of a question, one of which names the things it asks for."""
_CODES: Final = frozenset(terms("no number id code ref reference key nr position pos"))
"""Names of columns whose cells are no names."""
_SUM: Final = re.compile(
    r"[\s*_]*(?:(?:(?:sub-?|grand )?totals?|sum|overall)\b|(?:average|mean|all)[\s*_:]*\Z"
    r"|[^\n]+ (?:totals?|overall|combined|altogether)[\s*_:]*\Z)",
    re.IGNORECASE,
)
_TOTAL: Final = re.compile(r"[\s*_]*(?:sub-?|grand )?totals?[\s*_:]*", re.IGNORECASE)
_ALL: Final = re.compile(
    r"[\s*_]*(?:all|every)(?: (?:of )?(?:the|our))? (?P<noun>\w+)", re.IGNORECASE
)
"""How a row begins that holds of all the others: "All departments"."""


@dataclass(frozen=True, slots=True)
class Table:
    """A table.

    Attributes:
        document: That holds it.
        first: Number of its first block.
        heads: Rows that name the columns.
        rows: The others, with their sums, in order; rows without cells are left out.
        parts: The tables that it joins, without their sums; empty for one of the document.
    """

    document: Document
    first: int
    heads: tuple[Block, ...]
    rows: tuple[Block, ...]
    parts: tuple[Table, ...] = ()

    @property
    def above(self) -> str:
        """What it is about: title, headings, the block before it and the names of its columns.

        Of joined tables, what stands above each of them.
        """
        if self.parts:
            own, *others = (part.above.split("\n") for part in self.parts)
            lines = [line for line in own if all(line in other for other in others)]
            heads = (cell for row in self.heads for cell in row.cells)
            return "\n".join([*lines, *(self.document.text[c.start : c.end] for c in heads)])
        structure, text = self.document.structure, self.document.text
        blocks = structure.blocks
        before = [*headings_above(structure, blocks[self.first].start), *self.heads]
        if self.first and blocks[self.first - 1].table is None:
            before.append(blocks[self.first - 1])
        return "\n".join([self.document.title, *(text[b.start : b.end] for b in before)])

    def asked_column(self, words: QuestionWords) -> int | None:
        """The column whose name is among the first words of a question; None if there is none."""
        text = self.document.text
        for word in words.words[:_ASKED_FOR]:
            for row in self.heads:
                for cell in row.cells:
                    if set(terms(text[cell.start : cell.end])) == set(word.terms):
                        return cell.column
        return None

    def is_sum(self, row: Block) -> bool:
        """Whether a row adds the others up, or holds of all of them."""
        text, first = self.document.text, row.cells[0]
        if _SUM.match(text, first.start, first.end) is not None:
            return True
        if any(_TOTAL.fullmatch(text, cell.start, cell.end) for cell in row.cells[1:]):
            return True
        match = _ALL.match(text, first.start, first.end)
        return match is not None and set(terms(match["noun"])) <= set(terms(self.above))

    def value(self, cell: Cell | None) -> tuple[str, ...]:
        """The terms of a cell, for comparisons; empty without one."""
        return () if cell is None else tuple(terms(self.document.text[cell.start : cell.end]))


def table_at(document: Document, number: int) -> Table | None:
    """The table that a block is a row of.

    Args:
        document: With its structure.
        number: Of the block; None is returned for one that is no row of a table.
    """
    blocks = document.structure.blocks
    if number < 0 or blocks[number].table is None or not blocks[number].cells:
        return None
    first, last = _edges(blocks, number)
    rows = [row for row in blocks[first : last + 1] if row.cells]
    heads = [row for row in rows if _names_columns(row)]
    return Table(document, first, tuple(heads), tuple(row for row in rows if row not in heads))


def cell_in(row: Block, column: int) -> Cell | None:
    """The cell of a row in a column; None where it is empty."""
    return next((cell for cell in row.cells if cell.column == column), None)


def names_code(head: str) -> bool:
    """Whether the name of a column says that its cells are numbers or codes and no names."""
    return not _CODES.isdisjoint(terms(head))


def _edges(blocks: Sequence[Block], number: int) -> tuple[int, int]:
    """Numbers of the first and the last row of a table."""
    table = blocks[number].table
    first = last = number
    while first > 0 and blocks[first - 1].table == table:
        first -= 1
    while last + 1 < len(blocks) and blocks[last + 1].table == table:
        last += 1
    return first, last


def _names_columns(row: Block) -> bool:
    return all(cell.is_head for cell in row.cells) and len(row.cells) > 1
