"""Loading by content: a file that is something else than its name says is read as what it is.

What cannot be read as what it is, is refused with its true kind and what to do.
"""

from __future__ import annotations

import dataclasses
from typing import Final

from index.errors import RefusedError
from index.loaders.formats import ARCHIVES, SUFFIXES, Format, format_named, format_of
from index.loaders.limits import LIMITS, Limits
from index.loaders.misnamed import is_text, lacking
from index.loaders.sniffing import kind_of
from index.values import Extracted

__all__ = ["format_by_content", "load", "read_as"]

_LABELS: Final = {
    "delimited": "a table in text form", "mail": "an e-mail message", "html": "HTML",
    "text": "plain text", "markdown": "Markdown", "pdf": "a PDF", "zip": "an archive",
    "picture": "a picture",
}  # fmt: skip
_ZIPPED: Final = frozenset({"docx", "pptx", "xlsx", "odt", "epub"})
_MARKED: Final = _ZIPPED | {"pdf", "rtf"}
"""Formats whose files cannot be mistaken for another's."""

_OTHERS: Final = {
    "text": _MARKED | {"html"},
    "markdown": _MARKED,
    "delimited": _MARKED | {"html"},
    "html": _MARKED | {"mail"},
    "mail": _MARKED | {"html"},
}
"""Formats that a file of another name is read as; for a format not listed here, ``_MARKED`` and
those whose files begin with words."""

_OF_WORDS: Final = frozenset({"html", "mail"})
_WHOLE_PAGE: Final = (b"<!doctype html", b"<html")
"""Starts of a text that is a page, not one about pages."""

_REFUSED: Final = {
    "old-word": "old Word format (.doc); save it as .docx",
    "old-excel": "old Excel format (.xls); save it as .xlsx",
    "old-powerpoint": "old PowerPoint format (.ppt); save it as .pptx",
    "old-office": "in an old binary format; save it as .docx, .xlsx or .pptx",
    "outlook-message": "an Outlook message (.msg); save it as .eml",
    "outlook-folder": "an Outlook folder (.pst); export its messages as .eml",
    "word-xml": "a document in Word's XML; open it in Word and save it as .docx",
    "excel-xml": "a table in Excel's XML; open it in Excel and save it as .xlsx",
    "flat-odf": "an OpenDocument file in one piece of XML; save it as .odt, .docx or .xlsx",
    "ods": "an OpenDocument spreadsheet (.ods); save it as .xlsx",
    "odp": "an OpenDocument presentation (.odp); save it as .pptx",
    "iwork": "an Apple iWork file; export it as .docx, .xlsx or .pptx",
    "wordperfect": "a WordPerfect file (.wpd); save it as .docx",
    "gzip": "a packed file (.gz); unpack it into the folder",
    "7z": "a packed archive (.7z); unpack it into the folder",
    "rar": "a packed archive (.rar); unpack it into the folder",
    "program": "a program, not {what}; leave it out",
    "sqlite": "a database (SQLite), not a document; export its tables as .csv",
    "png": "a picture (PNG), not {what}; rename it to .png",
    "jpeg": "a picture (JPEG), not {what}; rename it to .jpg",
    "gif": "a picture (GIF), not {what}; save it as .png",
    "tiff": "a picture (TIFF), not {what}; rename it to .tif",
    "webp": "a picture (WebP), not {what}; rename it to .webp",
    "bmp": "a picture (BMP), not {what}; rename it to .bmp",
    "heic": "a picture (HEIC), not {what}; save it as .jpg",
}
_PICTURES: Final = {
    "png": ".png",
    "jpeg": ".jpg",
    "tiff": ".tif",
    "gif": ".gif",
    "webp": ".webp",
    "bmp": ".bmp",
}
"""Suffixes of pictures, which are read if there is a format for them."""

_TEXTS: Final = frozenset({"text", "markdown"})
_XML: Final = frozenset({"word-xml", "excel-xml", "flat-odf"})
_TABLE_ROWS: Final = 2
_TABLE_SAMPLE: Final = 65_536


def load(data: bytes, suffix: str, limits: Limits = LIMITS) -> Extracted:
    """Text, title and pages of a file, extracted in this process, by its content.

    Limits of time and memory are not enforced here, and a damaged file may raise anything.

    Args:
        data: The whole file.
        suffix: Its file name suffix with the dot, in any case, e.g. ``".pdf"``.
        limits: On what is in the file.

    Raises:
        RefusedError: The format is not supported, or the file is binary, empty, damaged,
            password-protected, without any text or over a limit.
    """
    format_ = format_by_content(data, suffix)
    extracted = format_.load(data, limits)
    if suffix.lower() in format_.suffixes:
        return extracted
    note = f"read as {_label(format_.name)} although named {suffix.lower()}"
    return dataclasses.replace(extracted, notes=(note, *extracted.notes))


def read_as(data: bytes, suffix: str) -> str:
    """Name of the format that a file is read as; "" if its name says so, or if it is refused."""
    try:
        format_ = format_by_content(data, suffix)
    except RefusedError:
        return ""
    return "" if suffix.lower() in format_.suffixes else format_.name


def format_by_content(data: bytes, suffix: str) -> Format:
    """The format that a file is read as.

    Args:
        data: The whole file.
        suffix: Of its name, with the dot; may be that of an archive.

    Raises:
        RefusedError: Nothing reads what it is.
    """
    named = None if suffix.lower() in ARCHIVES else format_of(suffix)
    name = named.name if named else "zip"
    kind = kind_of(data)
    if kind == "empty":
        raise RefusedError("empty file; add some text or leave the file out")
    if kind == "zeros":
        raise RefusedError("nothing but zero bytes; get the file again")
    if (
        name != kind
        and kind in _others(name)
        and (name != "text" or _is_page_or_marked(data, kind))
    ):
        return format_named(kind)
    if _PICTURES.get(kind) in SUFFIXES:
        return format_of(_PICTURES[kind])
    if name == "xlsx" and kind == "text" and is_text(data) and _is_table(data):
        return format_named("delimited")
    if reason := _refusal(name, kind, suffix, data):
        raise RefusedError(reason)
    if named is None:
        raise RefusedError("damaged ZIP: it cannot be opened; get it or save it again")
    return named


def _label(name: str) -> str:
    return _LABELS.get(name, name.upper())


def _others(name: str) -> frozenset[str]:
    return _OTHERS.get(name, _MARKED | _OF_WORDS)


def _is_page_or_marked(data: bytes, kind: str) -> bool:
    return kind != "html" or data[:1024].lstrip().lower().startswith(_WHOLE_PAGE)


def _is_table(data: bytes) -> bool:
    """Whether a text has the form of a table: rows of the same number of cells, at least two."""
    import csv

    from index.loaders.delimited import delimiter_of
    from index.loaders.encoding import decode

    text = decode(data[:_TABLE_SAMPLE])
    try:
        rows = [row for row in csv.reader(text.splitlines(), delimiter=delimiter_of(text)) if row]
    except csv.Error:
        return False
    if len(data) > _TABLE_SAMPLE:
        del rows[-1:]  # it may be cut off
    widths = {len(row) for row in rows}
    return len(rows) >= _TABLE_ROWS and len(widths) == 1 and widths.pop() > 1


def _refusal(name: str, kind: str, suffix: str, data: bytes) -> str:
    """Why a file is refused before it is read; "" if its own loader is to say so, or to read it."""
    if kind == "encrypted-office":
        label = name.upper() if name in _ZIPPED else "Office file"
        return f"password-protected {label}; save a copy without the password"
    what = _label(name)
    if kind in _REFUSED and not (kind in _XML and name in _TEXTS):
        return _REFUSED[kind].format(what=what)
    if lacks := lacking(name, what, suffix, kind, data):
        return lacks
    if kind == "text" and (name in _MARKED or name in ("zip", "picture")):
        return f"not {what} (plain text); rename it to .txt"
    if kind == "zip" and name != "zip" and not _may_be_office(data):
        return f"a ZIP archive named {suffix.lower()}; rename it to .zip"
    return ""


def _may_be_office(data: bytes) -> bool:
    return b"[Content_Types].xml" in data or b"META-INF/" in data or b"content.xml" in data
