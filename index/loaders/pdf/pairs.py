"""Labels beside their values ("Claim # KX-5510   Make Tarrant"), told from tables with heads."""

from __future__ import annotations

from typing import Final

from index.loaders.pdf.content import Content
from index.loaders.pdf.grid_model import Grid
from index.loaders.pdf.parts import Part, PdfBlock, pdf_block

__all__ = ["are_pairs", "pair_blocks"]

_LONGEST_LABEL: Final = 40
_MOST_COLUMNS: Final = 6
_ENDS: Final = (":", "?", "=")


def are_pairs(content: Content, grid: Grid) -> bool:
    """Whether every other column holds labels of the values to the right of them.

    Labels that all end in a colon are told by it. Otherwise there must be several columns of
    labels without a digit, and a value with a digit in the first row, which is no row of heads
    then.
    """
    count = len(grid.rows[0])
    if count % 2 or count > _MOST_COLUMNS or grid.spans:
        return False
    labels: list[str] = []
    values: list[str] = []
    for row in grid.rows:
        for column in range(0, count, 2):
            label, value = (content.one_line(row[column + side])[0] for side in (0, 1))
            if label:
                labels.append(label)
                values.append(value)
            elif value:
                return False
    if not labels or any(len(label) > _LONGEST_LABEL for label in labels):
        return False
    if sum(label.endswith(_ENDS) for label in labels) >= 0.6 * len(labels):
        return True
    if count == 2 or any(map(str.isdigit, "".join(labels))) or len(set(labels)) < len(labels):
        return False
    first = [content.one_line(cell)[0] for cell in grid.rows[0]]
    return any(any(map(str.isdigit, value)) for value in first[1::2])


def pair_blocks(content: Content, grid: Grid) -> list[PdfBlock]:
    """Each pair as a field, row by row."""
    blocks: list[PdfBlock] = []
    for row in grid.rows:
        for column in range(0, len(row), 2):
            label, label_indices = content.one_line(row[column])
            value, value_indices = content.one_line(row[column + 1])
            parts = [Part(label, label_indices)]
            if label and value:
                parts.append(Part(" " if label.endswith(_ENDS) else ": ", (), True))
            parts.append(Part(value, value_indices))
            block = pdf_block([part for part in parts if part.text], "field")
            if block is not None:
                block.is_tight = bool(blocks)
                blocks.append(block)
    return blocks
