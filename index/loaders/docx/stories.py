"""The blocks of a story of a DOCX file: its body, a header, a note, the text in a cell."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from index.loaders.automatic_numbers import Number
from index.loaders.docx.chunks import chunk_entries
from index.loaders.docx.context import Context, within
from index.loaders.docx.drawings import drawing_entries, text_boxes
from index.loaders.docx.notes import Notes
from index.loaders.docx.paragraphs import Properties, block_of, number_of, properties_of
from index.loaders.docx.parts import Part, W
from index.loaders.docx.runs import ParagraphText, Runs
from index.loaders.docx.tables import TableReader, cells_of, is_layout
from index.loaders.drafts import Draft, Piece, draft
from index.loaders.entries import Entry, labelled
from index.structure import BlockKind

__all__ = ["Story"]

_PARAGRAPH: Final = f"{W}p"
_CHUNK: Final = f"{W}altChunk"
_BLOCKS: Final = frozenset({_PARAGRAPH, f"{W}tbl", _CHUNK})


class Story:
    """Reads the blocks of a story, in order, each once.

    Notes stand after the paragraph or the table that refers to them, text boxes, charts and
    diagrams after the paragraph that they hang on.
    """

    def __init__(
        self,
        root: Any,
        part: Part,
        context: Context,
        *,
        notes: Notes | None = None,
        kind: BlockKind | None = None,
    ) -> None:
        """``kind`` is what all paragraphs are, in headers and notes; ``notes`` those to place."""
        is_margin = kind in ("header", "footer")
        self.runs = Runs(root, context.styles, tells_page_numbers=is_margin)
        self.part = part
        self.context = context
        self._notes = notes
        self._kind = kind
        self._is_margin = is_margin
        self._after_item = False
        self._carried: list[Piece] = []

    def entries(self, root: Any) -> Iterator[Entry]:
        """The blocks under ``root``."""
        for element in within(root, _BLOCKS):
            if element.tag == _PARAGRAPH:
                yield from self._paragraph(element)
                continue
            yield from self._carry()
            self._after_item = False
            if element.tag == _CHUNK:
                yield from chunk_entries(element, self.part, self.context)
            elif is_layout(element, is_margin=self._is_margin):
                for cell in cells_of(element):
                    yield from self.entries(cell)
            else:
                yield from self._table(element)
        yield from self._carry()

    def _paragraph(self, element: Any) -> Iterator[Entry]:
        properties, text = self.read(element)
        if not properties.style.is_contents:
            if properties.is_deleted:
                self._carried = text.pieces
                text.pieces = []
            else:
                block = self._block(text, properties)
                self._after_item = block is not None and block.kind == "item"
                if block is not None:
                    yield block
        yield from self._hanging(text)

    def read(self, element: Any) -> tuple[Properties, ParagraphText]:
        """A paragraph, with what a deleted end of the one before left over."""
        properties = properties_of(element, self.context)
        text = self.runs.read(element, is_hidden=properties.style.is_hidden)
        if self._carried:
            text.pieces = _joined(self._carried, text.pieces)
            self._carried = []
        return properties, text

    def number(self, text: ParagraphText, properties: Properties) -> Number | None:
        """Count a paragraph, unless nothing of it is there."""
        is_gone = not text.pieces and (properties.is_hidden or properties.is_deleted)
        return None if is_gone else number_of(properties, self.context)

    def _block(self, text: ParagraphText, properties: Properties) -> Draft | None:
        number = self.number(text, properties)
        if self._kind is None:
            return block_of(text, properties, number, is_tight=self._after_item)
        lead = [] if number is None or not text.pieces else [Piece(number.text, is_generated=True)]
        return draft([*lead, *text.pieces], self._kind)

    def _carry(self) -> Iterator[Entry]:
        """The text of a paragraph that was to go on in the next one, which never came."""
        block = draft(self._carried, self._kind or "paragraph") if self._carried else None
        self._carried = []
        if block is not None:
            yield block

    def _hanging(self, text: ParagraphText) -> Iterator[Entry]:
        """What hangs on a paragraph: notes, text boxes, charts, diagrams."""
        if self._notes is not None:
            for reference in text.references:
                yield from self._note(reference)
        for drawing in text.drawings:
            for box in text_boxes(drawing):
                self._after_item = False
                yield from self.entries(box)
            yield from drawing_entries(drawing, self.part, self.context)

    def _note(self, reference: Any) -> Iterator[Entry]:
        assert self._notes is not None
        note = self._notes.note(reference)
        if note is None:
            return
        self._after_item = False
        story = Story(note.element, note.part, self.context, kind="footnote")
        yield from labelled(story.entries(note.element), note.label)

    def _table(self, element: Any) -> Iterator[Entry]:
        reader = TableReader(self)
        rows = reader.rows(element)
        if rows:
            yield rows
        for reference in reader.references if self._notes is not None else ():
            yield from self._note(reference)
        for drawing in reader.drawings:
            yield from drawing_entries(drawing, self.part, self.context)


def _joined(before: list[Piece], after: list[Piece]) -> list[Piece]:
    """Two paragraphs of which a tracked change made one; no word runs into the next."""
    if not (before and after):
        return before or after
    touch = not before[-1].text[-1:].isspace() and after[0].text[:1].isalnum()
    return [*before, *([Piece(" ", is_generated=True)] if touch else []), *after]
