"""Checks that every code point of a PDF's text leads to the character that it was read from."""

from __future__ import annotations

import pypdfium2.raw as pdfium_c

from index.loaders.pdf import PAGE_SEPARATOR, PDFIUM_LOCK
from index.loaders.pdf.opening import open_document, open_page, open_text
from index.values import Extracted

SPACE = frozenset({0, 0x09, 0x0A, 0x0D, 0x20, 0xA0})


def page_texts(extracted: Extracted) -> list[str]:
    """The text of each page."""
    return [extracted.text[page.start : page.end] for page in extracted.pages]


def pdfium_units(data: bytes) -> list[list[int]]:
    """What PDFium says for each character index of each page."""
    pages = []
    with open_document(data) as document, PDFIUM_LOCK:
        for number in range(1, len(document) + 1):
            with open_page(document, number) as (page, _), open_text(page, number) as text_page:
                raw = text_page.raw
                count = max(pdfium_c.FPDFText_CountChars(raw), 0)
                pages.append([pdfium_c.FPDFText_GetUnicode(raw, i) for i in range(count)])
    return pages


def check_map(data: bytes, extracted: Extracted, *, is_whole: bool = True) -> None:
    """Check the map of each page, and the blocks.

    Args:
        data: The file.
        extracted: What was loaded.
        is_whole: Whether all that PDFium reports must be in the text, white space excepted.
    """
    all_units = pdfium_units(data)
    assert [page.number for page in extracted.pages] == list(range(1, len(all_units) + 1))
    generated = {
        offset for span in extracted.structure.generated for offset in range(span.start, span.end)
    }
    expected_start = 0
    for page, units in zip(extracted.pages, all_units, strict=True):
        assert page.start == expected_start
        expected_start = page.end + len(PAGE_SEPARATOR)
        assert len(page.characters) == page.end - page.start
        for offset, index in enumerate(page.characters, page.start):
            character, unit = extracted.text[offset], units[index]
            if offset in generated or character.isspace() or character == "\ufffd":
                continue
            if unit == 0x02:
                assert character == "-"
            elif 0xD800 <= unit < 0xDC00:
                pair = [unit, units[index + 1]]
                assert list(memoryview(character.encode("utf-16-le")).cast("H")) == pair
            else:
                assert ord(character) == unit
        if is_whole:
            used = set(page.characters)
            left_out = [unit for index, unit in enumerate(units) if index not in used]
            assert all(unit in SPACE or 0xDC00 <= unit < 0xE000 for unit in left_out)
    assert PAGE_SEPARATOR.join(page_texts(extracted)) == extracted.text
    check_blocks(extracted)


def check_blocks(extracted: Extracted) -> None:
    """Blocks are in order, hold all but white space, and their cells lie in them."""
    end = 0
    for block in extracted.structure.blocks:
        assert end <= block.start < block.end
        assert not extracted.text[end : block.start].strip()
        assert (
            extracted.text[block.start : block.end].strip()
            == (extracted.text[block.start : block.end])
        )
        end = block.end
        place = block.start
        for cell in block.cells:
            assert place <= cell.start < cell.end <= block.end
            place = cell.end
    assert not extracted.text[end:].strip()
