"""DOCX: paragraphs, lists and tables in the order of the document, then its foot- and endnotes.

Deleted and hidden text, comments, headers and footers are left out. A DOCX file has no pages: a
word processor makes them when it shows it.
"""

from __future__ import annotations

import re
from io import BytesIO
from typing import Any, Final

import docx
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.exceptions import PackageNotFoundError
from docx.oxml.parser import parse_xml
from lxml import etree

from index.errors import RefusedError
from index.loaders.building import TextBuilder
from index.loaders.containers.archive import open_zip
from index.loaders.drafts import Draft, Piece, draft
from index.loaders.limits import LIMITS, Limits
from index.loaders.tables import GridCell, grid_of, table_rows
from index.loaders.titles import title_of
from index.values import Extracted

__all__ = ["load"]

_W: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FALLBACK: Final = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_CHARACTERS: Final = {
    f"{_W}tab": "\t", f"{_W}br": "\n", f"{_W}cr": "\n",
    f"{_W}noBreakHyphen": "\u2011", f"{_W}softHyphen": "\u00ad",
}  # fmt: skip
_LEFT_OUT: Final = frozenset({f"{_W}del", f"{_W}moveFrom", f"{_W}pPr", f"{_W}rPr", _FALLBACK})
_HEADING: Final = re.compile(r"(?:Title|[Hh]eading (\d))")
_DAMAGED: Final = "damaged DOCX: it cannot be opened; get it or save it again"


def load(data: bytes, limits: Limits = LIMITS) -> Extracted:
    """Text and title of a DOCX file.

    Raises:
        RefusedError: Damaged, password-protected, without text or over a limit.
    """
    open_zip(data, limits, "DOCX").close()
    try:
        document = docx.Document(BytesIO(data))
        body = document.element.body
        styles = {style.style_id: style.name or "" for style in document.styles}
        title = title_of(document.core_properties.title)
        notes = [
            parse_xml(relation.target_part.blob)
            for kind in (RELATIONSHIP_TYPE.FOOTNOTES, RELATIONSHIP_TYPE.ENDNOTES)
            for relation in document.part.rels.values()
            if relation.reltype == kind and not relation.is_external
        ]
    except (KeyError, ValueError, AttributeError, PackageNotFoundError, etree.XMLSyntaxError):
        raise RefusedError(_DAMAGED) from None
    builder = TextBuilder(limits)
    _add(builder, body, styles)
    for note in notes:
        # A note of a type is the line between text and notes.
        for entry in note.iterchildren(f"{_W}footnote", f"{_W}endnote"):
            if entry.get(f"{_W}type") in (None, "normal"):
                _add(builder, entry, styles, is_note=True)
    return builder.extracted(title or _styled_title(body, styles))


def _add(builder: TextBuilder, root: Any, styles: dict[str, str], *, is_note: bool = False) -> None:
    """Add paragraphs and tables under ``root``, those in text boxes and content controls too."""
    is_tight = False
    walker = etree.iterwalk(root, events=("start",), tag=(f"{_W}p", f"{_W}tbl", *_LEFT_OUT))
    for _, element in walker:
        if element.tag == f"{_W}tbl":
            builder.add_table(table_rows(_grid(element)))
            walker.skip_subtree()
        elif element.tag == f"{_W}p":
            block = _block(element, styles, is_tight=is_tight, is_note=is_note)
            builder.add(block)
            is_tight = block is not None and block.kind == "item"
        else:
            walker.skip_subtree()


def _block(
    paragraph: Any, styles: dict[str, str], *, is_tight: bool, is_note: bool
) -> Draft | None:
    text = _text(paragraph).strip()
    heading = _HEADING.fullmatch(_style(paragraph, styles))
    if not text:
        return None
    if _is_item(paragraph, styles):
        pieces = [Piece("- ", is_generated=True), Piece(text)]
        return draft(pieces, "item", level=1, is_tight=is_tight)
    if heading:
        return draft(text, "heading", level=int(heading[1] or 1))
    return draft(text, "footnote" if is_note else "paragraph")


def _text(paragraph: Any) -> str:
    """The text of a paragraph, without that of paragraphs in text boxes that hang on it."""
    parts: list[str] = []
    walker = etree.iterwalk(paragraph, events=("start",))
    for _, element in walker:
        if element is paragraph:
            continue
        if element.tag in _LEFT_OUT or element.tag == f"{_W}p" or _is_hidden(element):
            walker.skip_subtree()
        elif element.tag == f"{_W}t":
            parts.append(element.text or "")
        elif element.tag in _CHARACTERS:
            parts.append(_CHARACTERS[element.tag])
    return "".join(parts)


def _is_hidden(element: Any) -> bool:
    if element.tag != f"{_W}r":
        return False
    vanish = element.find(f"{_W}rPr/{_W}vanish")
    return vanish is not None and vanish.get(f"{_W}val") not in ("0", "false", "off")


def _style(paragraph: Any, styles: dict[str, str]) -> str:
    style = paragraph.find(f"{_W}pPr/{_W}pStyle")
    return "" if style is None else styles.get(style.get(f"{_W}val"), "")


def _is_item(paragraph: Any, styles: dict[str, str]) -> bool:
    name = _style(paragraph, styles)
    numbered = paragraph.find(f"{_W}pPr/{_W}numPr") is not None
    # Numbered headings are headings.
    return name.startswith("List") or (numbered and not name.startswith(("Heading", "Title")))


def _grid(table: Any) -> list[list[GridCell]]:
    rows = []
    for row in table.iterchildren(f"{_W}tr"):
        cells: list[str] = []
        for cell in row.iter(f"{_W}tc"):
            if cell.getparent().tag == f"{_W}tc" or next(cell.iterancestors(f"{_W}tr")) is not row:
                continue
            paragraphs = (_text(paragraph) for paragraph in cell.iter(f"{_W}p"))
            cells.append(" ".join(paragraphs))
            span = cell.find(f"{_W}tcPr/{_W}gridSpan")
            width = "1" if span is None else span.get(f"{_W}val", "1")
            cells += [""] * (min(int(width), 100) - 1 if width.isdecimal() else 0)
        rows.append(cells)
    return grid_of(rows, is_marked=table.find(f"{_W}tr/{_W}trPr/{_W}tblHeader") is not None)


def _styled_title(body: Any, styles: dict[str, str]) -> str | None:
    for paragraph in body.iterchildren(f"{_W}p"):
        if _style(paragraph, styles) == "Title":
            return title_of(_text(paragraph))
    return None
