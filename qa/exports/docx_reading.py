"""What people read of a DOCX export, and its record, read back from the file.

The file may come from anyone. It is unpacked under limits, and XML with declarations of a document
type is refused, and a footnote is read once, so that nothing grows beyond what was unpacked.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final
from xml.parsers import expat
from zipfile import ZipFile

from index.errors import RefusedError
from index.loaders.containers.archive import open_zip, unpack
from index.loaders.limits import LIMITS
from qa.errors import ExportError
from qa.exports.docx_package import RECORD_NAMESPACE
from qa.exports.shown_parts import ShownPart, by_turn

__all__ = ["docx_files", "docx_parts", "docx_record"]

_W: Final = "http://schemas.openxmlformats.org/wordprocessingml/2006/main "
_NAMES: Final = {
    "Heading1": "question",
    "Answer": "answer",
    "AlsoFound": "also found",
    "Item": "item",
    "Sentence": "sentence",
    "Said": "line",
    "ListedLine": "line",
}
_HEAD_BYTES: Final = 1_000  # of a part, in which it names what it is
_BREAKS: Final = frozenset({f"{_W}br", f"{_W}tab", f"{_W}cr"})


@dataclass(slots=True)
class _Paragraph:
    """A paragraph: its style, its text, the footnotes that it refers to, and its own footnote."""

    note: str
    style: str = ""
    pieces: list[str] = field(default_factory=list)
    references: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        """Its text."""
        return "".join(self.pieces)


def docx_files(data: bytes) -> tuple[str, str, str]:
    """Main part, footnotes and record of a DOCX export.

    Raises:
        ExportError: It is none, or over a limit.
    """
    try:
        with open_zip(data, LIMITS, "DOCX") as archive:
            names = set(archive.namelist())
            wanted = ("word/document.xml", "word/footnotes.xml")
            files = [unpack(archive, name, "DOCX") if name in names else b"" for name in wanted]
            files.append(_record_part(archive))
        document, footnotes, record = (file.decode("utf-8") for file in files)
    except RefusedError as error:
        raise ExportError(f"not an export of a conversation: {error}") from None
    except UnicodeDecodeError:
        raise ExportError("not an export of a conversation: its XML is no UTF-8") from None
    return document, footnotes, docx_record(record)


def _record_part(archive: ZipFile) -> bytes:
    """The custom part that holds the record, whose name a word processor may change."""
    for name in sorted(set(archive.namelist())):
        if name.startswith("customXml/item"):
            part = unpack(archive, name, "DOCX")
            if RECORD_NAMESPACE.encode("ascii") in part[:_HEAD_BYTES]:
                return part
    raise ExportError("not an export of a conversation: no record in it")


def docx_record(part: str) -> str:
    """The text of the part with the record.

    Raises:
        ExportError: It is no XML.
    """
    texts: list[str] = []
    parser = _parser()
    parser.CharacterDataHandler = texts.append
    _parse(parser, part)
    return "".join(texts)


def docx_parts(document: str, footnotes: str) -> list[list[ShownPart]]:
    """What people read of each turn, read back from the main part and the footnotes.

    Raises:
        ExportError: They are no XML.
    """
    notes: dict[str, list[_Paragraph]] = {}
    for paragraph in _paragraphs(footnotes):
        notes.setdefault(paragraph.note, []).append(paragraph)
    return by_turn(_read(_paragraphs(document), notes))


def _read(
    paragraphs: list[_Paragraph], notes: dict[str, list[_Paragraph]]
) -> Iterator[tuple[str, str]]:
    """Names and texts of parts, in order; quotations are numbered in each turn."""
    number = 0
    for paragraph in paragraphs:
        name = _NAMES.get(paragraph.style)
        if name == "question":
            number = 0
        if name is not None:
            yield name, paragraph.text
        elif paragraph.style not in ("Title", "Label", "Closing") and paragraph.text.strip():
            yield "line", paragraph.text
        for reference in paragraph.references:
            number += 1
            for part in notes.pop(reference, ()):  # one that is referred to again says no more
                kind = "place" if part.style == "FootnotePlace" else "quotation"
                yield f"{kind} {number}", part.text


def _paragraphs(part: str) -> list[_Paragraph]:
    reader = _ParagraphReader()
    if part:
        _parse(reader.parser, part)
    return reader.paragraphs


class _ParagraphReader:
    """Collects the paragraphs of a part; shown values of fields are left out."""

    def __init__(self) -> None:
        self.paragraphs: list[_Paragraph] = []
        self.parser = _parser()
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._add
        self._note = ""
        self._is_text = False
        self._fields = 0

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        if name == f"{_W}footnote":
            self._note = attributes.get(f"{_W}id", "")
        elif name == f"{_W}p":
            self.paragraphs.append(_Paragraph(self._note))
        elif name == f"{_W}fldSimple":
            self._fields += 1
        elif not self.paragraphs:
            return
        elif name == f"{_W}pStyle":
            self.paragraphs[-1].style = attributes.get(f"{_W}val", "")
        elif name == f"{_W}footnoteReference":
            self.paragraphs[-1].references.append(attributes.get(f"{_W}id", ""))
        elif name in _BREAKS:
            self._put(" ")
        elif name == f"{_W}t":
            self._is_text = True

    def _end(self, name: str) -> None:
        if name == f"{_W}t":
            self._is_text = False
        elif name == f"{_W}fldSimple":
            self._fields -= 1

    def _add(self, text: str) -> None:
        if self._is_text:
            self._put(text)

    def _put(self, text: str) -> None:
        if self.paragraphs and not self._fields:
            self.paragraphs[-1].pieces.append(text)


def _parser() -> expat.XMLParserType:
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    # Entities and attributes by default are declared in it, and either can be repeated at will.
    parser.StartDoctypeDeclHandler = _refuse
    return parser


def _refuse(*_: Any) -> None:
    raise ExportError("not an export of a conversation: its XML declares a document type")


def _parse(parser: expat.XMLParserType, part: str) -> None:
    try:
        parser.Parse(part.encode("utf-8"), True)
    except expat.ExpatError:
        raise ExportError("not an export of a conversation: damaged XML") from None
