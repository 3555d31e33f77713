"""Copies of the files that users add, in a folder of the corpus."""

from __future__ import annotations

import errno
import hashlib
import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path, PurePosixPath

from index.errors import FileError, RefusedError
from index.platform.files import is_regular
from index.platform.paths import private_folder
from index.platform.printable import printable
from index.storage.disk_errors import writing_to
from index.storage.store import Store
from index.storage.userdata import UserData
from index.sync.member_sources import inside
from index.sync.report import Counts
from index.sync.scan import ListedFile, Listing, is_hidden, scan
from index.values import RefusedFile

__all__ = ["Uploads"]

_BLOCK = 1 << 20


class Uploads:
    """The uploads of a corpus: copies on disk, recorded among what users made."""

    def __init__(self, folder: Path, user: UserData, store: Store) -> None:
        self._folder = folder
        self._user = user
        self._store = store

    def listing(self) -> Listing:
        """Recorded copies that are there."""
        if not self._folder.is_dir():
            return Listing()
        listing = scan(self._folder)
        recorded = self._user.uploads()
        files = [file for file in listing.files if file.source in recorded]
        return Listing(files=files, unlisted=listing.unlisted)

    def add(self, original: Path) -> ListedFile:
        """Copy a file and record it.

        Raises:
            OSError: The original cannot be read.
            RefusedError: It is no document, though named like one.
            UnwritableError: The copy cannot be written; nothing is left of it.
        """
        copy = self._copy(original)
        self._user.add_upload(str(copy))
        status = copy.stat()
        return ListedFile(str(copy), status.st_size, status.st_mtime_ns)

    def _copy(self, original: Path) -> Path:
        """Copy a file into a folder named by its content, so that no two collide."""
        name = _name_of_copy(original)
        if not is_regular(original):
            raise FileError(errno.EINVAL, "not a plain file", str(original))
        # Of a killed process, at most one such file stays until the next copy.
        scratch = self._folder / ".copying"
        try:
            with original.open("rb") as source:
                digest = hashlib.sha256()
                with writing_to(self._folder):
                    private_folder(self._folder)
                    target = scratch.open("wb")
                with target:
                    while block := source.read(_BLOCK):
                        digest.update(block)
                        with writing_to(self._folder):
                            target.write(block)
                    with writing_to(self._folder):
                        target.flush()
                        os.fsync(target.fileno())
            with writing_to(self._folder):
                folder = private_folder(self._folder / digest.hexdigest()[:16])
                return scratch.replace(folder / name)
        except BaseException:
            scratch.unlink(missing_ok=True)
            raise

    def remove(self, source: str) -> None:
        """Forget a source: a copy, or a member of one, which stays while other members do."""
        upload = next((path for path in self._user.uploads() if _holds(path, source)), source)
        if inside(upload, self._stored()):
            self._user.exclude(source)
            return
        self.discard_unused([upload])
        for excluded in inside(upload, sorted(self._user.exclusions())):
            self._user.restore(excluded)

    def name_as_given(self, counts: Counts, copies: Sequence[tuple[ListedFile, Path]]) -> None:
        """Name refused copies as the user knows them; discard those of which nothing is used."""
        given = {printable(copy.source): (copy.source, original) for copy, original in copies}
        refused_copies: set[str] = set()
        for number, refused in enumerate(counts.refused):
            copy = next((path for path in _ancestors(refused.path) if path in given), None)
            if copy is not None:
                source, original = given[copy]
                path = printable(original) + refused.path.removeprefix(copy)
                counts.refused[number] = RefusedFile(path, refused.reason)
                refused_copies.add(source)
        self.discard_unused(refused_copies)

    def discard_unused(self, sources: Iterable[str]) -> None:
        """Discard copies of which nothing is stored."""
        stored, refused = self._stored(), sorted(self._store.sources.refusals())
        unused = [source for source in sources if not inside(source, stored)]
        with self._store.transaction():
            for source in unused:
                for gone in inside(source, refused):
                    self._store.sources.accept(gone)
        for source in unused:
            self._discard(source)

    def _stored(self) -> list[str]:
        return sorted(self._store.sources.states("upload"))

    def _discard(self, source: str) -> None:
        path = Path(source)
        if path.is_relative_to(self._folder):
            self._user.remove_upload(source)
            path.unlink(missing_ok=True)
            with suppress(OSError):
                path.parent.rmdir()


def _name_of_copy(original: Path) -> str:
    """A name that ``scan`` lists, as the original's; a copy that it passed over would vanish."""
    name = original.name.lstrip(".")
    if is_hidden(name):
        raise RefusedError("a lock file of Office, not a document")
    try:
        name.encode("utf-8")
    except UnicodeEncodeError:
        raise RefusedError("the file name is not UTF-8; rename the file") from None
    return name if Path(name).suffix == original.suffix else f"file{original.suffix}"


def _holds(upload: str, source: str) -> bool:
    """Whether a source is an upload or a member of it."""
    return source == upload or source.startswith(f"{upload}/")


def _ancestors(path: str) -> Iterator[str]:
    """A path, and the paths of what it may be in."""
    yield path
    yield from map(str, PurePosixPath(path).parents)
