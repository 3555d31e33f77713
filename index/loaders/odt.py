"""ODT: headings, paragraphs, lists and tables in the order of the document, notes in their place.

Comments, deleted and hidden text, headers and footers are left out.
"""

from __future__ import annotations

from contextlib import suppress
from typing import Any, Final

from lxml import etree

from index.errors import RefusedError
from index.loaders.building import TextBuilder
from index.loaders.containers.archive import open_zip, unpack
from index.loaders.drafts import Draft, Piece, draft
from index.loaders.limits import LIMITS, Limits
from index.loaders.tables import grid_of, table_rows
from index.loaders.titles import title_of
from index.loaders.xml import parse_xml
from index.values import Extracted

__all__ = ["load"]

_TEXT: Final = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_TABLE: Final = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_OFFICE: Final = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_DC: Final = "{http://purl.org/dc/elements/1.1/}"
_PARAGRAPHS: Final = (f"{_TEXT}p", f"{_TEXT}h")
_LEFT_OUT: Final = frozenset(
    {
        f"{_OFFICE}annotation", f"{_TEXT}tracked-changes", f"{_TEXT}hidden-text",
        f"{_TEXT}hidden-paragraph", f"{_TEXT}ruby-text", f"{_TEXT}note-citation",
        f"{_TEXT}sequence-decls", f"{_OFFICE}forms",
    }
)  # fmt: skip
_MOST_SPACES: Final = 1_000
_MOST_REPEATS: Final = 1_000


def load(data: bytes, limits: Limits = LIMITS) -> Extracted:
    """Text and title of an ODT file.

    Raises:
        RefusedError: Damaged, password-protected, without text or over a limit.
    """
    with open_zip(data, limits, "ODT") as archive:
        with suppress(KeyError):
            if b"encryption-data" in unpack(archive, "META-INF/manifest.xml", "ODT"):
                raise RefusedError("password-protected ODT; save a copy without the password")
        try:
            content = parse_xml(unpack(archive, "content.xml", "ODT"), "ODT")
        except KeyError:
            raise RefusedError("damaged ODT: it holds no text; save it again") from None
        title = None
        with suppress(KeyError):
            meta = parse_xml(unpack(archive, "meta.xml", "ODT"), "ODT")
            title = title_of(next((element.text for element in meta.iter(f"{_DC}title")), None))
    body = content.find(f"{_OFFICE}body/{_OFFICE}text")
    if body is None:
        raise RefusedError("not a text document; save it as ODT")
    builder = TextBuilder(limits)
    _add(builder, body)
    return builder.extracted(title)


def _add(builder: TextBuilder, root: Any) -> None:
    is_tight = False
    walker = etree.iterwalk(root, events=("start",))
    for _, element in walker:
        if element.tag in _LEFT_OUT:
            walker.skip_subtree()
        elif element.tag == f"{_TABLE}table":
            grid = grid_of(_rows(element), is_marked=_is_marked(element))
            builder.add_table(table_rows(grid))
            walker.skip_subtree()
        elif element.tag in _PARAGRAPHS:
            block = _block(element, is_tight=is_tight)
            builder.add(block)
            is_tight = block is not None and block.kind == "item"


def _block(paragraph: Any, *, is_tight: bool) -> Draft | None:
    text = _text(paragraph).strip()
    depth = sum(1 for _ in paragraph.iterancestors(f"{_TEXT}list-item"))
    if not text:
        return None
    if depth:
        pieces = [Piece("- ", is_generated=True), Piece(text)]
        return draft(pieces, "item", level=depth, is_tight=is_tight)
    if paragraph.tag == f"{_TEXT}h":
        return draft(text, "heading", level=_number(paragraph.get(f"{_TEXT}outline-level"), 10))
    return draft(text)


def _text(paragraph: Any) -> str:
    """The text of a paragraph, without that of paragraphs in frames and notes that hang on it."""
    parts: list[str] = []
    walker = etree.iterwalk(paragraph, events=("start", "end"))
    for event, element in walker:
        if event == "end":
            parts.append(element.tail or "" if element is not paragraph else "")
            continue
        nested = element is not paragraph and element.tag in _PARAGRAPHS
        if nested or element.tag in _LEFT_OUT:
            walker.skip_subtree()
        elif element.tag == f"{_TEXT}s":
            parts.append(" " * _number(element.get(f"{_TEXT}c"), _MOST_SPACES))
        elif element.tag == f"{_TEXT}tab":
            parts.append("\t")
        elif element.tag == f"{_TEXT}line-break":
            parts.append("\n")
        else:
            parts.append((element.text or "").replace("\n", " "))
    return "".join(parts)


def _rows(table: Any) -> list[list[str]]:
    rows = []
    for row in table.iter(f"{_TABLE}table-row"):
        cells: list[str] = []
        for cell in row.iterchildren(f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell"):
            text = " ".join(_text(paragraph) for paragraph in cell.iter(*_PARAGRAPHS))
            repeated = _number(cell.get(f"{_TABLE}number-columns-repeated"), _MOST_REPEATS)
            cells += [text] * repeated
        rows.append(cells)
    return rows


def _is_marked(table: Any) -> bool:
    return table.find(f"{_TABLE}table-header-rows") is not None


def _number(text: str | None, most: int) -> int:
    return min(int(text), most) if text and text.isdecimal() else 1
