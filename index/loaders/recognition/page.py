"""A page that was read: its blocks, and where each code point of its text stands."""

from __future__ import annotations

import sys
from array import array
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from index.loaders.building import BLOCK_SEPARATOR, TextBuilder
from index.loaders.cleaning import one_line
from index.loaders.drafts import Draft, Piece, draft
from index.loaders.recognition.model import Box, Line, Region
from index.loaders.recognition.order import Grid, arranged
from index.loaders.recognition.paragraphs import Paragraph, body_size, column_edges, paragraphs_of
from index.loaders.tables import GridCell, table_rows
from index.values import Recognition

__all__ = ["RecognisedPage", "composed"]

_QUARTERS: Final = 4
_LARGEST: Final = 65_535

_Place = tuple[Box, int]
"""Box in points and confidence of a code point."""


@dataclass(frozen=True, slots=True)
class RecognisedPage:
    """What was recognised on one page.

    Attributes:
        blocks: In order; rows of a table, with its caption, are a tuple of their own.
        text: As ``TextBuilder`` puts the blocks together.
        recognition: Of ``text``.
        is_incomplete: Whether ink was left unread.
    """

    blocks: tuple[Draft | tuple[Draft, ...], ...]
    text: str
    recognition: Recognition
    is_incomplete: bool = False

    @property
    def letters(self) -> int:
        """Number of letters and digits."""
        return sum(map(str.isalnum, self.text))

    def add_to(self, builder: TextBuilder) -> None:
        """Add the blocks, as the only ones of the page that was begun last.

        Raises:
            RefusedError: The text is longer than the limit.
        """
        self._add_blocks(builder)
        builder.recognise_page(self.recognition)

    def add_beside(self, builder: TextBuilder) -> None:
        """Add the blocks to a page that has other text, too, and cannot be drawn.

        Raises:
            RefusedError: The text is longer than the limit.
        """
        self._add_blocks(builder)
        builder.recognise_end(self.recognition.confidences)

    def _add_blocks(self, builder: TextBuilder) -> None:
        for block in self.blocks:
            if isinstance(block, tuple):
                builder.add_table(block)
            else:
                builder.add(block)


def composed(
    regions: Sequence[Region], to_points: Callable[[Box], Box], *, is_incomplete: bool = False
) -> RecognisedPage:
    """The page that is made of regions.

    Args:
        regions: Read on a level picture.
        to_points: From boxes on that picture to boxes on the page as it is shown, in points.
        is_incomplete: Whether ink was left unread.
    """
    text: list[str] = []
    places: list[_Place | None] = []
    blocks: list[Draft | tuple[Draft, ...]] = []
    for group in _groups(arranged(regions)):
        drafts = []
        for block, block_places in group:
            if text:
                separator = "\n" if block.is_tight else BLOCK_SEPARATOR
                text.append(separator)
                places += [None] * len(separator)
            text.append(block.text)
            places += block_places
            drafts.append(block)
        is_table = any(block.kind == "row" for block in drafts)
        blocks += [tuple(drafts)] if is_table else drafts
    return RecognisedPage(
        tuple(blocks), "".join(text), _recognition(places, to_points), is_incomplete
    )


_Placed = tuple[Draft, list[_Place | None]]


def _groups(items: Sequence[Region | Grid]) -> Iterator[list[_Placed]]:
    """Blocks with the places of their code points, on the picture; those of a table together."""
    regions = [item for item in items if isinstance(item, Region)]
    body = body_size(regions)
    edges = dict(zip(map(id, regions), column_edges(regions), strict=True))
    for item in items:
        if isinstance(item, Grid):
            yield list(_rows(item))
        else:
            for paragraph in paragraphs_of(item, body, edges[id(item)]):
                placed = _block(paragraph)
                if placed is not None:
                    yield [placed]


def _block(paragraph: Paragraph) -> _Placed | None:
    lines = list(paragraph.lines)
    block = draft(
        "\n".join(line.text for line in lines),
        paragraph.kind,
        level=paragraph.level,
        label=paragraph.label,
        is_tight=paragraph.is_tight,
    )
    return None if block is None else (block, _places(lines))


def _rows(grid: Grid) -> Iterator[_Placed]:
    """Rows with their heads in front of the cells; plain ones where cells do not come again."""
    cells = [
        [GridCell(one_line(cell.text)) if cell is not None else GridCell("") for cell in row]
        for row in grid.rows
    ]
    rows = [[cell for cell in row if cell is not None] for row in grid.rows]
    blocks = list(table_rows(cells))
    placed = _placed_rows(blocks, rows)
    if placed is not None:
        yield from placed
        return
    for row in grid.rows:
        pieces: list[Piece] = []
        for column, cell in enumerate(row):
            if cell is not None:
                pieces += [Piece("; ", True)] if pieces else []
                pieces.append(Piece(cell.text, column=column))
        block = draft(pieces, "row")
        if block is not None:
            yield block, _cell_places(block, [cell for cell in row if cell is not None])


def _placed_rows(blocks: Sequence[Draft], rows: Sequence[Sequence[Line]]) -> list[_Placed] | None:
    """Rows with their places; None unless each holds the cells of its row and no others."""
    filled = [row for row in rows if row]
    if len(blocks) != len(filled):
        return None
    placed = []
    for block, row in zip(blocks, filled, strict=True):
        texts = [block.text[cell.start : cell.end] for cell in block.cells]
        if texts != [cell.text for cell in row]:
            return None
        placed.append((block, _cell_places(block, row)))
    return placed


def _cell_places(block: Draft, row: Sequence[Line]) -> list[_Place | None]:
    places: list[_Place | None] = [None] * len(block.text)
    for cell, line in zip(block.cells, row, strict=True):
        places[cell.start : cell.end] = _places([line])
    return places


def _places(lines: Iterable[Line]) -> list[_Place | None]:
    """For each code point of the lines' text where it stands; None for what is between words."""
    places: list[_Place | None] = []
    for line in lines:
        for word in line.words:
            if places:
                places.append(None)
            confidence = max(0, min(100, int(word.confidence)))
            last = len(word.symbols) - 1
            for number, symbol in enumerate(word.symbols):
                # The edges of a word are found better than those of its letters.
                box = (
                    word.box[0] if number == 0 else max(symbol.box[0], word.box[0]),
                    word.box[1],
                    word.box[2] if number == last else min(symbol.box[2], word.box[2]),
                    word.box[3],
                )
                places += [(box, confidence)] * len(symbol.text)
    return places


def _recognition(places: Sequence[_Place | None], to_points: Callable[[Box], Box]) -> Recognition:
    first = next((place for place in places if place is not None), None)
    if first is None:
        return Recognition(bytes(2 * _QUARTERS * len(places)), bytes(len(places)))
    boxes = array("H")
    confidences = bytearray()
    place = first
    quarters = _quarters(to_points(first[0]))
    for other in places:
        if other is not None and other is not place:
            place = other
            quarters = _quarters(to_points(place[0]))
        boxes.extend(quarters)
        confidences.append(place[1])
    if sys.byteorder == "big":
        boxes.byteswap()
    return Recognition(boxes.tobytes(), bytes(confidences))


def _quarters(box: Box) -> list[int]:
    left, top, right, bottom = (max(0, min(_LARGEST, round(_QUARTERS * value))) for value in box)
    return [left, top, max(left, right), max(top, bottom)]
