"""The characters of one PDF page as text, each with PDFium's index for it.

The text and the map grow together so that they cannot drift apart. What PDFium reports is kept,
with these exceptions:

- a pair of surrogates, reported as two characters, is one code point with the first one's index;
  a surrogate without its other half is U+FFFD;
- U+0000 is left out;
- a control character or noncharacter (what fonts without a Unicode map give) is U+FFFD;
- CR LF and a lone CR are LF;
- the hyphen that PDFium marks at the end of a broken line, swallowing the line end, is "-" and LF.

What the layout does to it afterwards (``index.loaders.pdf.content``):

- units are put in reading order, an LF between two that do not follow on each other, an empty line
  between blocks; white space at the ends of blocks is left out;
- an LF that PDFium puts behind a raised character inside a line is a space, or nothing beside one;
- words outside the page's crop box, marks that refer to a footnote on the page, and repeated
  headers and footers of pages are left out;
- white space in cells of tables and in values of fields is one space.

Added characters have the index of a neighbour.
"""

from __future__ import annotations

import ctypes
import re
from typing import Any, Final

import pypdfium2.raw as pdfium_c

__all__ = ["UNREADABLE", "page_text"]

UNREADABLE: Final = "\ufffd"

_HYPHEN_MARK: Final = 0x02
_HYPHEN_IN_BULK: Final = 0xFFFE
_SPECIAL: Final = re.compile(
    "\r\n|[\ud800-\udbff][\udc00-\udfff]|[^\t\n -~\xa0-\ud7ff\ue000-\ufdcf\ufdf0-\ufffd]"
)


def page_text(text_page: Any) -> tuple[str, list[int]]:
    """Text of a page and, for each of its code points, PDFium's character index.

    Args:
        text_page: Raw FPDF_TEXTPAGE handle.
    """
    raw = "".join(map(chr, _units(text_page)))
    parts: list[str] = []
    indices: list[int] = []
    done = 0
    for match in _SPECIAL.finditer(raw):
        start, end = match.span()
        parts.append(raw[done:start])
        indices.extend(range(done, start))
        done = end
        special = match.group()
        if special == "\r\n":
            parts.append("\n")
            indices.append(end - 1)
        elif special != "\0":
            text = _replaced(text_page, special, start)
            parts.append(text)
            indices.extend([start] * len(text))
    parts.append(raw[done:])
    indices.extend(range(done, len(raw)))
    return "".join(parts), indices


def _replaced(text_page: Any, special: str, index: int) -> str:
    if special == "\r":
        return "\n"
    if len(special) == 2:
        return special.encode("utf-16-le", "surrogatepass").decode("utf-16-le")
    if ord(special) == _HYPHEN_MARK and pdfium_c.FPDFText_IsHyphen(text_page, index) == 1:
        return "-\n"
    if ord(special) > 0xFFFF and ord(special) & 0xFFFE != 0xFFFE:
        return special
    return UNREADABLE


def _units(text_page: Any) -> list[int]:
    """UTF-16 code units, one per character index."""
    count = max(pdfium_c.FPDFText_CountChars(text_page), 0)
    buffer = (ctypes.c_ushort * (count + 1))()
    # One call for all is much faster, but leaves out characters without a meaning, and the
    # indices of the others with them.
    if count and pdfium_c.FPDFText_GetText(text_page, 0, count, buffer) == count + 1:
        units: list[int] = buffer[:count]
        for index, unit in enumerate(units):
            if unit == _HYPHEN_IN_BULK:
                units[index] = pdfium_c.FPDFText_GetUnicode(text_page, index)
        return units
    return [pdfium_c.FPDFText_GetUnicode(text_page, index) for index in range(count)]
