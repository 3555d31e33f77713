"""Which headings stand above each place of a text."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence

from index.structure import Block, Span, Structure

__all__ = ["Sections", "heading_text", "lead"]

_NAMES = 200
"""Longest heading in code points that says what a passage is about; longer ones are sentences."""


class Sections:
    """The headings above each place, outermost first, as spans of the text.

    Rows of a table also have its caption above them, and the row of its column heads where rows
    do not repeat them.
    """

    def __init__(self, structure: Structure) -> None:
        self._starts: list[int] = []
        self._paths: list[tuple[Span, ...]] = []
        self.headings: frozenset[int] = frozenset(
            block.start for block in structure.blocks if block.kind == "heading"
        )
        levels: list[tuple[int, Span]] = []
        table = _Table(structure.generated)
        for block in structure.blocks:
            if block.kind == "heading":
                level = max(block.level, 1)
                levels = [entry for entry in levels if entry[0] < level]
            self._starts.append(block.start)
            self._paths.append((*(span for _, span in levels), *table.above(block)))
            if block.kind == "heading" and len(block.span) <= _NAMES:
                levels.append((level, block.span))

    def above(self, offset: int) -> tuple[Span, ...]:
        """The headings above the block that holds or precedes an offset, that block excluded."""
        number = bisect_right(self._starts, offset) - 1
        return self._paths[number] if number >= 0 else ()


class _Table:
    """Caption and column heads of the table that the last block belonged to."""

    def __init__(self, generated: Sequence[Span]) -> None:
        self._generated_starts = [span.start for span in generated]
        self._number: int | None = None
        self._caption: Span | None = None
        self._heads: Span | None = None

    def above(self, block: Block) -> Iterable[Span]:
        if block.kind == "caption":
            self._number, self._caption, self._heads = block.table, block.span, None
            return ()
        if block.kind != "row":
            self._caption = self._heads = None
            return ()
        if block.table != self._number:
            self._number, self._caption, self._heads = block.table, None, None
        spans = [self._caption] if self._caption else []
        if self._heads and not self._says_its_heads(block):
            spans.append(self._heads)
        if block.cells and all(cell.is_head for cell in block.cells):
            self._heads = Span(block.cells[0].start, block.cells[-1].end)
        return spans

    def _says_its_heads(self, block: Block) -> bool:
        position = bisect_right(self._generated_starts, block.start - 1)
        return (
            position < len(self._generated_starts) and self._generated_starts[position] < block.end
        )


def heading_text(text: str, headings: Iterable[Span]) -> str:
    """Headings as one line, ``Leave > Maternity leave``; empty without headings."""
    parts = (" ".join(text[span.start : span.end].split()).strip(" #*|") for span in headings)
    return " > ".join(part.replace(" | ", "; ") for part in parts)


def lead(title: str, headings: str) -> str:
    """What is searched and read in front of a passage: title and headings as one line.

    A title that is also the first heading stands there once.
    """
    title = " ".join(title.split())
    if headings == title or headings.startswith(f"{title} > "):
        return headings
    return f"{title} > {headings}" if title and headings else title or headings
