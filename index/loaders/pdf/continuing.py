"""Blocks that go on in the next column or on the next page."""

from __future__ import annotations

from typing import Final

from index.loaders.pdf.parts import PdfBlock
from index.structure import Span

__all__ = ["goes_on", "joined"]

_CLOSERS: Final = "\"'”’»)]*†‡"
_ENDS: Final = (".", "!", "?", ":", "…")
_SAME_SIZE: Final = 0.06


def goes_on(upper: PdfBlock, lower: PdfBlock) -> bool:
    """Whether ``lower``, at the top of a column or page, goes on with what ``upper`` begins.

    It does if a sentence breaks off and a small letter follows, or anything that is not set apart
    if the last line fills its column.
    """
    if upper.kind not in ("paragraph", "item") or lower.kind != "paragraph":
        return False
    if not upper.size or abs(upper.size - lower.size) > _SAME_SIZE * upper.size:
        return False
    if upper.is_bold != lower.is_bold or upper.text.rstrip(_CLOSERS).endswith(_ENDS):
        return False
    return lower.text[0].islower() or (upper.is_full and lower.text[0].isalnum())


def joined(upper: PdfBlock, lower: PdfBlock) -> PdfBlock:
    """Two blocks of one page as one."""
    shift = len(upper.text) + 1
    upper.generated += tuple(Span(s.start + shift, s.end + shift) for s in lower.generated)
    upper.text += "\n" + lower.text
    upper.indices += [upper.indices[-1], *lower.indices]
    upper.lines += lower.lines
    upper.is_full = lower.is_full
    upper.refers |= lower.refers
    return upper
