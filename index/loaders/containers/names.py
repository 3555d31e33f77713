"""Names of the files in a zip file, in whatever encoding they were written.

A zip file says of a name at most that it is UTF-8. Other names are in the code page of the machine
that packed it, which nothing in the file tells.
"""

from __future__ import annotations

import struct
import zipfile
import zlib
from typing import Final

from index.loaders.plausibility import likeliest

__all__ = ["member_name"]

_UTF8_FLAG: Final = 0x800
_UNICODE_PATH: Final = 0x7075
"""Extra field of Info-ZIP: the name once more, in UTF-8."""

_HEAD: Final = struct.Struct("<HH")
_PATH_HEAD: Final = struct.Struct("<BI")
_CODE_PAGES: Final = ("cp437", "cp850", "cp1252", "cp932", "cp866", "cp1251", "gb18030", "cp852")
"""As zip programs write names; the first of those that read equally well is taken."""


def member_name(member: zipfile.ZipInfo) -> str:
    """The name as it was meant, as far as can be told; never empty where there is one."""
    if member.flag_bits & _UTF8_FLAG or member.orig_filename.isascii():
        return member.filename
    try:
        # Python decodes what is not marked as UTF-8 as this code page, which has every byte.
        raw = member.orig_filename.encode("cp437")
    except UnicodeEncodeError:
        return member.filename
    name = _unicode_path(member.extra, raw) or _decoded(raw)
    return name.partition("\0")[0] or member.filename


def _decoded(raw: bytes) -> str:
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        best = likeliest(raw, _CODE_PAGES)
        assert best is not None  # cp437 fits
        return best[0]


def _unicode_path(extra: bytes, raw: bytes) -> str:
    """The name in the extra field, if it belongs to this name; else ""."""
    at = 0
    while at + _HEAD.size <= len(extra):
        kind, size = _HEAD.unpack_from(extra, at)
        at += _HEAD.size
        if kind == _UNICODE_PATH and _PATH_HEAD.size <= size <= len(extra) - at:
            version, checksum = _PATH_HEAD.unpack_from(extra, at)
            if version == 1 and checksum == zlib.crc32(raw):
                try:
                    return extra[at + _PATH_HEAD.size : at + size].decode("utf-8")
                except UnicodeDecodeError:
                    return ""
        at += size
    return ""
