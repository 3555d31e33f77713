"""A page of an open PDF to its content."""

from __future__ import annotations

import math
from dataclasses import replace
from itertools import pairwise
from typing import Any

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from index.loaders.pdf.boxes import Box
from index.loaders.pdf.content import Content
from index.loaders.pdf.fields import set_typed
from index.loaders.pdf.gathering import page_units
from index.loaders.pdf.grids import rows_of
from index.loaders.pdf.layers import without_hidden
from index.loaders.pdf.opening import open_page, open_text
from index.loaders.pdf.page_text import page_text
from index.loaders.pdf.rules import page_rules
from index.loaders.pdf.units import Unit, turned

__all__ = ["read_page"]

_INVISIBLE = pdfium_c.FPDF_TEXTRENDERMODE_INVISIBLE
_LEAST_BESIDE = 3
"""Units beside others that make a table of two columns and three rows."""

_LEFT_OVER = 4.0  # points that letters may hang over the edge of what is shown


def read_page(document: pdfium.PdfDocument, number: int) -> Content:
    """The content of page ``number``, 1-based. The caller holds the lock.

    Raises:
        RefusedError: The page is damaged.
    """
    with open_page(document, number) as (page, typed), open_text(page, number) as text_page:
        raw = text_page.raw
        text, indices = page_text(raw)
        bounds = _bounds(page)
        read = page_units(raw, text, indices, bounds)
        units = without_hidden(page, raw, indices, read.units)
        content = Content(number, text, indices, units, read.marks, bounds=bounds)
        content.is_plain = not _stand_side_by_side(units)
        if not read.turns and not content.is_plain:
            content.rules = page_rules(page.raw)
        if read.units and _is_invisible(raw, indices, read.units):
            content.notes.append(f"page {number}: text of an earlier recognition")
    if comments := sum(value.kind == "comment" for value in typed):
        content.notes.append(f"page {number}: comments are not read: {comments}")
    typed = [value for value in typed if value.kind != "comment"]
    if read.turns:
        _put_in_order(units)
        content.bounds = turned(bounds, read.turns)
        typed = [
            replace(typed_value, box=turned(typed_value.box, read.turns)) for typed_value in typed
        ]
    set_typed(content, typed)
    return content


def _put_in_order(units: list[Unit]) -> None:
    """Order a turned page from the top where PDFium reads most of its lines upwards."""
    placed = [unit for unit in units if unit.is_upright]
    steps = [upper.baseline - lower.baseline for upper, lower in pairwise(placed)]
    upwards = sum(step < 0 for step in steps)
    if upwards <= sum(step > 0 for step in steps):
        return
    ordered = [unit for row in rows_of(placed) for unit in row]
    for order, unit in zip(sorted(unit.order for unit in placed), ordered, strict=True):
        unit.order = order


def _bounds(page: pdfium.PdfPage) -> Box:
    left, bottom, right, top = page.get_bbox()
    if not all(map(math.isfinite, (left, bottom, right, top))) or left >= right or bottom >= top:
        return (-math.inf, -math.inf, math.inf, math.inf)
    return (left - _LEFT_OVER, bottom - _LEFT_OVER, right + _LEFT_OVER, top + _LEFT_OVER)


def _stand_side_by_side(units: list[Unit]) -> bool:
    """Whether units share their heights; without that there are neither columns nor tables."""
    highest = -math.inf
    beside = 0
    for top, bottom in sorted((unit.box[3], unit.box[1]) for unit in units if unit.size > 0):
        beside += bottom < highest - 0.5 * (top - bottom)
        highest = max(highest, top)
    return beside >= _LEAST_BESIDE


def _is_invisible(text_page: Any, indices: list[int], units: list[Unit]) -> bool:
    """Whether most of a page's text is drawn invisibly, as programs for recognition do."""
    sample = units[:: max(len(units) // 7, 1)][:7]
    invisible = 0
    for unit in sample:
        item = pdfium_c.FPDFText_GetTextObject(text_page, indices[unit.start])
        invisible += bool(item) and pdfium_c.FPDFTextObj_GetTextRenderMode(item) == _INVISIBLE
    return invisible * 2 > len(sample)
