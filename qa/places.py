"""Places in a document in words, such as "page 3"."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import PurePath

from index.loaders import page_name

__all__ = ["page_count_in_words", "pages_in_words"]


def pages_in_words(source: str, pages: Sequence[int] | None) -> str:
    """Such as "page 3", "slides 3–4", "sheet 2"; "" where there are none.

    Args:
        source: Of the document; its suffix says what its pages are called.
        pages: Their numbers, ascending.
    """
    if not pages:
        return ""
    name = _page_name(source)
    return f"{name} {pages[0]}" if len(pages) == 1 else f"{name}s {pages[0]}–{pages[-1]}"


def page_count_in_words(source: str, count: int) -> str:
    """Such as "1 page", "1,200 pages", "3 slides"; "" for none."""
    if not count:
        return ""
    return f"{count:,} {_page_name(source)}{'' if count == 1 else 's'}"


def _page_name(source: str) -> str:
    return page_name(PurePath(source.replace("\\", "/")).suffix)
