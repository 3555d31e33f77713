"""PDF: text, page by page, with the way back from text to drawn characters.

Characters are PDFium's; their order, the blocks that they form, and what is left out as repeated
on each page, come from where they stand (``layout``). PDFium is not thread-safe: loading takes
``PDFIUM_LOCK`` page by page, so that a long file does not keep others waiting.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import replace
from typing import Final

import pypdfium2 as pdfium

from index.errors import InvalidValueError, RefusedError
from index.loaders.limits import LIMITS, Limits
from index.loaders.pdf.boxes import Box, merged_boxes
from index.loaders.pdf.composing import PAGE_SEPARATOR, Composer
from index.loaders.pdf.content import Content
from index.loaders.pdf.layout import Layout
from index.loaders.pdf.legibility import lacks_text
from index.loaders.pdf.opening import PDFIUM_LOCK, open_document, open_page, open_text
from index.loaders.pdf.page_text import UNREADABLE
from index.loaders.pdf.reading import read_page
from index.loaders.pdf.running import with_neighbours
from index.loaders.pdf.scanned import Scans
from index.loaders.titles import title_of
from index.values import Extracted

__all__ = ["PAGE_SEPARATOR", "PDFIUM_LOCK", "Box", "boxes", "boxes_of_spans", "load"]

NO_TEXT: Final = "no text: {}"
UNRECOGNISED: Final = "none was recognised on its pages; leave it out"


def load(data: bytes, limits: Limits = LIMITS) -> Extracted:
    """Text, title, pages and structure of a PDF file.

    Raises:
        RefusedError: The file is damaged, password-protected, without any text or over a limit.
    """
    composer, layout = Composer(limits), Layout()
    with open_document(data) as document, ExitStack() as stack:
        with PDFIUM_LOCK:
            count = len(document)
            title = _title(document)
        if count > limits.pages:
            raise RefusedError(f"{count:,} pages, more than {limits.pages:,}; split it")
        scans = stack.enter_context(Scans(data, PDFIUM_LOCK, limits, count))
        for content, running in with_neighbours(_contents(document, count)):
            scan = scans.read(content.number, content.text, lacks_text(content, running))
            if scan is None:
                composer.add_page(content, running, layout.page_blocks(content, running))
            else:
                composer.add_recognised(content.number, scan.blocks, scan.recognition)
        extracted = composer.extracted(title)
        if not extracted.text.replace(UNREADABLE, "").strip():
            raise RefusedError(NO_TEXT.format(scans.reason or UNRECOGNISED))
        return replace(extracted, notes=(*extracted.notes, *scans.notes))


def _contents(document: pdfium.PdfDocument, count: int) -> Iterator[Content]:
    for number in range(1, count + 1):
        with PDFIUM_LOCK:
            content = read_page(document, number)
        yield content


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
    return boxes_of_spans(data, page_number, [characters])[0]


def boxes_of_spans(
    data: bytes, page_number: int, spans: Sequence[Sequence[int]]
) -> list[list[Box]]:
    """For each span of characters what ``boxes`` returns; the file is opened once."""
    with open_document(data) as document, PDFIUM_LOCK:
        if not 1 <= page_number <= len(document):
            raise InvalidValueError(f"no page {page_number} in a PDF of {len(document)} pages")
        with (
            open_page(document, page_number) as (page, _),
            open_text(page, page_number) as text_page,
        ):
            return [merged_boxes(text_page.raw, characters) for characters in spans]


def _title(document: pdfium.PdfDocument) -> str | None:
    """The title in the file's metadata, unless a program filled it in by itself."""
    try:
        return title_of(document.get_metadata_value("Title").replace("\0", " "))
    except UnicodeDecodeError:
        return None
