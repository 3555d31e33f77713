"""The documents as their owner keeps them: files, uploads, exclusions, and feedback."""

from __future__ import annotations

import json
import logging
import os
from collections.abc import Sequence
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING

from index.errors import CorpusBusyError, StoppedError, UnwritableError
from index.loaders.isolation.drawing_job import Drawing
from index.loaders.recognition.remarks import says_nothing_is_missing
from index.platform.printable import printable
from index.protocols import Progress
from index.source_entry import UnreadPart
from index.sync.activity import LastRun
from index.sync.report import SyncReport
from index.user_values import Feedback
from index.values import Document, Page, RefusedFile, Span
from qa.answer import Answer, Searched, Unread
from qa.background import Background
from qa.chosen import Documents, chosen_ids
from qa.entries import Entry, entry_of
from qa.namesakes import Namesakes
from qa.told import untold

if TYPE_CHECKING:
    from index.sync.watch import FolderWatch
    from qa.any_corpus import AnyCorpus

__all__ = ["Library", "synced"]

log = logging.getLogger(__name__)


class Library:
    """Lists and changes the documents of a corpus.

    Methods that change something raise ``CorpusBusyError`` while another process is writing.

    Attributes:
        refused: Files that the last sync could not use.
        background: What is being read, and what failed.
        namesakes: Which documents share their titles, and what tells them apart.
    """

    def __init__(self, corpus: AnyCorpus, refused: Sequence[RefusedFile] = ()) -> None:
        self._corpus = corpus
        self.refused = tuple(refused)
        self.background = Background(corpus)
        self.namesakes = Namesakes(corpus)
        # What it is true of, number of documents, and of each unread part document, source, reason.
        self._unread: tuple[object, int, list[UnreadPart]] | None = None

    # -- documents

    def documents(self) -> tuple[Document, ...]:
        """All documents with their texts."""
        return self._corpus.documents()

    def document(self, document_id: str) -> Document:
        """One document with its text.

        Raises:
            UnknownDocumentError: No such document.
        """
        return self._corpus.document(document_id)

    def find(self, name: str) -> Document:
        """A document by its id, the beginning of its id, a source or the end of one, or its title.

        Raises:
            UnknownDocumentError: None or several match.
        """
        return self._corpus.find(name)

    def document_count(self) -> int:
        """Number of documents; reads none of them."""
        return self._corpus.document_count()

    def known(self, documents: Documents | None) -> list[str] | None:
        """Ids of the given documents; see ``chosen_ids``."""
        return chosen_ids(self._corpus, documents)

    def searched(self, documents: Sequence[str] | None = None) -> Searched:
        """What a question of these documents, of all if None, is asked of.

        Files that could not be used count where all documents are asked.
        """
        version, last = self._corpus.version(), self._corpus.activity.last
        if self._unread is None or self._unread[0] != (version, last):
            self._unread = (version, last), self.document_count(), self._unread_parts(last)
        _, total, everything = self._unread
        asked = None if documents is None else tuple(dict.fromkeys(documents))
        if asked is not None:
            chosen = set(asked)
            everything = [part for part in everything if part[0] in chosen]
        return Searched(
            total if asked is None else len(asked),
            tuple(Unread(source, line) for _, source, line in everything),
            chosen=asked,
            total=total,
            version=version,
        )

    def _unread_parts(self, last: LastRun | None) -> list[UnreadPart]:
        """Of the store, and of the last sync what it could not even open; as the page counts."""
        excluded = set(self._corpus.exclusions())
        parts = [
            (id_, source, line)
            for id_, source, line in self._corpus.unread()
            if source not in excluded and not says_nothing_is_missing(line)
        ]
        known = {printable(source) for id_, source, _ in parts if id_ is None}
        left = [] if last is None else [file for file in last.failed if file.path not in known]
        return [*parts, *((None, file.path, file.reason) for file in left)]

    def original(self, document_id: str) -> bytes | None:
        """The file that a document was read from, if it is still the same, byte for byte."""
        return self._corpus.original(document_id)

    def draw(
        self, document: Document, page: Page, spans: Sequence[Span] = (), scale: float = 1.0
    ) -> Drawing:
        """Begin to draw a page of a document, in a process with limits; does not wait.

        Args:
            document: One that ``is_drawn`` of ``index.loaders.drawn_pages`` says yes to.
            page: One of its pages.
            spans: Of the document's text, whose places on the page are wanted.
            scale: How many times as wide as usual the picture is, up to ``MOST_SCALE``.

        Returns:
            A drawing whose ``result()`` is a ``Picture``, or a ``NotDrawn`` with the reason.
        """
        return self._corpus.draw(document, page, spans, scale)

    def relative(self, source: str) -> str:
        """A source without the place of the folder, or of the corpus for an added file.

        Of an object it is the key. Names that a program gave, and sources from elsewhere, stay as
        they are.
        """
        if source.startswith("s3://"):
            return source.split("/", 3)[-1]
        for folder in (self._corpus.folder, self._corpus.location):
            if folder is not None and source.startswith(f"{folder}{os.sep}"):
                return source[len(f"{folder}{os.sep}") :]
        return source

    # -- files

    def entries(self) -> tuple[Entry, ...]:
        """Every file: those in use as they came, then refused ones, then excluded ones."""
        excluded = self._corpus.exclusions()
        used = [entry_of(file) for file in self._corpus.sources() if file.source not in excluded]
        out = [Entry(source, Path(source).name, "file", "excluded") for source in excluded]
        return (*used, *out)

    def version(self) -> int:
        """A number that grows whenever the list of files may have changed."""
        return self._corpus.version()

    @property
    def takes_files(self) -> bool:
        """Whether files can be added, excluded and read again from here."""
        return self._corpus.takes_files

    def add(self, path: str | Path, *, stop: Event | None = None) -> SyncReport:
        """Copy a file, or the files of a folder, into the corpus and index them.

        Args:
            path: The original; it stays.
            stop: When set, adding ends early and nothing is left of files that were not finished.

        Raises:
            FileNotFoundError, StoppedError: No such file; ``stop`` was set.
        """
        return self._corpus.add(Path(path), stop=stop)

    def remove(self, document_id: str) -> None:
        """Take a document out of the corpus; the user's own file stays.

        Raises:
            UnknownDocumentError: No such document.
        """
        self._corpus.remove(document_id)

    def withdraw(self, document_id: str, source: str) -> None:
        """Exclude a folder file, undoably, or delete an upload; other sources stay.

        Raises:
            UnknownDocumentError: There is no such source any more.
        """
        self._corpus.withdraw(document_id, source)

    def exclusions(self) -> list[str]:
        """Folder files that were taken out."""
        return self._corpus.exclusions()

    def restore(self, source: str) -> SyncReport:
        """Use an excluded file again; changes nothing if it is not excluded."""
        if source not in self._corpus.exclusions():
            return SyncReport()
        return self._corpus.restore(source)

    def uploads(self) -> int:
        """Number of files added so far."""
        return len(self._corpus.user_data.uploads())

    def untold(self, refused: Sequence[RefusedFile]) -> list[RefusedFile]:
        """The refused files that nobody was told of yet; see ``qa.told``."""
        return untold(self._corpus.user_data, refused)

    def sync(self) -> SyncReport:
        """Take up what changed in the folder."""
        report = self._corpus.sync()
        self.refused = report.refused
        return report

    def watch(self) -> FolderWatch:
        """Take up changes of the folder in the background, while questions are answered.

        Returns:
            A context manager. Its end, ``stop()`` or closing the chatbot ends the watch. A sync
            that fails is one line in the log, and is tried again.

        Raises:
            ValueError: There is no folder, only texts.
        """

        def synced(report: SyncReport) -> None:
            self.refused = report.refused

        return self._corpus.watch(synced)

    # -- feedback

    def keep_feedback(self, id_: str, answer: Answer, *, helpful: bool, note: str = "") -> None:
        """Record what a user thought of an answer; the same id again replaces it."""
        record = json.dumps(answer.to_dict(), ensure_ascii=False)
        self._corpus.user_data.keep_feedback(Feedback(id_, helpful, note, record))

    def feedback(self) -> list[Feedback]:
        """All feedback, oldest first."""
        return self._corpus.user_data.feedback()


def synced(corpus: AnyCorpus, progress: Progress | None, *, thorough: bool) -> SyncReport:
    """Bring a corpus up to date if possible; ``UnwritableError`` if it is still empty then."""
    try:
        return corpus.sync(progress=progress, thorough=thorough)
    except (CorpusBusyError, StoppedError, UnwritableError) as error:
        if isinstance(error, UnwritableError) and not corpus.document_ids():
            raise
        log.warning("%s; answering from what is indexed so far", error)
        return SyncReport()
