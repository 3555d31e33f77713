"""Headers and footers that say nothing but the number of their page."""

from __future__ import annotations

import re
from typing import Final

__all__ = ["says_more_than_pages"]

_WORD: Final = re.compile(r"\w+")
_PAGE_WORDS: Final = frozenset(
    {
        "page", "pages", "pg", "p", "of", "from", "seite", "seiten", "s", "von", "pagina",
        "página", "páginas", "pág", "di", "de", "sur", "strona", "z", "strana", "ze", "sida", "av",
        "side", "af", "sivu", "страница", "стр", "из", "第", "页", "頁", "共",
    }
)  # fmt: skip


def says_more_than_pages(text: str) -> bool:
    """Whether a header or footer says anything; ``text`` is without its page numbers."""
    return any(word not in _PAGE_WORDS for word in _WORD.findall(text.lower()))
