"""A workbook: its sheets, the texts that cells share, and the formats of cells."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, Final

from index.errors import RefusedError
from index.loaders.xlsx.number_formats import BUILTIN
from index.loaders.xlsx.workbook_parts import (
    DAMAGED,
    Relation,
    WorkbookParts,
    elements,
    relation_id,
    whole,
)

__all__ = ["Book", "CellStyle", "Sheet", "open_book", "text_of"]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet of cells.

    Attributes:
        name: As on its tab.
        path: Of its part.
        is_hidden: Whether a person does not see it.
    """

    name: str
    path: str
    is_hidden: bool


@dataclass(frozen=True, slots=True)
class CellStyle:
    """What of a cell's format matters.

    Attributes:
        code: Of its number format.
        is_bold: Whether its text is bold.
    """

    code: str = "General"
    is_bold: bool = False


@dataclass(frozen=True, slots=True)
class Book:
    """A workbook.

    Attributes:
        sheets: Those with cells, in order.
        strings: The texts that cells refer to by number.
        styles: The formats that cells refer to by number.
        is_1904: Whether dates count from 1904.
        title: From the file's properties.
    """

    sheets: tuple[Sheet, ...]
    strings: list[str]
    styles: tuple[CellStyle, ...]
    is_1904: bool
    title: str


_ESCAPED: Final = re.compile("_x([0-9A-Fa-f]{4})_")
_TRUE: Final = ("1", "true", "on")
_STRINGS: Final = "sharedStrings"


def open_book(package: WorkbookParts) -> Book:
    """The workbook of a file.

    Raises:
        RefusedError: It is damaged, or no workbook.
    """
    roots = package.relations("")
    path = next((each.path for each in roots.values() if each.kind == "officeDocument"), "")
    if not path or not package.has(path):
        raise RefusedError(DAMAGED.format("it has no workbook"))
    root = package.parse(path)
    relations = package.relations(path)
    parts = {relation.kind: relation.path for relation in relations.values()}
    sheets = []
    for element in root.iterfind("{*}sheets/{*}sheet"):
        relation = relations.get(relation_id(element))
        # A sheet of a chart alone has no cells; nor has one of dialogs or macros.
        if relation is not None and relation.kind == "worksheet" and package.has(relation.path):
            state = element.get("state", "visible")
            sheets.append(Sheet(element.get("name", ""), relation.path, state != "visible"))
    settings = root.find("{*}workbookPr")
    return Book(
        tuple(sheets),
        _strings(package, parts.get(_STRINGS, "")),
        _styles(package, parts.get("styles", "")),
        settings is not None and settings.get("date1904") in _TRUE,
        _title(package, roots),
    )


def text_of(element: Any) -> str:
    """The text of a shared string or one in a cell, without the readings of Japanese words."""
    parts = []
    for child in element.iterchildren("{*}t", "{*}r"):
        text = child if child.tag.endswith("}t") else child.find("{*}t")
        if text is not None:
            parts.append(text.text or "")
    # Characters that XML cannot carry are written so.
    return _ESCAPED.sub(lambda match: chr(int(match[1], 16)), "".join(parts))


def _strings(package: WorkbookParts, path: str) -> list[str]:
    if not path or not package.has(path):
        return []
    return [text_of(item) for item in elements(package.read(path), ("{*}si",))]


def _styles(package: WorkbookParts, path: str) -> tuple[CellStyle, ...]:
    if not path or not package.has(path):
        return (CellStyle(),)
    root = package.parse(path)
    codes = dict(BUILTIN)
    for element in root.iterfind("{*}numFmts/{*}numFmt"):
        codes[whole(element.get("numFmtId"), -1)] = element.get("formatCode", "General")
    bold = [_is_bold(font) for font in root.iterfind("{*}fonts/{*}font")]
    styles = []
    for element in root.iterfind("{*}cellXfs/{*}xf"):
        font = whole(element.get("fontId"), -1)
        code = codes.get(whole(element.get("numFmtId"), 0), "General")
        styles.append(CellStyle(code, 0 <= font < len(bold) and bold[font]))
    return tuple(styles) or (CellStyle(),)


def _is_bold(font: Any) -> bool:
    element = font.find("{*}b")
    return element is not None and element.get("val", "1") in _TRUE


def _title(package: WorkbookParts, roots: dict[str, Relation]) -> str:
    path = next((each.path for each in roots.values() if each.kind == "core-properties"), "")
    if not path or not package.has(path):
        return ""
    return package.parse(path).findtext("{*}title") or ""
