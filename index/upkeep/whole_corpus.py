"""All faults of a corpus; reads everything, changes nothing."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from index.errors import NotIndexedError, StoreError
from index.platform.files import sha256_of
from index.search.recorded_files import changed_files
from index.storage.database import Database
from index.storage.file_faults import file_faults
from index.storage.location import STORE_FILE, UPLOADS_FOLDER, USER_FILE
from index.storage.soundness import damaged_documents
from index.storage.typed_rows import mistyped_columns
from index.storage.userdata import UserData
from index.upkeep.fault import Fault

__all__ = ["faults_of"]

_WITHOUT_A_DIGEST = ("meta", "writers", "documents", "sources", "refused")
"""Tables whose values are not compared with anything; those of the others are, by document."""


def faults_of(location: Path) -> Iterator[Fault]:
    """Every fault of the corpus in a directory.

    Raises:
        NotIndexedError: There is none.
    """
    if not (location / STORE_FILE).is_file():
        raise NotIndexedError("this folder is not indexed yet; index it first")
    yield from _store_faults(location / STORE_FILE)
    yield from _user_faults(location)
    for path, reason in changed_files(location):
        yield Fault("index", str(path), reason)


def _store_faults(path: Path) -> Iterator[Fault]:
    try:
        with closing(Database(path)) as database:
            connection = database.connection()
            wrong = file_faults(connection) or mistyped_columns(connection, _WITHOUT_A_DIGEST)
            if wrong:
                yield Fault("store", str(path), f"damaged ({'; '.join(wrong)})")
                return
            for document_id, source, reason in damaged_documents(database):
                yield Fault("document", source, reason, document_id)
    except StoreError as error:
        yield Fault("store", str(path), str(error).removeprefix(f"{path}: "))


def _user_faults(location: Path) -> Iterator[Fault]:
    path = location / USER_FILE
    if not path.exists():
        return
    try:
        with closing(UserData(path)) as user:
            wrong = user.faults()
            recorded = user.uploads()
    except StoreError as error:
        yield Fault("user data", str(path), str(error).removeprefix(f"{path}: "))
        return
    if wrong:
        yield Fault("user data", str(path), f"damaged ({'; '.join(wrong)})")
        return
    yield from _upload_faults(location / UPLOADS_FOLDER, recorded)


def _upload_faults(folder: Path, recorded: set[str]) -> Iterator[Fault]:
    """Copies that are gone or changed, and such as nobody added."""
    present = {path for path in folder.glob("*/*") if path.is_file() and not path.is_symlink()}
    for path in sorted(present | {Path(source) for source in recorded}):
        if path not in present:
            yield Fault("upload", str(path), "this copy of an added file is gone; add it again")
        elif not sha256_of(path).startswith(path.parent.name):
            yield Fault("upload", str(path), "this copy of an added file was changed; add it again")
        elif str(path) not in recorded:
            yield Fault("upload", str(path), "this copy is not recorded; add it again or remove it")
