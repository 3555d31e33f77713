"""One corpus: the documents of a folder, and of uploads and texts, as searchable passages.

This is the whole interface of ``index``. Searches return ids and scores; passages and documents
are fetched by id. Filters apply inside the search. Nothing above this class knows SQLite, FAISS
or tantivy. One process writes at a time, any number read.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING

from filelock import FileLock, Timeout

from index.catalog import Catalog
from index.errors import (
    CorpusBusyError,
    InvalidValueError,
    MissingFolderError,
    UnknownDocumentError,
    UnwritableError,
)
from index.loaders import LIMITS, Limits
from index.loaders.isolation.worker import Worker
from index.platform.paths import private_folder
from index.protocols import Embedder, Scored, Vectors
from index.search.lexical import scoring_fingerprint
from index.search.search_indexes import Derived
from index.storage.disk_errors import writing_to
from index.storage.location import LOCK_FILE, STORE_FILE, check_location, erase, our_files
from index.storage.userdata import UserData
from index.sync.batches import made_with
from index.sync.report import SyncReport
from index.sync.writer import Writer
from index.text.passages import PassageSettings
from index.values import Passage

if TYPE_CHECKING:
    from index.sync.watch import FolderWatch, Timing

__all__ = ["Corpus", "SyncReport"]

log = logging.getLogger(__name__)

# A search may hold the lock for a moment, to write what a killed process left undone.
_PATIENCE_SECONDS = 2.0


class Corpus(Catalog):
    """Documents with their passages, vectors and terms; a context manager."""

    def __init__(
        self,
        location: Path,
        embedder: Embedder,
        *,
        folder: Path | None = None,
        settings: PassageSettings | None = None,
        limits: Limits = LIMITS,
    ) -> None:
        """Open or create a corpus.

        Args:
            location: Directory that holds everything derived; created with mode 0700.
            embedder: Embeds passages and questions.
            folder: The user's folder that ``sync`` follows; never written to.
            settings: How documents are cut; passages made otherwise are made anew by ``sync``.
            limits: How much one file may ask for before it is refused.

        Raises:
            StoreError: The corpus is damaged, of a newer format or of another folder, or the
                directory holds something else or cannot be written.
            NotADirectoryError: ``folder`` is not a directory.
        """
        if folder is not None and not folder.is_dir():
            raise MissingFolderError(f"{folder}: not a folder")
        self.folder = None if folder is None else folder.resolve()
        self.embedder = embedder
        self.settings = settings or PassageSettings()
        self._made_with = made_with(embedder, self.settings)
        self._turn = threading.RLock()
        self._watches: list[FolderWatch] = []
        self._worker = Worker(limits)
        location = location.resolve()
        check_location(location, self.folder)
        with writing_to(location), ExitStack() as undo:
            super().__init__(private_folder(location))
            undo.callback(self._store.close)
            self._store.claim(None if self.folder is None else str(self.folder))
            self._lock = FileLock(self.location / LOCK_FILE)
            self._user = UserData(self.location / "user.sqlite")
            undo.callback(self._user.close)
            self._derived = Derived(self.location, self._store, self._made_with, embedder.dimension)
            undo.pop_all()

    def __enter__(self) -> Corpus:
        return self

    def close(self) -> None:
        """End watches and close all files. Everything committed stays."""
        for watch in self._watches:
            watch.stop()
        super().close()
        self._worker.close()
        self._user.close()

    # -- changing

    def sync(
        self, *, progress: bool = False, thorough: bool = False, stop: Event | None = None
    ) -> SyncReport:
        """Make the corpus equal to its folder and uploads.

        While the folder, or one in it, cannot be looked into, its documents stay.

        Args:
            progress: Show a progress bar on standard error while there is something to embed.
            thorough: Hash every file instead of trusting sizes and times.
            stop: When set, the sync ends early; what is committed by then stays.

        Raises:
            CorpusBusyError: Another process is writing.
            NotADirectoryError: The folder is gone.
            StoppedError: ``stop`` was set.
        """
        with self._writing() as writer:
            return writer.sync(progress=progress, thorough=thorough, stop=stop)

    def watch(
        self,
        done: Callable[[SyncReport], object] | None = None,
        *,
        timing: Timing | None = None,
    ) -> FolderWatch:
        """Sync in the background whenever the folder changes, until stopped or closed.

        Args:
            done: Called after each sync, in the background.
            timing: How long is waited for changes to end.

        Raises:
            ValueError: There is no folder.
        """
        # Imported here so that what never watches does not pay for it.
        from index.sync.watch import FolderWatch

        if self.folder is None:
            raise InvalidValueError("this corpus has no folder that could be watched")

        def changed(stop: Event) -> None:
            report = self.sync(stop=stop)
            if done is not None:
                done(report)

        self._watches = [one for one in self._watches if one.running]
        watch = FolderWatch(self.folder, changed, leave_out=self.location, timing=timing)
        self._watches.append(watch)
        return watch

    def add(self, path: Path, *, progress: bool = False) -> SyncReport:
        """Copy a file, or the files of a folder, into the corpus and index them.

        Raises:
            CorpusBusyError: Another process is writing.
            FileNotFoundError: No such file.
        """
        with self._writing() as writer:
            return writer.add(path, progress=progress)

    def add_texts(self, texts: Iterable[tuple[str, str]], *, progress: bool = False) -> SyncReport:
        """Index texts given as (title, text); the title is the source.

        Raises:
            CorpusBusyError: Another process is writing.
            ValueError: A text is empty or holds a lone surrogate.
        """
        with self._writing() as writer:
            return writer.add_texts(texts, progress=progress)

    def remove(self, document_id: str) -> None:
        """Take a document out: folder files are excluded (undo with ``restore``), uploads deleted.

        The user's own files stay where they are.

        Raises:
            UnknownDocumentError: No such document.
            CorpusBusyError: Another process is writing.
        """
        with self._writing() as writer:
            if not writer.remove(document_id):
                raise UnknownDocumentError(f"no document {document_id}")

    def withdraw(self, document_id: str, source: str) -> None:
        """Take one source of a document out, as ``remove`` does with all of them.

        Raises:
            UnknownDocumentError: No such document, or it is not found there.
            CorpusBusyError: Another process is writing.
        """
        with self._writing() as writer:
            if not writer.remove(document_id, source):
                raise UnknownDocumentError(f"no document {document_id} in {source}")

    def restore(self, source: str) -> SyncReport:
        """Use an excluded folder file again."""
        with self._writing() as writer:
            self._user.restore(source)
            return writer.sync(progress=False, thorough=False)

    def exclusions(self) -> list[str]:
        """Folder files that were taken out."""
        return sorted(self._user.exclusions())

    @property
    def user_data(self) -> UserData:
        """What users made: uploads, exclusions, feedback."""
        return self._user

    @contextmanager
    def _writing(self) -> Iterator[Writer]:
        # Threads of this process wait for each other; other processes only for a moment.
        try:
            with (
                self._turn,
                writing_to(self.location),
                self._lock.acquire(timeout=_PATIENCE_SECONDS),
            ):
                try:
                    yield Writer(
                        store=self._store,
                        user=self._user,
                        embedder=self.embedder,
                        settings=self.settings,
                        location=self.location,
                        folder=self.folder,
                        worker=self._worker,
                    )
                finally:
                    # Also after Ctrl-C: what is committed shall be found.
                    self._derived.save()
        except Timeout:
            raise CorpusBusyError(
                f"{self.location}: another process is indexing this corpus; try again when it "
                "has finished"
            ) from None

    def _refresh(self) -> None:
        """See what was committed since, by this process or another one."""
        if self._derived.is_current() or self._derived.take_up():
            return
        if not self._turn.acquire(blocking=False):
            self._derived.follow()
            return
        try:
            with writing_to(self.location), self._lock.acquire(timeout=0):
                self._derived.save()
        except Timeout:
            self._derived.follow()
        except UnwritableError as error:
            log.warning("%s; searching in memory", error)
            self._derived.stand_in()
        finally:
            self._turn.release()

    # -- searching

    @property
    def fingerprint(self) -> str:
        """How passages are scored; see ``PassageSearch``."""
        return scoring_fingerprint()

    def dense_search(
        self, vector: Vectors, k: int, documents: Collection[str] | None = None
    ) -> Scored:
        """The ``k`` passages with the highest cosine to a unit vector, of ``documents`` if given.

        Returns:
            (passage id, cosine), best first.
        """
        self._refresh()
        allowed = None
        if documents is not None:
            allowed = self._store.passage_ids(self._made_with, documents)
        return self._derived.vectors.search(vector, k, allowed)

    def dense_scores(self, vector: Vectors, passage_ids: Sequence[int]) -> dict[int, float]:
        """Cosines of given passages; ids that are no longer stored are left out."""
        return self._derived.vectors.scores(vector, passage_ids)

    def lexical_search(self, text: str, k: int, documents: Collection[str] | None = None) -> Scored:
        """The ``k`` passages with the highest BM25 score, of ``documents`` if given.

        Returns:
            (passage id, score), best first; scores depend on the corpus.
        """
        self._refresh()
        lexical = self._derived.lexical
        return [] if lexical is None else lexical.search(text, k, documents)

    def passages(self, ids: Iterable[int]) -> dict[int, Passage]:
        """Passages by id; ids that are no longer stored are left out."""
        return self._store.passages(ids)

    def check(self) -> None:
        """Verify that vectors, terms and passages are the same set.

        Raises:
            AssertionError: They are not; that would be an error in this program.
        """
        self._refresh()
        stored = self._store.passage_ids(self._made_with)
        lexical = self._derived.lexical
        terms = [] if lexical is None else lexical.ids()
        assert self._derived.vectors.ids() == stored, "vectors differ from passages"
        assert terms == stored, "lexical documents differ from passages"

    @staticmethod
    def forget(location: Path) -> bool:
        """Erase a corpus: texts, vectors, uploads, exclusions. False if there is none.

        Only files of ours are erased; the directory goes too if nothing else is in it.

        Raises:
            CorpusBusyError: Another process is writing it.
        """
        if not (location / STORE_FILE).is_file():
            return False
        try:
            with FileLock(location / LOCK_FILE).acquire(timeout=0):
                # The store goes last: until then it says that there is something to forget.
                for path in sorted(our_files(location), key=lambda one: one.name == STORE_FILE):
                    if path.name != LOCK_FILE:
                        erase(path)
        except Timeout:
            raise CorpusBusyError(f"{location}: another process is using this corpus") from None
        (location / LOCK_FILE).unlink(missing_ok=True)
        with suppress(OSError):
            location.rmdir()
        return True
