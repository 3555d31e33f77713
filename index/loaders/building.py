"""Blocks to a canonical text with pages and structure, under limits."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Final

from index.errors import InvalidValueError, RefusedError
from index.loaders.drafts import Draft, draft
from index.loaders.limits import Limits
from index.structure import Block, Cell, Span, Structure
from index.values import BOX_BYTES, Extracted, Page, Recognition

__all__ = ["BLOCK_SEPARATOR", "TextBuilder"]

BLOCK_SEPARATOR: Final = "\n\n"
"""Stands between two blocks, also of different pages; a sentence never runs across it."""


class TextBuilder:
    """Collects the blocks of a document in order."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._parts: list[str] = []
        self._length = 0
        self._pages: list[Page] = []
        self._is_paged = False
        self._page_start: int | None = None
        self._recognition: Recognition | None = None
        self._recognised: list[tuple[int, bytes]] = []
        self._blocks: list[Block] = []
        self._generated: list[Span] = []
        self._notes: dict[str, None] = {}  # in order, each once
        self._tables = 0

    def add(self, block: str | Draft | None, *, table: int | None = None) -> None:
        """Add a block; a text is a paragraph. Blank ones and None are left out.

        Args:
            block: See above.
            table: Number of the table that it belongs to, in place of its own.

        Raises:
            RefusedError: The text is longer than the limit.
        """
        block = draft(block) if isinstance(block, str) else block
        if block is None:
            return
        is_first = self._is_paged and self._page_start is None
        if self._parts:
            self._append("\n" if block.is_tight and not is_first else BLOCK_SEPARATOR)
        if is_first:
            self._page_start = self._length
        start = self._length
        self._append(block.text)
        self._blocks.append(_placed(block, start, block.table if table is None else table))
        self._generated += (Span(span.start + start, span.end + start) for span in block.generated)

    def add_all(self, blocks: Iterable[Draft]) -> None:
        """Add blocks.

        Raises:
            RefusedError: The text is longer than the limit.
        """
        for block in blocks:
            self.add(block)

    def add_table(self, rows: Iterable[Draft | Sequence[Any]]) -> None:
        """Add the rows of one table, and its caption; the table gets the next number.

        A sequence among the rows is a table in a cell of the row before, given in the same way.

        Raises:
            RefusedError: The text is longer than the limit.
        """
        number, self._tables = self._tables, self._tables + 1
        for row in rows:
            if isinstance(row, Draft):
                self.add(row, table=number)
            else:
                self.add_table(row)

    @property
    def blocks(self) -> int:
        """Number of blocks so far."""
        return len(self._blocks)

    def note(self, line: str) -> None:
        """Say what of the file was not read, or is uncertain; the same line only once."""
        self._notes.setdefault(line)

    def begin_page(self) -> None:
        """Begin the next page; it counts even if it stays empty.

        Raises:
            RefusedError: There are more pages than the limit.
        """
        self._end_page()
        self._is_paged = True
        if len(self._pages) >= self._limits.pages:
            raise RefusedError(f"more than {self._limits.pages:,} pages; split it")

    def recognise_page(self, recognition: Recognition) -> None:
        """Say that the text of the page that was begun last was recognised in a picture."""
        self._recognition = recognition

    def recognise_end(self, confidences: bytes) -> None:
        """Say that the last code points so far were recognised in a picture on the page.

        Args:
            confidences: Of each of them, in per cent.
        """
        self._recognised.append((self._length - len(confidences), confidences))

    def extracted(self, title: str | None = None) -> Extracted:
        """The whole.

        Raises:
            RefusedError: There is no text.
        """
        self._end_page()
        if not self._parts:
            raise RefusedError("no text in it; add some or leave the file out")
        return Extracted(
            "".join(self._parts),
            title=title,
            pages=tuple(self._pages),
            structure=Structure(tuple(self._blocks), tuple(self._generated)),
            notes=tuple(self._notes),
        )

    def _append(self, part: str) -> None:
        self._parts.append(part)
        self._length += len(part)
        if self._length > self._limits.characters:
            raise RefusedError(self._limits.too_long)

    def _end_page(self) -> None:
        if self._is_paged:
            start = self._length if self._page_start is None else self._page_start
            recognised, self._recognition = self._recognition, None
            if self._recognised:
                recognised = _in_parts(start, self._length, self._recognised)
                self._recognised = []
            if recognised is not None and len(recognised.confidences) != self._length - start:
                raise InvalidValueError("recognised characters do not fit the text of their page")
            number = len(self._pages) + 1
            self._pages.append(Page(number, start, self._length, recognised=recognised))
            self._page_start = None


def _in_parts(start: int, end: int, parts: Iterable[tuple[int, bytes]]) -> Recognition:
    """Recognition of a page of which only some parts were recognised; they have no places."""
    boxes = bytearray(Recognition.TYPED * (end - start))
    confidences = bytearray(b"d" * (end - start))  # 100
    for offset, part in parts:
        low, high = offset - start, offset - start + len(part)
        confidences[low:high] = part
        boxes[low * BOX_BYTES : high * BOX_BYTES] = Recognition.NOWHERE * len(part)
    return Recognition(bytes(boxes), bytes(confidences))


def _placed(block: Draft, start: int, table: int | None) -> Block:
    cells = tuple(
        [
            Cell(cell.start + start, cell.end + start, cell.column, cell.is_head)
            for cell in block.cells
        ]
    )
    end = start + len(block.text)
    return Block(block.kind, start, end, block.level, block.label, table, cells)
