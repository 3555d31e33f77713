"""The files in an archive or a message, opened in memory; nothing is ever unpacked to a disk.

A file that is no archive and no message, though named like one, holds one file: itself.

Names serve as labels only: they are never opened. Hidden files, links and files of formats that
nothing here reads are passed over.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Final

from index.errors import RefusedError
from index.loaders.cleaning import one_line
from index.loaders.containers.archive import is_encrypted, is_link, open_zip, unpack
from index.loaders.containers.names import member_name
from index.loaders.content import format_by_content, load
from index.loaders.formats import ARCHIVES, SUFFIXES
from index.loaders.limits import Limits
from index.loaders.sniffing import kind_of
from index.loaders.unsupported import ADVICE_BYTES, advice_for
from index.values import Extracted, Member

__all__ = ["Opened", "open_members", "safe_name"]

_LONGEST_NAME: Final = 400
_ZIP_KINDS: Final = frozenset({"zip", "damaged-zip", "program", "unknown"})
"""What may be a zip file: programs that unpack themselves are, too."""

_NESTED: Final = "an archive inside another file; unpack it and put its files into the folder"


@dataclass(slots=True)
class Opened:
    """An archive or a message that is open; members are read one by one."""

    limits: Limits
    suffix: str
    members: list[Member] = field(default_factory=list)
    _parts: list[zipfile.ZipInfo | bytes | None] = field(default_factory=list)
    _archive: zipfile.ZipFile | None = None
    _whole: Extracted | None = None
    _names: set[str] = field(default_factory=set)

    def load(self, number: int) -> Extracted:
        """Extract the member at ``number``, from 0.

        Raises:
            RefusedError: It cannot be used.
        """
        member, part = self.members[number], self._parts[number]
        if member.refused:
            raise RefusedError(member.refused)
        if part is None:
            raise RefusedError("no text in it; add some or leave the file out")
        if isinstance(part, zipfile.ZipInfo):
            assert self._archive is not None
            part = unpack(self._archive, part, "archive")
        return load(part, member.suffix if member.name else self.suffix, self.limits)

    def add(self, name: str, part: zipfile.ZipInfo | bytes | None, refused: str = "") -> None:
        """Take a member in, under a name that no other one has."""
        path = PurePosixPath(name)
        number = 1
        while name in self._names:
            number += 1
            name = str(path.with_name(f"{path.stem} ({number}){path.suffix}"))
        self._names.add(name)
        self.members.append(Member(name, refused))
        self._parts.append(part)


def open_members(data: bytes, suffix: str, limits: Limits) -> Opened:
    """Open a ``.zip`` or ``.eml`` file.

    Raises:
        RefusedError: Damaged, over a limit, or no file in it can be used.
    """
    suffix = suffix.lower()
    if suffix in ARCHIVES and kind_of(data) in _ZIP_KINDS:
        opened = _archive(data, suffix, limits)
    elif format_by_content(data, suffix).name == "mail":
        opened = _message(data, suffix, limits)
    else:
        opened = Opened(limits, suffix)
        opened.add("", data)
    if not opened.members:
        known = " ".join(sorted(SUFFIXES - ARCHIVES))
        raise RefusedError(f"no file in it that can be used; convert some to one of: {known}")
    return opened


def safe_name(name: str) -> str:
    """A member's name as a relative path: no drive, no root, no ``..``, on one line."""
    # Cut first: what is left of a long name may begin with anything.
    parts = one_line(name).replace("\\", "/")[-_LONGEST_NAME:].split("/")
    return "/".join(part for part in parts if part not in ("", ".", ".."))


def _archive(data: bytes, suffix: str, limits: Limits) -> Opened:
    archive = open_zip(data, limits, "ZIP")
    opened = Opened(limits, suffix, _archive=archive)
    for member in archive.infolist():
        name = safe_name(member_name(member))
        if member.is_dir() or is_link(member) or _is_hidden(name):
            continue
        _add(opened, name, member, "needs a password; unpack it" if is_encrypted(member) else "")
    return opened


def _message(data: bytes, suffix: str, limits: Limits) -> Opened:
    # With all that reads HTML; archives need none of it.
    from index.loaders.mail import attachments, parse_message

    opened = Opened(limits, suffix)
    opened.add("", data)
    total = 0
    for name, part in attachments(parse_message(data, limits)):
        content = part.get_payload(decode=True)
        total += len(content) if isinstance(content, bytes) else 0
        if total > limits.unpacked_bytes:
            raise RefusedError(f"more than {limits.unpacked_bytes:,} bytes attached; split it")
        safe = safe_name(name)
        if not _is_hidden(safe):
            _add(opened, safe, content if isinstance(content, bytes) else None, "")
    return opened


def _add(opened: Opened, name: str, part: zipfile.ZipInfo | bytes | None, refused: str) -> None:
    suffix = PurePosixPath(name).suffix.lower()
    start = part[:ADVICE_BYTES] if isinstance(part, bytes) else b""
    if suffix in ARCHIVES:
        opened.add(name, None, _NESTED)
    elif advice := advice_for(suffix, start):
        opened.add(name, None, advice)
    elif suffix in SUFFIXES:
        opened.add(name, part, refused)


def _is_hidden(name: str) -> bool:
    return not name or _any_hidden(name.split("/"))


def _any_hidden(parts: Iterable[str]) -> bool:
    return any(part.startswith(".") or part == "__MACOSX" for part in parts)
