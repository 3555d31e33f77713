"""Blocks as loaders make them, before they have a place in a text.

A draft is put together of pieces. What no file holds (an automatic number, the name of a column in
front of a cell) is a generated piece; cells of a table are pieces with a column.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from index.loaders.cleaning import clean
from index.structure import BlockKind, Cell, Span

__all__ = ["Draft", "Piece", "draft"]


class Piece(NamedTuple):
    """A part of a block's text; a tuple, since a table may have a million.

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
    pieces = tuple(pieces)
    texts = [clean(piece.text) for piece in pieces]
    whole = "".join(texts)
    stripped = whole.strip()
    if not stripped:
        return None
    length = len(stripped)
    cells: list[Cell] = []
    generated: list[Span] = []
    end = len(whole.lstrip()) - len(whole)
    for (_, is_generated, column, is_head), text in zip(pieces, texts, strict=True):
        start, end = end, end + len(text)
        low = start if start > 0 else 0
        high = end if end < length else length
        if low >= high:
            continue
        if column is not None:
            cells.append(Cell(low, high, column, is_head))
        if is_generated:
            if generated and generated[-1].end == low:
                low = generated.pop().start
            generated.append(Span(low, high))
    return Draft(stripped, kind, level, label, table, is_tight, tuple(cells), tuple(generated))
