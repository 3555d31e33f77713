"""Plain text to blocks: spans of the text as it is, by lines, indents and marks.

A run of lines without a blank one between them is one paragraph that was wrapped, unless its lines
say otherwise: items, fields, turns of a conversation, rows of a table, headings.
"""

from __future__ import annotations

import re
from typing import Final

from index.loaders.labels import label_of
from index.loaders.plain_text.line_forms import (
    Marker,
    Names,
    field_name,
    heading_level,
    is_sentence_end,
    marker_of,
)
from index.loaders.plain_text.text_lines import TextLine, chunks_of, lines_of
from index.loaders.plain_text.text_tables import Table, is_ruler, table_at
from index.structure import Block, BlockKind

__all__ = ["text_blocks"]

_CAPTION: Final = re.compile(r"(?:Table|Figure|Chart|Tabelle|Abbildung)\s")
_LONGEST_CAPTION: Final = 200
_WRAPPED: Final = range(36, 161)
"""Columns that a text may be wrapped to; longer lines were not wrapped by whoever wrote them."""

_FIRST: Final = frozenset({"1", "a", "i", ""})
"""Labels of the first item of a list."""

_BODY: Final = 45
"""Columns of a line from which it is text that a heading may stand above."""


def text_blocks(text: str) -> tuple[Block, ...]:
    """The blocks of a text, in order; only white space stands outside of them."""
    lines = list(lines_of(text))
    finder = _BlockFinder(text, chunks_of(lines), Names(lines))
    return tuple(finder.find())


class _BlockFinder:
    def __init__(self, text: str, chunks: list[list[TextLine]], names: Names) -> None:
        self._text = text
        self._chunks = chunks
        self._names = names
        self._blocks: list[Block] = []
        self._tables = 0
        self._indents: list[int] = []
        # Offset before which lines were looked at and found to be no table.
        self._no_table_before = 0

    def find(self) -> list[Block]:
        for number, chunk in enumerate(self._chunks):
            following = self._chunks[number + 1] if number + 1 < len(self._chunks) else None
            self._chunk(chunk, following)
        return self._blocks

    def _chunk(self, chunk: list[TextLine], following: list[TextLine] | None) -> None:
        width = max(line.width for line in chunk)
        at = 0
        while at < len(chunk):
            at = (
                self._heading(chunk, at, following)
                or self._table(chunk, at)
                or self._item(chunk, at, width)
                or self._field(chunk, at)
                or self._paragraph(chunk, at, width)
            )

    def _add(
        self, lines: list[TextLine], kind: BlockKind = "paragraph", level: int = 0, label: str = ""
    ) -> None:
        self._blocks.append(Block(kind, lines[0].start, lines[-1].end, level, label))

    def _heading(self, chunk: list[TextLine], at: int, following: list[TextLine] | None) -> int:
        """Add the heading at a line; the next line to look at, 0 if it is none."""
        line = chunk[at]
        is_first = not self._blocks
        below = chunk[at + 1] if at + 1 < len(chunk) else None
        if below is not None and at == 0 and is_ruler(below) and _is_title(line):
            sign = below.text[0]
            level = 1 if sign in "=#*═" else 2
            if len(set(below.text)) == 1 and below.width >= 3:
                label = label_of(line.text, is_heading=True)
                self._add([line, below], "heading", level, label)
                return at + 2
        is_alone = len(chunk) == 1
        level = heading_level(line, is_alone=is_alone, is_first=is_first) if at == 0 else 0
        if not level or not self._heads(line, below, following, is_alone=is_alone):
            return 0
        self._add([line], "heading", level, label_of(line.text, is_heading=True))
        return at + 1

    def _heads(
        self,
        line: TextLine,
        below: TextLine | None,
        following: list[TextLine] | None,
        *,
        is_alone: bool,
    ) -> bool:
        """Whether something follows that a heading may stand above."""
        if not is_alone:
            assert below is not None
            return _heads_directly(line, below)
        marker = marker_of(line)
        if following is None:
            return False
        first = following[0]
        if marker is not None:
            # A list may have blank lines between its items.
            last = self._blocks[-1] if self._blocks else None
            next_marker = marker_of(first)
            is_listed = last is not None and last.kind == "item" and last.label.isalnum()
            return not is_listed and (next_marker is None or next_marker.label in _FIRST)
        is_title = line.text.isupper() or bool(label_of(line.text, is_heading=True))
        return (
            is_title
            or len(following) > 1
            or first.width >= _BODY
            or marker_of(first) is not None
            or bool(field_name(first))
            or (_is_title(first) and not self._blocks)
        )

    def _table(self, chunk: list[TextLine], at: int) -> int:
        table = self._table_at(chunk, at)
        if not table.rows:
            return 0
        self._blocks += table.rows
        self._tables += 1
        return at + table.lines

    def _item(self, chunk: list[TextLine], at: int, width: int) -> int:
        line = chunk[at]
        marker = marker_of(line)
        if marker is None:
            return 0
        end = at + 1
        while end < len(chunk):
            below = chunk[end]
            if is_ruler(below) or self._is_next_item(chunk, end, line, marker):
                break
            is_inside = below.indent > line.indent or below.text[0].islower()
            if not is_inside and not _is_wrapped(chunk[end - 1], below, width):
                break
            end += 1
        while self._indents and self._indents[-1] > line.indent:
            self._indents.pop()
        if not self._indents or self._indents[-1] < line.indent:
            self._indents.append(line.indent)
        label = marker.label or label_of(line.text[marker.length :])
        self._add(chunk[at:end], "item", min(len(self._indents), 9), label)
        return end

    def _is_next_item(self, chunk: list[TextLine], at: int, item: TextLine, marker: Marker) -> bool:
        """Whether an item begins here, inside another one or below it."""
        line, above = chunk[at], chunk[at - 1]
        following = marker_of(line)
        if following is None:
            return False
        is_sibling = line.indent <= item.indent and (
            following.label.isdigit() == marker.label.isdigit()
        )
        return is_sibling or following.label in _FIRST or _may_end(above)

    def _field(self, chunk: list[TextLine], at: int) -> int:
        line = chunk[at]
        if ":" not in line.text:
            return 0
        near = [*chunk[max(at - 1, 0) : at], *chunk[at + 1 : at + 2]]
        is_alone = not any(self._names.is_field(other, is_alone=False) for other in near)
        if (is_alone and len(chunk) > 1) or not self._names.is_field(line, is_alone=is_alone):
            return 0
        end = at + 1
        while end < len(chunk) and chunk[end].indent > line.indent and not field_name(chunk[end]):
            end += 1
        self._add(chunk[at:end], "field")
        return end

    def _paragraph(self, chunk: list[TextLine], at: int, width: int) -> int:
        self._indents.clear()
        end = at + 1
        while end < len(chunk) and not self._begins(chunk, at, end, width):
            end += 1
        first = chunk[at].text
        label = label_of(first)
        is_caption = (
            bool(label and _CAPTION.match(first))
            and sum(len(line.text) for line in chunk[at:end]) <= _LONGEST_CAPTION
        )
        self._add(chunk[at:end], "caption" if is_caption else "paragraph", label=label)
        return end

    def _begins(self, chunk: list[TextLine], first: int, at: int, width: int) -> bool:
        """Whether a new block begins at a line behind one of a paragraph."""
        line, above = chunk[at], chunk[at - 1]
        if is_ruler(line) != is_ruler(above):
            return True
        name = field_name(line) if ":" in line.text else ""
        if name and (self._names.speaks(name) or self._field_run(chunk, at)):
            return True
        marker = marker_of(line)
        if marker is not None and (_may_end(above) or marker.label == "1"):
            return True
        is_indented = line.indent > above.indent and (at - first > 1 or is_sentence_end(above.text))
        if is_indented or self._begins_table(chunk, at):
            return True
        return (
            is_sentence_end(above.text)
            and not line.text[0].islower()
            and not _is_wrapped(above, line, width)
        )

    def _field_run(self, chunk: list[TextLine], at: int) -> bool:
        pair = chunk[at : at + 2]
        return len(pair) == 2 and all(self._names.is_field(line, is_alone=False) for line in pair)

    def _begins_table(self, chunk: list[TextLine], at: int) -> bool:
        # A table in the middle of a run begins where the line above has no gap.
        if "  " not in chunk[at].text and "\t" not in chunk[at].text and "|" not in chunk[at].text:
            return False
        return bool(self._table_at(chunk, at).rows)

    def _table_at(self, chunk: list[TextLine], at: int) -> Table:
        """The table that begins at a line; each line is looked at once where there is none."""
        if len(chunk) - at < 2 or chunk[at].start < self._no_table_before:
            return Table((), 1)
        table = table_at(chunk, at, self._text, self._tables)
        if not table.rows:
            self._no_table_before = chunk[at + table.lines - 1].end
        return table


def _may_end(line: TextLine) -> bool:
    """Whether an item may begin behind a line."""
    return is_sentence_end(line.text) or line.text[-1] in ":;"


def _is_title(line: TextLine) -> bool:
    return (
        len(line.text) <= 100
        and any(map(str.isalnum, line.text))
        and not line.text.endswith((",", ";"))
    )


def _is_wrapped(above: TextLine, line: TextLine, width: int) -> bool:
    """Whether a line goes on with the one above: its first word had no room there."""
    if above.width not in _WRAPPED:
        return False
    word = line.text.split(maxsplit=1)[0]
    return above.width + 1 + len(word) > 0.9 * width


def _heads_directly(line: TextLine, below: TextLine) -> bool:
    """Whether a line is the heading of the next one: in capitals, or numbered and shorter."""
    if line.text.isupper():
        return not below.text.isupper()
    marker = marker_of(line)
    return (
        bool(label_of(line.text, is_heading=True))
        and (marker is None or marker.label.isdigit())
        and below.indent <= line.indent
        and below.width > max(line.width, _BODY)
        and below.text[0].isupper()
        and marker_of(below) is None
    )
