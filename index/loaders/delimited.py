"""CSV and TSV: the tables of a text, row by row, as ``index.loaders.tables`` has them.

Lines before the table, several tables with empty lines between them, and remarks below a table
are told apart as those of a sheet are.
"""

from __future__ import annotations

import csv
import re
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
_SAMPLE_ROWS: Final = 200
_MOSTLY: Final = 0.8
_LONGEST_CELL: Final = 10_000_000
_SAID: Final = re.compile(r"sep=([,;\t|:^~])\r?\n", re.IGNORECASE)
"""A first line by which spreadsheet programs say the delimiter; it is no row."""
_DECIMAL_COMMA: Final = re.compile(r"(?<=\d),(?=\d)")


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
    said = _SAID.match(text)
    delimiter = said[1] if said else delimiter_of(text)
    rows = StringIO(text[said.end() :] if said else text, newline="")
    reader = csv.reader(rows, delimiter=delimiter)
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
    """The delimiter that gives most rows the same number of cells, at least two; else a comma.

    Commas that stand between digits only are decimal commas where another delimiter fits too.
    """
    sample = text[:_SAMPLE]
    scores: dict[str, tuple[int, int, int]] = {}
    for rank, delimiter in enumerate(_DELIMITERS):
        widths = _widths(sample, delimiter) if delimiter in sample else []
        usual = max(set(widths), key=lambda width: (widths.count(width), width), default=0)
        if usual > 1:
            scores[delimiter] = (widths.count(usual), usual, -rank)
    if len(scores) > 1 and "," in scores:
        decimal = len(_DECIMAL_COMMA.findall(sample))
        if decimal > _MOSTLY * sample.count(","):
            del scores[","]
    return max(scores, key=lambda delimiter: scores[delimiter], default=_DELIMITERS[0])


def _widths(sample: str, delimiter: str) -> list[int]:
    """Numbers of cells of the first rows that are not empty; none if it cannot be read so."""
    widths: list[int] = []
    try:
        for row in csv.reader(StringIO(sample, newline=""), delimiter=delimiter):
            if row:
                widths.append(len(row))
            if len(widths) == _SAMPLE_ROWS:
                break
    except csv.Error:
        return []
    return widths
