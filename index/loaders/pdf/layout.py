"""The content of a PDF page to blocks in the order of reading."""

from __future__ import annotations

from collections.abc import Sequence

from index.loaders.pdf.blocks import flow_blocks
from index.loaders.pdf.columns import bands
from index.loaders.pdf.content import Content
from index.loaders.pdf.continuing import goes_on, joined
from index.loaders.pdf.footnotes import Footnote, take_footnotes
from index.loaders.pdf.grid_model import Grid
from index.loaders.pdf.grids import find_grids
from index.loaders.pdf.pairs import are_pairs, pair_blocks
from index.loaders.pdf.parts import Part, PdfBlock, pdf_block
from index.loaders.pdf.running import Edge, Role
from index.loaders.pdf.table_blocks import table_blocks
from index.loaders.pdf.units import Unit

__all__ = ["page_blocks"]

_MOST_UNITS = 20_000
"""Units of a page that are laid out; more are read in the order of the file."""


def page_blocks(content: Content, running: Sequence[tuple[Edge, Role]]) -> list[PdfBlock]:
    """The blocks of a page without its headers and footers.

    Footnotes follow the block that refers to them; a table's rows have a number in ``table`` that
    counts on the page.
    """
    edge_units = {id(unit) for edge, _ in running for unit in edge.units}
    units = [unit for unit in content.units if id(unit) not in edge_units]
    notes = take_footnotes(content, units)
    note_units = {id(unit) for note in notes for unit in note.units}
    units = [unit for unit in units if id(unit) not in note_units]
    return _with_footnotes(content, _arranged(content, units), notes)


def _arranged(content: Content, units: Sequence[Unit]) -> list[PdfBlock]:
    placed = [unit for unit in units if unit.is_upright]
    if len(units) > _MOST_UNITS:
        return flow_blocks(content, content.lines(units))
    running = [unit for unit in placed if not unit.kind]
    columned = bands(content.text, running, content.rules)
    if not any(len(band.columns) > 1 for band in columned):
        return _column(content, units, 0)
    blocks: list[PdfBlock] = []
    loose = [unit for unit in units if not unit.is_upright or unit.kind]
    tables = 0
    for band in columned:
        for number, column in enumerate(band.columns):
            found = _column(content, column, tables)
            tables = max([tables, *(block.table + 1 for block in found if block.table is not None)])
            if number and blocks and found and goes_on(blocks[-1], found[0]):
                joined(blocks[-1], found.pop(0))
            blocks += found
    return blocks + flow_blocks(content, content.lines(loose))


def _column(content: Content, units: Sequence[Unit], tables: int) -> list[PdfBlock]:
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
        above = [unit for unit in rest if unit.is_upright and unit.box[1] >= top - unit.size]
        rest = [unit for unit in rest if not (unit.is_upright and unit.box[1] >= top - unit.size)]
        blocks += flow_blocks(content, content.lines(above))
        rows = _grid_blocks(content, grid, tables)
        tables += any(row.table is not None for row in rows)
        blocks += rows
    return blocks + flow_blocks(content, content.lines(rest))


def _grid_blocks(content: Content, grid: Grid, table: int) -> list[PdfBlock]:
    if are_pairs(content, grid):
        return pair_blocks(content, grid)
    return table_blocks(content, grid, table)


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
