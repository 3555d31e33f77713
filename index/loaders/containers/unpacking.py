"""The bytes of a member of a zip file, counted as they come out.

Python's own reader stops at the declared size, but has bzip2 and LZMA data unpacked whole, block
by block, before it looks: four kilobytes can become a hundred megabytes.
"""

from __future__ import annotations

import bz2
import lzma
import struct
import zipfile
import zlib
from typing import Final, Protocol

__all__ = ["member_bytes"]

_BLOCK: Final = 1 << 20
_LOCAL_HEADER: Final = 30
_LENGTHS: Final = struct.Struct("<HH")
_LENGTHS_AT: Final = 26
_PROPERTIES: Final = struct.Struct("<BI")
_ENCRYPTED: Final = 0x1


class _Decompressor(Protocol):
    """What bzip2's and LZMA's have in common."""

    @property
    def eof(self) -> bool: ...

    @property
    def needs_input(self) -> bool: ...

    def decompress(self, data: bytes, max_length: int = -1) -> bytes: ...


def member_bytes(archive: zipfile.ZipFile, member: str | zipfile.ZipInfo) -> bytes:
    """All bytes of a member; no more is ever unpacked than its declared size and a block.

    Raises:
        KeyError: There is no such member.
        zipfile.BadZipFile: It is damaged, or larger than it says.
        RuntimeError: It needs a password.
        NotImplementedError: It is packed in a way unknown.
    """
    info = archive.getinfo(member) if isinstance(member, str) else member
    if info.compress_type not in (zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA):
        return archive.read(info)
    if info.flag_bits & _ENCRYPTED:
        raise RuntimeError("needs a password")
    packed = _packed(archive, info)
    if info.compress_type == zipfile.ZIP_BZIP2:
        unpacked = _unpacked(bz2.BZ2Decompressor(), packed, info.file_size)
    else:
        unpacked = _unpacked(*_lzma(packed), info.file_size)
    if len(unpacked) != info.file_size or zlib.crc32(unpacked) != info.CRC:
        raise zipfile.BadZipFile("not what its list says")
    return unpacked


def _packed(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> bytes:
    file = archive.fp
    if file is None:
        raise zipfile.BadZipFile("closed")
    file.seek(info.header_offset)
    header = file.read(_LOCAL_HEADER)
    if len(header) != _LOCAL_HEADER or not header.startswith(b"PK\x03\x04"):
        raise zipfile.BadZipFile("no header where its list says")
    file.seek(sum(_LENGTHS.unpack_from(header, _LENGTHS_AT)), 1)
    return file.read(info.compress_size)


def _unpacked(decompressor: _Decompressor, packed: bytes, declared: int) -> bytes:
    """What comes out, up to one byte more than is declared."""
    out = bytearray()
    while not decompressor.eof and len(out) <= declared:
        most = min(_BLOCK, declared + 1 - len(out))
        try:
            out += decompressor.decompress(packed, most)
        except (lzma.LZMAError, OSError, EOFError) as error:
            raise zipfile.BadZipFile("damaged") from error
        packed = b""
        if decompressor.needs_input and not decompressor.eof:
            break
    return bytes(out)


def _lzma(packed: bytes) -> tuple[lzma.LZMADecompressor, bytes]:
    """The decompressor that the head of the data describes, and the rest (APPNOTE 5.8)."""
    try:
        size = int.from_bytes(packed[2:4], "little")
        settings, dictionary = _PROPERTIES.unpack(packed[4 : 4 + size])
        if settings >= 9 * 5 * 5:
            raise ValueError
        rest, context = divmod(settings, 9)
        position, literal = divmod(rest, 5)
        decompressor = lzma.LZMADecompressor(
            lzma.FORMAT_RAW,
            filters=[
                {
                    "id": lzma.FILTER_LZMA1,
                    "dict_size": dictionary,
                    "lc": context,
                    "lp": literal,
                    "pb": position,
                }
            ],
        )
    except (struct.error, ValueError, lzma.LZMAError) as error:
        raise zipfile.BadZipFile("damaged") from error
    return decompressor, packed[4 + size :]
