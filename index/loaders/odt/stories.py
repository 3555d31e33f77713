"""The blocks of a story of an ODT file: its body, a header, a note."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final

from index.loaders.automatic_numbers import Number, numbered_block
from index.loaders.drafts import Draft, Piece, draft
from index.loaders.entries import Entry, labelled
from index.loaders.odt.lists import Lists, ListState
from index.loaders.odt.names import DRAW, OFFICE, TEXT, integer
from index.loaders.odt.objects import Objects
from index.loaders.odt.pictures import picture_entries
from index.loaders.odt.styles import Styles
from index.loaders.odt.tables import TABLE_TAG, TableReader, cells_of, is_layout, rows_of
from index.loaders.odt.text import PARAGRAPHS, ParagraphText, TextReader
from index.loaders.recognition.embedded import Pictures
from index.loaders.word_tables import Repeats
from index.structure import BlockKind

__all__ = ["Context", "Story"]

_IMAGE: Final = f"{DRAW}image"
_BLOCKS: Final = PARAGRAPHS | {TABLE_TAG, _IMAGE, f"{DRAW}object"}
_LIST: Final = f"{TEXT}list"
_ITEM: Final = f"{TEXT}list-item"
_NUMBERED: Final = f"{TEXT}numbered-paragraph"
_LEFT_OUT: Final = frozenset(
    {
        f"{OFFICE}annotation", f"{TEXT}tracked-changes", f"{TEXT}sequence-decls",
        f"{OFFICE}forms", f"{TEXT}table-of-content", f"{TEXT}illustration-index",
        f"{TEXT}table-index", f"{TEXT}object-index", f"{TEXT}hidden-paragraph",
    }
)  # fmt: skip


@dataclass(slots=True)
class Context:
    """What all stories of a file share.

    Attributes:
        styles: Its styles.
        lists: Its lists; paragraphs have to be read in order, each once.
        objects: Formulas, charts and sheets in it.
        pictures: Reads those that may be pages.
        repeats: Says which values of merged cells are given again.
    """

    styles: Styles
    lists: Lists
    objects: Objects
    pictures: Pictures
    repeats: Repeats = field(default_factory=Repeats)


class Story:
    """Reads the blocks of a story, in order, each once.

    Notes stand after the paragraph or the table that refers to them, text boxes and charts after
    the paragraph that they hang on.
    """

    def __init__(self, context: Context, *, kind: BlockKind | None = None) -> None:
        """``kind`` is what all paragraphs are, in headers and notes."""
        self.reader = TextReader(context.styles, context.objects)
        self.context = context
        self._kind = kind
        self._after_item = False

    def walk(self, root: Any, state: ListState | None = None) -> Iterator[tuple[Any, Any]]:
        """Paragraphs, tables, pictures and objects under ``root``, each with its place in lists."""
        for child in root:
            tag = child.tag
            if tag in _BLOCKS:
                yield child, state
            elif not isinstance(tag, str) or tag in _LEFT_OUT or _is_hidden(child):
                continue
            elif tag == _LIST:
                yield from self.walk(child, self._open(child, state))
            elif tag == _NUMBERED:
                inner = self.context.lists.open(child, None)
                inner.depth = integer(child.get(f"{TEXT}level"), 1, 10) - 1
                inner.is_numbered = True
                yield from self.walk(child, inner)
            elif tag == _ITEM and state is not None:
                _begin_item(child, state)
                yield from self.walk(child, state)
                state.is_numbered = False
            elif len(child):
                yield from self.walk(child, state)

    def entries(self, root: Any) -> Iterator[Entry]:
        """The blocks under ``root``."""
        for element, state in self.walk(root):
            if element.tag in PARAGRAPHS:
                yield from self._paragraph(element, state)
                continue
            self._after_item = False
            if element.tag == _IMAGE:
                yield from self.picture(element)
            elif element.tag != TABLE_TAG:
                yield from self._objects(element)
            elif is_layout(element, is_margin=self._kind in ("header", "footer")):
                for row, _ in rows_of(element):
                    for cell in cells_of(row):
                        yield from self.entries(cell)
            else:
                yield from self._table(element)

    def read(self, element: Any, state: ListState | None) -> tuple[ParagraphText, Number | None]:
        """A paragraph and its automatic number, which is counted."""
        text = self.reader.read(element)
        if state is not None:
            if not state.is_numbered:
                return text, None
            state.is_numbered = False
            state.number = state.number or text.number
            return text, self.context.lists.next(state)
        if element.tag != f"{TEXT}h" or element.get(f"{TEXT}is-list-header") == "true":
            return text, Number(f"{text.number} ", text.number, 0) if text.number else None
        level = integer(element.get(f"{TEXT}outline-level"), 1, 10) or 1
        restarts = element.get(f"{TEXT}restart-numbering") == "true"
        start = integer(element.get(f"{TEXT}start-value"), 1, 2**31) if restarts else None
        return text, self.context.lists.next_heading(level, start, text.number)

    def objects_in(self, drawing: Any) -> list[Entry]:
        """The tables of the charts and sheets in a drawing."""
        objects = (element for element, _ in self.walk(drawing) if element.tag == f"{DRAW}object")
        return [entry for element in objects for entry in self._objects(element)]

    def _open(self, element: Any, state: ListState | None) -> ListState:
        """The state in a list; one without a style has that of its first paragraph."""
        style = ""
        if state is None and not element.get(f"{TEXT}style-name"):
            first = next(element.iter(*PARAGRAPHS), None)
            if first is not None:
                name = first.get(f"{TEXT}style-name")
                style = self.context.styles.paragraph(name).list_style
        return self.context.lists.open(element, state, style)

    def _paragraph(self, element: Any, state: ListState | None) -> Iterator[Entry]:
        is_first = state is not None and state.is_numbered
        text, number = self.read(element, state)
        block = self._block(element, text, number, state, is_first=is_first)
        self._after_item = block is not None and block.kind == "item"
        if block is not None:
            yield block
        for note in text.notes:
            yield from self._note(note)
        for drawing in text.drawings:
            self._after_item = False
            if drawing.tag == f"{DRAW}object":
                yield from self._objects(drawing)
            else:
                yield from self.entries(drawing)

    def _block(
        self,
        element: Any,
        text: ParagraphText,
        number: Number | None,
        state: ListState | None,
        *,
        is_first: bool,
    ) -> Draft | None:
        if self._kind is not None:
            lead = [] if number is None else [Piece(number.text, is_generated=True)]
            return draft([*lead, *text.pieces], self._kind) if text.text.strip() else None
        style = self.context.styles.paragraph(element.get(f"{TEXT}style-name"))
        level = style.level
        if element.tag == f"{TEXT}h":
            level = integer(element.get(f"{TEXT}outline-level"), 1, 10) or 1
        elif state is not None and not is_first:
            # What follows the first paragraph of an item belongs to it.
            return draft(text.pieces, "item", level=state.depth + 1, is_tight=self._after_item)
        return numbered_block(
            text.pieces,
            number,
            level=level,
            is_caption=style.is_caption,
            has_sequence=text.has_sequence,
            is_tight=self._after_item,
        )

    def _note(self, element: Any) -> Iterator[Entry]:
        citation, body = element.find(f"{TEXT}note-citation"), element.find(f"{TEXT}note-body")
        if body is None:
            return
        label = "" if citation is None else "".join(citation.itertext()).strip()
        label = label or (citation.get(f"{TEXT}label") or "" if citation is not None else "")
        self._after_item = False
        yield from labelled(Story(self.context, kind="footnote").entries(body), label)

    def _table(self, element: Any) -> Iterator[Entry]:
        reader = TableReader(self)
        rows = reader.rows(element)
        if rows:
            yield rows
        for note in reader.notes:
            yield from self._note(note)

    def picture(self, image: Any) -> list[Entry]:
        """The text in a picture, if it is a page."""
        context = self.context
        return picture_entries(image, context.objects, context.styles.page_area, context.pictures)

    def _objects(self, element: Any) -> Iterator[Entry]:
        for title, table in self.context.objects.tables(element):
            rows = TableReader(self).rows(table, title)
            if rows:
                yield rows


def _begin_item(element: Any, state: ListState) -> None:
    state.is_numbered = True
    start = element.get(f"{TEXT}start-value")
    state.start = integer(start, 1, 2**31) if start else None
    number = element.find(f"{TEXT}number")
    state.number = "" if number is None else "".join(number.itertext()).strip()


def _is_hidden(element: Any) -> bool:
    """Whether a section is hidden."""
    return bool(element.tag == f"{TEXT}section" and element.get(f"{TEXT}display") == "none")
