"""The table of parts of an EPUB: which files are its chapters, and in which order."""

from __future__ import annotations

import posixpath
import zipfile
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import unquote

from index.errors import RefusedError
from index.loaders.containers.archive import unpack
from index.loaders.xml import parse_xml

__all__ = ["DAMAGED", "Chapter", "Spine", "read_spine"]

_CONTAINER: Final = "{urn:oasis:names:tc:opendocument:xmlns:container}"
_OPF: Final = "{http://www.idpf.org/2007/opf}"
_DC: Final = "{http://purl.org/dc/elements/1.1/}"
_MARKUP: Final = frozenset({"application/xhtml+xml", "text/html", "application/xml"})
_FONTS: Final = frozenset({"http://www.idpf.org/2008/embedding", "http://ns.adobe.com/pdf/enc#RC"})
DAMAGED: Final = "damaged EPUB: {}; get it again"
"""Why a book is refused, with what is wrong left open."""


@dataclass(frozen=True, slots=True)
class Chapter:
    """A file of a book's text.

    Attributes:
        path: Its name in the archive.
        is_linear: Whether it is part of the reading order; others are reached by links.
    """

    path: str
    is_linear: bool = True


@dataclass(frozen=True, slots=True)
class Spine:
    """What the table of parts says.

    Attributes:
        title: As given, if it is.
        chapters: In reading order, each once, without navigation.
    """

    title: str | None
    chapters: tuple[Chapter, ...]


def read_spine(archive: zipfile.ZipFile) -> Spine:
    """The table of parts of a book.

    Raises:
        RefusedError: It is copy-protected, or the table is missing or damaged.
    """
    _check_unprotected(archive)
    name = _package_name(archive)
    package = _part(archive, name)
    title = next((element.text for element in package.iter(f"{_DC}title")), None)
    return Spine(title, tuple(_chapters(package, posixpath.dirname(name))))


def _check_unprotected(archive: zipfile.ZipFile) -> None:
    with suppress(KeyError):
        encryption = parse_xml(unpack(archive, "META-INF/encryption.xml", "EPUB"), "EPUB")
        for method in encryption.iter("{http://www.w3.org/2001/04/xmlenc#}EncryptionMethod"):
            if method.get("Algorithm") not in _FONTS:
                raise RefusedError("copy-protected EPUB; get a copy without protection")


def _package_name(archive: zipfile.ZipFile) -> str:
    try:
        container = parse_xml(unpack(archive, "META-INF/container.xml", "EPUB"), "EPUB")
    except KeyError:
        raise RefusedError(DAMAGED.format("it does not say where its text is")) from None
    rootfile = next(container.iter(f"{_CONTAINER}rootfile"), None)
    name = None if rootfile is None else rootfile.get("full-path")
    if not name:
        raise RefusedError(DAMAGED.format("it does not say where its text is"))
    return str(name)


def _part(archive: zipfile.ZipFile, name: str) -> Any:
    try:
        return parse_xml(unpack(archive, name, "EPUB"), "EPUB")
    except KeyError:
        raise RefusedError(DAMAGED.format("its table of parts is missing")) from None


def _chapters(package: Any, folder: str) -> list[Chapter]:
    manifest = {item.get("id"): item for item in package.iter(f"{_OPF}item")}
    # A place inside a file says that the file holds more than the table of contents.
    contents = {
        _path(folder, href)
        for reference in package.iter(f"{_OPF}reference")
        if reference.get("type") == "toc" and "#" not in (href := reference.get("href") or "")
    }
    chapters: dict[str, Chapter] = {}
    for reference in package.iter(f"{_OPF}itemref"):
        item = manifest.get(reference.get("idref"))
        if item is None or item.get("media-type") not in _MARKUP or not item.get("href"):
            continue
        path = _path(folder, item.get("href"))
        is_navigation = "nav" in (item.get("properties") or "").split() or path in contents
        if not is_navigation:
            chapters.setdefault(path, Chapter(path, reference.get("linear") != "no"))
    return list(chapters.values())


def _path(folder: str, href: str) -> str:
    return posixpath.normpath(posixpath.join(folder, unquote(href.partition("#")[0])))
