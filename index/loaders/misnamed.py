"""Files whose bytes are not of the format that their name claims, and that are no text either.

Rubbish decodes as one text or another in some code page, so that a sniffer takes it for one; who
has such a file is helped by nothing but the truth: what it claims to be, what it lacks, what to do.
"""

from __future__ import annotations

import re
from typing import Final

from index.errors import RefusedError
from index.loaders.encoding import decode
from index.loaders.plausibility import plausibility
from index.loaders.sniffing import OLD_OFFICE

__all__ = ["begins_as_named", "is_text", "lacking"]

_SAMPLE: Final = 65_536
_CUT: Final = re.compile(rb"[\x80-\xff]{1,3}\Z")
_LEAST_PLAUSIBLE: Final = 0.5

_END_OF_ZIP: Final = b"PK\x05\x06"
_LONGEST_END: Final = 65_557
_PDF_WITHIN: Final = 1_024
"""Bytes in front of a PDF's own beginning that its readers allow for."""

_LACKS: Final = {
    "pdf": "its beginning lacks %PDF-; download it or export it again",
    "rtf": "its beginning lacks {\\rtf; get it or save it again",
    "picture": "it begins as no picture does; get it or save it again",
    "zip": "its beginning lacks PK, the mark of such files; get it or pack it again",
}
_LACKS_PACKED: Final = "its beginning lacks PK, the mark of such files; get it or save it again"
_PACKED: Final = frozenset({"docx", "pptx", "xlsx", "odt", "epub"})

_ZIP: Final = (b"PK\x03\x04", b"PK\x05\x06")
_BEGINNINGS: Final = {
    **dict.fromkeys((".doc", ".dot", ".xls", ".xlt", ".ppt", ".pps", ".pot", ".msg", ".wps"),
                    (OLD_OFFICE,)),
    **dict.fromkeys((".docm", ".dotx", ".xlsb", ".xltx", ".pptm", ".ppsx", ".potx", ".pages",
                     ".numbers", ".ods", ".odp", ".ott", ".xps"), _ZIP),
    ".pst": (b"!BDN",), ".wpd": (b"\xffWPC",), ".djvu": (b"AT&TFORM",),
    ".7z": (b"7z\xbc\xaf\x27\x1c",), ".rar": (b"Rar!\x1a\x07",), ".bz2": (b"BZh",),
    ".xz": (b"\xfd7zXZ\0",), **dict.fromkeys((".gz", ".tgz"), (b"\x1f\x8b",)),
}  # fmt: skip
"""Of formats that nothing here reads; those whose files begin in no fixed way are left out."""


def lacking(name: str, what: str, suffix: str, kind: str, data: bytes) -> str:
    """Why a file is not what its name says, if it is no text and lacks a beginning; else "".

    Args:
        name: Of the format that its name claims, or "zip".
        what: The same in words.
        suffix: Of its name, with the dot.
        kind: Of its bytes, as ``sniffing`` gives it.
        data: The whole file.
    """
    if name not in _LACKS and name not in _PACKED:
        return ""
    if kind not in ("text", "unknown", "damaged-zip") or _begins_as(name, data) or is_text(data):
        return ""
    lacks = _LACKS.get(name, _LACKS_PACKED)
    return f"not {what} although named {suffix.lower()}: {lacks}"


def is_text(data: bytes) -> bool:
    """Whether the beginning of bytes reads as text."""
    sample = data
    if len(data) > _SAMPLE:
        sample = _CUT.sub(b"", data[:_SAMPLE])  # a character may be cut in two
    try:
        return plausibility(decode(sample)) >= _LEAST_PLAUSIBLE
    except RefusedError:
        return False


def begins_as_named(suffix: str, start: bytes) -> bool:
    """Whether a file of a format that nothing reads begins as such files do, so far as is known."""
    beginnings = _BEGINNINGS.get(suffix, (b"",))
    return any(start[: len(known)] == known[: len(start)] for known in beginnings)


def _begins_as(name: str, data: bytes) -> bool:
    if name == "pdf":
        return b"%PDF-" in data[:_PDF_WITHIN]
    # A packed file is found by its end; something may stand in front of it.
    is_packed = name == "zip" or name in _PACKED
    return is_packed and (data.startswith(_ZIP) or _END_OF_ZIP in data[-_LONGEST_END:])
