"""UTF-16 and UTF-32 without a byte order mark, told by where their zero bytes stand."""

from __future__ import annotations

import unicodedata
from collections import Counter
from typing import Final

__all__ = ["wide_encoding"]

_SAMPLE: Final = 1 << 14
_CANDIDATES: Final = ("utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be")
_STOPS: Final = frozenset("\u3001\u3002\uff0c")
_FEWEST_SURE: Final = 0.005
"""Share of characters that stand in texts of any language, and in no text read in the wrong order:
ASCII and East Asian stops."""

_ODD: Final = frozenset({"Cc", "Cn", "Co", "Cs"})
_MOST_ODD: Final = 0.02
"""Share of characters that no text holds."""

_FEW_BLOCKS: Final = 3
_IN_FEW_BLOCKS: Final = 0.9
_ASCII: Final = frozenset(b"\t\n\r" + bytes(range(0x20, 0x7F)))
_EASTERN: Final = (
    ("\u2010", "\u203b"), ("\u3000", "\u33ff"), ("\u4e00", "\u9fff"), ("\uac00", "\ud7a3"),
    ("\uff01", "\uffee"),
)  # fmt: skip
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
        sure = _sure(text, sample)
        if sure and (best is None or sure > best[0]):
            best = sure, encoding
    return None if best is None else best[1]


def _sure(text: str, sample: bytes) -> float:
    """Share of sure characters in a text that may be one; 0 if it cannot be."""
    if not text or "\0" in text:
        return 0.0
    odd = sum(map(_is_odd, text))
    sure = sum(
        " " <= character <= "~" or character in "\t\n\r" or character in _STOPS
        for character in text
    ) / len(text)
    if odd > _MOST_ODD * len(text) or sure < _FEWEST_SURE:
        return 0.0
    blocks = Counter(ord(character) >> 8 for character in text).most_common(_FEW_BLOCKS)
    if sum(count for _, count in blocks) >= _IN_FEW_BLOCKS * len(text):
        return sure
    strange = sum(not _is_eastern(character) and character > "~" for character in text)
    ascii_bytes = sum(byte in _ASCII for byte in sample)
    is_eastern = strange <= _MOST_ODD * len(text) and ascii_bytes < _MOST_ASCII * len(sample)
    return sure if is_eastern else 0.0


def _is_odd(character: str) -> bool:
    return unicodedata.category(character) in _ODD and character not in "\t\n\r\f"


def _is_eastern(character: str) -> bool:
    return any(first <= character <= last for first, last in _EASTERN)
