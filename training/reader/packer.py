"""Readings to token ids and targets."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np
from tokenizers import Encoding, Tokenizer

from index.values import Span
from training.reader.packed import MAX_LEAD_TOKENS, Ids, Tokens, joined
from training.reader.readings import Reading

__all__ = ["Packer", "touched"]

Offsets = Sequence[tuple[int, int]]


class Packer:
    """Packs readings for one tokenizer and one list of training sets."""

    def __init__(self, tokenizer: Tokenizer, sources: Sequence[str]) -> None:
        cls, sep = (tokenizer.token_to_id(token) for token in ("[CLS]", "[SEP]"))
        if cls is None or sep is None:
            raise ValueError("the tokenizer has no [CLS] or no [SEP]")
        self._tokenizer = tokenizer
        self._cls, self._sep = cls, sep
        self._sources = {name: number for number, name in enumerate(sources)}

    def source(self, name: str) -> int:
        """Return the number of a training set."""
        return self._sources[name]

    def encode(self, text: str) -> Encoding:
        """Tokenize a text without special tokens."""
        return self._tokenizer.encode(text, add_special_tokens=False)

    def ids(self, text: str) -> Ids:
        """Return the token ids of a text without special tokens."""
        return np.array(self.encode(text).ids, np.uint16)

    def lead(self, lead: str) -> Ids:
        """Return the token ids of a lead with a colon behind it; none for an empty lead.

        A long lead loses its beginning: the end of a heading path says most.
        """
        return self.ids(lead + ":")[-MAX_LEAD_TOKENS:] if lead else np.zeros(0, np.uint16)

    def pack(self, reading: Reading, group: int = -1, document: int = -1) -> Tokens | None:
        """Pack one reading; return None if its answers are cut off or it teaches nothing.

        Args:
            reading: What is packed.
            group: Number of the question whose texts are read together; -1 for a text alone.
            document: Number of the document that the question was asked about, -1 if unknown.
        """
        text = self.encode(reading.text)
        ids, second, first = joined(
            self.ids(reading.question),
            self.lead(reading.lead),
            np.array(text.ids, np.uint16),
            cls=self._cls,
            sep=self._sep,
        )
        room = len(ids) - first - 1
        spans = _span_targets(reading, text.offsets, first, room)
        if spans is None:
            return None
        sentences = _sentence_targets(reading, text.offsets, first, room)
        if not spans and not sentences:
            return None
        source = self.source(reading.source)
        return Tokens(ids, second, first, spans, sentences, group, source, document)


def touched(offsets: Offsets, span: Span) -> tuple[int, int] | None:
    """Find the first and last token that share a character with ``span``; None if none does."""
    inside = [i for i, (low, high) in enumerate(offsets) if low < span.end and span.start < high]
    return (inside[0], inside[-1]) if inside else None


def _span_targets(
    reading: Reading, offsets: Offsets, first: int, room: int
) -> tuple[tuple[int, int, float], ...] | None:
    """Map the answers to tokens; None if every answer is cut off.

    Args:
        reading: With answers in characters of its text.
        offsets: Of the text's tokens.
        first: Index of the text's first token in the model's input.
        room: How many of the text's tokens the input holds.
    """
    counts: Counter[tuple[int, int]] = Counter()
    for gold in reading.golds:
        inside = touched(offsets, gold)
        if inside is not None and inside[1] < room:
            counts[first + inside[0], first + inside[1]] += 1
    if reading.golds and not counts:
        return None
    if reading.answer_known and not reading.golds:
        counts[0, 0] = 1
    return tuple((*span, count / counts.total()) for span, count in sorted(counts.items()))


def _sentence_targets(
    reading: Reading, offsets: Offsets, first: int, room: int
) -> tuple[tuple[int, int, bool], ...]:
    """Map the sentences to tokens; arguments are those of ``_span_targets``."""
    if not reading.marked:
        return ()
    targets = []
    for sentence, is_marked in zip(reading.sentences, reading.marked, strict=True):
        inside = touched(offsets, sentence)
        if inside is not None and inside[0] < room:
            targets.append((first + inside[0], first + min(inside[1] + 1, room), is_marked))
    return tuple(targets)
