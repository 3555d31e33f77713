"""Text of a PDF page on layers that are switched off."""

from __future__ import annotations

import ctypes
from collections.abc import Sequence
from contextlib import closing
from typing import Any, Final

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from index.loaders.pdf.boxes import Box
from index.loaders.pdf.units import Unit

__all__ = ["without_hidden"]

_MOST_LAYERS: Final = 16
"""Layers of a page that are looked at; text on further ones is taken for visible."""

_MOST_MARKS: Final = 8
_SHARPNESS: Final = 2.0  # pixels for each point
_LARGEST: Final = 2_000.0  # points


def without_hidden(
    page: pdfium.PdfPage, text_page: Any, indices: Sequence[int], units: list[Unit]
) -> list[Unit]:
    """The units that are not on a layer that is switched off. The caller holds the lock.

    PDFium draws only what is switched on, but does not tell which it is: a word of each layer is
    drawn with and without it.

    Args:
        page: Before its /Rotate is applied.
        text_page: Raw FPDF_TEXTPAGE handle.
        indices: PDFium's character index for each code point of the page's text.
        units: Of the page.
    """
    layers: dict[str, bool] = {}
    buffer = (ctypes.c_ushort * 256)()
    kept = []
    for unit in units:
        item = pdfium_c.FPDFText_GetTextObject(text_page, indices[unit.start])
        count = pdfium_c.FPDFPageObj_CountMarks(item) if item else 0
        layer = _layer(item, count, buffer) if count > 0 else None
        if layer is None:
            kept.append(unit)
            continue
        if layer not in layers and len(layers) < _MOST_LAYERS and unit.is_upright:
            layers[layer] = _is_drawn(page, item, unit.box)
        if layers.get(layer, True):
            kept.append(unit)
    return kept


def _layer(item: Any, count: int, buffer: Any) -> str | None:
    """Name of the layer of a text object; None if it is on none."""
    size = ctypes.c_ulong()
    for number in range(min(count, _MOST_MARKS)):
        mark = pdfium_c.FPDFPageObj_GetMark(item, number)
        pdfium_c.FPDFPageObjMark_GetName(mark, buffer, 512, size)
        if size.value != 6 or buffer[0] != ord("O") or buffer[1] != ord("C"):
            continue
        if not pdfium_c.FPDFPageObjMark_GetParamStringValue(mark, b"Name", buffer, 512, size):
            return ""
        return bytes(buffer)[: min(size.value, 512)].decode("utf-16-le", "replace").rstrip("\0")
    return None


def _is_drawn(page: pdfium.PdfPage, item: Any, box: Box) -> bool:
    shown = _picture(page, box)
    if shown is None or not pdfium_c.FPDFPageObj_SetIsActive(item, False):
        return True
    without = _picture(page, box)
    pdfium_c.FPDFPageObj_SetIsActive(item, True)
    return shown != without


def _picture(page: pdfium.PdfPage, box: Box) -> bytes | None:
    left, bottom, right, top = page.get_bbox()
    if max(right - left, top - bottom) > _LARGEST:
        return None
    crop = (
        max(box[0] - left, 0.0),
        max(box[1] - bottom, 0.0),
        max(right - box[2], 0.0),
        max(top - box[3], 0.0),
    )
    try:
        with closing(page.render(scale=_SHARPNESS, crop=crop, grayscale=True)) as bitmap:
            return bytes(bitmap.buffer)
    except (ValueError, pdfium.PdfiumError):
        return None
