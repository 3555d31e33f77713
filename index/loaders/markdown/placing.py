"""Markdown to blocks: spans of the file as it is, markup included."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from index.loaders.labels import label_of
from index.loaders.markdown.line_ranges import LineRange, line_ranges
from index.loaders.plain_text.line_forms import field_name
from index.loaders.plain_text.text_lines import TextLine, lines_of
from index.structure import Block, BlockKind, Cell

__all__ = ["markdown_blocks"]

_FOOTNOTE: Final = re.compile(r"\[\^(?P<label>[^\]\s]{1,60})\]:")
_REFERENCE: Final = re.compile(r"\[[^\]^][^\]]{0,200}\]:\s*\S|<!--")
_DEFINITION: Final = re.compile(f"{_FOOTNOTE.pattern}|{_REFERENCE.pattern}")
_FIELD: Final = re.compile(r"[\w.-]+[ \t]*[:=]")
_LONGEST_FRONT_MATTER: Final = 500
"""Lines."""

_CELL: Final = re.compile(r"(?:[^|\\]|\\.?)*", re.DOTALL)
_PREFIX: Final = re.compile(r"(?:>[ \t]*|[-*+][ \t]+|\d{1,9}[.)][ \t]+)*")
_MARKS: Final = re.compile(r"[*_`>#\[\]~]+")
_BOLD: Final = re.compile(r"(\*\*|__)(?P<words>(?!\1)[^\n]{1,80}?)\1")
_CAPTION: Final = re.compile(r"(?:Table|Figure|Chart|Tabelle|Abbildung)\s")
_LONGEST_CAPTION: Final = 300
_SENTENCE_END: Final = tuple(".!?…:;,")


def markdown_blocks(text: str) -> tuple[Block, ...]:
    """The blocks of a Markdown text, in order; only white space stands outside of them."""
    return tuple(_Placer(text).blocks())


class _Placer:
    """Gives parts their places in the text, and the lines between parts a block."""

    def __init__(self, text: str) -> None:
        self._lines = lines_of(text)
        self._heading_level = 0
        self._after_footnote = False

    def blocks(self) -> Iterator[Block]:
        start = _front_matter(self._lines)
        yield from self._fields(start)
        # Lines keep their numbers, and none is lost to the parser's own notion of a line.
        source = "\n".join(
            "" if number < start else _source(line) for number, line in enumerate(self._lines)
        )
        at = start
        for part in line_ranges(source):
            if part.first < at:
                continue
            yield from self._between(at, part.first)
            yield from self._part(part)
            at = part.last
        yield from self._between(at, len(self._lines))

    def _fields(self, end: int) -> Iterator[Block]:
        """The lines of the front matter; its fences go with its first and last field."""
        group: list[TextLine] = []
        for number, line in enumerate(self._lines[:end]):
            begins = _FIELD.match(line.text) and not line.indent and 1 < number < end - 1
            if begins and len(group) > 0:
                yield _block("field", group)
                group = []
            if line.text:
                group.append(line)
        if group:
            yield _block("field", group)

    def _between(self, first: int, last: int) -> Iterator[Block]:
        """Lines that the parser drops: definitions of links and of notes."""
        group: list[TextLine] = []
        for line in [*self._lines[first:last], None]:
            begins = line is not None and (
                _FOOTNOTE.match(line.text) or _REFERENCE.match(line.text)
            )
            if group and (line is None or not line.text or begins):
                yield self._dropped(group)
                group = []
            if line is not None and line.text:
                group.append(line)

    def _dropped(self, group: list[TextLine]) -> Block:
        note = _FOOTNOTE.match(group[0].text)
        if note:
            return _block("footnote", group, label=note["label"])
        return _block("note" if _REFERENCE.match(group[0].text) else "paragraph", group)

    def _part(self, part: LineRange) -> Iterator[Block]:
        lines = [line for line in self._lines[part.first : part.last] if line.text]
        if not lines:
            return
        was_footnote, self._after_footnote = self._after_footnote, False
        if part.kind == "heading":
            self._heading_level = part.level
            words = _MARKS.sub("", part.content).strip()
            yield _block("heading", lines, part.level, label_of(words, is_heading=True))
        elif part.kind == "row":
            yield _row(lines, part)
        elif part.is_verbatim:
            # The paragraphs of a note are indented like code.
            is_footnote = was_footnote and lines[0].indent >= 2
            self._after_footnote = is_footnote
            yield _block("footnote" if is_footnote else part.kind, lines, part.level, part.label)
        elif part.kind == "item":
            words = _PREFIX.sub("", lines[0].text, count=1)
            yield _block("item", lines, part.level, part.label or label_of(_MARKS.sub("", words)))
        else:
            yield from self._paragraph(lines, was_footnote)

    def _paragraph(self, lines: list[TextLine], was_footnote: bool) -> Iterator[Block]:
        first = lines[0].text
        if any(_FOOTNOTE.match(line.text) for line in lines):
            yield from self._footnotes(lines)
        elif was_footnote and lines[0].indent >= 2:
            self._after_footnote = True
            yield _block("footnote", lines)
        elif len(lines) > 1 and all(field_name(_unmarked(line)) for line in lines):
            yield from (_block("field", [line]) for line in lines)
        elif len(lines) == 1 and (bold := _BOLD.fullmatch(first)) and _is_title(bold["words"]):
            label = label_of(bold["words"], is_heading=True)
            yield _block("heading", lines, min(6, self._heading_level + 1), label)
        else:
            label = label_of(_MARKS.sub("", _PREFIX.sub("", first, count=1)))
            is_caption = bool(label and _CAPTION.match(_MARKS.sub("", first)))
            is_short = sum(len(line.text) for line in lines) <= _LONGEST_CAPTION
            kind: BlockKind = "caption" if is_caption and is_short else "paragraph"
            yield _block(kind, lines, label=label)

    def _footnotes(self, lines: list[TextLine]) -> Iterator[Block]:
        """Definitions of notes that follow each other without a blank line."""
        group: list[TextLine] = []
        label = ""
        for line in lines:
            note = _FOOTNOTE.match(line.text)
            if note and group:
                yield _block("footnote" if label else "paragraph", group, label=label)
                group = []
            label = note["label"] if note else label
            group.append(line)
        yield _block("footnote", group, label=label)
        self._after_footnote = True


def _source(line: TextLine) -> str:
    """A line for the parser, which would take ``[^1]: Odo`` for the address of a link."""
    text = f"x{line.text[1:]}" if _FOOTNOTE.match(line.text) else line.text
    return " " * line.indent + text


def _front_matter(lines: list[TextLine]) -> int:
    """Number of lines of the front matter, fences included."""
    fence = lines[0].text
    if fence not in ("---", "+++") or lines[0].indent:
        return 0
    for number, line in enumerate(lines[1:_LONGEST_FRONT_MATTER], 1):
        if line.text in (fence, "...") and not line.indent:
            return number + 1
    return 0


def _block(kind: BlockKind, lines: list[TextLine], level: int = 0, label: str = "") -> Block:
    return Block(kind, lines[0].start, lines[-1].end, level, label)


def _unmarked(line: TextLine) -> TextLine:
    return TextLine(_MARKS.sub("", line.text), line.start, line.origin, line.indent)


def _is_title(words: str) -> bool:
    return not words.endswith(_SENTENCE_END) and any(map(str.isalpha, words))


def _row(lines: list[TextLine], part: LineRange) -> Block:
    """A row of a table; its cells are what stands between its bars."""
    line = lines[0]
    prefix = _PREFIX.match(line.text)
    at = prefix.end() if prefix else 0
    if line.text.startswith("|", at):
        at += 1
    cells = []
    column = 0
    while at < len(line.text):
        match = _CELL.match(line.text, at)
        assert match is not None
        value = match[0].strip()
        if value:
            start = line.start + match.start() + len(match[0]) - len(match[0].lstrip())
            cells.append(Cell(start, start + len(value), column, part.is_head))
        at = match.end() + 1
        column += 1
    return Block("row", line.start, lines[-1].end, table=part.table, cells=tuple(cells))
