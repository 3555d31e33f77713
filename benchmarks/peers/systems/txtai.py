"""txtai: hybrid embeddings database with content, and its RAG pipeline over an extractive reader.

The pipeline joins its three best documents (its default) into one context, cuts that at the
reader's 512 tokens and reads once; more documents would be cut off. It names the document that
resembles the answer most, without offsets. It compares its span score with a fixed 0.05 and does
not return it. A forward hook takes the reader's output, and this module computes the score by the
same formula.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import torch
from txtai import Embeddings
from txtai.pipeline import RAG

from benchmarks.peers.systems.base import READ_PASSAGES, Reply, System, Text

__all__ = ["Txtai"]


class Txtai(System):
    """Embeddings and RAG."""

    def load(self) -> None:
        """Set up an empty database, which loads the embedder."""
        # With the cache, `open` does not load the embedder again.
        self._models: dict[str, Any] = {}
        self._database: Any = Embeddings(
            path=str(self.models.embedder), content=True, hybrid=True, models=self._models
        )

    def load_reader(self) -> None:
        """Do nothing: the first question makes the pipeline, for an open index."""
        self._pipeline: Any = None

    def index(self, texts: Sequence[Text]) -> None:
        """Make the index."""
        self._database.index((one.id, one.text, None) for one in texts)

    def save(self) -> None:
        """Write it."""
        self._database.save(str(self.folder))

    def open(self) -> None:
        """Load it."""
        self._database = Embeddings(models=self._models).load(str(self.folder))

    def add(self, text: Text) -> None:
        """Insert one."""
        self._database.upsert([(text.id, text.text, None)])

    def rank(self, question: str) -> list[str]:
        """Search."""
        return [str(one["id"]) for one in self._database.search(question, READ_PASSAGES)]

    def ask(self, question: str) -> Reply:
        """Run the pipeline."""
        if self._pipeline is None:
            self._pipeline = RAG(
                self._database,
                str(self.models.reader),
                task="question-answering",
                output="reference",
            )
            self._pipeline.model.model.register_forward_hook(self._see)
        self._score: float | None = None
        try:
            found = self._pipeline(question)
        except TypeError as error:
            # Start or end fell on a token outside the context ("no answer" of a SQuAD 2.0 reader):
            # the pipeline then looks up the characters of no word.
            return Reply(error=type(error).__name__)
        if not found["answer"]:
            return Reply()
        return Reply(found["answer"], self._score, str(found["reference"]))

    def _see(self, module: object, given: object, output: Any) -> None:
        start, end = (
            torch.softmax(logits, dim=-1)[0].max()
            for logits in (output.start_logits, output.end_logits)
        )
        self._score = float(start * end)
