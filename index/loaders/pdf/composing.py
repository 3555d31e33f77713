"""The blocks of all pages to the canonical text, its pages with their maps, and its structure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from index.errors import RefusedError
from index.loaders.building import BLOCK_SEPARATOR
from index.loaders.drafts import Draft
from index.loaders.limits import Limits
from index.loaders.pdf.content import Content
from index.loaders.pdf.continuing import goes_on
from index.loaders.pdf.headings import Style, heading_levels
from index.loaders.pdf.parts import Part, PdfBlock, pdf_block
from index.loaders.pdf.running import Edge, Role
from index.structure import Block, Cell, Span, Structure
from index.values import Extracted, Page, Recognition

__all__ = ["PAGE_SEPARATOR", "Composer"]

PAGE_SEPARATOR: Final = "\n\f"
"""Stands between two pages and belongs to neither."""


@dataclass(slots=True)
class _Placed:
    block: Block
    style: Style | None


@dataclass(slots=True)
class _PageDraft:
    number: int
    blocks: list[PdfBlock]
    running: list[PdfBlock] = field(default_factory=list)
    is_continued: bool = False


class Composer:
    """Collects the pages of a document in order."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._parts: list[str] = []
        self._length = 0
        self._pages: list[Page] = []
        self._placed: list[_Placed] = []
        self._generated: list[Span] = []
        self._notes: dict[str, None] = {}  # in order, each once
        self._tables = 0
        self._seen: set[tuple[str, str]] = set()
        self._waiting: _PageDraft | None = None
        # One integer object per index for all pages: a long book has millions of them.
        self._integers: list[int] = []

    def add_page(
        self, content: Content, running: Sequence[tuple[Edge, Role]], blocks: list[PdfBlock]
    ) -> None:
        """Add a page.

        Raises:
            RefusedError: The text is longer than the limit.
        """
        draft = _PageDraft(content.number, blocks, self._new(content, running))
        for note in content.notes:
            self._notes.setdefault(note)
        self._settle(draft)
        self._waiting = draft

    def add_recognised(
        self,
        number: int,
        blocks: Sequence[Draft | tuple[Draft, ...]],
        recognition: Recognition,
        notes: Sequence[str] = (),
    ) -> None:
        """Add a page whose text was recognised in its picture.

        Args:
            number: 1-based.
            blocks: In order; the rows of a table and its caption are a tuple of their own.
            recognition: Of the text that ``TextBuilder`` would make of the blocks.
            notes: What of the page was not read, or is uncertain.

        Raises:
            RefusedError: The text is longer than the limit.
        """
        self._settle(None)
        self._notes |= dict.fromkeys(notes)
        if self._pages:
            self._append(PAGE_SEPARATOR)
        page_start = self._length
        for group in blocks:
            rows = group if isinstance(group, tuple) else (group,)
            table = self._tables if isinstance(group, tuple) else None
            self._tables += table is not None
            for row in rows:
                if self._length > page_start:
                    self._append("\n" if row.is_tight else BLOCK_SEPARATOR)
                block = PdfBlock(row.text, [], row.kind, row.label, None, row.cells, row.generated)
                self._add(block, is_continued=False, table=table, level=row.level)
        page = Page(number, page_start, self._length, recognised=recognition)
        self._pages.append(page)

    def extracted(self, title: str | None) -> Extracted:
        """The whole."""
        self._settle(None)
        levels = heading_levels([placed.style for placed in self._placed])
        blocks = tuple(
            placed.block if level is None else level.apply(placed.block)
            for placed, level in zip(self._placed, levels, strict=True)
        )
        return Extracted(
            "".join(self._parts),
            title=title,
            pages=tuple(self._pages),
            structure=Structure(blocks, tuple(self._generated)),
            notes=tuple(self._notes),
        )

    def _settle(self, following: _PageDraft | None) -> None:
        """Place the page before, now that it is known whether it goes on."""
        waiting, self._waiting = self._waiting, None
        if waiting is None:
            return
        # Nothing may stand between the parts of a block that goes on; a header found on a page
        # in its middle ends it.
        has_place = not (waiting.is_continued and waiting.running and len(waiting.blocks) == 1)
        is_continued = following is not None and has_place and _continue(waiting, following)
        if following is not None:
            following.is_continued = is_continued
        self._place(waiting)

    def _new(self, content: Content, running: Sequence[tuple[Edge, Role]]) -> list[PdfBlock]:
        """Headers and footers that no page before has had."""
        blocks = []
        for edge, role in running:
            if role == "number" or (role, edge.key) in self._seen:
                continue
            self._seen.add((role, edge.key))
            parts: list[Part] = []
            for line in content.lines(edge.units):
                if parts:
                    parts.append(Part(" "))
                parts += content.parts(line.start, line.end)
            block = pdf_block(parts, "header" if role == "header" else "footer")
            if block is not None:
                blocks.append(block)
        return blocks

    def _place(self, draft: _PageDraft) -> None:
        # A sentence that goes on from the page before must not be broken by a header.
        first = 1 if draft.is_continued else 0
        blocks = [*draft.blocks[:first], *draft.running, *draft.blocks[first:]]
        if self._pages:
            self._append(PAGE_SEPARATOR)
        page_start = self._length
        indices: list[int] = []
        tables = self._tables
        for number, block in enumerate(blocks):
            if number:
                separator = "\n" if block.is_tight else BLOCK_SEPARATOR
                self._append(separator)
                indices += [indices[-1]] * len(separator)
            indices += block.indices
            table = None if block.table is None else max(tables + block.table, 0)
            self._tables = self._tables if table is None else max(self._tables, table + 1)
            self._add(block, is_continued=draft.is_continued and number == 0, table=table)
        self._integers.extend(range(len(self._integers), max(indices, default=-1) + 1))
        shared = tuple(self._integers[index] for index in indices)
        self._pages.append(Page(draft.number, page_start, self._length, shared))

    def _add(
        self, block: PdfBlock, *, is_continued: bool, table: int | None, level: int = 0
    ) -> None:
        start = self._length
        self._append(block.text)
        self._generated += (Span(s.start + start, s.end + start) for s in block.generated)
        if is_continued:
            above = self._placed[-1]
            above.block = replace(above.block, end=self._length)
            return
        cells = tuple(
            Cell(cell.start + start, cell.end + start, cell.column, cell.is_head)
            for cell in block.cells
        )
        level = level or (1 if block.kind == "item" else 0)
        placed = Block(block.kind, start, self._length, level, block.label, table, cells)
        style = None
        if block.kind in ("paragraph", "item") and block.size > 0:
            style = Style(block.size, block.is_bold, block.lines, block.text[:300])
        self._placed.append(_Placed(placed, style))

    def _append(self, part: str) -> None:
        self._parts.append(part)
        self._length += len(part)
        if self._length > self._limits.characters:
            raise RefusedError(self._limits.too_long)


def _continue(upper: _PageDraft, lower: _PageDraft) -> bool:
    """Whether the first block of a page goes on with the last of the one before.

    Footnotes behind that last block are moved in front of it.
    """
    last = len(upper.blocks)
    while last and upper.blocks[last - 1].kind == "footnote":
        last -= 1
    if not last or not lower.blocks or not goes_on(upper.blocks[last - 1], lower.blocks[0]):
        return False
    block = upper.blocks.pop(last - 1)
    block.is_tight = block.is_tight and last == len(upper.blocks) + 1
    upper.blocks.append(block)
    return True
