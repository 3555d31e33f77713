"""The pool of passages that hard negatives are drawn from, in a file that any machine can read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

__all__ = ["Flat", "Pool", "load_pool", "save_pool"]


@dataclass(frozen=True, slots=True)
class Flat:
    """Lists of numbers of different lengths, end to end."""

    values: npt.NDArray[np.uint16]
    lengths: npt.NDArray[np.uint16]

    @classmethod
    def of(cls, rows: Sequence[Sequence[int] | npt.NDArray[np.uint16]]) -> Flat:
        """Join lists."""
        arrays = [np.asarray(row, np.uint16) for row in rows]
        values = np.concatenate([np.zeros(0, np.uint16), *arrays])
        return cls(values, np.array([len(row) for row in arrays], np.uint16))

    def rows(self) -> list[npt.NDArray[np.uint16]]:
        """Split into the lists again."""
        ends = np.cumsum(self.lengths.astype(np.int64))
        return [
            self.values[end - length : end]
            for end, length in zip(ends.tolist(), self.lengths.tolist(), strict=True)
        ]


@dataclass(frozen=True, slots=True)
class Pool:
    """Everything that hard negatives are drawn from.

    Attributes:
        passages: Token ids of each passage.
        sentences: For each sentence of a passage its first token and the one after its last.
        leads: Token ids of each passage's title, with a colon behind it.
        documents: Number of each passage's document.
        questions: Token ids of each question.
        answers: Token ids of each question's answers; 0 follows each answer.
        own: Number of each question's own document, -1 if it is not searched.
        groups: Group of each question among the examples.
        asked_of: Number of each question's document among the examples.
        with_lead: Whether the question's texts are read with their leads.
        sources: Number of each question's training set.
        candidates: Passages that term search finds, best first, shape (questions, 30); -1 for none.
        bm25: Their scores.
    """

    passages: Flat
    sentences: Flat
    leads: Flat
    documents: npt.NDArray[np.int32]
    questions: Flat
    answers: Flat
    own: npt.NDArray[np.int32]
    groups: npt.NDArray[np.int32]
    asked_of: npt.NDArray[np.int32]
    with_lead: npt.NDArray[np.bool_]
    sources: npt.NDArray[np.uint8]
    candidates: npt.NDArray[np.int32]
    bm25: npt.NDArray[np.float32]


_FLAT = ("passages", "sentences", "leads", "questions", "answers")
_PLAIN = ("documents", "own", "groups", "asked_of", "with_lead", "sources", "candidates", "bm25")


def save_pool(path: Path, pool: Pool) -> None:
    """Write a compressed ``npz``."""
    arrays = {name: getattr(pool, name) for name in _PLAIN}
    for name in _FLAT:
        flat = getattr(pool, name)
        arrays |= {name: flat.values, f"{name}_lengths": flat.lengths}
    np.savez_compressed(path, **arrays)


def load_pool(path: Path) -> Pool:
    """Read what ``save_pool`` wrote."""
    with np.load(path) as stored:
        arrays: dict[str, Any] = {name: stored[name] for name in _PLAIN}
        arrays |= {name: Flat(stored[name], stored[f"{name}_lengths"]) for name in _FLAT}
    return Pool(**arrays)
