"""The chatbot: a corpus, a retriever, a reader and a calibration that answer questions."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from tqdm import tqdm

from index.corpus import Corpus, SyncReport
from index.embedding.model_files import DEFAULT_MODEL, load_embedder
from index.errors import MissingFolderError
from index.loaders import LIMITS, Limits
from index.platform.paths import corpus_folder
from index.platform.scratch import clear_scratch, scratch_folder
from index.protocols import Progress
from index.text.passages import PassageSettings
from index.values import RefusedFile
from qa.answer import Answer
from qa.answering.asking import QuestionAnswerer
from qa.answering.confidence import Calibration, Thresholds
from qa.answering.pipeline import Answerer
from qa.calibration.files import known_calibrations
from qa.chosen import Documents
from qa.forwarded_library import ForwardedLibrary
from qa.kept.kept_conversations import KeptConversations
from qa.library import Library, synced
from qa.progress import indexing_bar
from qa.question import checked, checked_confidence
from qa.readers.loading import load_reader
from qa.readers.protocol import Reader
from qa.retriever import FusionSettings, Hit, Retriever
from qa.wanted import awaited

if TYPE_CHECKING:
    from qa.any_corpus import AnyCorpus
    from qa.conversation import Conversation
    from qa.followups import AskedAfter
__all__ = ["DEFAULT_MODEL", "Chatbot"]


class Chatbot(ForwardedLibrary):
    """Answers questions from a corpus with exact, cited quotations; a context manager.

    Safe to ask from several threads. Has the ``library`` of documents and kept ``conversations``.
    """

    def __init__(
        self,
        corpus: AnyCorpus,
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
            calibrations: The first that was fitted for these parts is used; known ones if None.
            refused: Files that could not be used, for callers to show.
        """
        self._corpus = corpus
        self._retriever = Retriever(corpus, fusion)
        self._scratch = ExitStack()
        self.library = Library(corpus, refused)
        self.conversations = KeptConversations(corpus)
        fitted = known_calibrations() if calibrations is None else calibrations
        self.answerer = Answerer(self._retriever, reader or load_reader(), fitted)
        self._asked = QuestionAnswerer(self.answerer, self._retriever)

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
        sync: bool = True,
    ) -> Chatbot:
        """Open the corpus of a folder and bring it up to date.

        Args:
            folder: The user's documents; only read.
            store: Directory for everything derived; in the per-user cache if not given.
            embedder: Name or path of a model on this machine.
            reader: Folder of a question-answering model; the shipped one if not given.
            settings: How documents are cut.
            limits: How much one file may ask for before it is refused.
            progress: Show a bar on standard error, if that is a terminal, while it embeds.
            thorough: Hash every file instead of trusting sizes and times.
            sync: If false, answer from what is indexed, until ``library.sync()`` is called.

        Raises:
            MissingFolderError, ModelError, ReaderError: It is not there, or cannot be loaded.
            StoreError: The corpus is damaged or of a newer format.
        """
        if not (folder := Path(folder)).is_dir():
            raise MissingFolderError(f"{folder}: no such folder")
        location = Path(store) if store is not None else corpus_folder(folder)
        parts: dict[str, Any] = {"folder": folder, "settings": settings, "limits": limits}
        return cls._opened(
            reader,
            lambda: Corpus(location, load_embedder(embedder), **parts),
            lambda corpus, bar: synced(corpus, bar, thorough=thorough) if sync else SyncReport(),
            progress=progress,
        )

    @classmethod
    def open(
        cls,
        place: str,
        *,
        embedder: str | Path = DEFAULT_MODEL,
        reader: str | Path | None = None,
        settings: PassageSettings | None = None,
        limits: Limits = LIMITS,
        store: str | Path | None = None,
    ) -> Chatbot:
        """Answer from a corpus in Lance tables, which many may read at once.

        Args:
            place: ``s3://bucket/prefix``, or a folder of tables; see docs/cluster.md.
            embedder: The model that the passages were embedded with.
            reader: Folder of a question-answering model; the shipped one if not given.
            settings: How the documents were cut.
            limits: On drawing pages of files that this machine can read.
            store: For copies of what is on object storage; in the per-user cache if not given.

        Raises:
            ModelError, ReaderError, StoreError: It is not there, or cannot be loaded or reached.
        """
        from index.cluster.cluster_corpus import ClusterCorpus  # an extra, for few

        loaded, calibrations = load_reader(reader), known_calibrations(reader)
        parts: dict[str, Any] = {"settings": settings, "limits": limits, "store": store}
        corpus = ClusterCorpus(place, load_embedder(embedder), **parts)
        likened = [c.likened(corpus.measured_as, corpus.fingerprint) for c in calibrations]
        return cls(corpus, loaded, calibrations=[*calibrations, *likened])

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
        """A corpus of texts given as (title, text); temporary unless ``store`` is given."""
        with ExitStack() as undo:
            if store is None:
                clear_scratch()
                store = undo.enter_context(scratch_folder()) / "corpus"
            location = Path(store)
            bot = cls._opened(
                reader,
                lambda: Corpus(location, load_embedder(embedder), settings=settings),
                lambda corpus, bar: corpus.add_texts(texts, progress=bar),
                progress=progress,
            )
            bot._scratch = undo.pop_all()
        return bot

    @classmethod
    def _opened(
        cls,
        reader: str | Path | None,
        opened: Callable[[], Corpus],
        filled: Callable[[Corpus, Progress | None], SyncReport],
        *,
        progress: bool,
    ) -> Chatbot:
        """A chatbot over a corpus that is opened and filled once the reader is there."""
        loaded, calibrations = load_reader(reader), known_calibrations(reader)
        with ExitStack() as undo:
            corpus = undo.enter_context(opened())
            with indexing_bar(progress) as bar:
                report = filled(corpus, bar)
            bot = cls(corpus, loaded, calibrations=calibrations, refused=report.refused)
            undo.pop_all()
        bot.last_sync = report
        return bot

    last_sync = SyncReport()  # what opening this chatbot changed

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the corpus; remove a temporary one."""
        self._corpus.close()
        self._scratch.close()

    # -- asking

    def ask(
        self,
        question: str,
        documents: Documents | None = None,
        min_confidence: float | None = None,
        *,
        after: AskedAfter | None = None,
    ) -> Answer:
        """Answer a question with cited quotations, or say that nothing was found.

        Args:
            question: At most 2,000 characters.
            documents: What to look in: one document or several, by id, file name or themselves;
                all if not given.
            min_confidence: Lowest confidence, 0 to 1, of what is given, of answers that disagree in
                sum; the calibrated thresholds if None.
            after: What the turns before tell of the question; ``Conversation`` gives it.

        Raises:
            QuestionError: No text, empty or too long.
            UnknownDocumentError: One of ``documents`` is not there.
            InvalidValueError: ``min_confidence`` is out of range, or ``documents`` are none.
            ClosedError: The chatbot is closed.
        """
        checked(question)
        least = checked_confidence(min_confidence)
        with self._corpus.reading():
            chosen = self.library.known(documents)
            searched = self.library.searched(chosen)
            return self._asked.answer(question, chosen, least, searched, after)

    async def aask(
        self, question: str, documents: Documents | None = None, min_confidence: float | None = None
    ) -> Answer:
        """``ask`` without blocking the event loop; given up when the task is cancelled."""
        return await awaited(lambda: self.ask(question, documents, min_confidence))

    def ask_many(
        self,
        questions: Sequence[str],
        documents: Documents | None = None,
        min_confidence: float | None = None,
        *,
        progress: bool = False,
    ) -> list[Answer]:
        """Answer several questions, in order; see ``ask``.

        ``progress`` shows a bar on standard error if that is a terminal.
        """
        chosen = self.library.known(documents)
        bar = tqdm(questions, desc="asking", disable=None if progress else True, file=sys.stderr)
        return [self.ask(question, chosen, min_confidence) for question in bar]

    def search(
        self,
        question: str,
        k: int = 10,
        documents: Documents | None = None,
        *,
        retrieve_as: str | None = None,
    ) -> tuple[Hit, ...]:
        """The ``k`` best passages before reading, for ``retrieve_as`` as well; best first.

        Raises:
            QuestionError: No text, empty or too long.
            UnknownDocumentError: One of ``documents`` is not there.
        """
        with self._corpus.reading():
            chosen = self.library.known(documents)
            return self._retriever.search_completed(checked(question), retrieve_as, k, chosen)

    def conversation(self, kept: str | None = None) -> Conversation:
        """A new conversation, or one that goes on from the kept one with an id."""
        from qa.conversation import Conversation  # rules that a single question does not need

        return Conversation(self, () if kept is None else self.conversations.open(kept).answers)

    # -- parts

    @property
    def fingerprints(self) -> Mapping[str, str]:
        """Of all that scores depend on; see ``Calibration.fitted_for``."""
        return self.answerer.fingerprints

    @property
    def thresholds(self) -> Thresholds:
        """Lowest confidences of answers and evidence, unless ``ask`` gets another."""
        return self.answerer.thresholds
