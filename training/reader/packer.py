"""Readings to token ids and targets."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

import numpy as np
import numpy.typing as npt
from tokenizers import Encoding, Tokenizer

from index.values import Span
from training.reader.packed import MAX_LEAD_TOKENS, Tokens, joined
from training.reader.readings import Reading

__all__ = ["Packer", "tokens_of", "touched"]

Ids = npt.NDArray[np.uint16]


class Packer:
    """Readings to tokens; question forms and leads are drawn for each question once."""

    def __init__(self, tokenizer: Tokenizer, sources: Sequence[str]) -> None:
        self._tokenizer = tokenizer
        self._cls = tokenizer.token_to_id("[CLS]")
        self._sep = tokenizer.token_to_id("[SEP]")
        self._sources = {name: number for number, name in enumerate(sources)}

    def source(self, name: str) -> int:
        """Number of a training set."""
        return self._sources[name]

    def encode(self, text: str) -> Encoding:
        """Tokens of a text without special tokens."""
        return self._tokenizer.encode(text, add_special_tokens=False)

    def ids(self, text: str) -> Ids:
        """Token ids of a text without special tokens."""
        return np.array(self._tokenizer.encode(text, add_special_tokens=False).ids, np.uint16)

    def lead(self, lead: str) -> Ids:
        """Token ids of a lead and the colon behind it; none for an empty one."""
        return self.ids(lead + ":")[-MAX_LEAD_TOKENS:] if lead else np.zeros(0, np.uint16)

    def pack(self, reading: Reading, group: int = -1) -> Tokens | None:
        """One reading; None if its answers are cut off."""
        text = self._tokenizer.encode(reading.text, add_special_tokens=False)
        ids, second, first = joined(
            self.ids(reading.question), self.lead(reading.lead), np.array(text.ids, np.uint16),
            cls=self._cls, sep=self._sep,
        )  # fmt: skip
        targets = tokens_of(
            reading.golds, reading.answer_known, reading.sentences, reading.marked, text.offsets,
            first, len(ids),
        )  # fmt: skip
        if targets is None or not any(targets):
            return None
        return Tokens(ids, second, first, *targets, group, self._sources[reading.source])


def touched(offsets: Sequence[tuple[int, int]], span: Span) -> tuple[int, int] | None:
    """First and last token that share a character with ``span``; None if none does."""
    inside = [i for i, (low, high) in enumerate(offsets) if low < span.end and span.start < high]
    return (inside[0], inside[-1]) if inside else None


def tokens_of(
    golds: Iterable[Span],
    answer_known: bool,
    sentences: Sequence[Span],
    marked: Sequence[bool],
    offsets: Sequence[tuple[int, int]],
    first: int,
    length: int,
) -> tuple[tuple[tuple[int, int, float], ...], tuple[tuple[int, int, bool], ...]] | None:
    """Answer spans and sentences in tokens of the whole; None if every answer is cut off.

    Args:
        golds: Answers in the text.
        answer_known: Whether ``golds`` says all.
        sentences: Sentences of the text.
        marked: Whether each answers; empty if unknown.
        offsets: Of the text's tokens.
        first: Index of the text's first token in the whole.
        length: Tokens of the whole, the last [SEP] included.
    """
    room = length - first - 1
    counts: Counter[tuple[int, int]] = Counter()
    golds = list(golds)
    for gold in golds:
        inside = touched(offsets, gold)
        if inside is not None and inside[1] < room:
            counts[first + inside[0], first + inside[1]] += 1
    if golds and not counts:
        return None
    if answer_known and not golds:
        counts[0, 0] = 1
    spans = tuple((*span, n / counts.total()) for span, n in sorted(counts.items()))
    rows = []
    for sentence, mark in zip(sentences, marked, strict=False):
        inside = touched(offsets, sentence)
        if inside is not None and inside[0] < room:
            rows.append((first + inside[0], first + min(inside[1] + 1, room), mark))
    return spans, tuple(rows)
