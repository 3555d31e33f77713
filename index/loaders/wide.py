"""UTF-16 and UTF-32 without a byte order mark, told by where their zero bytes stand."""

from __future__ import annotations

import unicodedata
from collections import Counter
from typing import Final

__all__ = ["wide_encoding"]

_SAMPLE: Final = 1 << 14
_CANDIDATES: Final = ("utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be")
_BREAKS: Final = frozenset(" \n\r\t\u3000\u3001\u3002\uff0c")
_FEWEST_BREAKS: Final = 0.005
_MOST_ODD: Final = 0.02
"""Share of characters that no text holds."""

_FIRST_RARE: Final = "\u0250"
"""Latin letters come before it."""

_FEW_BLOCKS: Final = 3
_IN_FEW_BLOCKS: Final = 0.9
_ASCII: Final = frozenset(b"\t\n\r" + bytes(range(0x20, 0x7F)))
_MOST_ASCII: Final = 0.9
"""Share of bytes that are ASCII's, above which two of them only look like a Chinese character."""


def wide_encoding(data: bytes) -> str | None:
    """The encoding of four- or two-byte units that ``data`` reads well in; None if in none."""
    sample = data[: _SAMPLE - _SAMPLE % 4]
    best: tuple[float, str] | None = None
    for encoding in _CANDIDATES:
        width = 4 if "32" in encoding else 2
        try:
            text = sample[: len(sample) - len(sample) % width].decode(encoding)
        except UnicodeDecodeError as error:
            # Half of a pair at the end of the sample is no fault.
            if error.start < len(sample) - 4 or len(data) <= _SAMPLE:
                continue
            text = sample[: error.start].decode(encoding)
        breaks = _breaks(text, sample)
        if breaks and (best is None or breaks > best[0]):
            best = breaks, encoding
    return None if best is None else best[1]


def _breaks(text: str, sample: bytes) -> float:
    """Share of white space and stops in a text that may be one; 0 if it cannot be."""
    if not text or "\0" in text:
        return 0.0
    odd = sum(map(_is_odd, text))
    breaks = sum(character in _BREAKS for character in text) / len(text)
    if odd > _MOST_ODD * len(text) or breaks < _FEWEST_BREAKS:
        # A single word is a text, too.
        if odd or not (max(text) < _FIRST_RARE and text.isprintable() and len(text) > 2):
            return 0.0
        breaks = _FEWEST_BREAKS
    blocks = Counter(ord(character) >> 8 for character in text).most_common(_FEW_BLOCKS)
    if sum(count for _, count in blocks) >= _IN_FEW_BLOCKS * len(text):
        return breaks
    is_eastern = sum(map(_is_eastern, text)) > len(text) / 2
    ascii_bytes = sum(byte in _ASCII for byte in sample)
    return breaks if is_eastern and ascii_bytes < _MOST_ASCII * len(sample) else 0.0


def _is_odd(character: str) -> bool:
    return unicodedata.category(character)[0] == "C" and character not in "\t\n\r\f\ufeff"


def _is_eastern(character: str) -> bool:
    return "\u3000" <= character <= "\u9fff" or "\uac00" <= character <= "\ud7af"
