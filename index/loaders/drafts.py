"""Blocks as loaders make them, before they have a place in a text.

A draft is put together of pieces. What no file holds (an automatic number, the name of a column in
front of a cell) is a generated piece; cells of a table are pieces with a column.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from index.loaders.cleaning import clean
from index.structure import BlockKind, Cell, Span

__all__ = ["Draft", "Piece", "draft"]


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a block's text.

    Attributes:
        text: As the file has it, or generated.
        is_generated: Whether the text stands in no file.
        column: 0-based column of the cell that this is; None for what is no cell.
        is_head: Whether the cell names its column or its row.
    """

    text: str
    is_generated: bool = False
    column: int | None = None
    is_head: bool = False


@dataclass(frozen=True, slots=True)
class Draft:
    """A block; offsets count in ``text``. See ``index.structure.Block`` for what is not said here.

    Attributes:
        text: Clean, without white space at its ends; never empty.
        is_tight: Whether it follows on the next line, without an empty one between.
        generated: Ranges that stand in no file.
    """

    text: str
    kind: BlockKind = "paragraph"
    level: int = 0
    label: str = ""
    table: int | None = None
    is_tight: bool = False
    cells: tuple[Cell, ...] = ()
    generated: tuple[Span, ...] = ()


def draft(
    pieces: str | Iterable[Piece],
    kind: BlockKind = "paragraph",
    *,
    level: int = 0,
    label: str = "",
    table: int | None = None,
    is_tight: bool = False,
) -> Draft | None:
    """A block of a text or of pieces, cleaned and stripped; None if nothing is left.

    Pieces are joined as they are: separators are pieces of their own.
    """
    if isinstance(pieces, str):
        pieces = (Piece(pieces),)
    cleaned = [(piece, clean(piece.text)) for piece in pieces]
    whole = "".join(text for _, text in cleaned)
    stripped = whole.strip()
    if not stripped:
        return None
    left = len(whole) - len(whole.lstrip())
    right = left + len(stripped)
    cells: list[Cell] = []
    generated: list[Span] = []
    start = 0
    for piece, text in cleaned:
        low, high = max(start, left) - left, min(start + len(text), right) - left
        start += len(text)
        if low >= high:
            continue
        if piece.column is not None:
            cells.append(Cell(low, high, piece.column, piece.is_head))
        if piece.is_generated:
            if generated and generated[-1].end == low:
                low = generated.pop().start
            generated.append(Span(low, high))
    return Draft(stripped, kind, level, label, table, is_tight, tuple(cells), tuple(generated))
