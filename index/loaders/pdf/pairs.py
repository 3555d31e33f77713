"""Labels beside their values ("Claim # KX-5510   Make Tarrant"), told from tables with heads."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from index.loaders.pdf.content import Content
from index.loaders.pdf.grid_model import Grid
from index.loaders.pdf.parts import Part, PdfBlock, pdf_block
from index.loaders.pdf.units import Unit

__all__ = ["are_pairs", "pair_blocks", "pairs_beside"]

_LONGEST_LABEL: Final = 40
_MOST_COLUMNS: Final = 6
_ENDS: Final = (":", "?", "=")
_NAME: Final = re.compile(
    r"\b(?:no|nr|number|date|due|ref|reference|order|invoice|account|customer|client|phone|tel|fax"
    r"|e-?mail|vat|iban|terms|valid|period|page|total|amount|datum|nummer|rechnung|facture)\b",
    re.IGNORECASE,
)
"""What names of values on letters and invoices say."""


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


def pairs_beside(content: Content, grid: Grid) -> tuple[Grid, list[Unit]] | None:
    """Pairs in two of three columns, as a grid, and the units of the third; None if none are.

    An address often stands beside the number and the date of a letter.
    """
    if len(grid.rows[0]) != 3 or grid.spans or grid.is_ruled:
        return None
    for start, other in ((1, 0), (0, 2)):
        pairs = [row[start : start + 2] for row in grid.rows]
        labels, values = ([content.one_line(row[side])[0] for row in pairs] for side in (0, 1))
        if _are_named(labels, values):
            units = [unit for row in grid.rows for unit in row[other]]
            columns = grid.columns[start : start + 2]
            return Grid(pairs, False, {}, grid.units, columns), units
    return None


def _are_named(labels: Sequence[str], values: Sequence[str]) -> bool:
    """Whether labels say what values are, from the first row on."""
    filled = [label for label in labels if label]
    if not filled or not labels[0] or not any(map(str.isdigit, values[0])):
        return False
    if any(value and not label for label, value in zip(labels, values, strict=True)):
        return False
    if len(set(filled)) < len(filled) or any(len(label) > _LONGEST_LABEL for label in filled):
        return False
    if any(map(str.isdigit, "".join(filled))):
        return False
    named = sum(_NAME.search(label) is not None or label.endswith(_ENDS) for label in filled)
    return named >= 0.5 * len(filled)


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
