"""The passages of a corpus as search engines see them; see ``index.protocols``."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Protocol

import numpy as np
import numpy.typing as npt

from index.values import Delta, Document, Passage, PassageRow

__all__ = ["Changes", "Vectors"]

Vectors = npt.NDArray[np.float32]


class Changes(Protocol):
    """The passages that an engine has to hold, and what changed since a generation.

    Only passages of one fingerprint (embedder and passage settings) are seen.
    """

    @property
    def fingerprint(self) -> str:
        """Identifies the passage settings and the embedder."""
        ...

    @property
    def dimension(self) -> int:
        """Components of a vector."""
        ...

    def generation(self) -> int:
        """Number of the last change; 0 before the first."""
        ...

    def writer_of(self, generation: int) -> str:
        """Who made a generation. Copies that grew apart differ in it."""
        ...

    def since(self, generation: int) -> Delta:
        """Passages added and removed after a generation."""
        ...

    def removed_since(self, generation: int) -> list[int]:
        """Ids of passages removed after a generation, ascending."""
        ...

    def rows(self, ids: Sequence[int]) -> Iterator[PassageRow]:
        """Text and title of passages, read as they are consumed; removed ones are left out."""
        ...

    def vectors(self, ids: Sequence[int]) -> tuple[list[int], Vectors]:
        """Ids still stored, ascending, and their vectors, shape (ids, dimension)."""
        ...

    def passage_ids(self, documents: Iterable[str] | None = None) -> list[int]:
        """Ids of all passages, or of those of some documents, ascending."""
        ...

    def passages_by_document(self) -> dict[str, Sequence[int]]:
        """Ids of all passages by document, ascending; a range where they are consecutive."""
        ...

    def passages(self, ids: Iterable[int]) -> dict[int, Passage]:
        """Passages by id; removed ones are left out."""
        ...

    def document(self, document_id: str) -> Document | None:
        """A document with its text, or None if it is not stored."""
        ...
