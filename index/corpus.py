"""One corpus: the documents of a folder, and of uploads and texts, as searchable passages.

This is the interface of ``index``. Searches return ids and scores; passages and documents are
fetched by id. Filters apply inside the search. One process writes at a time, any number read.

A corpus is put together from parts, each with one concern: ``Store`` holds everything,
``Catalog`` reads documents, ``Writer`` changes them, ``CurrentSearch`` keeps a search engine up to
date, ``UserData`` holds what nothing can rebuild.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager, nullcontext
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING, Self

from index.catalog import Catalog
from index.current_search import CurrentSearch
from index.errors import MissingFolderError
from index.forwarded_catalog import ForwardedCatalog
from index.forwarded_search import ForwardedSearch
from index.loaders import LIMITS, Limits
from index.loaders.isolation.drawer import Drawer, Drawing
from index.loaders.isolation.worker import Worker
from index.platform.paths import private_folder
from index.protocols import Embedder, Progress
from index.search.local_engine import LocalEngine
from index.storage.disk_errors import writing_to
from index.storage.forgetting import forget
from index.storage.location import STORE_FILE, USER_FILE, check_location
from index.storage.store import Store, StoredChanges
from index.storage.userdata import UserData
from index.storage.writer_lock import WriterLock
from index.sync.activity import Activity
from index.sync.report import SyncReport
from index.sync.room import Room
from index.sync.writer import Writer
from index.text.passages import PassageSettings, passage_fingerprint
from index.values import Document, Page, Span

if TYPE_CHECKING:
    from index.sync.watch import FolderWatch, Timing

__all__ = ["Corpus", "SyncReport"]

_CLOSING_SECONDS = 2.0
"""Closing waits so long for what is being written."""


class Corpus(ForwardedCatalog, ForwardedSearch):
    """Documents with their passages, vectors and terms; a context manager."""

    takes_files = True

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
            settings: How to cut documents; ``sync`` cuts those again that were cut otherwise.
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
        self._settings = settings or PassageSettings()
        self._watches: list[FolderWatch] = []
        self._limits = limits
        self._loader = Worker(limits)
        self.location = location.resolve()
        check_location(self.location, self.folder)
        with writing_to(self.location), ExitStack() as undo:
            self._open(undo)
            undo.pop_all()

    def _open(self, undo: ExitStack) -> None:
        """Open all parts; ``undo`` closes those that are open if one fails."""
        location = private_folder(self.location)
        self._store = Store(location / STORE_FILE)
        undo.callback(self._store.close)
        self._store.claim(None if self.folder is None else str(self.folder))
        self._lock = WriterLock(location)
        self._room = Room()
        self.user_data = UserData(location / USER_FILE)
        """What users made: uploads, exclusions, feedback."""
        self.activity = Activity(location, self._loader.interrupt)
        """What is being changed, and what the last sync did."""
        undo.callback(self.user_data.close)
        changes = StoredChanges(self._store, self.passage_fingerprint, self.embedder.dimension)
        self._catalog = catalog = Catalog(self._store)
        self._drawer = Drawer(catalog.hashed_original, self._limits)
        self._search = self._current = CurrentSearch(
            LocalEngine(location, changes), changes, self._lock, location
        )
        self._writer = Writer(
            store=self._store,
            user=self.user_data,
            embedder=self.embedder,
            settings=self._settings,
            location=location,
            folder=self.folder,
            loader=self._loader,
            activity=self.activity,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End watches and whatever is being read, and close all files. What is committed stays."""
        self.activity.close()
        self._lock.wait_for_turn(_CLOSING_SECONDS, self._loader.interrupt)
        for watch in self._watches:
            watch.stop()
        self._drawer.close()
        self._current.close()
        self._store.close()
        self._loader.close()
        self.user_data.close()

    @staticmethod
    def forget(location: Path) -> bool:
        """Erase a corpus; False if there is none. See ``index.storage.forgetting.forget``."""
        return forget(location)

    # -- changing; every method here raises CorpusBusyError while another process is writing

    def sync(
        self,
        *,
        progress: Progress | None = None,
        thorough: bool = False,
        stop: Event | None = None,
    ) -> SyncReport:
        """Make the corpus equal to its folder and uploads.

        Documents of folders that cannot be listed stay.

        Args:
            progress: Called while there is something to read or embed.
            thorough: Hash every file instead of trusting sizes and times.
            stop: When set, the sync ends early; what is committed by then stays.

        Raises:
            NotADirectoryError: The folder is gone.
            StoppedError: ``stop`` was set.
        """
        return self._room.in_parts(
            lambda is_wanted: self._writer.sync(
                progress=progress, thorough=thorough, stop=stop, is_room_wanted=is_wanted
            ),
            lambda part: self._changed("sync", lambda _: part()),
        )

    def try_again(self, sources: Iterable[str]) -> SyncReport:
        """Read refused files once more, though they did not change; then as ``sync``."""
        with self._room.asked_for(), self._writing() as writer:
            writer.accept(sources)
        return self.sync()

    def watch(
        self,
        done: Callable[[SyncReport], object] | None = None,
        *,
        timing: Timing | None = None,
    ) -> FolderWatch:
        """Sync in the background whenever the folder changes, until stopped or closed.

        ``done`` is called after each sync, in the background; ``timing`` says how long to wait for
        changes to end. Raises ``ValueError`` if there is no folder.
        """
        from index.sync.watch import watch_corpus  # a corpus that watches nothing needs none of it

        watch = watch_corpus(self, done, timing)
        self._watches = [*(earlier for earlier in self._watches if earlier.running), watch]
        return watch

    def add(
        self, path: Path, *, progress: Progress | None = None, stop: Event | None = None
    ) -> SyncReport:
        """Copy a file, or a folder's files, in and index them; ``stop`` as for ``sync``.

        Raises ``FileNotFoundError``.
        """
        with self._room.asked_for():
            return self._changed("add", lambda writer: writer.add(path, progress=progress), stop)

    def add_texts(
        self, texts: Iterable[tuple[str, str]], *, progress: Progress | None = None
    ) -> SyncReport:
        """Index texts given as (title, text); the title is the source.

        Raises:
            ValueError: A text is empty or holds a lone surrogate.
        """
        with self._writing() as writer:
            return writer.add_texts(texts, progress=progress)

    def remove(self, document_id: str) -> None:
        """Take a document out: folder files are excluded (undo with ``restore``), uploads deleted.

        The user's own files stay where they are.

        Raises:
            UnknownDocumentError: No such document.
        """
        with self._room.asked_for(), self._writing() as writer:
            writer.remove(document_id)

    def withdraw(self, document_id: str, source: str) -> None:
        """Take one source of a document out, as ``remove`` does with all of them.

        Raises:
            UnknownDocumentError: No such document, or it is not found there.
        """
        with self._room.asked_for(), self._writing() as writer:
            writer.remove(document_id, source)

    def read_anew(
        self, document_ids: Iterable[str], *, progress: Progress | None = None
    ) -> SyncReport:
        """Drop damaged documents and read their files again, with everything that changed."""
        with self._writing() as writer:
            writer.discard(document_ids)
            return writer.sync(progress=progress, thorough=True)

    def restore(self, source: str) -> SyncReport:
        """Use an excluded folder file again."""
        with self._room.asked_for(), self._writing() as writer:
            writer.restore(source)
        return self.sync()

    def exclusions(self) -> list[str]:
        """Folder files that were taken out."""
        return sorted(self.user_data.exclusions())

    def _changed(
        self, kind: str, change: Callable[[Writer], SyncReport], stop: Event | None = None
    ) -> SyncReport:
        with self._writing() as writer, self.activity.running(kind, stop) as reports:
            reports.append(change(writer))
        return reports[-1]

    @contextmanager
    def _writing(self) -> Iterator[Writer]:
        with self._lock.hold():
            try:
                yield self._writer
            finally:
                # Also after Ctrl-C, so that searches find everything that is committed.
                self._current.update()

    def reading(self) -> AbstractContextManager[None]:
        """Searches inside belong together; each sees the newest state here."""
        return nullcontext()

    # -- documents; others: see ``ForwardedCatalog``

    def draw(
        self, document: Document, page: Page, spans: Sequence[Span] = (), scale: float = 1.0
    ) -> Drawing:
        """Begin to draw a page of a document; see ``Drawer.draw``."""
        return self._drawer.draw(document, page, spans, scale)

    # -- searching; see ``PassageSearch``

    @property
    def passage_fingerprint(self) -> str:
        """Identifies passages and their vectors: passage settings and embedder."""
        return passage_fingerprint(self.embedder, self._settings)

    @property
    def fingerprint(self) -> str:
        """Identifies passages and their scores: passage settings, embedder and search engine."""
        return f"{self.passage_fingerprint}; {self._search.fingerprint}"

    def check(self) -> None:
        """Verify that vectors, terms and passages are the same set; see ``CurrentSearch.check``."""
        self._current.check()
