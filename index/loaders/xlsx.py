"""XLSX: sheet by sheet, each visible sheet a page, row by row with the names of the columns.

The form of a row is that of ``index.loaders.tables``; the first line of a page names the sheet.
Formulas stand as the values that the file holds for them. Hidden sheets are left out.
"""

from __future__ import annotations

import datetime as dt
import re
import zipfile
from io import BytesIO
from typing import Any, Final

import openpyxl
from lxml import etree
from openpyxl.utils.exceptions import InvalidFileException

from index.errors import RefusedError
from index.loaders.building import TextBuilder
from index.loaders.cleaning import one_line
from index.loaders.containers.archive import open_zip
from index.loaders.drafts import Piece, draft
from index.loaders.limits import LIMITS, Limits
from index.loaders.tables import GridCell, table_rows
from index.loaders.titles import title_of
from index.values import Extracted

__all__ = ["load", "shown"]

_DAMAGED: Final = "damaged XLSX: {}; get it or save it again"
_BROKEN: Final = (
    KeyError, ValueError, TypeError, AttributeError, IndexError, OverflowError,
    InvalidFileException, etree.XMLSyntaxError, zipfile.BadZipFile, EOFError,
)  # fmt: skip
"""What openpyxl raises on files whose parts do not fit together."""

_PERCENT: Final = re.compile(r"0(?:\.(0+))?%")


def load(data: bytes, limits: Limits = LIMITS) -> Extracted:
    """Rows, title and sheets of an XLSX file.

    Raises:
        RefusedError: Damaged, password-protected, without text or over a limit.
    """
    open_zip(data, limits, "XLSX").close()
    try:
        book = openpyxl.load_workbook(BytesIO(data), read_only=True, data_only=True)
    except _BROKEN:
        raise RefusedError(_DAMAGED.format("it cannot be opened")) from None
    builder = TextBuilder(limits)
    rows = 0
    has_cells = False
    for sheet in book.worksheets:
        if sheet.sheet_state != "visible":
            continue
        builder.begin_page()
        heading = [Piece("Sheet: ", is_generated=True), Piece(one_line(sheet.title))]
        builder.add(draft(heading, "heading", level=1))
        grid: list[list[GridCell]] = []
        numbers: list[int] = []
        # What a sheet says of its own size is often wrong, and may be any number.
        sheet.reset_dimensions()
        try:
            for number, row in enumerate(sheet.iter_rows(), 1):
                rows += 1
                if rows > limits.rows:
                    raise RefusedError(f"more than {limits.rows:,} rows; split it")
                cells = [GridCell(shown(cell.value, cell.number_format)) for cell in row]
                if any(cell.text.strip() for cell in cells):
                    grid.append(cells)
                    numbers.append(number)
        except RefusedError:
            raise
        except _BROKEN:
            name = one_line(sheet.title)
            raise RefusedError(_DAMAGED.format(f"sheet {name!r} cannot be read")) from None
        rows_before = builder.blocks
        builder.add_table(table_rows(grid, numbers=numbers))
        has_cells = has_cells or builder.blocks > rows_before
    if not has_cells:
        raise RefusedError("no text in it; add some or leave the file out")
    return builder.extracted(title_of(book.properties.title))


def shown(value: Any, number_format: str | None = None) -> str:
    """A cell's value much as a spreadsheet shows it.

    Dates are ISO dates, times of day hours, minutes and seconds; percentages keep their sign;
    other numbers are plain, without the noise of binary fractions.
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, dt.datetime):
        is_date = value.time() == dt.time()
        return value.date().isoformat() if is_date else value.isoformat(" ", "seconds")
    if isinstance(value, int | float):
        percent = _PERCENT.fullmatch(number_format or "")
        if percent:
            return f"{value:.{len(percent[1] or '')}%}"
        return f"{value:.15g}" if isinstance(value, float) else str(value)
    return str(value)
