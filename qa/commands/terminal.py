"""Text of documents on a terminal."""

from __future__ import annotations

import unicodedata

__all__ = ["harmless"]


def harmless(text: str) -> str:
    """``text`` without what a terminal would obey: control and direction characters as ``\ufffd``.

    Line ends and tabs stay. Only for people to read; JSON and ``text`` print exactly.
    """
    return "".join(
        c if c in "\n\t" or unicodedata.category(c) not in ("Cc", "Cf") else "\ufffd"
        for c in text.replace("\r\n", "\n").replace("\r", "\n")
    )
