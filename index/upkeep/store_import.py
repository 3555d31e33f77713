"""Takes an exported corpus in, from anyone: it is checked before anything is put in its place."""

from __future__ import annotations

import hashlib
import json
import shutil
import tempfile
import zipfile
import zlib
from contextlib import suppress
from pathlib import Path

from index.errors import MissingFolderError, StoreError
from index.platform.files import is_regular
from index.platform.paths import private_folder
from index.storage.disk_errors import writing_to
from index.storage.known_schema import unknown_objects
from index.storage.location import USER_FILE
from index.storage.login_key import drop_login_key
from index.storage.rebinding import folder_of, rebind, strange_paths
from index.upkeep.exported import LISTING, StoreListing
from index.upkeep.whole_corpus import faults_of

__all__ = ["import_store"]

_BLOCK = 1 << 20
_MOST_LISTING_BYTES = 200_000_000
_ENCRYPTED = 1
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_UNREADABLE = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, ValueError,
               RuntimeError, RecursionError)  # fmt: skip


def import_store(file: Path, location: Path, folder: Path) -> StoreListing:
    """Make an exported corpus the one of a folder on this machine.

    Sizes and hashes are compared with the listing while files are written, into a directory
    beside ``location``; then both databases are checked as ``faults_of`` does, and their paths
    have to lie in the folder or among the uploads. Only then it gets its place.

    Raises:
        MissingFolderError: There is no such folder.
        StoreError: ``location`` is in use, or the file is no sound export.
        UnwritableError: There is no room; nothing is left of it.
    """
    if not folder.is_dir():
        raise MissingFolderError(f"{folder}: no such folder")
    if location.exists() and (not location.is_dir() or any(location.iterdir())):
        raise StoreError(f"{location}: is in use; forget the folder first, or choose another place")
    if not is_regular(file):
        raise StoreError(f"{file}: not a plain file")
    location, folder = location.absolute(), folder.resolve()
    with writing_to(location.parent):
        private_folder(location.parent)
        staging = Path(tempfile.mkdtemp(dir=location.parent, prefix=f".{location.name}."))
        try:
            listing = _unpacked(file, staging)
            _accept(file, staging, listing, location, folder)
            with suppress(FileNotFoundError):
                location.rmdir()
            staging.rename(location)
        except BaseException:
            shutil.rmtree(staging, ignore_errors=True)
            raise
    return listing


def _unpacked(file: Path, staging: Path) -> StoreListing:
    try:
        with zipfile.ZipFile(file) as archive:
            members = archive.infolist()
            names = [member.filename for member in members]
            if names.count(LISTING) != 1:
                raise _unsound(file, "it has no listing")
            listing = _listing(archive)
            if sorted(names) != sorted([LISTING, *listing.files]):
                raise _unsound(file, "it holds other files than its listing names")
            free = shutil.disk_usage(staging).free
            if sum(size for size, _ in listing.files.values()) > free:
                raise _unsound(file, f"it would take more than the {free:,} bytes that are free")
            for member in members:
                if member.flag_bits & _ENCRYPTED or member.compress_type not in _METHODS:
                    raise _unsound(file, "it is encrypted or packed in another way")
                if member.filename != LISTING:
                    _write(file, archive, member, staging, listing)
    except _UNREADABLE as error:
        if isinstance(error, StoreError):
            raise
        raise _unsound(file, "it cannot be unpacked") from error
    return listing


def _listing(archive: zipfile.ZipFile) -> StoreListing:
    with archive.open(LISTING) as member:
        data = member.read(_MOST_LISTING_BYTES + 1)
    if len(data) > _MOST_LISTING_BYTES:
        raise StoreError("its listing is too long")
    return StoreListing.of(json.loads(data))


def _write(
    file: Path,
    archive: zipfile.ZipFile,
    member: zipfile.ZipInfo,
    staging: Path,
    listing: StoreListing,
) -> None:
    """Write one file, no longer than the listing says, and compare its hash."""
    size, sha256 = listing.files[member.filename]
    target = staging / member.filename
    for parent in reversed(target.relative_to(staging).parents[:-1]):
        (staging / parent).mkdir(mode=0o700, exist_ok=True)
    digest, left = hashlib.sha256(), size
    with archive.open(member) as source, target.open("xb") as output:
        while block := source.read(min(_BLOCK, left + 1)):
            left -= len(block)
            if left < 0:
                break
            digest.update(block)
            output.write(block)
    is_upload = member.filename.startswith("uploads/")
    if left or digest.hexdigest() != sha256:
        raise _unsound(file, "a file in it is not the one that its listing names")
    if is_upload and not sha256.startswith(target.parent.name):
        raise _unsound(file, "the copy of an added file is not the one that was added")


def _accept(file: Path, staging: Path, listing: StoreListing, location: Path, folder: Path) -> None:
    """Check what was unpacked, and give it the places of this machine."""
    if unknown := unknown_objects(staging):
        raise _unsound(file, f"it holds what no corpus has: {unknown[0][:80]!r}")
    for fault in faults_of(staging):
        if fault.part != "upload":  # their places are still those of the other machine
            raise _unsound(file, f"{fault.part}: {fault.reason}")
    drop_login_key(staging / USER_FILE)
    moves = {listing.location: str(location)}
    if owner := folder_of(staging):
        moves[owner] = str(folder)
    rebind(staging, moves, str(folder))
    if strange := strange_paths(staging, str(folder), str(location)):
        raise _unsound(file, f"{len(strange)} paths in it lie outside of its folder")


def _unsound(file: Path, why: str) -> StoreError:
    return StoreError(f"{file}: cannot be taken in ({why}); nothing was changed")
