"""Bytes of HTML and XHTML to trees."""

from __future__ import annotations

import codecs
import html.entities
import re
from typing import Any, Final

import lxml.html
from lxml import etree

from index.errors import RefusedError
from index.loaders.encoding import decode
from index.loaders.xml import parse_xml

__all__ = ["decode_html", "parse_html", "parse_xhtml"]

_CHARSET: Final = re.compile(
    rb"<(?:meta|\?xml)\b[^>]*?(?:charset|encoding)\s*=\s*[\"']?([\w.:-]+)", re.I
)
_HEAD: Final = 4_096
_ENTITY: Final = re.compile(rb"&([A-Za-z][A-Za-z0-9]{1,31};)")
_XML_ENTITIES: Final = frozenset({b"amp;", b"lt;", b"gt;", b"quot;", b"apos;"})
_EPUB_TYPE: Final = "{http://www.idpf.org/2007/ops}type"


def decode_html(data: bytes) -> str:
    """The text of an HTML file in the encoding it names, if that fits, or a guessed one.

    Raises:
        RefusedError: Binary, empty, or in no encoding that can be told.
    """
    named = _CHARSET.search(data, 0, _HEAD)
    if named and not data.startswith((codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        name = named[1].decode("ascii", "replace").lower()
        # Browsers read what calls itself Latin-1 as Windows' superset of it; and a file that can
        # be searched for an ASCII tag is not UTF-16, whatever it says.
        name = {"iso-8859-1": "cp1252", "latin1": "cp1252", "us-ascii": "cp1252"}.get(name, name)
        if not name.startswith(("utf-16", "utf16", "utf-32", "utf32", "ucs")) and b"\0" not in data:
            try:
                text = data.decode(name)
            except (LookupError, ValueError):
                pass
            else:
                if isinstance(text, str) and text.strip():
                    return text
    return decode(data)


def parse_html(text: str) -> Any:
    """The root element of an HTML document.

    Raises:
        RefusedError: There is no element in it.
    """
    parser = lxml.html.HTMLParser(
        encoding="utf-8", huge_tree=True, no_network=True, remove_comments=True, remove_pis=True
    )
    data = text.encode("utf-8", "replace")
    try:
        root = lxml.html.document_fromstring(data, parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError):
        raise RefusedError("no text in it; add some or leave the file out") from None
    # The parser goes on after this error as after any other, and drops what lies deeper.
    if any(entry.type_name == "ERR_RESOURCE_LIMIT" for entry in parser.error_log):
        raise RefusedError("HTML nested too deeply; save it again or as text")
    return root


def parse_xhtml(data: bytes) -> Any:
    """The root element of an XHTML document, its tags without namespaces.

    An element such as ``<title/>`` is closed in XML and swallows the rest of the page in HTML, so
    XML comes first. What is no XML is read as HTML.

    Raises:
        RefusedError: There is no element in it.
    """
    try:
        root = parse_xml(_ENTITY.sub(_numeric, data), "XHTML")
    except RefusedError:
        return parse_html(decode_html(data))
    for element in root.iter():
        if isinstance(element.tag, str):
            element.tag = element.tag.rpartition("}")[2]
            kind = element.attrib.pop(_EPUB_TYPE, None)
            if kind is not None:
                element.set("role", f"{element.get('role', '')} {kind}".strip())
        else:
            # An entity that nothing declares; HTML shows its name.
            return parse_html(decode_html(data))
    return root


def _numeric(match: re.Match[bytes]) -> bytes:
    """HTML's named character as a number; XML knows five names only."""
    name = match[1]
    character = html.entities.html5.get(name.decode("ascii"))
    if character is None or name in _XML_ENTITIES:
        return match[0]
    return "".join(f"&#{ord(sign)};" for sign in character).encode("ascii")
