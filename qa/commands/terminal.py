"""Makes text of documents safe to print on a terminal."""

from __future__ import annotations

import unicodedata

__all__ = ["harmless"]

# They turn the rest of a line around; joiners and soft hyphens belong to words and stay.
_DIRECTION = frozenset("\u200e\u200f\u061c\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def harmless(text: str) -> str:
    """``text`` without what a terminal would obey: control and direction characters as ``\ufffd``.

    Line ends and tabs stay. Only for people to read; JSON and ``text`` print exactly.
    """
    return "".join(
        c if c in "\n\t" or not (unicodedata.category(c) == "Cc" or c in _DIRECTION) else "\ufffd"
        for c in text.replace("\r\n", "\n").replace("\r", "\n")
    )
