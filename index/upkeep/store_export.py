"""A corpus as one file, to be kept or taken to another machine."""

from __future__ import annotations

import json
import os
import tempfile
import zipfile
from pathlib import Path

from index.errors import NotIndexedError, StoreError
from index.platform.files import sha256_of
from index.storage.copying import copy_database
from index.storage.disk_errors import writing_to
from index.storage.location import STORE_FILE, UPLOADS_FOLDER, USER_FILE
from index.storage.login_key import drop_login_key
from index.storage.userdata import UserData
from index.upkeep.exported import LISTING, StoreListing, is_member

__all__ = ["export_store"]


def export_store(location: Path, file: Path) -> StoreListing:
    """Write a corpus into one file, which only its owner can read; others may use it meanwhile.

    It holds both databases as they are at one moment each, and the copies of added files. Indexes
    are left out: they are made again from the store.

    Raises:
        NotIndexedError: There is no corpus.
        StoreError: It is damaged, or the file is there already.
        UnwritableError: The file cannot be written; nothing is left of it.
    """
    if not (location / STORE_FILE).is_file():
        raise NotIndexedError("this folder is not indexed yet; index it first")
    if file.exists():
        raise StoreError(f"{file}: is there already; choose another name")
    file = file.absolute()
    with (
        writing_to(file.parent),
        tempfile.TemporaryDirectory(dir=file.parent, prefix=".citespan-export-") as scratch,
    ):
        # Here and not beside the store, which may be on a disk that is full.
        paths = _copies(location, Path(scratch)) | _uploads(location)
        listing = StoreListing(
            str(location.resolve()),
            {name: (path.stat().st_size, sha256_of(path)) for name, path in paths.items()},
        )
        made = Path(scratch) / "export.zip"
        _pack(made, listing, paths)
        made.rename(file)
    return listing


def _copies(location: Path, scratch: Path) -> dict[str, Path]:
    """Copies of the databases; the users' one is made first where nobody has made it yet."""
    if not (location / USER_FILE).is_file():
        UserData(scratch / USER_FILE).close()
    for name in (STORE_FILE, USER_FILE):
        if (location / name).is_file():
            copy_database(location / name, scratch / name)
    drop_login_key(scratch / USER_FILE)
    return {name: scratch / name for name in (STORE_FILE, USER_FILE)}


def _uploads(location: Path) -> dict[str, Path]:
    """Copies of added files, by their names in an export; links and other files are left out."""
    return {
        name: path
        for path in sorted((location / UPLOADS_FOLDER).glob("*/*"))
        if path.is_file()
        and not path.is_symlink()
        and is_member(name := path.relative_to(location).as_posix())
    }


def _pack(made: Path, listing: StoreListing, paths: dict[str, Path]) -> None:
    descriptor = os.open(made, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=4) as archive:
            archive.writestr(LISTING, json.dumps(listing.to_dict(), ensure_ascii=False, indent=1))
            for name, path in paths.items():
                archive.write(path, name)
        file.flush()
        os.fsync(file.fileno())
