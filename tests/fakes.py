"""An embedder whose results can be computed by hand."""

from __future__ import annotations

import re
import threading
import zlib
from collections.abc import Callable, Sequence

import numpy as np

from index.errors import TextTooLongError
from index.protocols import Vectors
from index.text.search_text import search_text

__all__ = ["WordEmbedder"]

_TOKEN = re.compile(r"\w+|[^\w\s]")
_SPECIAL_TOKENS = 2


class WordEmbedder:
    """A bag of words: each token counts one in the component that its CRC-32 chooses.

    Tokens are words and single punctuation marks. Component 0 also counts one for the text
    itself, as a special token would, so that no text has a vector of length zero. So with 16
    components "to be" is 1 in 0 and 1 each in ``component("to")`` and ``component("be")``,
    divided by the length of that vector.

    Attributes:
        calls: Number of calls of ``embed`` so far.
        embedded: Every text embedded so far, in order.
    """

    def __init__(self, dimension: int = 16, max_tokens: int = 14) -> None:
        self.dimension = dimension
        self.max_tokens = max_tokens
        self.calls = 0
        self.embedded: list[str] = []

    @property
    def fingerprint(self) -> str:
        return f"words dimension={self.dimension} max_tokens={self.max_tokens}"

    def component(self, token: str) -> int:
        return zlib.crc32(token.lower().encode()) % self.dimension

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        return [len(_TOKEN.findall(search_text(text))) for text in texts]

    def token_spans(self, text: str) -> list[tuple[int, int]]:
        return [match.span() for match in _TOKEN.finditer(text)]

    def embed(self, texts: Sequence[str], done: Callable[[int], object] | None = None) -> Vectors:
        self.calls += 1
        vectors = np.empty((len(texts), self.dimension), np.float32)
        for row, text in enumerate(texts):
            tokens = self.count_tokens([text])[0] + _SPECIAL_TOKENS
            if tokens > self.max_tokens:
                raise TextTooLongError(f"{tokens} tokens, at most {self.max_tokens}")
            vectors[row] = self._vector(text)
            self.embedded.append(text)
            if done is not None:
                done(1)
        return vectors

    def embed_question(self, question: str) -> Vectors:
        return self._vector(question)

    def close(self) -> None:
        pass

    def _vector(self, text: str) -> Vectors:
        counts = np.zeros(self.dimension, np.float32)
        counts[0] = 1
        for token in _TOKEN.findall(search_text(text)):
            counts[self.component(token)] += 1
        vector: Vectors = counts / np.linalg.norm(counts)
        return vector


class WaitingEmbedder(WordEmbedder):
    """Waits for ``go_on`` before it embeds a passage with the word "wait"."""

    def __init__(self):
        super().__init__(64, 30)
        self.go_on = threading.Event()
        self.reached = threading.Event()

    def embed(self, texts, done=None):
        for text in texts:
            if "wait" in text:
                self.reached.set()
                self.go_on.wait(20)
        return super().embed(texts, done)
