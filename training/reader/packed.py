"""Readings as token ids and targets in flat arrays, in a file that any machine can learn from.

The layout is "[CLS] question [SEP] lead : text [SEP]" for every model. MPNet's word pieces are
BERT's, shifted by four (``encoder.PIECES_SHIFT``). So one file serves both, and the outputs of a
teacher and its pupil belong to the same tokens.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

__all__ = ["MAX_LEAD_TOKENS", "MAX_TOKENS", "Ids", "Tokens", "joined", "load", "save"]

MAX_TOKENS = 384
MAX_QUESTION_TOKENS = 64
MAX_LEAD_TOKENS = 24

Ids = npt.NDArray[np.uint16]


@dataclass(frozen=True, slots=True)
class Tokens:
    """One question with one text, as the model's input.

    Attributes:
        ids: Token ids in BERT's vocabulary, special tokens included.
        second: Index of the first token after the question's [SEP].
        first: Index of the text's first token, after the lead; no answer begins before it.
        spans: First and last token of each distinct answer, and the share of the annotators who
            gave it; (0, 0, 1) means no answer; empty where the words are unknown.
        sentences: First token of each sentence, the one after its last, and whether the sentence
            is marked; empty where nobody marked any.
        group: Number of the question whose texts are read together; -1 for a text alone.
        source: Number of the training set.
        document: Number, over all sets, of the document that the question was asked about; -1 if
            unknown. What is held out is held out by document.
    """

    ids: Ids
    second: int
    first: int
    spans: tuple[tuple[int, int, float], ...]
    sentences: tuple[tuple[int, int, bool], ...]
    group: int
    source: int
    document: int = -1


def joined(question: Ids, lead: Ids, text: Ids, *, cls: int, sep: int) -> tuple[Ids, int, int]:
    """Join question, lead and text; return the ids and where lead and text begin.

    Questions beyond 64 tokens and texts beyond 384 tokens of the whole are cut off.
    """
    asked = question[:MAX_QUESTION_TOKENS]
    second = len(asked) + 2
    first = second + len(lead)
    read = text[: MAX_TOKENS - first - 1]
    ids = np.concatenate([[cls], asked, [sep], lead, read, [sep]]).astype(np.uint16)
    return ids, second, first


def save(path: Path, examples: Sequence[Tokens], sources: Sequence[str] = ()) -> None:
    """Write examples, and the names of their training sets if given, as a compressed ``npz``."""
    spans = [span for example in examples for span in example.spans]
    sentences = [sentence for example in examples for sentence in example.sentences]
    arrays: dict[str, Any] = {
        "ids": np.concatenate([np.zeros(0, np.uint16), *(example.ids for example in examples)]),
        "lengths": np.array([len(example.ids) for example in examples], np.uint16),
        "starts": np.array([(example.second, example.first) for example in examples], np.uint16),
        "groups": np.array([example.group for example in examples], np.int32),
        "sources": np.array([example.source for example in examples], np.uint8),
        "documents": np.array([example.document for example in examples], np.int32),
        "span_counts": np.array([len(example.spans) for example in examples], np.uint8),
        "spans": np.array(spans, np.float32).reshape(-1, 3),
        "sentence_counts": np.array([len(example.sentences) for example in examples], np.uint16),
        "sentences": np.array(sentences, np.uint16).reshape(-1, 3),
    }
    if sources:
        arrays["names"] = np.array(sources)
    np.savez_compressed(path, **arrays)


def load(path: Path) -> list[Tokens]:
    """Read the examples of a file that ``save`` wrote."""
    return list(_loaded(path))


def _loaded(path: Path) -> Iterator[Tokens]:
    with np.load(path) as stored:
        arrays = {name: stored[name] for name in stored.files}
    start = span_start = sentence_start = 0
    spans, sentences = arrays["spans"].tolist(), arrays["sentences"].tolist()
    for number, length in enumerate(arrays["lengths"].tolist()):
        second, first = arrays["starts"][number].tolist()
        end = start + length
        span_end = span_start + int(arrays["span_counts"][number])
        sentence_end = sentence_start + int(arrays["sentence_counts"][number])
        yield Tokens(
            ids=arrays["ids"][start:end],
            second=second,
            first=first,
            spans=tuple((int(s), int(e), share) for s, e, share in spans[span_start:span_end]),
            sentences=tuple(
                (s, e, bool(mark)) for s, e, mark in sentences[sentence_start:sentence_end]
            ),
            group=int(arrays["groups"][number]),
            source=int(arrays["sources"][number]),
            document=int(arrays["documents"][number]),
        )
        start, span_start, sentence_start = end, span_end, sentence_end
