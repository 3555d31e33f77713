"""Open PDF files and their pages the same way for reading, for boxes and for drawing.

PDFium is not thread-safe. Every call into it, here and elsewhere, holds ``PDFIUM_LOCK``. Typed
notes and the values of form fields are drawn into a page before it is used, in memory only, so
that their characters are characters of the page: read, counted and boxed like any other.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import Final

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from index.errors import RefusedError
from index.loaders.pdf.typed import Typed, typed_on

__all__ = ["PDFIUM_LOCK", "open_document", "open_page", "open_text"]

PDFIUM_LOCK: Final = threading.Lock()

_DAMAGED: Final = "damaged PDF: {}; export or download it again"
_OBJECT: Final = re.compile(rb"\d+\s+\d+\s+obj\b")


@contextmanager
def open_document(data: bytes) -> Iterator[pdfium.PdfDocument]:
    """The opened file; takes the lock for opening and closing only.

    Raises:
        RefusedError: The file is damaged or password-protected.
    """
    # PDFium opens a file that breaks off by gathering what pages it finds, without a word. Bytes
    # that a mail gateway or a web server left behind the end do no harm, objects are cut off.
    end = data.rfind(b"startxref")
    if end < 0 or _OBJECT.search(data, end):
        raise RefusedError(_DAMAGED.format("its end is missing"))
    with PDFIUM_LOCK:
        try:
            document = pdfium.PdfDocument(data)
        except pdfium.PdfiumError as error:
            raise _refusal(error) from None
        if document.get_formtype() != pdfium_c.FORMTYPE_NONE:
            # Values without an appearance get one.
            document.init_forms()
    try:
        yield document
    finally:
        with PDFIUM_LOCK:
            document.close()


def _refusal(error: pdfium.PdfiumError) -> RefusedError:
    if error.err_code == pdfium_c.FPDF_ERR_PASSWORD:
        return RefusedError("password-protected PDF; save a copy without the password")
    if error.err_code == pdfium_c.FPDF_ERR_SECURITY:
        return RefusedError("PDF protected by an unknown scheme; save a copy without protection")
    return RefusedError(_DAMAGED.format("it cannot be opened"))


@contextmanager
def open_page(
    document: pdfium.PdfDocument, number: int
) -> Iterator[tuple[pdfium.PdfPage, list[Typed]]]:
    """Page ``number``, 1-based, with its typed notes and form values drawn in, and a list of them.

    The caller holds the lock.

    Raises:
        RefusedError: The page is damaged.
    """
    page = _page(document, number)
    typed = typed_on(document, page)
    if not all(value.is_drawn for value in typed):
        _draw_notes(page)
    is_typed = any(value.kind != "comment" for value in typed)
    if is_typed and pdfium_c.FPDFPage_Flatten(page.raw, pdfium_c.FLAT_NORMALDISPLAY) == 1:
        page.close()
        page = _page(document, number)
    with closing(page):
        yield page, typed


def _draw_notes(page: pdfium.PdfPage) -> None:
    """Let PDFium make up how notes look for which the file does not say it: drawing does so."""
    bitmap = pdfium_c.FPDFBitmap_Create(1, 1, 0)
    if bitmap:
        pdfium_c.FPDF_RenderPageBitmap(bitmap, page.raw, 0, 0, 1, 1, 0, pdfium_c.FPDF_ANNOT)
        pdfium_c.FPDFBitmap_Destroy(bitmap)


@contextmanager
def open_text(page: pdfium.PdfPage, number: int) -> Iterator[pdfium.PdfTextPage]:
    """The text of an open page, as it stands before the page's /Rotate is applied.

    The caller holds the lock.

    Raises:
        RefusedError: The page is damaged.
    """
    # PDFium puts the lines of a page that is displayed rotated in their order on the screen:
    # bottom line first, where the text itself stands upright. In memory only.
    page.set_rotation(0)
    try:
        text_page = page.get_textpage()
    except pdfium.PdfiumError:
        raise RefusedError(_DAMAGED.format(f"page {number} cannot be read")) from None
    with closing(text_page):
        yield text_page


def _page(document: pdfium.PdfDocument, number: int) -> pdfium.PdfPage:
    try:
        return document[number - 1]
    except pdfium.PdfiumError:
        raise RefusedError(_DAMAGED.format(f"page {number} cannot be read")) from None
