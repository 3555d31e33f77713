"""Trees of HTML to blocks: headings, paragraphs, items, rows, captions and notes, in order."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Callable
from itertools import islice
from typing import Any, Final, TypeAlias

from lxml import etree

from index.loaders.entries import Entry
from index.loaders.markup.emitting import Emitter, Sink, TextContext, Texts
from index.loaders.markup.html_grids import grid_of_table, is_aria_table
from index.loaders.markup.inline import Inline
from index.loaders.markup.list_numbers import LIST_TAGS, ListStack
from index.loaders.markup.note_links import (
    NoteLinks,
    is_note_mark,
    is_page_mark,
)
from index.loaders.markup.roles import has_context, heading_level, is_block
from index.loaders.mathml import linear_math
from index.loaders.raised import enclosed, marks_around
from index.loaders.tables import table_rows
from index.structure import BlockKind

__all__ = ["PictureReader", "add_blocks"]

PictureReader: TypeAlias = Callable[[Any], list[Entry]]
"""From an ``img`` element to what is recognised in its picture."""

_PRE_TAGS: Final = frozenset({"pre", "xmp", "listing", "plaintext"})
_BOLD_TAGS: Final = frozenset({"b", "strong"})
_NUMBER: Final = re.compile(r"\d{1,4}")
_LONGEST_RAISED: Final = 30
"""Code points of raised characters that are set apart as a whole."""

_MOST_RAISED: Final = 12
"""Elements in them."""


def add_blocks(
    builder: Sink,
    root: Any,
    notes: NoteLinks | None = None,
    pictures: PictureReader | None = None,
) -> None:
    """Add the blocks of a tree of HTML, in order.

    The items of a list stand on lines next to each other, with their numbers. A note stands after
    the block that refers to it; its mark stands nowhere.

    Args:
        builder: Takes the blocks.
        root: The tree, without what is hidden.
        notes: The notes of the page, if they are not all in this tree.
        pictures: Reads the pictures of the page.

    Raises:
        RefusedError: The text is longer than the limit.
    """
    notes = NoteLinks(root) if notes is None else notes
    _Walker(Emitter(builder), notes, pictures).walk(root)


class _Walker:
    """Walks a tree once; ``contexts`` are those of the elements around, the innermost last."""

    def __init__(
        self,
        emitter: Emitter,
        notes: NoteLinks,
        pictures: PictureReader | None,
        context: TextContext | None = None,
    ) -> None:
        self._emitter = emitter
        self._notes = notes
        self._pictures = pictures
        # The element that the given context is of.
        self._top: Any = None
        # Notes are printed by the walk of the page; that of a note or a cell hands them on.
        self._is_outer = context is None and not emitter.is_bare
        self._inline = Inline()
        self._contexts = [context or TextContext()]
        self._lists = ListStack()
        self._marks: list[Any] = []
        self._pre = self._bold = self._details = 0

    def walk(self, root: Any) -> None:
        self._top = root
        walker = etree.iterwalk(root, events=("start", "end"))
        skipped: Any = None
        for event, element in walker:
            if event == "start":
                if self._takes_whole(element, is_root=element is root):
                    walker.skip_subtree()
                    skipped = element
                else:
                    self._start(element)
                continue
            if element is not skipped:
                self._end(element)
            if element.tail and element is not root:
                self._text(element.tail)
        self._flush()
        self._emitter.end_terms()
        self._flush()

    def _text(self, text: str) -> None:
        self._inline.add(text, as_is=self._pre > 0, is_bold=self._bold > 0)

    def _start(self, element: Any) -> None:
        tag = element.tag
        if is_block(element):
            self._flush()
            context = self._context(element)
            if context is not None:
                self._contexts.append(context)
            if tag in LIST_TAGS:
                self._lists.open(element)
            self._pre += tag in _PRE_TAGS
            self._details += tag == "details"
        elif tag == "br":
            if self._inline.break_line():
                self._flush()
        elif tag in _BOLD_TAGS:
            self._bold += 1
        elif tag == "img" and self._pictures is not None:
            entries = self._pictures(element)
            if entries:
                self._flush()
                self._emitter.add_entries(entries)
        if element.text:
            self._text(element.text)

    def _end(self, element: Any) -> None:
        tag = element.tag
        if is_block(element):
            self._flush()
            if element is not self._top and has_context(element):
                self._contexts.pop()
            if tag in LIST_TAGS:
                self._lists.close()
            self._pre -= tag in _PRE_TAGS
            self._details -= tag == "details"
            if tag == "dl":
                self._emitter.end_terms()
        elif tag in _BOLD_TAGS:
            self._bold -= 1

    def _context(self, element: Any) -> TextContext | None:
        """What the text of an element becomes; None where that depends on those around it."""
        if element is self._top or not has_context(element):
            return None
        tag = element.tag
        rest: BlockKind = "footnote" if self._contexts[-1].rest == "footnote" else "paragraph"
        level = heading_level(element)
        if level:
            self._emitter.heading_level = level
            return TextContext("heading", "heading", level)
        if tag == "summary":
            level = min(6, self._emitter.heading_level + max(1, self._details))
            return TextContext("heading", "heading", level)
        if tag in ("figcaption", "caption"):
            return TextContext("caption", "caption")
        if tag == "dt":
            return TextContext(role="term")
        depth = max(self._lists.depth, 1)
        if tag == "dd":
            return TextContext("item", rest, depth, role="definition")
        if tag == "li":
            kind: BlockKind = "footnote" if rest == "footnote" else "item"
            return TextContext(kind, rest, depth, self._lists.number(element))
        if tag in ("td", "th"):
            return TextContext(rest, rest, role="cell")
        return TextContext("footnote", "footnote")

    def _flush(self) -> None:
        is_bold = self._inline.is_bold
        pieces = self._inline.take()
        if pieces:
            self._emitter.emit(pieces, self._contexts[-1], is_bold=is_bold)
        if self._marks and self._is_outer and not self._emitter.awaits_definition:
            self._print_notes()

    def _takes_whole(self, element: Any, *, is_root: bool) -> bool:
        """Whether an element is dealt with here, so that nothing inside it is looked at."""
        tag = element.tag
        if not isinstance(tag, str):
            return True
        if tag == "a":
            return self._takes_link(element)
        if tag == "math":
            self._text(linear_math(element))
            return True
        if tag == "sup":
            return self._takes_raised(element)
        if tag == "table" or is_aria_table(element):
            return self._takes_table(element)
        return not is_root and (self._notes.is_moved(element) or is_page_mark(element))

    def _takes_raised(self, element: Any) -> bool:
        inner = list(islice(element.iter(), _MOST_RAISED))
        text = "".join(islice(element.itertext(), _MOST_RAISED))
        begins = not self._inline.end.strip()
        if begins or len(inner) == _MOST_RAISED or len(text) > _LONGEST_RAISED:
            return False
        links = [link for link in inner if link.tag == "a"]
        if any(map(self._notes.note, links)):
            return False
        mark = text.strip()
        is_note = any(is_note_mark(link) or "#" in (link.get("href") or "") for link in links)
        around = (enclosed if is_note and mark else marks_around)(self._inline.end, mark)
        return self._surround(mark, around)

    def _takes_link(self, link: Any) -> bool:
        if self._notes.note(link) is not None:
            self._marks.append(link)
            return True
        text = "".join(islice(link.itertext(), _LONGEST_RAISED)).strip()
        # A mark that only its style raises: "55" with "3" is no 553.
        leads_on = "#" in (link.get("href") or "") and self._inline.last.isdigit()
        if is_note_mark(link) or (leads_on and _NUMBER.fullmatch(text)):
            return not text or self._surround(text, enclosed(self._inline.end, text))
        return self._notes.is_back_link(link)

    def _surround(self, text: str, around: tuple[str, str]) -> bool:
        """Write raised text so that it joins no word or number; False where it need not."""
        front, back = around
        if not front and not back:
            return False
        self._inline.add_generated(front)
        self._inline.add(text)
        self._inline.add_generated(back)
        return True

    def _takes_table(self, table: Any) -> bool:
        marks, self._marks = self._marks, []
        grid = grid_of_table(table, self._cell_text)
        self._marks, marks_inside = marks, self._marks
        if grid is None:
            return False
        self._flush()
        caption = next(table.iterdescendants("caption"), None)
        title = "" if caption is None else self._cell_text(caption)
        self._emitter.add_table(table_rows(grid, caption=title))
        self._marks += marks_inside
        self._flush()
        return True

    def _cell_text(self, cell: Any) -> str:
        if len(cell) == 0:
            return cell.text or ""
        texts = Texts()
        walker = _Walker(Emitter(texts, is_bare=True), self._notes, self._pictures)
        walker.walk(cell)
        self._marks += walker._marks
        return " ".join(texts.texts) or _said_by_pictures(cell)

    def _print_notes(self) -> None:
        """Add the notes that the last block refers to, and those that these refer to."""
        marks = deque(self._marks)
        self._marks = []
        while marks:
            note = self._notes.note(marks.popleft())
            if note is not None and self._notes.print_once(note):
                context = TextContext("footnote", "footnote", number=note.label)
                walker = _Walker(self._emitter, self._notes, self._pictures, context)
                walker.walk(note.element)
                marks.extend(walker._marks)


def _said_by_pictures(cell: Any) -> str:
    """What stands for the pictures of a cell that has no words, such as a tick."""
    names = (element.get("alt") or element.get("aria-label") or "" for element in cell.iter())
    return " ".join(" ".join(filter(None, names)).split())[:_LONGEST_RAISED]
