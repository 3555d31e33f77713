"""The pool of passages that hard negatives are drawn from, as a file that any machine can read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

__all__ = ["Flat", "Pool", "load_pool", "save_pool"]


@dataclass(frozen=True, slots=True)
class Flat:
    """Lists of numbers of different lengths, end to end."""

    values: npt.NDArray[np.generic]
    lengths: npt.NDArray[np.uint16]

    @classmethod
    def of(cls, rows: Sequence[Sequence[int] | npt.NDArray[np.generic]], kind: type) -> Flat:
        """Join rows."""
        arrays = [np.asarray(row, kind) for row in rows]
        values = np.concatenate(arrays) if arrays else np.zeros(0, kind)
        return cls(values, np.array([len(row) for row in arrays], np.uint16))

    def rows(self) -> list[npt.NDArray[np.generic]]:
        """The lists again."""
        return np.split(self.values, np.cumsum(self.lengths.astype(np.int64))[:-1])


@dataclass(frozen=True, slots=True)
class Pool:
    """Everything that hard negatives are drawn from.

    Attributes:
        passages: Token ids of each passage.
        sentences: First token and the one after the last of each passage's sentences, in turn.
        leads: Token ids of each passage's title, with the colon behind it.
        documents: Number of each passage's document.
        questions: Token ids of each question.
        answers: Token ids of the question's answers, each followed by 0.
        own: Number of the question's own document.
        groups: The question's group among the examples.
        with_lead: Whether the question's texts are read with their leads.
        sources: Number of the question's training set.
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
    with_lead: npt.NDArray[np.bool_]
    sources: npt.NDArray[np.uint8]
    candidates: npt.NDArray[np.int32]
    bm25: npt.NDArray[np.float32]


_FLAT = ("passages", "sentences", "leads", "questions", "answers")
_PLAIN = ("documents", "own", "groups", "with_lead", "sources", "candidates", "bm25")


def save_pool(path: Path, pool: Pool) -> None:
    """Write a compressed ``npz``."""
    arrays = {name: getattr(pool, name) for name in _PLAIN}
    for name in _FLAT:
        flat = getattr(pool, name)
        arrays |= {name: flat.values, f"{name}_lengths": flat.lengths}
    np.savez_compressed(path, **arrays)


def load_pool(path: Path) -> Pool:
    """What ``save_pool`` wrote."""
    with np.load(path) as stored:
        flat = {name: Flat(stored[name], stored[f"{name}_lengths"]) for name in _FLAT}
        return Pool(**flat, **{name: stored[name] for name in _PLAIN})
