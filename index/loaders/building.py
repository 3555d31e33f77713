"""Blocks of text to a canonical text with pages, under limits."""

from __future__ import annotations

from typing import Final

from index.errors import RefusedError
from index.loaders.cleaning import clean
from index.loaders.limits import Limits
from index.values import Extracted, Page

__all__ = ["BLOCK_SEPARATOR", "TextBuilder"]

BLOCK_SEPARATOR: Final = "\n\n"
"""Stands between two blocks, also of different pages; a sentence never runs across it."""


class TextBuilder:
    """Collects the blocks of a document in order.

    A block is a paragraph, a heading, a list item or a row of a table. Blocks are cleaned and
    stripped; blank ones are left out.
    """

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._parts: list[str] = []
        self._length = 0
        self._pages: list[Page] = []
        self._is_paged = False
        self._page_start: int | None = None

    def add(self, block: str, *, tight: bool = False) -> None:
        """Add a block; a ``tight`` one follows on the next line, without an empty one between.

        Raises:
            RefusedError: The text is longer than the limit.
        """
        block = clean(block).strip()
        if not block:
            return
        is_first = self._is_paged and self._page_start is None
        if self._parts:
            self._append("\n" if tight and not is_first else BLOCK_SEPARATOR)
        if is_first:
            self._page_start = self._length
        self._append(block)

    def begin_page(self) -> None:
        """Begin the next page; it counts even if it stays empty.

        Raises:
            RefusedError: There are more pages than the limit.
        """
        self._end_page()
        self._is_paged = True
        if len(self._pages) >= self._limits.pages:
            raise RefusedError(f"more than {self._limits.pages:,} pages; split it")

    def extracted(self, title: str | None = None) -> Extracted:
        """The whole.

        Raises:
            RefusedError: There is no text.
        """
        self._end_page()
        if not self._parts:
            raise RefusedError("no text in it; add some or leave the file out")
        return Extracted("".join(self._parts), title=title, pages=tuple(self._pages))

    def _append(self, part: str) -> None:
        self._parts.append(part)
        self._length += len(part)
        if self._length > self._limits.characters:
            raise RefusedError(self._limits.too_long)

    def _end_page(self) -> None:
        if self._is_paged:
            start = self._length if self._page_start is None else self._page_start
            self._pages.append(Page(len(self._pages) + 1, start, self._length))
            self._page_start = None
