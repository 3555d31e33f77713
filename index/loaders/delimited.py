"""CSV and TSV: row by row with the names of the columns, as ``index.loaders.tables`` has them."""

from __future__ import annotations

import csv
from io import StringIO
from typing import Final

from index.errors import RefusedError
from index.loaders.building import TextBuilder
from index.loaders.encoding import decode
from index.loaders.limits import LIMITS, Limits
from index.loaders.tables import GridCell, add_sheet
from index.values import Extracted

__all__ = ["delimiter_of", "load"]

_DELIMITERS: Final = (",", ";", "\t", "|")
_SAMPLE: Final = 100_000
_SAMPLE_ROWS: Final = 50
_LONGEST_CELL: Final = 10_000_000


def load(data: bytes, limits: Limits = LIMITS) -> Extracted:
    """Rows of a table in text form; the delimiter is found from the text.

    Raises:
        RefusedError: Not text, no row in it, or over a limit.
    """
    text = decode(data)
    # The limit is the csv module's own, for the whole process.
    csv.field_size_limit(_LONGEST_CELL)
    builder = TextBuilder(limits)
    grid: list[list[GridCell]] = []
    reader = csv.reader(StringIO(text, newline=""), delimiter=delimiter_of(text))
    try:
        for number, row in enumerate(reader, 1):
            if number > limits.rows:
                raise RefusedError(f"more than {limits.rows:,} rows; split it")
            grid.append([GridCell(cell) for cell in row])
    except csv.Error as error:
        raise RefusedError(f"damaged table ({error}); save it again as CSV in UTF-8") from None
    add_sheet(builder, grid, range(1, len(grid) + 1))
    return builder.extracted()


def delimiter_of(text: str) -> str:
    """The delimiter that gives most rows the same number of cells, at least two; else a comma."""
    sample = text[:_SAMPLE]
    best = (0, 0, 0)
    delimiter_of_best = _DELIMITERS[0]
    for rank, delimiter in enumerate(_DELIMITERS):
        if delimiter not in sample:
            continue
        reader = csv.reader(StringIO(sample, newline=""), delimiter=delimiter)
        widths: list[int] = []
        try:
            for row in reader:
                if row:
                    widths.append(len(row))
                if len(widths) == _SAMPLE_ROWS:
                    break
        except csv.Error:
            continue
        usual = max(set(widths), key=lambda width: (widths.count(width), width), default=0)
        score = (widths.count(usual), usual, -rank) if usual > 1 else (0, 0, -rank)
        if score > best:
            best, delimiter_of_best = score, delimiter
    return delimiter_of_best
