"""EPUB: the chapters in reading order, as everything that a browser shows of them.

A chapter is not a page: books number their pages, not their files. Navigation, covers without
text and parts outside the reading order are left out.
"""

from __future__ import annotations

import posixpath
import zipfile
from contextlib import suppress
from typing import Any, Final
from urllib.parse import unquote

from index.errors import RefusedError
from index.loaders.building import TextBuilder
from index.loaders.containers.archive import open_zip, unpack
from index.loaders.limits import LIMITS, Limits
from index.loaders.markup import add_blocks, decode_html, parse_html, remove_hidden
from index.loaders.titles import title_of
from index.loaders.xml import parse_xml
from index.values import Extracted

__all__ = ["load"]

_CONTAINER: Final = "{urn:oasis:names:tc:opendocument:xmlns:container}"
_OPF: Final = "{http://www.idpf.org/2007/opf}"
_DC: Final = "{http://purl.org/dc/elements/1.1/}"
_MARKUP: Final = frozenset({"application/xhtml+xml", "text/html", "application/xml"})
_FONTS: Final = frozenset({"http://www.idpf.org/2008/embedding", "http://ns.adobe.com/pdf/enc#RC"})
_DAMAGED: Final = "damaged EPUB: {}; get it again"


def load(data: bytes, limits: Limits = LIMITS) -> Extracted:
    """Text and title of an EPUB file.

    Raises:
        RefusedError: Damaged, copy-protected, without text or over a limit.
    """
    with open_zip(data, limits, "EPUB") as archive:
        _check_unprotected(archive)
        package_name = _package_name(archive)
        package = _part(archive, package_name)
        chapters = _chapters(package, posixpath.dirname(package_name))
        if len(chapters) > limits.pages:
            raise RefusedError(f"more than {limits.pages:,} chapters; split it")
        builder = TextBuilder(limits)
        for name in chapters:
            try:
                content = unpack(archive, name, "EPUB")
            except KeyError:
                raise RefusedError(_DAMAGED.format("a chapter is missing")) from None
            if content.strip():
                root = parse_html(decode_html(content))
                remove_hidden(root)
                add_blocks(builder, root)
    title = next((element.text for element in package.iter(f"{_DC}title")), None)
    return builder.extracted(title_of(title))


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
        raise RefusedError(_DAMAGED.format("it does not say where its text is")) from None
    rootfile = next(container.iter(f"{_CONTAINER}rootfile"), None)
    name = None if rootfile is None else rootfile.get("full-path")
    if not name:
        raise RefusedError(_DAMAGED.format("it does not say where its text is"))
    return str(name)


def _part(archive: zipfile.ZipFile, name: str) -> Any:
    try:
        return parse_xml(unpack(archive, name, "EPUB"), "EPUB")
    except KeyError:
        raise RefusedError(_DAMAGED.format("its table of parts is missing")) from None


def _chapters(package: Any, folder: str) -> list[str]:
    """Names of the chapters' files in the archive, each once, in reading order."""
    manifest = {item.get("id"): item for item in package.iter(f"{_OPF}item")}
    names = []
    for reference in package.iter(f"{_OPF}itemref"):
        item = manifest.get(reference.get("idref"))
        if item is None or reference.get("linear") == "no":
            continue
        is_navigation = "nav" in (item.get("properties") or "").split()
        if item.get("media-type") in _MARKUP and not is_navigation and item.get("href"):
            path = unquote(item.get("href").partition("#")[0])
            names.append(posixpath.normpath(posixpath.join(folder, path)))
    return list(dict.fromkeys(names))
