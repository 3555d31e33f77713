"""The interface of every system, and its plain values."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

__all__ = ["READ_PASSAGES", "Models", "Reply", "System", "Text"]

READ_PASSAGES = 10
"""Documents to retrieve and read for one question, where a system has the choice."""


@dataclass(frozen=True, slots=True)
class Text:
    """A document to index.

    Attributes:
        id: SHA-256 of the text, as Citespan names documents.
        title: Title of its article.
        text: Offsets count its code points.
    """

    id: str
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class Models:
    """The weights that all systems share.

    Attributes:
        embedder: Folder of all-MiniLM-L6-v2 (fp32, safetensors).
        reader: Folder of a Hugging Face question-answering checkpoint (fp32).
    """

    embedder: Path
    reader: Path


@dataclass(frozen=True, slots=True)
class Reply:
    """The best answer of a system, even if the system would decline.

    Attributes:
        text: The answer; "" for none.
        score: Larger means more confident; None for no answer. Comparable between questions.
        document: Id of the document that the answer is cited from; None if the system names none.
        start: Offset of the answer in that document's text; None if the system gives none.
        end: Offset after it, or None.
        error: Name of the exception that the system raised instead of an answer.
    """

    text: str = ""
    score: float | None = None
    document: str | None = None
    start: int | None = None
    end: int | None = None
    error: str | None = None


class System(ABC):
    """One system. Call ``load`` first; then ``index`` and ``save``, or ``open`` a saved index.

    ``ask`` also needs ``load_reader``.
    """

    def __init__(self, folder: Path, models: Models) -> None:
        """Take the folder of the index and the weights; load nothing."""
        self.folder = folder
        self.models = models

    @abstractmethod
    def load(self) -> None:
        """Load the embedder."""

    @abstractmethod
    def load_reader(self) -> None:
        """Load the reader."""

    @abstractmethod
    def index(self, texts: Sequence[Text]) -> None:
        """Embed and index."""

    @abstractmethod
    def save(self) -> None:
        """Write the index to ``folder``, unless the system has written it already."""

    @abstractmethod
    def open(self) -> None:
        """Open the index in ``folder``."""

    @abstractmethod
    def add(self, text: Text) -> None:
        """Add one document to the open index; later searches find it."""

    @abstractmethod
    def rank(self, question: str) -> list[str]:
        """Return the ids of the `READ_PASSAGES` best documents before reading, best first."""

    @abstractmethod
    def ask(self, question: str) -> Reply:
        """The best answer."""

    def close(self) -> None:  # noqa: B027  most have nothing to close
        """Close files."""
