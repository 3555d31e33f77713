"""Everything that changes a corpus; used by ``Corpus`` while it holds the writer lock."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from threading import Event

from index.errors import (
    InvalidValueError,
    MissingFileError,
    MissingFolderError,
    RefusedError,
    StoppedError,
    UnknownDocumentError,
)
from index.loaders import version
from index.platform.printable import printable
from index.protocols import Embedder, Loader, Progress
from index.storage.location import UPLOADS_FOLDER
from index.storage.store import Store
from index.storage.userdata import UserData
from index.sync.activity import Activity
from index.sync.attempts import Attempts
from index.sync.batches import Batches, Item
from index.sync.extraction import why
from index.sync.known_sources import SourceState, known_sources
from index.sync.member_sources import is_container
from index.sync.progress import ProgressMeter
from index.sync.report import Counts, SyncReport
from index.sync.run import SyncRun
from index.sync.scan import ListedFile, scan
from index.sync.source_file import SourceFile, source_file, take
from index.sync.uploads import Uploads
from index.text.passages import PassageSettings, passage_fingerprint
from index.values import Extracted, FileState, LoaderStamp, RefusedFile

__all__ = ["Writer"]

log = logging.getLogger(__name__)

_DROPPED_AT_ONCE = 1_000


class Writer:
    """Changes to one corpus; the caller holds the writer lock."""

    def __init__(
        self,
        *,
        store: Store,
        user: UserData,
        embedder: Embedder,
        settings: PassageSettings,
        location: Path,
        folder: Path | None,
        loader: Loader,
        activity: Activity,
    ) -> None:
        self._store = store
        self._user = user
        self._embedder = embedder
        self._settings = settings
        self._location = location
        self._folder = folder
        self._loader = loader
        self._activity = activity
        self._attempts = Attempts(location)
        self._uploads = Uploads(location / UPLOADS_FOLDER, user, store)

    # -- the folder and the uploads

    def sync(
        self,
        *,
        progress: Progress | None = None,
        thorough: bool = False,
        stop: Event | None = None,
        is_room_wanted: Callable[[], bool] = lambda: False,
    ) -> SyncReport:
        """See ``Corpus.sync``.

        If ``is_room_wanted`` is true between two files, what is read is stored, and the rest left.
        """
        run = self._run(thorough=thorough)
        if self._folder is not None and not self._folder.is_dir():
            raise MissingFolderError(
                f"{self._folder}: the folder is gone; put it back, or forget it (what is indexed "
                "is kept until then)"
            )
        to_read: list[SourceFile] = []
        for source in self._listed(run):
            if thorough or not source.pass_over():
                source.mark_present()
                to_read.append(source)
        # What may end the program comes when everything else is stored.
        to_read.sort(key=lambda source: run.is_suspected(source.file.source))
        if anew := sum(run.is_read_anew(source.file) for source in to_read):
            log.warning(
                "%d file%s read anew, once: an earlier version of Citespan read %s",
                anew, " is" if anew == 1 else "s are", "it" if anew == 1 else "them",
            )  # fmt: skip
        passages = self._bring_in(to_read, run, progress, stop, is_room_wanted)
        # Last: a text whose file was renamed or moved is still stored then, and not embedded again.
        if not run.is_cut_short:
            self._drop_missing(run.known.states, run.present, run.counts)
        return run.counts.report(passages)

    def add(self, path: Path, *, progress: Progress | None = None) -> SyncReport:
        """See ``Corpus.add``."""
        if not path.exists():
            raise MissingFileError(f"{path}: no such file or folder")
        counts = Counts()
        copies: list[tuple[ListedFile, Path]] = []
        for original in self._originals(path, counts):
            try:
                version(original.suffix)
                copies.append((self._uploads.add(original), original))
            except (RefusedError, OSError) as error:
                counts.refused.append(RefusedFile(printable(original), why(error)))
        run = self._run(counts)
        try:
            passages = self._bring_in(
                [source_file(run, copy, "upload") for copy, _ in copies], run, progress
            )
        except StoppedError:
            self._uploads.discard_unused(copy.source for copy, _ in copies)
            raise
        self._uploads.name_as_given(counts, copies)
        return counts.report(passages)

    def add_texts(
        self, texts: Iterable[tuple[str, str]], *, progress: Progress | None = None
    ) -> SyncReport:
        """See ``Corpus.add_texts``."""
        items = []
        for title, text in texts:
            if not text.strip():
                raise InvalidValueError(f"{title!r}: the text is empty")
            data = text.encode("utf-8")
            digest = hashlib.sha256(data).hexdigest()
            state = FileState(digest, len(data), 0, 0, LoaderStamp("text"))
            items.append(Item(title, "text", Extracted(text), title, state, len(data)))
        meter = ProgressMeter(sum(item.work for item in items), progress)
        batches = Batches(self._store, self._embedder, self._settings, meter)
        for item in items:
            batches.put(item)
        batches.flush()
        return SyncReport(added=len(items), passages=meter.passages)

    def remove(self, document_id: str, only_source: str | None = None) -> None:
        """See ``Corpus.remove`` and ``withdraw``."""
        sources = [
            (source, kind)
            for source, kind, _ in self._store.sources.of(document_id)
            if only_source in (None, source)
        ]
        if not sources:
            place = "" if only_source is None else f" in {only_source}"
            raise UnknownDocumentError(f"no document {document_id}{place}")
        for source, kind in sources:
            if kind == "file":
                self._user.exclude(source)
        with self._store.transaction() as generation:
            for source, kind in sources:
                alone = document_id if kind == "text" else None
                self._store.unlink(generation, source, only_document=alone)
        for source, kind in sources:
            if kind == "upload":
                self._uploads.remove(source)

    def discard(self, document_ids: Iterable[str]) -> None:
        """Forget documents with all their sources, so that ``sync`` takes their files as new."""
        with self._store.transaction() as generation:
            for document_id in document_ids:
                self._store.discard(generation, document_id)

    def accept(self, sources: Iterable[str]) -> None:
        """Have refused files read by the next ``sync``, though they did not change."""
        chosen = list(sources)
        self._attempts.try_again(chosen)
        with self._store.transaction():
            for source in chosen:
                self._store.sources.accept(source)

    def restore(self, source: str) -> None:
        """Have an excluded file read by the next ``sync``."""
        self._user.restore(source)

    # -- parts

    def _told(self, progress: Progress | None) -> Progress:
        """``progress``, with which the activity hears too, and ends a run that is to stop."""

        def tell(done: float, total: float, passages: int) -> None:
            self._activity.advance(done, passages)
            self._activity.check()
            if progress is not None:
                progress(done, total, passages)

        return tell

    def _run(self, counts: Counts | None = None, *, thorough: bool = False) -> SyncRun:
        self._attempts.blame(self._store)
        return SyncRun(
            store=self._store,
            loader=self._loader,
            known=known_sources(self._store, self._user.exclusions()),
            counts=Counts() if counts is None else counts,
            attempts=self._attempts,
            thorough=thorough,
        )

    def _listed(self, run: SyncRun) -> Iterator[SourceFile]:
        """Wanted files of the folder, then uploads; what cannot be used is counted.

        Documents of folders that cannot be listed stay: a drive that is not there for a while is
        no reason to forget its documents.
        """
        if self._folder is not None:
            listing = scan(self._folder, leave_out=self._location)
            run.counts.count(listing)
            self._keep_unlisted(listing.unlisted, run)
            for file in listing.files:
                if file.source not in run.known.excluded or is_container(file.suffix):
                    yield source_file(run, file, "file")
                else:
                    run.counts.excluded += 1
        listing = self._uploads.listing()
        self._keep_unlisted(listing.unlisted, run)
        for file in listing.files:
            yield source_file(run, file, "upload")

    @staticmethod
    def _keep_unlisted(folders: Sequence[Path], run: SyncRun) -> None:
        for folder in folders:
            run.present.update(run.known.inside(str(folder)))

    @staticmethod
    def _originals(path: Path, counts: Counts) -> list[Path]:
        """The file, or the files of the folder, that a user adds."""
        if not path.is_dir():
            return [path.resolve()]
        listing = scan(path.resolve())
        counts.count(listing)
        return [file.path for file in listing.files]

    def _drop_missing(
        self, states: Mapping[str, SourceState], present: set[str], counts: Counts
    ) -> None:
        gone = [source for source in states if source not in present]
        # Not all at once: the log of a transaction is as large as the texts that it erases.
        for start in range(0, len(gone), _DROPPED_AT_ONCE):
            with self._store.transaction() as generation:
                for source in gone[start : start + _DROPPED_AT_ONCE]:
                    self._store.unlink(generation, source)
                    self._store.sources.accept(source)
                    counts.removed += states[source].is_stored

    def _bring_in(
        self,
        to_read: Sequence[SourceFile],
        run: SyncRun,
        progress: Progress | None = None,
        stop: Event | None = None,
        is_room_wanted: Callable[[], bool] = lambda: False,
    ) -> int:
        """Read files and remake outdated passages; returns how many passages were embedded."""
        fingerprint = passage_fingerprint(self._embedder, self._settings)
        outdated = self._store.documents.outdated(fingerprint)
        total = sum(source.file.size for source in to_read) + len(outdated)
        meter = ProgressMeter(total, self._told(progress))
        batches = Batches(
            self._store, self._embedder, self._settings, meter, stop,
            check=self._activity.check, attempts=self._attempts,
        )  # fmt: skip
        self._activity.begin([source.file.source for source in to_read], total)
        for number, source in enumerate(to_read):
            # A thorough run would hash everything again for each part.
            if run.allowance.spent or (number and not run.thorough and is_room_wanted()):
                run.leave([left.file for left in to_read[number:]])
                break
            self._activity.reading(source.file.source)
            take(source, run, batches)
            self._activity.was_read()
        batches.flush()
        if run.is_cut_short:
            return meter.passages
        # Documents that the files above replaced are gone; the others are cut and embedded again.
        batches.remake(
            document
            for id_ in outdated
            if (document := self._store.documents.get(id_)) is not None
            and not self._store.documents.has_current(id_, fingerprint)
        )
        return meter.passages
