"""Packed examples on the device that learns, and batches of them.

All examples lie there once, end to end. A batch is gathered by index, so that a fast device never
waits for Python. Batches hold about the same number of tokens each, from texts of similar length.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import torch

from training.reader.packed import MAX_TOKENS, Tokens

__all__ = ["Batch", "Examples", "batches"]

_SPANS = 12
"""Distinct answers kept of an example."""
_SORTED_BATCHES = 40
"""Batches that are drawn at random together and sorted by length."""
_WIDTH_UNIT = 8
"""Widths of batches are multiples of this, as fast kernels want them."""


@dataclass(frozen=True, slots=True)
class Batch:
    """What one step learns; all tensors have one row for each text.

    Attributes:
        ids: Token ids, shape (texts, tokens), padded with 0.
        lengths: Number of tokens of each text.
        second: Index of the first token of lead and text.
        open: Positions that may win: those of the text, and the first for no answer.
        starts: First tokens of the answers, shape (texts, answers).
        ends: Last tokens of the answers.
        shares: Shares of the annotators; 0 pads.
        knows_answer: Whether the words of the answer, or that there is none, are known.
        sentence: Number of each token's sentence, from 1; 0 outside sentences.
        marked: Whether each sentence is marked, shape (texts, sentences + 1).
        has_sentence: Whether each column of ``marked`` stands for a sentence.
        group: Number, in the batch, of the question whose texts are read together; texts read
            alone have the number ``groups``.
        groups: Number of such questions.
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
    """All examples, on a device.

    Attributes:
        device: Where they are.
        lengths: Number of tokens of each.
        groups: Number of each one's question, -1 for those read alone.
        units: Number of each one's document: what is held out is held out whole.
    """

    def __init__(self, examples: Sequence[Tokens], device: torch.device) -> None:
        self.device = device
        self.lengths = np.array([len(example.ids) for example in examples])
        self.groups = np.array([example.group for example in examples])
        self.units = _units(examples)
        self._sentence_counts = np.array([len(example.sentences) for example in examples])
        offsets = np.concatenate([[0], np.cumsum(self.lengths)])
        sentence, marked, exists = _sentence_arrays(examples, offsets)

        def put(array: npt.NDArray[Any], kind: torch.dtype) -> torch.Tensor:
            return torch.from_numpy(array).to(device, kind)

        # Zeros behind the last text keep every gather inside the arrays.
        padding = np.zeros(MAX_TOKENS + _WIDTH_UNIT, np.uint16)
        ids = np.concatenate([*(example.ids for example in examples), padding])
        self._ids = put(ids.astype(np.int32), torch.int32)
        self._sentence = put(np.concatenate([sentence, padding.astype(np.int16)]), torch.int16)
        self._offsets = put(offsets[:-1], torch.int64)
        self._lengths = put(self.lengths, torch.int64)
        self._second = put(np.array([example.second for example in examples]), torch.int64)
        self._first = put(np.array([example.first for example in examples]), torch.int64)
        self._marked, self._exists = put(marked, torch.bool), put(exists, torch.bool)
        self._spans = put(_span_array(examples), torch.float32)
        self._knows = put(np.array([bool(example.spans) for example in examples]), torch.bool)

    def __len__(self) -> int:
        return len(self.lengths)

    @property
    def tokens(self) -> int:
        """Length of the flat arrays: all tokens, and the zeros behind them."""
        return len(self._ids)

    def batch(self, rows: Sequence[int]) -> Batch:
        """Gather the examples with these numbers."""
        chosen = list(rows)
        at = torch.tensor(chosen, device=self.device)
        width = -(-int(self.lengths[chosen].max()) // _WIDTH_UNIT) * _WIDTH_UNIT
        places = torch.arange(width, device=self.device)
        flat = self._offsets[at]
        where = flat[:, None] + places
        lengths = self._lengths[at]
        inside = places < lengths[:, None]
        opened = (places >= self._first[at][:, None]) & (places < lengths[:, None] - 1)
        opened[:, 0] = True
        spans = self._spans[at]
        # Counted on the CPU, so that nothing waits for the device.
        columns = int(self._sentence_counts[chosen].max()) + 1
        group, groups = _group_numbers(self.groups[chosen])
        return Batch(
            ids=torch.where(inside, self._ids[where].long(), 0),
            lengths=lengths,
            second=self._second[at],
            open=opened,
            starts=spans[..., 0].long(),
            ends=spans[..., 1].long(),
            shares=spans[..., 2],
            knows_answer=self._knows[at],
            sentence=torch.where(inside, self._sentence[where].long(), 0),
            marked=self._marked[at][:, :columns],
            has_sentence=self._exists[at][:, :columns],
            group=torch.from_numpy(group).to(self.device),
            groups=groups,
            flat=flat,
        )


def _sentence_arrays(
    examples: Sequence[Tokens], offsets: npt.NDArray[np.int64]
) -> tuple[npt.NDArray[np.int16], npt.NDArray[np.bool_], npt.NDArray[np.bool_]]:
    """Return each token's sentence, flat, and by example which sentences are marked and exist."""
    sentence = np.zeros(offsets[-1], np.int16)
    columns = 1 + max(len(example.sentences) for example in examples)
    marked = np.zeros((len(examples), columns), np.bool_)
    exists = np.zeros((len(examples), columns), np.bool_)
    for row, example in enumerate(examples):
        for number, (start, end, is_marked) in enumerate(example.sentences, 1):
            sentence[offsets[row] + start : offsets[row] + end] = number
            marked[row, number], exists[row, number] = is_marked, True
    return sentence, marked, exists


def _span_array(examples: Sequence[Tokens]) -> npt.NDArray[np.float32]:
    """Return start, end and share of the most frequent answers, padded with 0."""
    spans = np.zeros((len(examples), _SPANS, 3), np.float32)
    for row, example in enumerate(examples):
        kept = sorted(example.spans, key=lambda span: -span[2])[:_SPANS]
        spans[row, : len(kept)] = np.array(kept, np.float32).reshape(-1, 3)
    return spans


def _group_numbers(groups: npt.NDArray[np.int64]) -> tuple[npt.NDArray[np.int64], int]:
    """Number the groups of a batch from 0; return each text's number and how many groups there are.

    Texts without group, or whose group has no other text here, get the number behind the last.
    """
    names, index, members = np.unique(groups, return_inverse=True, return_counts=True)
    is_shared = (members > 1) & (names >= 0)
    count = int(is_shared.sum())
    numbers = np.where(is_shared, np.cumsum(is_shared) - 1, count)
    return numbers[index.reshape(-1)], count


def _units(examples: Sequence[Tokens]) -> npt.NDArray[np.int64]:
    """Number the documents; without one, the questions, and without these the examples."""
    units = [
        next((number for number in (example.document, example.group) if number >= 0), row)
        for row, example in enumerate(examples)
    ]
    return np.array(units, np.int64)


def batches(
    examples: Examples, rows: Sequence[int], tokens: int, rng: random.Random
) -> list[list[int]]:
    """Divide examples into batches, in random order; a group is never torn.

    The examples are shuffled, and portions of 40 batches are sorted by length. So little of a batch
    is padding, and it is still a fair draw.

    Args:
        examples: All.
        rows: Numbers of those that are divided.
        tokens: Padded tokens of a batch; only a group that is larger by itself exceeds them.
        rng: Draws the order.
    """
    if not len(rows):
        return []
    members, longest = _items(examples, np.asarray(rows, np.int64))
    order = np.random.default_rng(rng.getrandbits(64)).permutation(len(members))
    sizes = np.array([len(item) for item in members])
    # A portion is full with the item that reaches its size.
    reached = np.cumsum((longest * sizes)[order])
    portion = (reached - (longest * sizes)[order]) // (_SORTED_BATCHES * tokens)
    order = order[np.lexsort((longest[order], portion))]
    divided: list[list[int]] = []
    batch: list[int] = []
    last = -1
    for item, width, own in zip(
        order.tolist(), longest[order].tolist(), np.sort(portion).tolist(), strict=True
    ):
        if batch and (own != last or width * (len(batch) + len(members[item])) > tokens):
            divided.append(batch)
            batch = []
        batch = [*batch, *members[item]]
        last = own
    divided.append(batch)
    rng.shuffle(divided)
    return divided


def _items(
    examples: Examples, rows: npt.NDArray[np.int64]
) -> tuple[list[list[int]], npt.NDArray[np.int64]]:
    """Put the rows of each group together; return them, and the longest text of each."""
    groups = examples.groups[rows]
    # Rows without group are items of their own, named by negative numbers.
    names = np.where(groups >= 0, groups, -1 - np.arange(len(rows)))
    order = np.argsort(names, kind="stable")
    starts = np.flatnonzero(np.diff(names[order], prepend=names[order[0]] - 1))
    ends = [*starts[1:].tolist(), len(rows)]
    sorted_rows = rows[order]
    listed = sorted_rows.tolist()
    members = [listed[start:end] for start, end in zip(starts.tolist(), ends, strict=True)]
    return members, np.maximum.reduceat(examples.lengths[sorted_rows], starts)
