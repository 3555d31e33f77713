"""The content of a PDF page to blocks in the order of reading."""

from __future__ import annotations

from collections.abc import Sequence

from index.loaders.pdf.blocks import flow_blocks
from index.loaders.pdf.columns import bands
from index.loaders.pdf.content import Content
from index.loaders.pdf.continuing import goes_on, joined
from index.loaders.pdf.footnotes import Footnote, take_footnotes
from index.loaders.pdf.grid_model import Grid, TableTail
from index.loaders.pdf.grids import find_grids
from index.loaders.pdf.pairs import are_pairs, pair_blocks, pairs_beside
from index.loaders.pdf.parts import Part, PdfBlock, pdf_block
from index.loaders.pdf.running import Edge, Role
from index.loaders.pdf.table_blocks import table_blocks
from index.loaders.pdf.units import Unit

__all__ = ["Layout"]

_MOST_UNITS = 20_000
"""Units of a page that are laid out; more are read in the order of the file."""


class Layout:
    """Lays out the pages of a document in order; a table may go on over pages."""

    def __init__(self) -> None:
        self._tail: TableTail | None = None
        self._tables = 0

    def page_blocks(self, content: Content, running: Sequence[tuple[Edge, Role]]) -> list[PdfBlock]:
        """The blocks of the next page without its headers and footers.

        Footnotes follow the block that refers to them. The number of a table counts on the page;
        -1 is the last one of the page before.
        """
        edge_units = {id(unit) for edge, _ in running for unit in edge.units}
        units = [unit for unit in content.units if id(unit) not in edge_units]
        notes = take_footnotes(content, units)
        note_units = {id(unit) for note in notes for unit in note.units}
        units = [unit for unit in units if id(unit) not in note_units]
        self._tables = 0
        blocks = self._arranged(content, units)
        if not blocks or blocks[-1].kind != "row":
            self._tail = None
        return _with_footnotes(content, blocks, notes)

    def _arranged(self, content: Content, units: Sequence[Unit]) -> list[PdfBlock]:
        if content.is_plain or len(units) > _MOST_UNITS:
            return flow_blocks(content, content.lines(units))
        running = [unit for unit in units if unit.is_upright and not unit.kind]
        columned = bands(content.text, running, content.rules)
        if not any(len(band.columns) > 1 for band in columned):
            return self._column(content, units, is_first=True)
        blocks: list[PdfBlock] = []
        for band in columned:
            for number, column in enumerate(band.columns):
                column_blocks = self._column(content, column, is_first=not blocks)
                if number and blocks and column_blocks and goes_on(blocks[-1], column_blocks[0]):
                    joined(blocks[-1], column_blocks.pop(0))
                blocks += column_blocks
        loose = [unit for unit in units if not unit.is_upright or unit.kind]
        return blocks + flow_blocks(content, content.lines(loose))

    def _column(self, content: Content, units: Sequence[Unit], *, is_first: bool) -> list[PdfBlock]:
        """Running text and tables of one column."""
        candidates = [unit for unit in units if unit.is_upright and not unit.kind]
        grids = find_grids(content.text, candidates, content.rules)
        if not grids:
            return flow_blocks(content, content.lines(units))
        taken = {id(unit) for grid in grids for unit in grid.units}
        rest = [unit for unit in units if id(unit) not in taken]
        blocks: list[PdfBlock] = []
        for grid in grids:
            top = max(unit.box[3] for unit in grid.units)
            above: list[Unit] = []
            below: list[Unit] = []
            for unit in rest:
                is_above = unit.is_upright and unit.box[1] >= top - unit.size
                (above if is_above else below).append(unit)
            rest = below
            blocks += flow_blocks(content, content.lines(above))
            blocks += self._grid(content, grid, is_first=is_first and not blocks)
        return blocks + flow_blocks(content, content.lines(rest))

    def _grid(self, content: Content, grid: Grid, *, is_first: bool) -> list[PdfBlock]:
        if are_pairs(content, grid):
            return pair_blocks(content, grid)
        beside = pairs_beside(content, grid)
        if beside is not None:
            pairs, units = beside
            return [*flow_blocks(content, content.lines(units)), *pair_blocks(content, pairs)]
        before = self._tail if is_first else None
        if before is not None and not before.goes_on_in(grid):
            before = None
        table = -1 if before is not None else self._tables
        self._tables += before is None
        blocks, self._tail = table_blocks(content, grid, table, before)
        return blocks


def _with_footnotes(
    content: Content, blocks: list[PdfBlock], notes: Sequence[Footnote]
) -> list[PdfBlock]:
    placed: list[PdfBlock] = []
    waiting = {note.label: note for note in notes}
    for block in blocks:
        placed.append(block)
        for label in sorted(block.refers & waiting.keys(), key=list(waiting).index):
            placed += _note_blocks(content, waiting.pop(label))
    for note in waiting.values():
        placed += _note_blocks(content, note)
    return placed


def _note_blocks(content: Content, note: Footnote) -> list[PdfBlock]:
    parts: list[Part] = []
    for number, line in enumerate(note.lines):
        if number:
            parts.append(content.newline(note.lines[number - 1]))
        parts += content.parts(line.start, line.end)
    block = pdf_block(parts, "footnote")
    if block is None:
        return []
    block.label = note.label
    return [block]
