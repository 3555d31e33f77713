"""Readings as token ids and targets, in flat arrays: one file that any machine can learn from.

The layout is "[CLS] question [SEP] lead : text [SEP]" for every model. MPNet's word pieces are
BERT's, shifted by four (``PIECES_SHIFT``), so that one file serves both and a teacher's outputs
fall on the same tokens as its pupil's.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

__all__ = ["MAX_TOKENS", "Tokens", "joined", "load", "save"]

MAX_TOKENS = 384
MAX_QUESTION_TOKENS = 64
MAX_LEAD_TOKENS = 24

Ids = npt.NDArray[np.uint16]


@dataclass(frozen=True, slots=True)
class Tokens:
    """One question with one text, as a model gets it.

    Attributes:
        ids: Token ids in BERT's vocabulary, special tokens included.
        second: Index of the first token after the question's [SEP].
        first: Index of the text's first token; answers begin there, after the lead.
        spans: First and last token of each different answer, and the share of the annotators who
            gave it; (0, 0, 1) stands for no answer; empty where the words are not known.
        sentences: First token of each sentence and the one after its last, and whether it is
            marked; empty where nobody marked any.
        group: Number of the question whose texts are read together; -1 for a text alone.
        source: Number of the training set.
    """

    ids: Ids
    second: int
    first: int
    spans: tuple[tuple[int, int, float], ...]
    sentences: tuple[tuple[int, int, bool], ...]
    group: int
    source: int


def joined(question: Ids, lead: Ids, text: Ids, *, cls: int, sep: int) -> tuple[Ids, int, int]:
    """The ids of question and text together, and where lead and text begin; the end is cut."""
    asked = question[:MAX_QUESTION_TOKENS]
    second = len(asked) + 2
    first = second + len(lead)
    read = text[: MAX_TOKENS - first - 1]
    ids = np.concatenate([[cls], asked, [sep], lead, read, [sep]]).astype(np.uint16)
    return ids, second, first


def save(path: Path, examples: Sequence[Tokens], **more: npt.NDArray[np.generic]) -> None:
    """Write examples, and further arrays beside them, as a compressed ``npz``."""
    np.savez_compressed(
        path,
        ids=np.concatenate([one.ids for one in examples]),
        lengths=np.array([len(one.ids) for one in examples], np.uint16),
        starts=np.array([(one.second, one.first) for one in examples], np.uint16),
        groups=np.array([one.group for one in examples], np.int32),
        sources=np.array([one.source for one in examples], np.uint8),
        span_counts=np.array([len(one.spans) for one in examples], np.uint8),
        spans=np.array([s for one in examples for s in one.spans], np.float32).reshape(-1, 3),
        sentence_counts=np.array([len(one.sentences) for one in examples], np.uint16),
        sentences=np.array([s for one in examples for s in one.sentences], np.uint16).reshape(
            -1, 3
        ),
        **more,
    )


def load(path: Path) -> list[Tokens]:
    """The examples of a file that ``save`` wrote."""
    return list(_loaded(path))


def _loaded(path: Path) -> Iterator[Tokens]:
    with np.load(path) as stored:
        arrays = {name: stored[name] for name in stored.files}
    at = span_at = sentence_at = 0
    spans, sentences = arrays["spans"].tolist(), arrays["sentences"].tolist()
    for number, length in enumerate(arrays["lengths"].tolist()):
        second, first = arrays["starts"][number].tolist()
        span_end = span_at + int(arrays["span_counts"][number])
        sentence_end = sentence_at + int(arrays["sentence_counts"][number])
        yield Tokens(
            arrays["ids"][at : at + length], second, first,
            tuple((int(s), int(e), share) for s, e, share in spans[span_at:span_end]),
            tuple((s, e, bool(m)) for s, e, m in sentences[sentence_at:sentence_end]),
            int(arrays["groups"][number]), int(arrays["sources"][number]),
        )  # fmt: skip
        at, span_at, sentence_at = at + length, span_end, sentence_end
