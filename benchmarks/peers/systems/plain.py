"""The plain recipe: sentence-transformers, a flat FAISS index, and a question-answering pipeline.

The reader reads each of the ten nearest documents; the answer has the highest score.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import faiss
import numpy as np
from sentence_transformers import SentenceTransformer

from benchmarks.peers.systems.base import READ_PASSAGES, Reply, System, Text
from benchmarks.peers.systems.span_pipeline import SpanPipeline

__all__ = ["Plain"]

_VECTORS = "vectors.faiss"
_TEXTS = "texts.json"


class Plain(System):
    """Vectors in FAISS, texts in a list beside it."""

    def load(self) -> None:
        """Load the PyTorch model (fp32)."""
        self._model = SentenceTransformer(
            str(self.models.embedder), device="cpu", local_files_only=True
        )

    def load_reader(self) -> None:
        """Load the PyTorch reader (fp32)."""
        self._reader = SpanPipeline(self.models.reader)

    def index(self, texts: Sequence[Text]) -> None:
        """Embed and add all."""
        self._ids = [one.id for one in texts]
        self._texts = [one.text for one in texts]
        vectors = self._embedded(self._texts, bar=True)
        self._vectors: Any = faiss.IndexFlatIP(vectors.shape[1])
        self._vectors.add(vectors)

    def save(self) -> None:
        """Write two files."""
        self.folder.mkdir(parents=True, exist_ok=True)
        faiss.write_index(self._vectors, str(self.folder / _VECTORS))
        stored = json.dumps([self._ids, self._texts], ensure_ascii=False)
        (self.folder / _TEXTS).write_text(stored, encoding="utf-8")

    def open(self) -> None:
        """Read them."""
        self._vectors = faiss.read_index(str(self.folder / _VECTORS))
        self._ids, self._texts = json.loads((self.folder / _TEXTS).read_text(encoding="utf-8"))

    def add(self, text: Text) -> None:
        """Embed and append one."""
        self._vectors.add(self._embedded([text.text]))
        self._ids.append(text.id)
        self._texts.append(text.text)

    def rank(self, question: str) -> list[str]:
        """Nearest documents."""
        return [self._ids[row] for row in self._nearest(question)]

    def ask(self, question: str) -> Reply:
        """Read the nearest documents, keep the most probable span."""
        rows = self._nearest(question)
        found = self._reader(question, [self._texts[row] for row in rows])
        spans = [(span, row) for span, row in zip(found, rows, strict=True) if span is not None]
        if not spans:
            return Reply()
        (score, start, end), row = max(spans, key=lambda one: one[0][0])
        return Reply(self._texts[row][start:end], score, self._ids[row], start, end)

    def _nearest(self, question: str) -> list[int]:
        _, rows = self._vectors.search(self._embedded([question]), READ_PASSAGES)
        return [int(row) for row in rows[0] if row >= 0]

    def _embedded(self, texts: Sequence[str], bar: bool = False) -> Any:
        vectors = self._model.encode(list(texts), normalize_embeddings=True, show_progress_bar=bar)
        return np.asarray(vectors, np.float32)
