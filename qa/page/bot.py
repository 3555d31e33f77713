"""The parts of a chatbot that the page uses, as protocols."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from threading import Event
from typing import Any, Protocol

from index.loaders.isolation.drawing_job import Drawing
from index.sync.report import SyncReport
from index.values import Document, Page, Span
from qa.answer import Answer
from qa.answering.confidence import Thresholds
from qa.background import BackgroundWork
from qa.entries import Entry
from qa.kept.kept_conversations import KeptConversations
from qa.namesakes import Apart
from qa.retriever import Hit

__all__ = ["BackgroundReader", "Bot", "DocumentLibrary", "DocumentNames", "Talk"]


class Talk(Protocol):
    """A conversation: questions asked one after the other."""

    def ask(
        self,
        question: str,
        documents: Iterable[str] | None = None,
        min_confidence: float | None = None,
        *,
        as_typed: bool = False,
    ) -> Answer:
        """Answer ``question`` in the light of the turns before, or as it stands."""

    def after(self, turns: Iterable[Answer]) -> Talk:
        """A conversation that has had other turns."""


class Bot(Protocol):
    """The part of ``qa.Chatbot`` that the page uses."""

    @property
    def library(self) -> DocumentLibrary:
        """The documents as their owner keeps them."""

    @property
    def conversations(self) -> KeptConversations:
        """The kept conversations."""

    @property
    def thresholds(self) -> Thresholds:
        """Lowest confidences of answers and evidence, unless ``ask`` gets another."""

    def conversation(self) -> Talk:
        """A new conversation."""

    def ask(
        self,
        question: str,
        documents: Iterable[str] | None = None,
        min_confidence: float | None = None,
    ) -> Answer:
        """Answer one question on its own."""

    def search(
        self, question: str, k: int = 10, documents: Iterable[str] | None = None
    ) -> Sequence[Hit]:
        """The best passages, best first."""

    def document(self, document_id: str) -> Document:
        """One document with its text."""

    def document_count(self) -> int:
        """Number of documents."""


class BackgroundReader(Protocol):
    """The part of ``qa.background.Background`` that the page uses."""

    def work(self) -> BackgroundWork:
        """What is being read, and what failed."""

    def cancel(self, wish: Event | None = None) -> None:
        """Ask what is being read to end soon."""

    def try_again(self, path: str) -> SyncReport:
        """Read a failed file once more."""

    def tell_queue(self, names: Sequence[str]) -> None:
        """Names of files that people added and that wait."""

    def totals(self) -> dict[str, Any]:
        """Counts since the program began."""


class DocumentNames(Protocol):
    """The part of ``qa.namesakes.Namesakes`` that the page uses."""

    def apart(self, document_id: str) -> Apart | None:
        """What tells a document from others of its title; None where there are none."""

    def name(self, document_id: str) -> str:
        """Its title with what tells it apart; "" if it is not there."""


class DocumentLibrary(Protocol):
    """The part of ``qa.library.Library`` that the page uses."""

    def entries(self) -> Sequence[Entry]:
        """Every file, used or not."""

    def relative(self, source: str) -> str:
        """A source as others may see it, without the place of the user's folder."""

    def version(self) -> int:
        """A number that grows whenever the list may have changed."""

    @property
    def takes_files(self) -> bool:
        """Whether files can be added, excluded and read again from here."""

    def add(self, path: Path, *, stop: Event | None = None) -> SyncReport:
        """Copy one file into the corpus and index it, unless ``stop`` is set."""

    def sync(self) -> SyncReport:
        """Take up what changed in the folder."""

    @property
    def namesakes(self) -> DocumentNames:
        """Which documents share their titles."""

    @property
    def background(self) -> BackgroundReader:
        """What is being read, and what failed."""

    def withdraw(self, document_id: str, source: str) -> None:
        """Exclude a folder file or delete an upload."""

    def restore(self, source: str) -> SyncReport:
        """Use an excluded file again."""

    def uploads(self) -> int:
        """Number of files added so far."""

    def draw(
        self, document: Document, page: Page, spans: Sequence[Span] = (), scale: float = 1.0
    ) -> Drawing:
        """Begin to draw a page, with the places of ``spans`` on it."""

    def keep_feedback(self, id_: str, answer: Answer, *, helpful: bool, note: str = "") -> None:
        """Record what a user thought of an answer."""
