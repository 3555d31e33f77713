"""The blocks that a text is made of, as spans of it.

A block says what a range of the text is: a heading, a paragraph, an item of a list, a row of a
table and so on. Blocks are in the order of the text and do not overlap; only white space stands
between them. Everything is an offset in Unicode code points, so that slices of the text stay exact
quotations.

Some characters of a text stand in no file: automatic numbers, the names of columns in front of
cells, the value of a merged cell in each row that it covers. They are part of the text, and
``Structure.generated`` says where.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal, NamedTuple, Protocol, runtime_checkable

from index.errors import InvalidValueError

__all__ = ["NO_STRUCTURE", "Block", "BlockKind", "Cell", "Numbered", "Span", "Structure"]

BlockKind = Literal[
    "heading", "paragraph", "item", "row", "caption", "footnote", "header", "footer", "field",
    "note",
]  # fmt: skip
"""What a block is:

- ``heading``: has a level, 1 the highest;
- ``paragraph``;
- ``item``: of a list;
- ``row``: of a table, with its cells;
- ``caption``: of a table or a figure;
- ``footnote``: foot- or endnote;
- ``header``, ``footer``: of pages, each distinct one once;
- ``field``: of a form, its name and its value;
- ``note``: a remark beside the text (speaker's notes, comments, typed notes on a page).
"""


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """Half-open range of code points in a document's text."""

    start: int
    end: int

    def __post_init__(self) -> None:
        """Refuse a range that runs backwards or starts before the text."""
        if not 0 <= self.start <= self.end:
            raise InvalidValueError(f"not a span: start {self.start}, end {self.end}")

    def __len__(self) -> int:
        """Length in code points."""
        return self.end - self.start

    def overlaps(self, other: Span) -> bool:
        """Whether the two ranges share at least one code point."""
        return self.start < other.end and other.start < self.end

    def contains(self, other: Span) -> bool:
        """Whether ``other`` lies inside this range, ends included."""
        return self.start <= other.start and other.end <= self.end


class Cell(NamedTuple):
    """A cell of a row of a table.

    Attributes:
        start: Offset of the first code point of its value.
        end: Offset after the last one.
        column: 0-based column.
        is_head: Whether it names its column or its row.
    """

    start: int
    end: int
    column: int
    is_head: bool = False


@dataclass(frozen=True, slots=True)
class Block:
    """A range of the text and what it is.

    Attributes:
        kind: See ``BlockKind``.
        start: Offset of the first code point.
        end: Offset after the last one.
        level: Of a heading or an item, 1 the highest; 0 for others.
        label: The number or letter by which a text refers to it, without punctuation at its ends:
            ``"6.2"``, ``"Schedule 1"``, ``"a"``, ``"Table 3"``; empty where it has none.
        table: 0-based number of the table in the document that a row belongs to; None for others.
        cells: Of a row, in order; only those that are not empty.
    """

    kind: BlockKind
    start: int
    end: int
    level: int = 0
    label: str = ""
    table: int | None = None
    cells: tuple[Cell, ...] = ()

    @property
    def span(self) -> Span:
        """The range."""
        return Span(self.start, self.end)


@runtime_checkable
class Numbered(Protocol):
    """Blocks that find a place without making the blocks before it."""

    def number_at(self, offset: int) -> int:
        """See ``Structure.number_at``."""
        ...


@dataclass(frozen=True, slots=True)
class Structure:
    """The blocks of a text.

    Attributes:
        blocks: In order; empty where nothing is known of a text's structure.
        generated: Ranges of the text that stand in no file, in order.
        title: Found in the file itself; empty where its name has to do.
    """

    blocks: Sequence[Block] = field(default=(), repr=False)
    generated: Sequence[Span] = field(default=(), repr=False)
    title: str = ""

    def number_at(self, offset: int) -> int:
        """Number of the last block that starts at or before an offset; -1 before the first."""
        if isinstance(self.blocks, Numbered):
            return self.blocks.number_at(offset)
        return bisect_right(self.blocks, offset, key=lambda block: block.start) - 1

    def block_at(self, offset: int) -> Block | None:
        """The block that holds an offset; None between blocks."""
        number = self.number_at(offset)
        if number < 0 or self.blocks[number].end <= offset:
            return None
        return self.blocks[number]


NO_STRUCTURE = Structure()
