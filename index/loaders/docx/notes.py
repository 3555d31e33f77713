"""Foot- and endnotes of a DOCX file, numbered by the order in which the text refers to them.

Notes are counted through the whole document, as word processors do unless they are told to begin
anew in each section or on each page. A note that nothing refers to is not shown, and not read.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from index.loaders.docx.parts import Part, W, value_of
from index.loaders.docx.runs import NoteReference
from index.loaders.numerals import number_text

__all__ = ["Note", "Notes"]

_FORMATS: Final = {"footnote": "decimal", "endnote": "lowerRoman"}


@dataclass(frozen=True, slots=True)
class Note:
    """A note.

    Attributes:
        element: Its paragraphs are under it.
        part: The part that it stands in.
        label: Its number, or the mark that the author gave it.
    """

    element: Any
    part: Part
    label: str


class Notes:
    """The notes of a document, each given once."""

    def __init__(self, main: Part, settings: Part | None, sections: list[Any]) -> None:
        """``sections`` are the properties of the sections of the main part."""
        self._notes: dict[tuple[str, str], tuple[Any, Part]] = {}
        self._formats = dict(_FORMATS)
        self._next = {"footnote": 1, "endnote": 1}
        for kind in _FORMATS:
            part = main.related(f"{kind}s")
            for element in () if part is None else part.root.iterchildren(f"{W}{kind}"):
                # A note of a type is the line between text and notes.
                if part is not None and element.get(f"{W}type") in (None, "normal"):
                    self._notes.setdefault((kind, element.get(f"{W}id") or ""), (element, part))
            self._configure(kind, sections if settings is None else [settings.root, *sections])

    def note(self, reference: NoteReference) -> Note | None:
        """The note that a mark refers to; None if there is none, or it was given before."""
        element, part = self._notes.pop((reference.kind, reference.identifier), (None, None))
        if part is None:
            return None
        label = reference.mark
        if not label:
            number = self._next[reference.kind]
            self._next[reference.kind] = number + 1
            label = number_text(number, self._formats[reference.kind])
        return Note(element, part, label)

    def _configure(self, kind: str, elements: Iterable[Any]) -> None:
        for element in elements:
            for properties in element.iterchildren(f"{W}{kind}Pr"):
                self._formats[kind] = value_of(properties, "numFmt") or self._formats[kind]
                start = value_of(properties, "numStart") or ""
                if start.isdecimal() and len(start) < 9:
                    self._next[kind] = int(start)
