"""PDF: text, page by page, as PDFium reads it, with the way back from text to drawn characters.

PDFium is not thread-safe. Every call into it, here and elsewhere, holds ``PDFIUM_LOCK``; loading
takes it page by page, so that a long file does not keep others waiting.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from typing import Final

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from index.errors import InvalidValueError, RefusedError
from index.loaders.limits import LIMITS, Limits
from index.loaders.pdf.boxes import Box, merged_boxes
from index.loaders.pdf.page_text import UNREADABLE, page_text
from index.loaders.titles import title_of
from index.values import Extracted, Page

__all__ = ["PAGE_SEPARATOR", "PDFIUM_LOCK", "Box", "boxes", "load"]

PAGE_SEPARATOR: Final = "\n\f"
"""Stands between two pages and belongs to neither."""

PDFIUM_LOCK: Final = threading.Lock()

_TAIL: Final = 4_096
_DAMAGED: Final = "damaged PDF: {}; export or download it again"


def load(data: bytes, limits: Limits = LIMITS) -> Extracted:
    """Text, title and pages of a PDF file.

    Raises:
        RefusedError: The file is damaged, password-protected, without any text or over a limit.
    """
    parts: list[str] = []
    pages: list[Page] = []
    # One integer object per index for all pages: a long book has millions of them.
    integers: list[int] = []
    start = 0
    with _document(data) as document:
        with PDFIUM_LOCK:
            count = len(document)
            title = _title(document)
        if count > limits.pages:
            raise RefusedError(f"{count:,} pages, more than {limits.pages:,}; split it")
        for number in range(1, count + 1):
            with PDFIUM_LOCK, _text_page(document, number) as text_page:
                text, characters = page_text(text_page.raw)
            integers.extend(range(len(integers), max(characters, default=-1) + 1))
            shared = tuple(integers[index] for index in characters)
            parts.append(text)
            pages.append(Page(number, start, start + len(text), shared))
            start += len(text) + len(PAGE_SEPARATOR)
            if start > limits.characters:
                raise RefusedError(limits.too_long)
    if not any(part.replace(UNREADABLE, "").strip() for part in parts):
        raise RefusedError("no text: it seems to be scanned; run OCR first")
    return Extracted(PAGE_SEPARATOR.join(parts), title=title, pages=tuple(pages))


def boxes(data: bytes, page_number: int, characters: Sequence[int]) -> list[Box]:
    """Boxes of characters on a page: one rectangle per run on one line, in the order given.

    Args:
        data: The whole file, the same bytes that were loaded.
        page_number: 1-based physical page number.
        characters: A slice of that page's ``Page.characters``.

    Returns:
        ``(left, bottom, right, top)`` in PDF points, origin at the lower left of the page before
        its /Rotate is applied.

    Raises:
        RefusedError: The file is damaged or password-protected.
        ValueError: There is no such page, or no such character on it.
    """
    with _document(data) as document, PDFIUM_LOCK:
        if not 1 <= page_number <= len(document):
            raise InvalidValueError(f"no page {page_number} in a PDF of {len(document)} pages")
        with _text_page(document, page_number) as text_page:
            return merged_boxes(text_page.raw, characters)


@contextmanager
def _document(data: bytes) -> Iterator[pdfium.PdfDocument]:
    """The opened file; takes the lock for opening and closing only."""
    # PDFium opens a file that breaks off by gathering what pages it finds, without a word.
    if b"startxref" not in data[-_TAIL:]:
        raise RefusedError(_DAMAGED.format("its end is missing"))
    with PDFIUM_LOCK:
        try:
            document = pdfium.PdfDocument(data)
        except pdfium.PdfiumError as error:
            raise _refusal(error) from None
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
def _text_page(document: pdfium.PdfDocument, number: int) -> Iterator[pdfium.PdfTextPage]:
    """The text of page ``number``, 1-based. The caller holds the lock."""
    try:
        page = document[number - 1]
    except pdfium.PdfiumError:
        raise RefusedError(_DAMAGED.format(f"page {number} cannot be read")) from None
    with closing(page):
        # PDFium puts the lines of a page that is displayed rotated in their order on the screen:
        # bottom line first, where the text itself stands upright. In memory only.
        page.set_rotation(0)
        try:
            text_page = page.get_textpage()
        except pdfium.PdfiumError:
            raise RefusedError(_DAMAGED.format(f"page {number} cannot be read")) from None
        with closing(text_page):
            yield text_page


def _title(document: pdfium.PdfDocument) -> str | None:
    """The title in the file's metadata, unless a program filled it in by itself."""
    try:
        return title_of(document.get_metadata_value("Title").replace("\0", " "))
    except UnicodeDecodeError:
        return None
