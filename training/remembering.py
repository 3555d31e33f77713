"""An embedder that embeds each text only once."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from index.protocols import Embedder, Vectors

__all__ = ["Remembering"]


class Remembering:
    """Implements ``Embedder``; results equal the inner one's: a vector depends on its text."""

    def __init__(self, inner: Embedder) -> None:
        self._inner = inner
        self._questions: dict[str, Vectors] = {}
        self._texts: dict[str, Vectors] = {}
        self.fingerprint = inner.fingerprint
        self.dimension = inner.dimension
        self.max_tokens = inner.max_tokens

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """See ``Embedder.count_tokens``."""
        return self._inner.count_tokens(texts)

    def token_spans(self, text: str) -> list[tuple[int, int]]:
        """See ``Embedder.token_spans``."""
        return self._inner.token_spans(text)

    def embed(self, texts: Sequence[str], done: Callable[[int], object] | None = None) -> Vectors:
        """See ``Embedder.embed``."""
        new = [text for text in dict.fromkeys(texts) if text not in self._texts]
        if new:
            self._texts |= dict(zip(new, self._inner.embed(new, done), strict=True))
        return np.array([self._texts[text] for text in texts], np.float32)

    def embed_question(self, question: str) -> Vectors:
        """See ``Embedder.embed_question``."""
        if question not in self._questions:
            self._questions[question] = self._inner.embed_question(question)
        return self._questions[question]
