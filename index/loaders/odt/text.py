"""The text of a paragraph of an ODT file, and what hangs on it: notes, drawings.

Comments, hidden text and what describes a picture are left out. Formulas stand in the sentence.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any, Final

from index.loaders.drafts import Piece
from index.loaders.odt.names import DRAW, OFFICE, SVG, TEXT, integer
from index.loaders.odt.objects import Objects
from index.loaders.odt.styles import Styles
from index.loaders.raised import RaisedText

__all__ = ["PARAGRAPHS", "ParagraphText", "TextReader"]

PARAGRAPHS: Final = frozenset({f"{TEXT}p", f"{TEXT}h"})
_LEFT_OUT: Final = PARAGRAPHS | {
    f"{OFFICE}annotation", f"{OFFICE}annotation-end", f"{OFFICE}forms", f"{OFFICE}event-listeners",
    f"{OFFICE}binary-data", f"{TEXT}hidden-text", f"{TEXT}ruby-text", f"{TEXT}number",
    f"{TEXT}tracked-changes", f"{TEXT}script", f"{SVG}title", f"{SVG}desc", f"{TEXT}note-citation",
}  # fmt: skip
_NUMBER: Final = f"{TEXT}number"
_SPAN: Final = f"{TEXT}span"
_STYLE: Final = f"{TEXT}style-name"
_PAGE_NUMBERS: Final = frozenset({f"{TEXT}page-number", f"{TEXT}page-count"})
_SPACES: Final = re.compile(r"[ \t\r\n]+")
_MOST_SPACES: Final = 1_000


@dataclass(slots=True)
class ParagraphText:
    """What a paragraph says.

    Attributes:
        pieces: Its text.
        notes: Elements of its foot- and endnotes, in order.
        drawings: Elements with text boxes, charts, tables and pictures, in order.
        has_sequence: Whether a number of a caption is counted in it.
        number: Its automatic number as the file says it; empty where it does not.
    """

    pieces: list[Piece] = field(default_factory=list)
    notes: list[Any] = field(default_factory=list)
    drawings: list[Any] = field(default_factory=list)
    has_sequence: bool = False
    number: str = ""

    @property
    def text(self) -> str:
        """Without its structure."""
        return "".join(piece.text for piece in self.pieces)


class TextReader:
    """Reads paragraphs."""

    def __init__(self, styles: Styles, objects: Objects) -> None:
        self._styles = styles
        self._objects = objects
        self._text = RaisedText()
        self._is_raised = False
        self._ends_in_space = True
        self._result = ParagraphText()
        self.outside_page_numbers: list[str] = []
        """Text that is no page number, to tell what else a header says."""

    def read(self, paragraph: Any) -> ParagraphText:
        """The text of a paragraph, without that of paragraphs in it."""
        self._result = result = ParagraphText()
        # White space at the start of a paragraph is not shown.
        self._ends_in_space = True
        number = next(paragraph.iterchildren(_NUMBER), None)
        if number is not None:
            result.number = " ".join("".join(number.itertext()).split())
        if not self._styles.paragraph(paragraph.get(_STYLE)).is_hidden:
            self._inside(paragraph)
        result.pieces = self._text.take()
        return result

    def _inside(self, element: Any) -> None:
        if element.text:
            self._say(element.text)
        for child in element:
            self._element(child)
            if child.tail:
                self._say(child.tail)

    def _element(self, child: Any) -> None:
        tag = child.tag
        if not isinstance(tag, str) or tag in _LEFT_OUT or tag == f"{TEXT}hidden-paragraph":
            return
        if tag == _SPAN:
            self._span(child)
        elif tag == f"{TEXT}s":
            self._put(" " * integer(child.get(f"{TEXT}c"), 1, _MOST_SPACES))
        elif tag == f"{TEXT}tab":
            self._put("\t")
        elif tag == f"{TEXT}line-break":
            self._put("\n")
        elif tag == f"{TEXT}note":
            self._result.notes.append(child)
        elif tag.startswith(DRAW):
            self._drawing(child)
        elif tag in _PAGE_NUMBERS:
            # What stands there is the number of some page.
            self._text.add(child.text or "")
            self._ends_in_space = False
        else:
            self._result.has_sequence |= tag == f"{TEXT}sequence"
            self._inside(child)

    def _span(self, element: Any) -> None:
        style = element.get(_STYLE)
        if self._styles.hides(style):
            return
        was_raised = self._is_raised
        self._is_raised = was_raised or self._styles.raises(style)
        self._inside(element)
        self._is_raised = was_raised

    def _drawing(self, element: Any) -> None:
        formula = self._objects.formula(element)
        if formula is None:
            # A link around a picture.
            self._result.drawings.append(element)
            return
        self._text.add(formula)
        self.outside_page_numbers.append(formula)
        self._ends_in_space = False

    def _say(self, text: str) -> None:
        """Text as it stands in the file, where any white space is one space."""
        text = _SPACES.sub(" ", text)
        if self._ends_in_space and text.startswith(" "):
            text = text[1:]
        if text:
            self._text.add(text, is_raised=self._is_raised)
            self.outside_page_numbers.append(text)
            self._ends_in_space = text.endswith(" ")

    def _put(self, text: str) -> None:
        """White space that is meant."""
        self._text.add(text)
        self._ends_in_space = False
