"""An embedder that costs a fixed time, so that a run is long enough to be disturbed."""

from __future__ import annotations

import re
import time
import zlib
from collections.abc import Callable, Sequence

import numpy as np

from index.protocols import Vectors
from index.text.search_text import search_text

__all__ = ["SlowEmbedder"]

_TOKEN = re.compile(r"\w+|[^\w\s]")


class SlowEmbedder:
    """Counts words by their CRC-32, as unit vectors, after a pause for each text.

    Args:
        seconds: The pause.
    """

    dimension = 16
    max_tokens = 60
    fingerprint = "crc words 16"

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """See ``Embedder.count_tokens``."""
        return [len(_TOKEN.findall(search_text(text))) for text in texts]

    def token_spans(self, text: str) -> list[tuple[int, int]]:
        """See ``Embedder.token_spans``."""
        return [match.span() for match in _TOKEN.finditer(text)]

    def embed(self, texts: Sequence[str], done: Callable[[int], object] | None = None) -> Vectors:
        """See ``Embedder.embed``."""
        vectors = np.ones((len(texts), self.dimension), np.float32)
        for row, text in enumerate(texts):
            time.sleep(self._seconds)
            for word in _TOKEN.findall(search_text(text)):
                vectors[row, zlib.crc32(word.lower().encode()) % self.dimension] += 1
            if done is not None:
                done(1)
        return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True), np.float32)

    def embed_question(self, question: str) -> Vectors:
        """See ``Embedder.embed_question``."""
        vector: Vectors = self.embed([question])[0]
        return vector

    def close(self) -> None:
        """See ``Embedder.close``."""
