"""The text of a paragraph, and what hangs on it: references to notes, drawings.

Deleted and hidden text, instructions of fields, tables of contents and the lower half of what is
there twice for older programs are left out. Fields show the result that is stored.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any, Final

from index.loaders.docx.equations import EQUATION, EQUATIONS, equation, equations
from index.loaders.docx.fields import MARGIN_FIELDS, FieldMark, Fields, kind_of
from index.loaders.docx.parts import VAL, W, is_off, value_of
from index.loaders.docx.styles import Styles
from index.loaders.drafts import Piece
from index.loaders.raised import RaisedText

__all__ = [
    "ALTERNATIVES", "DELETED", "NoteReference", "ParagraphText", "Runs", "branch_of", "is_contents",
]  # fmt: skip

_MC: Final = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
ALTERNATIVES: Final = f"{_MC}AlternateContent"
DELETED: Final = frozenset({f"{W}del", f"{W}moveFrom"})
_LEFT_OUT: Final = DELETED | {f"{W}p", f"{W}pPr", f"{W}rPr", f"{W}sdtPr", f"{W}rt", f"{W}tbl"}
_TEXT: Final = f"{W}t"
_RUN: Final = f"{W}r"
_CHARACTERS: Final = {
    f"{W}tab": "\t", f"{W}ptab": "\t", f"{W}br": "\n", f"{W}cr": "\n",
    f"{W}noBreakHyphen": "\u2011", f"{W}softHyphen": "\u00ad",
}  # fmt: skip
_PROPERTIES: Final = f"{W}rPr"
_FIELD: Final = f"{W}fldChar"
_VANISH: Final = f"{W}vanish"
_STYLE: Final = f"{W}rStyle"
_NOTES: Final = {f"{W}footnoteReference": "footnote", f"{W}endnoteReference": "endnote"}
_EQUATIONS: Final = frozenset({EQUATION, EQUATIONS})
_DRAWINGS: Final = frozenset({f"{W}drawing", f"{W}pict", f"{W}object"})
# Characters of fonts of signs, by their code without the private area that Word adds.
_SIGNS: Final = {
    "wingdings": {0xFC: "✓", 0xFB: "✗", 0xFE: "☑", 0xFD: "☒", 0xA8: "☐", 0x6F: "☐", 0xE0: "→"},
    "wingdings 2": {0x50: "✓", 0x4F: "✗", 0x52: "☑", 0x53: "☒", 0xA3: "☐"},
    "symbol": {0xB7: "•", 0xB0: "°", 0xB1: "±", 0xB3: "≥", 0xA3: "≤", 0x6D: "μ", 0xAE: "→"},
}


@dataclass(frozen=True, slots=True)
class NoteReference:
    """A mark that refers to a note.

    Attributes:
        kind: ``footnote`` or ``endnote``.
        identifier: Of the note.
        mark: As the author typed it; empty where it is counted.
    """

    kind: str
    identifier: str
    mark: str = ""


@dataclass(slots=True)
class ParagraphText:
    """What a paragraph says.

    Attributes:
        pieces: Its text.
        references: Notes that it refers to, in order.
        drawings: Elements with text boxes, charts and pictures, in order.
        has_sequence: Whether a number of a caption is counted in it.
    """

    pieces: list[Piece] = field(default_factory=list)
    references: list[NoteReference] = field(default_factory=list)
    drawings: list[Any] = field(default_factory=list)
    has_sequence: bool = False

    @property
    def text(self) -> str:
        """Without its structure."""
        return "".join(piece.text for piece in self.pieces)


@dataclass(slots=True)
class _OpenField:
    kind: str
    is_result: bool = False

    @property
    def is_silent(self) -> bool:
        """Whether nothing in it is shown: instructions are not, and tables of contents repeat."""
        return self.kind == "TOC" or not self.is_result


def branch_of(alternatives: Any) -> Any | None:
    """The first of what programs may choose from: newer ones come first."""
    branch = alternatives.find(f"{_MC}Choice")
    return alternatives.find(f"{_MC}Fallback") if branch is None else branch


def is_contents(control: Any) -> bool:
    """Whether a content control (``w:sdt``) holds a table of contents."""
    gallery = control.find(f"{W}sdtPr/{W}docPartObj/{W}docPartGallery")
    return gallery is not None and gallery.get(f"{W}val") == "Table of Contents"


class Runs:
    """Reads the paragraphs of a story in order; fields run from one to the next."""

    def __init__(self, root: Any, styles: Styles, *, tells_page_numbers: bool = False) -> None:
        self._styles = styles
        self._tells_page_numbers = tells_page_numbers
        self._fields = Fields(root)
        self._open: list[_OpenField] = []
        self._silencing = 0
        self._numbering_pages = 0
        self._text = RaisedText()
        self._is_raised = False
        self._result = ParagraphText()
        self.outside_page_numbers: list[str] = []
        """Text that is no page number, if asked for, to tell what else a header says."""

    def read(self, paragraph: Any, *, is_hidden: bool = False) -> ParagraphText:
        """The text of a paragraph, without that of paragraphs in it."""
        self._result = result = ParagraphText()
        self._inline(paragraph, is_hidden)
        result.pieces = self._text.take()
        return result

    def _inline(self, element: Any, is_hidden: bool) -> None:
        for child in element:
            tag = child.tag
            if tag == _RUN:
                self._run(child, is_hidden)
            elif tag in _LEFT_OUT:
                continue
            elif tag == f"{W}fldSimple":
                self._simple_field(child, is_hidden)
            elif tag in _EQUATIONS:
                self._equation(child, is_hidden)
            elif tag == ALTERNATIVES:
                branch = branch_of(child)
                if branch is not None:
                    self._inline(branch, is_hidden)
            elif len(child) and not (tag == f"{W}sdt" and is_contents(child)):
                self._inline(child, is_hidden)

    def _run(self, run: Any, is_hidden: bool) -> None:
        mark = self._is_raised = False
        for child in run:
            tag = child.tag
            if tag == _TEXT:
                # What an author typed as the mark of a note is no part of the sentence.
                if mark:
                    last = self._result.references.pop()
                    self._result.references.append(replace(last, mark=(child.text or "").strip()))
                    mark = False
                elif not is_hidden and child.text:
                    self._say(child.text.replace("\n", " "))
            elif tag == _PROPERTIES:
                if len(child):
                    is_hidden = self._is_hidden(child, is_hidden)
                    self._is_raised = self._styles.raises(child)
            elif tag == _FIELD:
                self._field(child, is_hidden)
            elif not is_hidden:
                mark = self._other(child, tag) or mark
        self._is_raised = False

    def _other(self, child: Any, tag: Any) -> bool:
        """What is not text; whether the mark of a note follows as text."""
        if tag in _CHARACTERS:
            self._say(_CHARACTERS[tag])
        elif tag in _NOTES:
            return self._refer(child)
        elif tag in _DRAWINGS:
            if not self._is_silent:
                self._result.drawings.append(child)
        elif tag == ALTERNATIVES:
            branch = branch_of(child)
            if branch is not None:
                self._run(branch, False)
        elif tag == f"{W}sym":
            self._say(_sign(child))
        elif tag == f"{W}ruby":
            self._inline(child, False)
        return False

    def _is_hidden(self, properties: Any, is_hidden: bool) -> bool:
        for child in properties.iterchildren(_VANISH, _STYLE):
            if child.tag == _VANISH:
                return not is_off(child.get(VAL))
            is_hidden = is_hidden or self._styles.hides(child.get(VAL) or "")
        return is_hidden

    def _say(self, text: str) -> None:
        if self._is_silent or not text:
            return
        self._text.add(text, is_raised=self._is_raised)
        if self._tells_page_numbers and not self._numbering_pages:
            self.outside_page_numbers.append(text)

    def _equation(self, element: Any, is_hidden: bool) -> None:
        if self._is_silent or is_hidden:
            return
        is_display = element.tag == EQUATIONS
        pieces = equations(element) if is_display else equation(element)
        if not pieces:
            return
        if is_display and not self._text.is_empty:
            self._text.add("\n")
        self._text.add_pieces(*pieces)
        self.outside_page_numbers += (piece.text for piece in pieces)

    def _refer(self, element: Any) -> bool:
        if self._is_silent:
            return False
        kind, identifier = _NOTES[element.tag], element.get(f"{W}id") or ""
        self._result.references.append(NoteReference(kind, identifier))
        own_mark = element.get(f"{W}customMarkFollows")
        return bool(own_mark) and not is_off(own_mark)

    def _simple_field(self, element: Any, is_hidden: bool) -> None:
        kind = kind_of(element.get(f"{W}instr") or "")
        self._push(FieldMark("begin", kind), is_result=True)
        self._inline(element, is_hidden)
        self._pop()

    def _field(self, element: Any, is_hidden: bool) -> None:
        mark = self._fields.mark(element)
        if mark is None:
            return
        if mark.role == "begin":
            if not is_hidden:
                self._form(element)
            self._push(mark, is_result=False)
        elif mark.role == "end":
            self._pop()
        elif self._open:
            kind = self._open[-1].kind
            self._pop()
            self._push(FieldMark("begin", kind), is_result=True)

    def _push(self, mark: FieldMark, *, is_result: bool) -> None:
        opened = _OpenField(mark.kind, is_result)
        self._open.append(opened)
        self._result.has_sequence |= mark.kind == "SEQ" and not self._is_silent
        self._silencing += opened.is_silent
        self._numbering_pages += opened.kind in MARGIN_FIELDS

    def _pop(self) -> None:
        if self._open:
            closed = self._open.pop()
            self._silencing -= closed.is_silent
            self._numbering_pages -= closed.kind in MARGIN_FIELDS

    @property
    def _is_silent(self) -> bool:
        return self._silencing > 0

    def _form(self, element: Any) -> None:
        """What a form shows where no text is stored: a ticked box, a choice from a list."""
        data = element.find(f"{W}ffData")
        if data is None or self._is_silent:
            return
        box, choices = data.find(f"{W}checkBox"), data.find(f"{W}ddList")
        if box is not None:
            state = box.find(f"{W}checked")
            state = box.find(f"{W}default") if state is None else state
            is_ticked = state is not None and not is_off(state.get(f"{W}val"))
            self._text.add_pieces(Piece("☒" if is_ticked else "☐", is_generated=True))
        elif choices is not None:
            entries = [
                choice.get(f"{W}val") or "" for choice in choices.iterchildren(f"{W}listEntry")
            ]
            number = value_of(choices, "result") or value_of(choices, "default") or "0"
            if number.isdecimal() and int(number[:6]) < len(entries):
                self._say(entries[int(number[:6])])


def _sign(element: Any) -> str:
    """A character of a font of signs; empty for one that has no meaning outside its font."""
    try:
        code = int(element.get(f"{W}char") or "", 16)
    except ValueError:
        return ""
    signs = _SIGNS.get((element.get(f"{W}font") or "").lower())
    if 0xF000 <= code <= 0xF0FF:
        code -= 0xF000
        return "" if signs is None else signs.get(code, "")
    is_text = 0x20 <= code < 0xD800 and signs is None
    return signs.get(code, "") if signs is not None else chr(code) if is_text else ""
