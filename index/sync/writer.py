"""Everything that changes a corpus; used by ``Corpus`` while it holds the writer lock."""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path, PurePosixPath
from threading import Event
from typing import NoReturn

from tqdm import tqdm

from index.errors import InvalidValueError, MissingFileError, MissingFolderError
from index.loaders import RefusedError, version
from index.loaders.isolation.worker import Worker
from index.platform.printable import printable
from index.protocols import Embedder
from index.storage.store import Store
from index.storage.userdata import UserData
from index.sync.batches import Ingest, Item, made_with
from index.sync.containers import inside, is_container
from index.sync.files import Intake, Known, SourceState, why
from index.sync.report import Counts, SyncReport
from index.sync.scan import Found, scan
from index.sync.uploads import copied
from index.text.passages import PassageSettings
from index.values import Extracted, FileState, RefusedFile, SourceKind

__all__ = ["Writer"]

_DROPPED_AT_ONCE = 1_000


class Writer:
    """One writing session on a corpus."""

    def __init__(
        self,
        *,
        store: Store,
        user: UserData,
        embedder: Embedder,
        settings: PassageSettings,
        location: Path,
        folder: Path | None,
        worker: Worker,
    ) -> None:
        self._store = store
        self._user = user
        self._embedder = embedder
        self._settings = settings
        self._location = location
        self._folder = folder
        self._worker = worker

    # -- the folder and the uploads

    def sync(self, *, progress: bool, thorough: bool, stop: Event | None = None) -> SyncReport:
        """See ``Corpus.sync``."""
        counts = Counts()
        known = self._known()
        intake = self._intake(known, counts)
        todo: list[tuple[Found, SourceKind]] = []
        if self._folder is not None and not self._folder.is_dir():
            raise MissingFolderError(
                f"{self._folder}: the folder is gone; put it back, or forget it (what is indexed "
                "is kept until then)"
            )
        for found, kind in self._all_listed(known, intake, counts):
            if thorough or not intake.pass_over(found):
                todo.append((found, kind))
                if not is_container(found.suffix):
                    intake.present.add(found.source)
        passages = self._bring_in(todo, intake, progress, stop)
        # Afterwards: a text whose file was renamed or moved is still there, and not embedded anew.
        self._drop_missing(known.states, intake.present, counts)
        return counts.report(passages)

    def add(self, path: Path, *, progress: bool) -> SyncReport:
        """See ``Corpus.add``."""
        if not path.exists():
            raise MissingFileError(f"{path}: no such file or folder")
        counts = Counts()
        if path.is_dir():
            listing = scan(path.resolve())
            counts.refused += listing.refused
            counts.ignored += listing.ignored
            originals = [found.path for found in listing.files]
        else:
            originals = [path.resolve()]
        todo: list[tuple[Found, SourceKind]] = []
        used: list[Path] = []
        for original in originals:
            try:
                version(original.suffix)
                copy = copied(original, self._uploads)
            except (RefusedError, OSError) as error:
                counts.refused.append(RefusedFile(printable(original), why(error)))
                continue
            self._user.add_upload(str(copy))
            status = copy.stat()
            todo.append((Found(str(copy), status.st_size, status.st_mtime_ns), "upload"))
            used.append(original)
        passages = self._bring_in(todo, self._intake(self._known(), counts), progress)
        self._name_as_given(
            counts, [(found.source, one) for (found, _), one in zip(todo, used, strict=True)]
        )
        return counts.report(passages)

    def add_texts(self, texts: Iterable[tuple[str, str]], *, progress: bool) -> SyncReport:
        """See ``Corpus.add_texts``."""
        items = []
        for title, text in texts:
            if not text.strip():
                raise InvalidValueError(f"{title!r}: the text is empty")
            data = text.encode("utf-8")
            state = FileState(hashlib.sha256(data).hexdigest(), len(data), 0, 0, "text")
            items.append(Item(title, "text", Extracted(text), title, state, len(data)))
        with self._bar(sum(item.weight for item in items), progress) as bar:
            ingest = Ingest(self._store, self._embedder, self._settings, bar)
            for item in items:
                ingest.put(item)
            ingest.flush()
        return SyncReport(added=len(items), passages=ingest.embedded)

    def remove(self, document_id: str, only: str | None = None) -> bool:
        """See ``Corpus.remove`` and ``withdraw``; False if there is nothing to take out."""
        sources = [s for s in self._store.sources(document_id) if only in (None, s[0])]
        for source, kind in sources:
            if kind == "file":
                self._user.exclude(source)
        with self._store.transaction() as generation:
            for source, kind in sources:
                alone = document_id if kind == "text" else None
                self._store.unlink(generation, source, only_document=alone)
        for source, kind in sources:
            if kind == "upload":
                self._remove_upload(source)
        return bool(sources)

    # -- parts

    @property
    def _uploads(self) -> Path:
        return self._location / "uploads"

    def _known(self) -> Known:
        """What is known of every file, used or refused."""
        states: dict[str, SourceState] = {}
        for kind in ("file", "upload"):
            for source, known in self._store.source_states(kind).items():
                states[source] = SourceState(known, stored=True)
        for source, (reason, known) in self._store.refusals().items():
            stored = source in states
            states[source] = SourceState(known, stored=stored, refused_for=reason)
        return Known(states, self._user.exclusions())

    def _intake(self, known: Known, counts: Counts) -> Intake:
        return Intake(store=self._store, worker=self._worker, known=known, counts=counts)

    def _all_listed(
        self, known: Known, intake: Intake, counts: Counts
    ) -> Iterator[tuple[Found, SourceKind]]:
        """Wanted files of the folder, then uploads; what cannot be used goes to ``counts``.

        Documents of folders that cannot be looked into stay: a drive that is not there for a
        while is no reason to forget what was on it.
        """
        if self._folder is not None:
            listing = scan(self._folder, leave_out=self._location)
            counts.refused += listing.refused
            counts.ignored += listing.ignored
            for unlisted in listing.unlisted:
                intake.present.update(known.inside(str(unlisted)))
            for found in listing.files:
                if found.source not in known.excluded or is_container(found.suffix):
                    yield found, "file"
                else:
                    counts.excluded += 1
        if self._uploads.is_dir():
            uploads = self._user.uploads()
            listing = scan(self._uploads)
            for unlisted in listing.unlisted:
                intake.present.update(known.inside(str(unlisted)))
            for found in listing.files:
                if found.source in uploads:
                    yield found, "upload"

    def _drop_missing(
        self, states: Mapping[str, SourceState], present: set[str], counts: Counts
    ) -> None:
        gone = [source for source in states if source not in present]
        # Not all at once: the log of a transaction is as large as the texts that it erases.
        for start in range(0, len(gone), _DROPPED_AT_ONCE):
            with self._store.transaction() as generation:
                for source in gone[start : start + _DROPPED_AT_ONCE]:
                    self._store.unlink(generation, source)
                    self._store.accept(source)
                    counts.removed += states[source].stored

    def _bring_in(
        self,
        todo: list[tuple[Found, SourceKind]],
        intake: Intake,
        progress: bool,
        stop: Event | None = None,
    ) -> int:
        """Bring the files in and remake outdated passages; returns how many were embedded."""
        outdated = self._store.outdated(made_with(self._embedder, self._settings))
        total = sum(found.size for found, _ in todo) + len(outdated)
        with self._bar(total, progress and total > 0) as bar:
            ingest = Ingest(self._store, self._embedder, self._settings, bar, stop)
            for found, kind in todo:
                intake.take(found, kind, ingest, bar)
            ingest.flush()
            # What the files above replaced is gone by now; only the rest is made anew.
            ingest.remake(
                document
                for id_ in outdated
                if (document := self._store.document(id_)) is not None
                and not self._store.has_current(id_, made_with(self._embedder, self._settings))
            )
        return ingest.embedded

    def _name_as_given(self, counts: Counts, copies: list[tuple[str, Path]]) -> None:
        """Name refused uploads as the user knows them; discard those of which nothing is used."""
        given: dict[str, tuple[str, str]] = {}
        for source, original in copies:
            given[printable(source)] = (source, printable(original))
        refused_copies: set[str] = set()
        for number, refused in enumerate(counts.refused):
            # The copy itself, or what it is in.
            paths = (refused.path, *map(str, PurePosixPath(refused.path).parents))
            copy = next((path for path in paths if path in given), None)
            if copy is not None:
                source, shown = given[copy]
                path = shown + refused.path.removeprefix(copy)
                counts.refused[number] = RefusedFile(path, refused.reason)
                refused_copies.add(source)
        stored = self._stored_uploads()
        for source in refused_copies:
            if not inside(source, stored):
                self._discard_upload(source)

    def _stored_uploads(self) -> list[str]:
        return sorted(self._store.source_states("upload"))

    def _remove_upload(self, source: str) -> None:
        """Forget a source of uploads: a file, or one in a container, which stays for the rest."""
        uploads = self._user.uploads()
        upload = next(
            (one for one in uploads if source == one or source.startswith(f"{one}/")), None
        )
        if upload is None:
            upload = source
        if inside(upload, self._stored_uploads()):
            self._user.exclude(source)
            return
        self._discard_upload(upload)
        for excluded in inside(upload, sorted(self._user.exclusions())):
            self._user.restore(excluded)

    def _discard_upload(self, source: str) -> None:
        path = Path(source)
        if path.is_relative_to(self._uploads):
            self._user.remove_upload(source)
            path.unlink(missing_ok=True)
            with suppress(OSError):
                path.parent.rmdir()

    @staticmethod
    def _bar(total: int, progress: bool) -> tqdm[NoReturn]:
        return tqdm(
            total=total,
            desc="indexing",
            unit="B",
            unit_scale=True,
            disable=not progress,
            file=sys.stderr,
            dynamic_ncols=True,
        )
