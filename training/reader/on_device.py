"""Packed examples on the device that learns, and batches of them.

Everything lies there once, end to end; a batch is gathered by index, so that a fast device never
waits for Python. Batches hold about as many tokens each, texts of like length.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch

from training.reader.packed import Tokens

__all__ = ["Batch", "Examples", "batches"]

_SPANS = 12
"""Different answers kept of an example."""
_CHUNK = 40


@dataclass(frozen=True, slots=True)
class Batch:
    """What one step learns; all tensors have a row a text.

    Attributes:
        ids: Token ids, shape (texts, tokens), padded with 0.
        lengths: Tokens of each text.
        second: Where lead and text begin.
        open: Positions that may win: the text's, and the first for no answer.
        starts: First tokens of the answers, shape (texts, answers).
        ends: Last tokens.
        shares: Of the annotators; 0 pads.
        knows_answer: Whether the words are known.
        sentence: Number of each token's sentence, from 1; 0 for none.
        marked: Whether each sentence is marked, shape (texts, sentences + 1).
        has_sentence: Which of these there are.
        group: Number, in the batch, of the question whose texts are read together; that of texts
            by themselves is ``groups``.
        groups: How many such questions.
        flat: Index of each text's first token in the flat arrays.
    """

    ids: torch.Tensor
    lengths: torch.Tensor
    second: torch.Tensor
    open: torch.Tensor
    starts: torch.Tensor
    ends: torch.Tensor
    shares: torch.Tensor
    knows_answer: torch.Tensor
    sentence: torch.Tensor
    marked: torch.Tensor
    has_sentence: torch.Tensor
    group: torch.Tensor
    groups: int
    flat: torch.Tensor


class Examples:
    """All examples on a device."""

    def __init__(self, examples: Sequence[Tokens], device: torch.device) -> None:
        self.device = device
        self.lengths = np.array([len(one.ids) for one in examples])
        self.groups = np.array([one.group for one in examples])
        self._counts = np.array([len(one.sentences) for one in examples])
        offsets = np.concatenate([[0], np.cumsum(self.lengths)])
        sentence = np.zeros(offsets[-1], np.int16)
        most = 1 + max(len(one.sentences) for one in examples)
        marked = np.zeros((len(examples), most), np.bool_)
        exists = np.zeros((len(examples), most), np.bool_)
        spans = np.zeros((len(examples), _SPANS, 3), np.float32)
        for row, one in enumerate(examples):
            for number, (start, end, mark) in enumerate(one.sentences, 1):
                sentence[offsets[row] + start : offsets[row] + end] = number
                marked[row, number], exists[row, number] = mark, True
            kept = sorted(one.spans, key=lambda span: -span[2])[:_SPANS]
            spans[row, : len(kept)] = np.array(kept, np.float32).reshape(-1, 3)

        def put(array: np.ndarray, kind: torch.dtype) -> torch.Tensor:
            return torch.from_numpy(array).to(device, kind)

        # A few zeros behind the last text, so that a gather never leaves the array.
        ids = np.concatenate([*(one.ids for one in examples), np.zeros(512, np.uint16)])
        self._ids = put(ids.astype(np.int32), torch.int32)
        self._sentence = put(np.concatenate([sentence, np.zeros(512, np.int16)]), torch.int16)
        self._offsets = put(offsets[:-1], torch.int64)
        self._lengths = put(self.lengths, torch.int64)
        self._second = put(np.array([one.second for one in examples]), torch.int64)
        self._first = put(np.array([one.first for one in examples]), torch.int64)
        self._marked, self._exists = put(marked, torch.bool), put(exists, torch.bool)
        self._spans = put(spans, torch.float32)
        self._knows = put(np.array([bool(one.spans) for one in examples]), torch.bool)

    def __len__(self) -> int:
        return len(self.lengths)

    @property
    def tokens(self) -> int:
        """Of all examples, and the zeros behind them."""
        return len(self._ids)

    def batch(self, rows: Sequence[int]) -> Batch:
        """The examples of these numbers."""
        at = torch.tensor(rows, device=self.device)
        # Widths are multiples of 8, as fast kernels want them.
        width = -(-int(self.lengths[list(rows)].max()) // 8) * 8
        places = torch.arange(width, device=self.device)
        flat = self._offsets[at]
        where = flat[:, None] + places
        lengths = self._lengths[at]
        inside = places < lengths[:, None]
        first = self._first[at]
        opened = (places >= first[:, None]) & (places < lengths[:, None] - 1)
        opened[:, 0] = True
        spans = self._spans[at]
        sentence = torch.where(inside, self._sentence[where].long(), 0)
        # Counted here, so that a fast device need not be waited for.
        chosen = list(rows)
        most = int(self._counts[chosen].max()) + 1
        own = self.groups[chosen]
        numbers, index, members = np.unique(own, return_inverse=True, return_counts=True)
        several = (members > 1) & (numbers >= 0)
        places_of = np.where(several, np.cumsum(several) - 1, several.sum())
        group = torch.from_numpy(places_of[index.reshape(-1)]).to(self.device)
        return Batch(
            torch.where(inside, self._ids[where].long(), 0), lengths, self._second[at], opened,
            spans[..., 0].long(), spans[..., 1].long(), spans[..., 2], self._knows[at], sentence,
            self._marked[at][:, :most], self._exists[at][:, :most], group, int(several.sum()), flat,
        )  # fmt: skip


def batches(examples: Examples, rows: Sequence[int], tokens: int, rng: random.Random) -> list[list[int]]:
    """Numbers of the examples of each batch, in random order.

    A group is never torn. Items are drawn at random, 40 batches at a time sorted by length, so
    that little is padding and a batch is still a fair draw.

    Args:
        examples: All.
        rows: Which of them.
        tokens: Padded tokens of a batch, about.
        rng: Draws the order.
    """
    grouped: dict[int, list[int]] = {}
    items: list[list[int]] = []
    for row in rows:
        group = int(examples.groups[row])
        if group < 0:
            items.append([row])
        elif group in grouped:
            grouped[group].append(row)
        else:
            grouped[group] = [row]
            items.append(grouped[group])
    rng.shuffle(items)
    found: list[list[int]] = []
    chunk: list[list[int]] = []
    waiting = 0

    def longest(item: list[int]) -> int:
        return max(int(examples.lengths[row]) for row in item)

    for number, item in enumerate(items, 1):
        chunk.append(item)
        waiting += longest(item) * len(item)
        if waiting >= _CHUNK * tokens or number == len(items):
            batch: list[int] = []
            for one in sorted(chunk, key=longest):
                if batch and longest(one) * (len(batch) + len(one)) > tokens:
                    found.append(batch)
                    batch = []
                batch = batch + one
            if batch:
                found.append(batch)
            chunk, waiting = [], 0
    rng.shuffle(found)
    return found
