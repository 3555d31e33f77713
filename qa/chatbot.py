"""The whole of it: a corpus, a retriever, a reader and a calibration, asked questions."""

from __future__ import annotations

import logging
import shutil
import sys
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Self

from tqdm import tqdm

from index.corpus import Corpus, SyncReport
from index.embedding.model_files import DEFAULT_MODEL, load_embedder
from index.errors import CorpusBusyError
from index.loaders import LIMITS, Limits
from index.platform.paths import corpus_folder
from index.text.passages import PassageSettings
from index.values import Document, RefusedFile
from qa.answer import Answer
from qa.answering.confidence import Calibration
from qa.answering.pipeline import Answerer
from qa.calibration.files import known_calibrations
from qa.conversation import Conversation
from qa.library import Library
from qa.progress import indexing_bar
from qa.question import checked
from qa.readers.loading import load_reader
from qa.readers.protocol import Reader
from qa.retriever import FusionSettings, Hit, Retriever

if TYPE_CHECKING:
    from index.sync.watch import FolderWatch

__all__ = ["DEFAULT_MODEL", "Chatbot"]

log = logging.getLogger(__name__)


class Chatbot:
    """Answers questions from a corpus with exact, cited quotations; a context manager.

    Safe to ask from several threads.
    """

    def __init__(
        self,
        corpus: Corpus,
        reader: Reader | None = None,
        *,
        fusion: FusionSettings | None = None,
        calibrations: Sequence[Calibration] | None = None,
        refused: Sequence[RefusedFile] = (),
    ) -> None:
        """Put the parts together; ``from_folder`` is the usual way.

        Args:
            corpus: Closed with the chatbot.
            reader: The shipped one if not given.
            fusion: How dense and lexical search are joined.
            calibrations: The first that was fitted for these parts is used; if none was, a
                warning is given. The user's own and the shipped one if not given.
            refused: Files that could not be used, for callers to show.
        """
        self._corpus = corpus
        self._retriever = Retriever(corpus, fusion)
        self._scratch: Path | None = None
        self.library = Library(corpus)
        """The documents as their owner keeps them: files, uploads, exclusions, feedback."""
        self.refused = tuple(refused)
        self.answerer = Answerer(
            self._retriever,
            reader or load_reader(),
            corpus.embedder.fingerprint,
            known_calibrations() if calibrations is None else calibrations,
        )

    @classmethod
    def from_folder(
        cls,
        folder: str | Path,
        *,
        store: str | Path | None = None,
        embedder: str | Path = DEFAULT_MODEL,
        reader: str | Path | None = None,
        settings: PassageSettings | None = None,
        limits: Limits = LIMITS,
        progress: bool = True,
        thorough: bool = False,
    ) -> Chatbot:
        """Open the corpus of a folder and bring it up to date.

        Args:
            folder: The user's documents; only read.
            store: Directory for everything derived; in the per-user cache if not given.
            embedder: Name or path of a sentence-transformers model on this machine.
            reader: Path of an extractive question-answering model, with its ``calibration.json``
                if it has one; the shipped one if not given.
            settings: How documents are cut.
            limits: How much one file may ask for before it is refused.
            progress: Show a progress bar on standard error while there is something to embed.
            thorough: Hash every file instead of trusting sizes and times.

        Raises:
            NotADirectoryError: No such folder.
            StoreError: The corpus is damaged or of a newer format.
            ModelError: The embedder is not on this machine.
            ReaderError: The reader cannot be loaded.
        """
        folder = Path(folder)
        if not folder.is_dir():
            raise NotADirectoryError(f"{folder}: no such folder")
        location = Path(store) if store is not None else corpus_folder(folder)
        chosen, calibrations = load_reader(reader), known_calibrations(reader)
        with ExitStack() as undo:
            corpus = undo.enter_context(
                Corpus(
                    location,
                    load_embedder(embedder),
                    folder=folder,
                    settings=settings,
                    limits=limits,
                )
            )
            try:
                with indexing_bar(progress) as bar:
                    report = corpus.sync(progress=bar, thorough=thorough)
            except CorpusBusyError as error:
                log.warning("%s; answering from what is indexed so far", error)
                report = SyncReport()
            bot = cls(corpus, chosen, calibrations=calibrations, refused=report.refused)
            undo.pop_all()
        bot.last_sync = report
        return bot

    @classmethod
    def from_texts(
        cls,
        texts: Iterable[tuple[str, str]],
        *,
        store: str | Path | None = None,
        embedder: str | Path = DEFAULT_MODEL,
        reader: str | Path | None = None,
        settings: PassageSettings | None = None,
        progress: bool = True,
    ) -> Chatbot:
        """A corpus of texts given as (title, text); temporary unless ``store`` is given.

        Raises:
            ValueError: A text is empty.
        """
        loaded = load_embedder(embedder)
        chosen, calibrations = load_reader(reader), known_calibrations(reader)
        with ExitStack() as undo:
            scratch = None if store is not None else Path(tempfile.mkdtemp(prefix="citespan-"))
            if scratch is not None:
                undo.callback(shutil.rmtree, scratch, ignore_errors=True)
            location = Path(store) if store is not None else scratch
            assert location is not None
            corpus = undo.enter_context(Corpus(location, loaded, settings=settings))
            bot = cls(corpus, chosen, calibrations=calibrations)
            bot._scratch = scratch
            with indexing_bar(progress) as bar:
                bot.last_sync = corpus.add_texts(texts, progress=bar)
            undo.pop_all()
        return bot

    last_sync = SyncReport()
    """What opening this chatbot changed."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the corpus; a temporary one is removed."""
        self._corpus.close()
        if self._scratch is not None:
            shutil.rmtree(self._scratch, ignore_errors=True)

    # -- asking

    def ask(
        self,
        question: str,
        documents: Iterable[str] | None = None,
        min_confidence: float | None = None,
    ) -> Answer:
        """Answer a question with cited quotations, or say that the documents don't.

        Args:
            question: At most 2,000 characters.
            documents: Ids of the documents to look in; all if not given.
            min_confidence: Lowest confidence at which an answer is given; the calibrated
                threshold if not given. 0 gives the best candidate whatever it is.

        Raises:
            QuestionError: Empty or too long.
            UnknownDocumentError: One of ``documents`` is not there.
        """
        checked(question)
        chosen = self._known(documents)
        return self.answerer.answer(question, chosen, min_confidence)

    def ask_many(
        self,
        questions: Sequence[str],
        documents: Iterable[str] | None = None,
        min_confidence: float | None = None,
        *,
        progress: bool = False,
    ) -> list[Answer]:
        """Answer several questions, in order; see ``ask``."""
        chosen = self._known(documents)
        bar = tqdm(questions, desc="asking", disable=not progress, file=sys.stderr)
        return [self.ask(question, chosen, min_confidence) for question in bar]

    def search(
        self, question: str, k: int = 10, documents: Iterable[str] | None = None
    ) -> tuple[Hit, ...]:
        """The ``k`` best passages before reading, best first.

        Raises:
            QuestionError: Empty or too long.
            UnknownDocumentError: One of ``documents`` is not there.
        """
        return self._retriever.search(checked(question), k, self._known(documents))

    def conversation(self) -> Conversation:
        """A new conversation; each remembers its own turns."""
        return Conversation(self)

    def _known(self, documents: Iterable[str] | None) -> list[str] | None:
        if documents is None:
            return None
        chosen = list(dict.fromkeys(documents))
        for document_id in chosen:
            self._corpus.document(document_id)
        return chosen

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
        """A document by its id, the beginning of its id, one of its sources, or its file name.

        Raises:
            UnknownDocumentError: None or several match.
        """
        return self._corpus.find(name)

    def document_count(self) -> int:
        """How many documents there are to answer from; reads none of them."""
        return len(self._corpus.document_ids())

    def add(self, path: str | Path) -> SyncReport:
        """Copy a file, or the files of a folder, into the corpus.

        Raises:
            FileNotFoundError: No such file.
            CorpusBusyError: Another process is writing.
        """
        return self._corpus.add(Path(path))

    def remove(self, document_id: str) -> None:
        """Take a document out of the corpus; the user's own file stays.

        Raises:
            UnknownDocumentError: No such document.
            CorpusBusyError: Another process is writing.
        """
        self._corpus.remove(document_id)

    def exclusions(self) -> list[str]:
        """Folder files that were taken out with ``remove``."""
        return self._corpus.exclusions()

    def restore(self, source: str) -> SyncReport:
        """Use a file of ``exclusions`` again.

        Raises:
            CorpusBusyError: Another process is writing.
        """
        return self._corpus.restore(source)

    def sync(self) -> SyncReport:
        """Take up what changed in the folder.

        Raises:
            CorpusBusyError: Another process is writing.
        """
        report = self._corpus.sync()
        self.refused = report.refused
        return report

    def watch(self) -> FolderWatch:
        """Take up what changes in the folder, in the background, while questions are answered.

        Returns:
            A context manager; its end, ``stop()`` or closing the chatbot ends the watch. What
            goes wrong is one line in the log, and tried again.

        Raises:
            ValueError: There is no folder, only texts.
        """

        def done(report: SyncReport) -> None:
            self.refused = report.refused

        return self._corpus.watch(done)

    # -- parts

    @property
    def fingerprints(self) -> Mapping[str, str]:
        """Of the parts that scores depend on: ``reader``, ``embedder`` and ``fusion``."""
        return self.answerer.fingerprints

    @property
    def threshold(self) -> float:
        """Lowest confidence at which an answer is given unless ``ask`` is told otherwise."""
        return self.answerer.threshold
