"""Citespan as shipped: int8 embedder and reader, hybrid search, ten passages read."""

from __future__ import annotations

from collections.abc import Sequence

from benchmarks.peers.systems.base import READ_PASSAGES, Reply, System, Text
from index.corpus import Corpus
from index.embedding.model_files import load_embedder
from qa import Chatbot
from qa.progress import indexing_bar
from qa.readers.loading import load_reader
from qa.retriever import Retriever

__all__ = ["Citespan"]

_PASSAGES = 100
"""Passages to ask for, enough for the distinct documents even if some have several passages."""


class Citespan(System):
    """The public classes, with their defaults."""

    def load(self) -> None:
        """Load the shipped embedder."""
        self._embedder = load_embedder()

    def load_reader(self) -> None:
        """Load the shipped reader."""
        self._reader = load_reader()

    def index(self, texts: Sequence[Text]) -> None:
        """Embed the texts and commit them to disk."""
        self.open()
        with indexing_bar(True) as bar:
            self._corpus.add_texts([(one.title, one.text) for one in texts], progress=bar)

    def save(self) -> None:
        """Do nothing: the index is on disk."""

    def open(self) -> None:
        """Open the corpus."""
        self._corpus = Corpus(self.folder, self._embedder)
        self._bot: Chatbot | None = None

    def add(self, text: Text) -> None:
        """One text."""
        self._corpus.add_texts([(text.title, text.text)])

    def rank(self, question: str) -> list[str]:
        """Documents by their best passage."""
        hits = Retriever(self._corpus).search(question, _PASSAGES)
        return list(dict.fromkeys(hit.document.id for hit in hits))[:READ_PASSAGES]

    def ask(self, question: str) -> Reply:
        """The best candidate, whatever its confidence."""
        if self._bot is None:
            self._bot = Chatbot(self._corpus, self._reader)
        answer = self._bot.ask(question, min_confidence=0.0)
        if not answer.citations:
            return Reply()
        first = answer.citations[0]
        return Reply(
            answer.text,
            answer.confidence,
            first.document.id,
            first.answer_start if first.answer_start is not None else first.start,
            first.answer_end if first.answer_end is not None else first.end,
        )

    def close(self) -> None:
        """Close the corpus."""
        self._corpus.close()
