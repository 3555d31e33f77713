"""What a file is by its content, whatever its name says.

Looks at the first bytes, at the list of a zip file's members, and at the first characters of a
text. Unpacks and parses nothing, so that it is cheap and safe in the main process.
"""

from __future__ import annotations

import re
from typing import Final

__all__ = ["OLD_OFFICE", "SNIFFED_BYTES", "kind_of"]

SNIFFED_BYTES: Final = 4_096
"""Bytes at the start of a file that are looked at for most kinds."""

OLD_OFFICE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_STARTS: Final = (
    (b"%PDF-", "pdf"),
    (b"\x89PNG\r\n\x1a\n", "png"), (b"\xff\xd8\xff", "jpeg"), (b"GIF87a", "gif"),
    (b"GIF89a", "gif"), (b"II*\0", "tiff"), (b"MM\0*", "tiff"), (b"\x1f\x8b\x08", "gzip"),
    (b"7z\xbc\xaf\x27\x1c", "7z"), (b"Rar!\x1a\x07", "rar"), (b"SQLite format 3\0", "sqlite"),
    (b"\xffWPC", "wordperfect"), (b"\x7fELF", "program"), (b"!BDN", "outlook-folder"),
)  # fmt: skip
_STREAMS: Final = (
    ("EncryptedPackage", "encrypted-office"), ("WordDocument", "old-word"),
    ("PowerPoint Document", "old-powerpoint"), ("Workbook", "old-excel"),
    ("__substg1.0_", "outlook-message"), ("Book", "old-excel"),
)  # fmt: skip
_SOMETHING: Final = re.compile(rb"[^\0 \t\r\n]")
_END_OF_ZIP: Final = b"PK\x05\x06"
_LONGEST_END: Final = 65_557
_MEMBER: Final = re.compile(
    rb"PK\x01\x02.{42}(word/|xl/|ppt/|Index/|Index\.zip|content\.xml|\[Content_Types\]\.xml|"
    rb"META-INF/container\.xml|mimetype)",
    re.DOTALL,
)
_MIMETYPE: Final = re.compile(
    rb"mimetypeapplication/(epub\+zip|vnd\.oasis\.opendocument\.(?:text|spreadsheet|presentation))"
)
_MIMETYPES: Final = {
    b"epub+zip": "epub",
    b"vnd.oasis.opendocument.text": "odt",
    b"vnd.oasis.opendocument.spreadsheet": "ods",
    b"vnd.oasis.opendocument.presentation": "odp",
}
_MEMBERS: Final = (
    (b"word/", b"[Content_Types].xml", "docx"),
    (b"ppt/", b"[Content_Types].xml", "pptx"),
    (b"xl/", b"[Content_Types].xml", "xlsx"),
    (b"META-INF/container.xml", b"META-INF/container.xml", "epub"),
    (b"content.xml", b"mimetype", "odt"),
    (b"Index/", b"Index/", "iwork"),
    (b"Index.zip", b"Index.zip", "iwork"),
)
"""Two members that files of a kind have; where they are not told by their type in front."""

_WIDE: Final = ((b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"), (b"\xef\xbb\xbf", "utf-8"))
_PROLOGUE: Final = re.compile(r"(?:\s|<!--.*?-->|<\?xml\b[^>]*\?>)*", re.DOTALL)
_HTML: Final = re.compile(
    r"<!doctype\s+html\b|<(?:html|head|body|title|meta|table|style|div)\b", re.IGNORECASE
)
_XML: Final = (
    ("schemas.microsoft.com/office/word/2003/wordml", "word-xml"),
    ("schemas.microsoft.com/office/2006/xmlPackage", "word-xml"),
    ('progid="Word.Document"', "word-xml"),
    ('progid="Excel.Sheet"', "excel-xml"),
    ("urn:schemas-microsoft-com:office:spreadsheet", "excel-xml"),
    ("urn:oasis:names:tc:opendocument", "flat-odf"),
)
_MAIL: Final = re.compile(
    r"(?:From [^\n]*\n)?(?:[\w-]+:[^\n]*\r?\n(?:[ \t][^\n]*\r?\n)*)+", re.IGNORECASE
)
_MAIL_FIELD: Final = re.compile(
    r"^(?:From|To|Subject|Date|Received|MIME-Version|Message-ID):", re.IGNORECASE | re.MULTILINE
)
_CONTROLS: Final = re.compile(rb"[\x01-\x08\x0e-\x1a\x1c-\x1f]")
_MOST_CONTROLS: Final = 0.1
_FEWEST_FIELDS: Final = 2


def kind_of(data: bytes) -> str:
    """A word for what the bytes are.

    Returns ``"empty"`` or ``"zeros"``; the name of a format of ``index.loaders.formats`` that the
    bytes show, such as ``"pdf"``; a kind that nothing reads, such as ``"old-word"``; ``"zip"``;
    ``"text"`` for what may be one; or ``"unknown"``.
    """
    if _SOMETHING.search(data) is None:
        return "zeros" if b"\0" in data else "empty"
    for start, kind in _STARTS:
        if data.startswith(start):
            return kind
    if data.startswith(OLD_OFFICE):
        return _ole_kind(data)
    if data.startswith((b"PK\x03\x04", _END_OF_ZIP)):
        return _zip_kind(data)
    head = data[:SNIFFED_BYTES]
    if head[4:12] in (b"ftypheic", b"ftypheix", b"ftypmif1"):
        return "heic"
    if head.startswith(b"BM") and head[6:10] == bytes(4):
        return "bmp"
    if head.startswith(b"RIFF") and head[8:12] == b"WEBP":
        return "webp"
    if head.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"{\\rtf"):
        return "rtf"
    # Readers of PDF allow for rubbish in front.
    if b"%PDF-" in head[:1024] and b"endobj" in data:
        return "pdf"
    return _text_kind(head)


def _ole_kind(data: bytes) -> str:
    """The kind of an OLE file, by the names of its streams."""
    for name, kind in _STREAMS:
        if name.encode("utf-16-le") in data:
            return kind
    return "old-office"


def _zip_kind(data: bytes) -> str:
    """The kind of a zip file, by its list of members; nested ones do not count."""
    mimetype = _MIMETYPE.search(data, 0, 256)
    if mimetype:
        return _MIMETYPES[mimetype[1]]
    end = data.rfind(_END_OF_ZIP, max(0, len(data) - _LONGEST_END))
    if end < 0:
        return "damaged-zip"
    size = int.from_bytes(data[end + 12 : end + 16], "little")
    members = {match[1] for match in _MEMBER.finditer(data, max(0, end - size), end)}
    for first, second, kind in _MEMBERS:
        if first in members and second in members:
            return kind
    return "zip"


def _text_kind(head: bytes) -> str:
    text = _decoded(head)
    if text is None:
        return "unknown"
    start = _PROLOGUE.match(text)
    assert start is not None  # it matches nothing, too
    if _HTML.match(text, start.end()):
        return "html"
    if text.lstrip().startswith("<"):
        for mark, kind in _XML:
            if mark in text:
                return kind
    fields = _MAIL.match(text.lstrip("\r\n "))
    if fields and len(_MAIL_FIELD.findall(fields[0])) >= _FEWEST_FIELDS:
        return "mail"
    return "text"


def _decoded(head: bytes) -> str | None:
    """The start of a text, good enough for ASCII marks in it; None for what is hardly one."""
    for mark, encoding in _WIDE:
        if head.startswith(mark):
            return head.removeprefix(mark).decode(encoding, "ignore")
    if b"\0" in head:
        zeros = head.count(0)
        if not len(head) / 3 < zeros < len(head) * 2 / 3:
            return None if zeros > len(head) / 100 else head.decode("latin-1")
        return head.decode(
            "utf-16-le" if head[1::2].count(0) > zeros / 2 else "utf-16-be", "ignore"
        )
    if len(_CONTROLS.findall(head)) > _MOST_CONTROLS * len(head):
        return None
    return head.decode("latin-1")
