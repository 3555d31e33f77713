"""Zip files, opened under limits: archives, and the Office formats that are zip files inside.

What the list of a zip file declares is checked before anything is unpacked, and no more of a
member is unpacked than is declared; so the limits hold whatever the file says. Members are
unpacked in memory only.
"""

from __future__ import annotations

import stat
import zipfile
import zlib
from io import BytesIO
from typing import Final

from index.errors import RefusedError
from index.loaders.containers.unpacking import member_bytes
from index.loaders.limits import Limits

__all__ = ["check_zip", "is_encrypted", "is_link", "open_zip", "unpack"]

_SMALL: Final = 5_000_000
"""Bytes to which anything may grow: small files of one repeated line grow as bombs do."""

_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED_OFFICE: Final = "EncryptedPackage".encode("utf-16-le")
_OFFICE_METHODS: Final = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})
"""How members of Office files and of books are packed; python-pptx unpacks them by itself."""

_ENCRYPTED_FLAG: Final = 0x1


def open_zip(data: bytes, limits: Limits, what: str) -> zipfile.ZipFile:
    """The opened zip file.

    Args:
        data: The whole file.
        limits: On members, their sizes unpacked, and how much they grow.
        what: For messages, for example ``"DOCX"``.

    Raises:
        RefusedError: Damaged, password-protected as Office files are, or over a limit.
    """
    if data.startswith(_OLE):
        if _ENCRYPTED_OFFICE in data:
            raise RefusedError(f"password-protected {what}; save a copy without the password")
        raise RefusedError(f"in an old binary format; save it as {what}")
    try:
        archive = zipfile.ZipFile(BytesIO(data))
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError, OverflowError):
        raise RefusedError(
            f"damaged {what}: it cannot be opened; get it or save it again"
        ) from None
    check_zip(archive, limits)
    if what != "ZIP" and not all(m.compress_type in _OFFICE_METHODS for m in archive.infolist()):
        raise RefusedError(f"damaged {what}: packed as no such file is; get it or save it again")
    return archive


def check_zip(archive: zipfile.ZipFile, limits: Limits) -> None:
    """Look at what the list declares.

    Raises:
        RefusedError: Over a limit.
    """
    members = archive.infolist()
    if len(members) > limits.archive_members:
        raise RefusedError(
            f"holds {len(members):,} files, more than {limits.archive_members:,}; split it"
        )
    total = sum(member.file_size for member in members)
    if total > limits.unpacked_bytes:
        raise RefusedError(
            f"unpacks to {total:,} bytes, more than {limits.unpacked_bytes:,}; split it"
        )
    for member in members:
        if member.file_size > limits.member_bytes:
            raise RefusedError(
                f"a file in it unpacks to {member.file_size:,} bytes, more than "
                f"{limits.member_bytes:,}; split it"
            )
        if (
            member.file_size > _SMALL
            and member.file_size > limits.member_ratio * member.compress_size
        ):
            raise RefusedError(
                f"a file in it unpacks to more than {limits.member_ratio} times its size, "
                "as an archive bomb does; unpack it yourself if you trust it"
            )


def unpack(archive: zipfile.ZipFile, member: str | zipfile.ZipInfo, what: str) -> bytes:
    """The bytes of a member.

    Raises:
        KeyError: There is no such member.
        RefusedError: It is damaged, password-protected or packed in a way unknown.
    """
    try:
        return member_bytes(archive, member)
    except (zipfile.BadZipFile, zlib.error, EOFError, ValueError, OSError, NotImplementedError):
        raise RefusedError(
            f"damaged {what}: a part cannot be read; get it or save it again"
        ) from None
    except RuntimeError:
        raise RefusedError(f"password-protected {what}; save a copy without the password") from None


def is_encrypted(member: zipfile.ZipInfo) -> bool:
    """Whether a password is needed to unpack it."""
    return bool(member.flag_bits & _ENCRYPTED_FLAG)


def is_link(member: zipfile.ZipInfo) -> bool:
    """Whether it is a symbolic link: its bytes are a path, not a text."""
    return stat.S_ISLNK(member.external_attr >> 16)
