"""A document as formatted text: its own blocks as headings, paragraphs, lists and tables.

The tags are all written here, and the text between them is escaped, so that nothing of a file can
become markup. The text of the HTML is the text of the document, white space aside.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from typing import Final

from index.loaders import format_name
from index.structure import Block, Span
from index.values import Document
from qa.markdown.styles import is_code, is_front_matter, is_quotation, is_rule, markdown_styles
from qa.marks import CURRENT_ID, Mark, MarkedText, Styled
from qa.page.views.table_view import heads_above, row_styles, table_html
from qa.page.views.wording import suffix
from qa.recognition import uncertain_words

__all__ = ["formatted_html", "is_formatted"]

_PLAIN: Final = ("", "text")
"""Formats whose line breaks and columns are part of what they say."""

_BULLET: Final = re.compile(r"[-•*+][ \t]+")
_ROW_NUMBER: Final = re.compile(r"\s*\(row \d+\)\.")
_DEEPEST: Final = 6  # levels of headings and lists that look different


def is_formatted(document: Document) -> bool:
    """Whether a document can be shown as formatted text."""
    return _format(document) not in _PLAIN and len(document.structure.blocks) > 0


def formatted_html(
    document: Document, marks: Sequence[Mark], within: Span, place: int | None = None
) -> str:
    """A part of a document.

    Args:
        document: With blocks.
        marks: In its text.
        within: The part.
        place: Offset at which the reader is if that is at none of the marks.
    """
    is_markdown = _format(document) == "markdown"
    first = max(document.structure.number_at(within.start), 0)
    last = document.structure.number_at(max(within.end - 1, 0)) + 1
    blocks = [b for b in document.structure.blocks[first:last] if b.span.overlaps(within)]
    styles = [style for block in blocks for style in _styles(document, block, is_markdown)]
    unsure = uncertain_words(document, within)
    marked = MarkedText(document.text, marks, within, unsure, styles)
    anchor = -1
    if place is not None:
        anchor = next((block.start for block in blocks if block.end > place), -1)
    parts = _Parts(document, marked, anchor, is_markdown)
    body = "".join(parts.of(blocks, within))
    return f'<div class="text formatted{" flow" if is_markdown else ""}">{body}</div>'


class _Parts:
    """The blocks of a part as HTML."""

    def __init__(
        self, document: Document, marked: MarkedText, anchor: int, is_markdown: bool
    ) -> None:
        self._document = document
        self._text = document.text
        self._marked = marked
        self._anchor = anchor
        self._is_markdown = is_markdown

    def of(self, blocks: Sequence[Block], within: Span) -> Iterator[str]:
        """Tables and lists are put together; text outside of blocks, if any, stands by itself."""
        at = within.start
        for run in self._runs(blocks):
            yield self._between(at, run[0].start)
            if run[0].kind == "row":
                yield self._table(run)
            elif run[0].kind == "item":
                yield f"<ul>{''.join(map(self._item, run))}</ul>"
            else:
                yield from map(self._block, run)
            at = run[-1].end
        yield self._between(at, within.end)

    def _runs(self, blocks: Sequence[Block]) -> Iterator[list[Block]]:
        """Blocks that stand in one table or in one list, or else a block by itself."""
        run: list[Block] = []
        for block in blocks:
            if run and not (_belongs(run[-1], block) and self._is_blank(run[-1].end, block.start)):
                yield run
                run = []
            run.append(block)
        if run:
            yield run

    def _table(self, rows: Sequence[Block]) -> str:
        """A table, whose names of columns come along where it is cut."""
        structure = self._document.structure
        heads = heads_above(structure, structure.number_at(rows[0].start))
        return table_html(self._text, self._marked, rows, heads, self._anchor)

    def _item(self, item: Block) -> str:
        level = min(max(item.level, 1), _DEEPEST)
        bullet = _BULLET.match(self._text, item.start, item.end)
        is_drawn = bullet is not None and self._marked.is_hidden(Span(*bullet.span()))
        kind = f"level-{level} {'bullet' if is_drawn else 'numbered'}"
        return f"<li{self._attributes(item, kind)}>{self._inner(item)}</li>"

    def _block(self, block: Block) -> str:
        if block.kind == "heading":
            level = min(max(block.level, 1), _DEEPEST)
            # The pane's own headings are h1 and h2.
            tag = f"h{min(level + 2, 6)}"
            return f"<{tag}{self._attributes(block, f'level-{level}')}>{self._inner(block)}</{tag}>"
        tag = "p"
        kind: str = "" if block.kind == "paragraph" else block.kind
        if self._is_markdown and not kind:
            text = self._text[block.start : block.end]
            kind = "quotation" if is_quotation(text) else "rule" if is_rule(text) else ""
            tag, kind = ("pre", "") if is_code(text) else (tag, kind)
        elif self._is_markdown and kind == "field" and not is_front_matter(self._text, block):
            kind = "line"
        return f"<{tag}{self._attributes(block, kind)}>{self._inner(block)}</{tag}>"

    def _attributes(self, block: Block, kind: str) -> str:
        name = f' id="{CURRENT_ID}"' if block.start == self._anchor else ""
        return f'{name}{f""" class="{kind}" """.rstrip() if kind else ""} dir="auto"'

    def _inner(self, block: Block) -> str:
        return self._marked.html(block.span)

    def _between(self, start: int, end: int) -> str:
        if self._is_blank(start, end):
            return ""
        return f'<p dir="auto">{self._marked.html(Span(start, end))}</p>'

    def _is_blank(self, start: int, end: int) -> bool:
        return start >= end or not self._text[start:end].strip()


def _belongs(block: Block, after: Block) -> bool:
    """Whether two blocks stand in one table, or in one list."""
    is_same = block.kind == after.kind and block.table == after.table
    return is_same and block.kind in ("item", "row")


def _styles(document: Document, block: Block, is_markdown: bool) -> Iterator[Styled]:
    """How the parts of a block are drawn."""
    text, generated = document.text, _generated(document, block)
    if block.kind == "row":
        yield from row_styles(text, block, generated)
    if is_markdown:
        yield from markdown_styles(text, block)
        return
    for span in generated:
        is_bullet = block.kind == "item" and _BULLET.fullmatch(text, span.start, span.end)
        if is_bullet or _ROW_NUMBER.fullmatch(text, span.start, span.end):
            yield Styled(span, "made", is_hidden=True)


def _generated(document: Document, block: Block) -> list[Span]:
    """Generated spans that touch a block."""
    spans = document.structure.generated
    first = bisect_left(spans, block.start, key=lambda span: span.end)
    result = []
    for number in range(first, len(spans)):
        if spans[number].start >= block.end:
            break
        result.append(spans[number])
    return result


def _format(document: Document) -> str:
    return format_name(suffix(document.source))
