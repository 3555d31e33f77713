"""What the layers ask of one another, apart from who answers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol

import numpy as np
import numpy.typing as npt

__all__ = ["Embedder", "Scored", "Vectors"]

Vectors = npt.NDArray[np.float32]

Scored = list[tuple[int, float]]
"""(passage id, score), best first."""


class Embedder(Protocol):
    """What retrieval needs of an embedding model."""

    @property
    def fingerprint(self) -> str:
        """Name, weights hash, backend and precision: equal fingerprints give equal vectors."""
        ...

    @property
    def dimension(self) -> int:
        """Components of a vector."""
        ...

    @property
    def max_tokens(self) -> int:
        """Longest input in tokens, special tokens included."""
        ...

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Tokens of each text's normalised copy, without special tokens."""
        ...

    def token_spans(self, text: str) -> list[tuple[int, int]]:
        """Half-open code-point range of each token in ``text`` itself, in order."""
        ...

    def embed(self, texts: Sequence[str], done: Callable[[int], object] | None = None) -> Vectors:
        """Unit vectors of passages, shape (len(texts), dimension), rows in the order given.

        Args:
            texts: Raw slices; the normalised copy is made here.
            done: Called with the number of texts finished since the last call.

        Raises:
            TextTooLongError: A text exceeds ``max_tokens``.
        """
        ...

    def embed_question(self, question: str) -> Vectors:
        """Unit vector of a question, shape (dimension,); read up to ``max_tokens``."""
        ...
