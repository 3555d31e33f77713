"""The characters of one PDF page as text, each with PDFium's index for it.

The text and the map grow together, one character at a time, so that they cannot drift apart.
What PDFium reports is kept, with these exceptions:

- a pair of surrogates, reported as two characters, is one code point with the first one's index;
  a surrogate without its other half is U+FFFD;
- U+0000 is left out;
- a control character or noncharacter (what fonts without a Unicode map give) is U+FFFD;
- CR LF and a lone CR are LF;
- the hyphen that PDFium marks at the end of a broken line, swallowing the line end, is "-" and LF;
- where a block of text ends, an empty line is added. Added characters have the index of the
  one before them.
"""

from __future__ import annotations

from typing import Any, Final

import pypdfium2.raw as pdfium_c

from index.loaders.pdf.blocks import block_ends

__all__ = ["UNREADABLE", "page_text"]

UNREADABLE: Final = "\ufffd"

_HYPHEN_MARK: Final = 0x02
_CR: Final = 0x0D
_LF: Final = 0x0A
_KEPT_CONTROLS: Final = frozenset({0x09, _LF})


def page_text(text_page: Any) -> tuple[str, list[int]]:
    """Text of a page and, for each of its code points, PDFium's character index.

    Args:
        text_page: Raw FPDF_TEXTPAGE handle.
    """
    codes, indices = _characters(text_page)
    text = "".join(map(chr, codes))
    ends = block_ends(text_page, text, indices)
    if not ends:
        return text, indices
    parts: list[str] = []
    spaced: list[int] = []
    start = 0
    for end in ends:
        parts += (text[start:end], "\n")
        spaced += indices[start:end]
        spaced.append(indices[end - 1])
        start = end
    return "".join((*parts, text[start:])), spaced + indices[start:]


def _characters(text_page: Any) -> tuple[list[int], list[int]]:
    units = [
        pdfium_c.FPDFText_GetUnicode(text_page, index)
        for index in range(max(pdfium_c.FPDFText_CountChars(text_page), 0))
    ]
    codes: list[int] = []
    indices: list[int] = []
    half = False
    for index, unit in enumerate(units):
        following = units[index + 1] if index + 1 < len(units) else 0
        if half:
            half = False
        elif 0x20 <= unit < 0x7F or 0xA0 <= unit < 0xD800:
            codes.append(unit)
            indices.append(index)
        elif unit == 0 or (unit == _CR and following == _LF):
            pass
        elif unit == _HYPHEN_MARK and pdfium_c.FPDFText_IsHyphen(text_page, index) == 1:
            codes += (0x2D, _LF)
            indices += (index, index)
        elif 0xD800 <= unit < 0xDC00 and 0xDC00 <= following < 0xE000:
            codes.append(0x10000 + ((unit - 0xD800) << 10) + (following - 0xDC00))
            indices.append(index)
            half = True
        else:
            codes.append(_replaced(unit))
            indices.append(index)
    return codes, indices


def _replaced(unit: int) -> int:
    if unit == _CR:
        return _LF
    is_control = unit not in _KEPT_CONTROLS and (unit < 0x20 or 0x7F <= unit < 0xA0)
    is_surrogate = 0xD800 <= unit < 0xE000
    is_noncharacter = 0xFDD0 <= unit < 0xFDF0 or unit & 0xFFFE == 0xFFFE or unit > 0x10FFFF
    return ord(UNREADABLE) if is_control or is_surrogate or is_noncharacter else unit
