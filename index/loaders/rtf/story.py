"""A run of paragraphs and tables: the body of a document, a footnote, a header or a box."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Final

from index.loaders.drafts import Draft, Piece, draft
from index.loaders.labels import label_of
from index.loaders.raised import RaisedText
from index.loaders.rtf.grid import Row, RowShape, grid_of_rows
from index.loaders.tables import table_rows

__all__ = ["Look", "Story"]

_BULLET: Final = re.compile(r"[•·▪◦‣●○■–-]\t")
_NUMBER: Final = re.compile(
    r"(\(?(?:\d{1,3}(?:\.\d{1,3}){1,5}[.)]?|(?:\d{1,3}|[A-Za-z]|[ivxlIVX]{1,6})[.)]))\t"
)
_MOST_LEVELS: Final = 20
_LARGER: Final = 1.15
"""Times the usual size of letters from which a paragraph stands out."""

_LONGEST_HEADING: Final = 150
_MOST_HEADING_LEVELS: Final = 6
_LONGEST_CELL: Final = 300
"""Mean length of the cells of a table, in code points, above which it only lays out a page."""


@dataclass(frozen=True, slots=True)
class Look:
    """What a paragraph is by its formatting.

    Attributes:
        heading: Level of a heading, 1 the highest; 0 for none.
        depth: Of a list that it belongs to, 1 the outermost; 0 for none.
        table: Depth of the table that it stands in; 0 for none.
        is_listed: Whether it is an item although no number or bullet of it is in the file.
    """

    heading: int = 0
    depth: int = 0
    table: int = 0
    is_listed: bool = False


@dataclass(slots=True)
class _Table:
    rows: list[Row] = field(default_factory=list)
    cells: list[list[str]] = field(default_factory=list)
    paragraphs: list[str] = field(default_factory=list)

    def end_row(self, shape: RowShape) -> None:
        if self.paragraphs:
            self.cells.append(self.paragraphs)
        if self.cells:
            self.rows.append(Row(self.cells, shape))
        self.cells, self.paragraphs = [], []


class Story:
    """Collects the text of paragraphs and cells; ``blocks`` are drafts and tables of them.

    ``depth`` says in how many other stories it stands.
    """

    def __init__(self, kind: str, depth: int = 0) -> None:
        self.kind = kind
        self.depth = depth
        self.blocks: list[Draft | list[Draft]] = []
        self.label: list[str] = []
        self.is_listed = False
        self.mark = ""
        self._text = RaisedText()
        self._sizes: dict[int, int] = {}
        self._all_sizes: Counter[int] = Counter()
        self._own_sizes: dict[int, int] = {}
        self._tables: list[_Table] = []
        self._later: list[Draft | list[Draft]] = []
        self._after_table: list[Draft | list[Draft]] = []
        self._after_item = False

    def add(self, text: str, size: int, *, is_raised: bool = False) -> None:
        """Append to the paragraph; the size of letters is in half points."""
        self._text.add(text, is_raised=is_raised)
        if not text.isspace():
            self._sizes[size] = self._sizes.get(size, 0) + len(text)

    def add_later(self, blocks: list[Draft | list[Draft]]) -> None:
        """Blocks that follow the paragraph, or the table, that is being read."""
        self._later += blocks

    def end_paragraph(self, look: Look) -> None:
        """The paragraph is complete."""
        pieces = _without_space_in_front(self._text.take())
        text = "".join(piece.text for piece in pieces).rstrip(" \t\n")
        label = " ".join("".join(self.label).split())
        is_listed = self.is_listed or look.is_listed
        self.label, self.is_listed = [], False
        sizes, self._sizes = self._sizes, {}
        self._all_sizes.update(sizes)
        if look.table:
            self._after_table += self._later
            self._later = []
            if text:
                table = self._table(look.table)
                table.paragraphs.append(f"{label} {text}".strip())
            return
        self._close_tables(0)
        if text:
            before = len(self.blocks)
            self._emit(pieces, text, label, look, is_listed=is_listed)
            if len(self.blocks) > before:
                self._own_sizes[before] = min(sizes, default=0)
        self._emit_later()

    def end_cell(self, level: int, look: Look) -> None:
        """The cell of a table at this depth is complete, and tables in it."""
        self.end_paragraph(Look(look.heading, look.depth, level))
        self._close_tables(level)
        table = self._table(level)
        table.cells.append(table.paragraphs)
        table.paragraphs = []

    def end_row(self, level: int, shape: RowShape) -> None:
        """The row of a table at this depth is complete."""
        self._close_tables(level)
        self._table(level).end_row(shape)

    def finish(self, look: Look) -> None:
        """Nothing follows."""
        self.end_paragraph(look)
        self._close_tables(0)
        self._emit_later()
        self._find_headings()

    def _find_headings(self) -> None:
        """Short paragraphs in larger letters, in a text whose formatting names no heading."""
        if any(isinstance(entry, Draft) and entry.kind == "heading" for entry in self.blocks):
            return
        usual = max(self._all_sizes, key=lambda size: self._all_sizes[size], default=0)
        large = {}
        for place, size in self._own_sizes.items():
            block = self.blocks[place]
            if isinstance(block, Draft) and size >= _LARGER * usual and _may_head(block):
                large[place] = block, size
        # The largest letters are the highest level.
        sizes = sorted({size for _, size in large.values()}, reverse=True)
        ranks = {size: rank for rank, size in enumerate(sizes, 1)}
        for place, (block, size) in large.items():
            level = min(ranks[size], _MOST_HEADING_LEVELS)
            label = label_of(block.text, is_heading=True)
            self.blocks[place] = replace(block, kind="heading", level=level, label=label)

    def texts(self) -> Iterator[str]:
        """The texts of all blocks."""
        for block in self.blocks:
            yield from (entry.text for entry in (block if isinstance(block, list) else [block]))

    def _table(self, level: int) -> _Table:
        while len(self._tables) < min(level, _MOST_LEVELS):
            self._tables.append(_Table())
        return self._tables[min(level, _MOST_LEVELS) - 1]

    def _close_tables(self, level: int) -> None:
        """Tables deeper than ``level`` are complete. Those in cells follow the outermost."""
        while len(self._tables) > level:
            table = self._tables.pop()
            table.end_row(RowShape())
            blocks = _blocks_of(table.rows)
            if self._tables:
                self._after_table += blocks
            else:
                self.blocks += [*blocks, *self._after_table]
                self._after_table = []
                self._after_item = False

    def _emit_later(self) -> None:
        if self._later:
            self.blocks += self._later
            self._later = []
            self._after_item = False

    def _emit(
        self, pieces: list[Piece], text: str, label: str, look: Look, *, is_listed: bool
    ) -> None:
        number = label if any(map(str.isalnum, label)) else ""
        front = [Piece(f"{number} ")] if number else []
        block: Draft | None
        if look.heading:
            named = _bare(number) or label_of(text, is_heading=True)
            block = draft([*front, *pieces], "heading", level=look.heading, label=named)
        elif label or is_listed:
            front = front or [Piece("- ", is_generated=True)]
            block = self._item([*front, *pieces], max(look.depth, 1), _bare(number))
        elif _BULLET.match(text):
            block = self._item(pieces, max(look.depth, 1), "")
        elif match := _NUMBER.match(text):
            block = self._item(pieces, max(look.depth, 1), _bare(match[1]))
        else:
            block = draft(pieces, label=label_of(text))
        if block is not None:
            self.blocks.append(block)
            self._after_item = block.kind == "item"

    def _item(self, pieces: list[Piece], level: int, label: str) -> Draft | None:
        return draft(pieces, "item", level=level, label=label, is_tight=self._after_item)


def _may_head(block: Draft) -> bool:
    is_short = len(block.text) <= _LONGEST_HEADING and "\n" not in block.text
    return block.kind == "paragraph" and is_short and not block.text.endswith((".", ",", ";", ":"))


def _without_space_in_front(pieces: list[Piece]) -> list[Piece]:
    if not pieces:
        return []
    return [pieces[0]._replace(text=pieces[0].text.lstrip(" \t\n")), *pieces[1:]]


def _bare(label: str) -> str:
    return label.strip(" .,:;()[]")


def _blocks_of(rows: list[Row]) -> list[Draft | list[Draft]]:
    """A table as one; one that only lays out text as paragraphs."""
    cells = [cell for row in rows for cell in row.cells]
    length = sum(len(paragraph) for cell in cells for paragraph in cell)
    if max((len(row.cells) for row in rows), default=0) > 1 and length <= _LONGEST_CELL * len(
        cells
    ):
        return [list(table_rows(grid_of_rows(rows)))]
    drafts = (draft(paragraph) for cell in cells for paragraph in cell)
    return [block for block in drafts if block is not None]
