"""Encodes examples as tokens and targets, in batches of similar length."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from tokenizers import Tokenizer

from training.reader.examples import Example

__all__ = ["Encoded", "batches", "encode"]

MAX_TOKENS = 384
_MAX_QUESTION_TOKENS = 64
_CHUNK = 64


@dataclass(frozen=True, slots=True)
class Encoded:
    """One example as the model reads it.

    Attributes:
        ids: Token ids of "[CLS] question [SEP] text [SEP]".
        first: Index of the text's first token.
        spans: First and last token of each different answer, and the share of the annotators who
            gave it; the first token of all stands for no answer.
        group: Number of the question whose texts are read together; -1 for a single text.
    """

    ids: npt.NDArray[np.int32]
    first: int
    spans: tuple[tuple[int, int, float], ...]
    group: int = -1


def encode(examples: Sequence[Example], tokenizer: Tokenizer) -> list[Encoded]:
    """Encode examples; a text too long for the model is cut at its end.

    An example is left out if all its answers are cut off or fall on no token.
    """
    cls, sep = tokenizer.token_to_id("[CLS]"), tokenizer.token_to_id("[SEP]")
    questions = tokenizer.encode_batch([e.question for e in examples], add_special_tokens=False)
    texts = tokenizer.encode_batch([e.text for e in examples], add_special_tokens=False)
    groups: dict[str, int] = {}
    found = []
    for example, question, text in zip(examples, questions, texts, strict=True):
        asked = question.ids[:_MAX_QUESTION_TOKENS]
        first = len(asked) + 2
        read = text.ids[: MAX_TOKENS - first - 1]
        counts: Counter[tuple[int, int]] = Counter()
        for gold in example.golds:
            inside = [
                i for i, (low, high) in enumerate(text.offsets)
                if low < gold.end and gold.start < high
            ]  # fmt: skip
            if inside and inside[-1] < len(read):
                counts[first + inside[0], first + inside[-1]] += 1
        if example.golds and not counts:
            continue
        if not example.golds:
            counts[0, 0] = 1
        ids = np.array([cls, *asked, sep, *read, sep], np.int32)
        spans = tuple((*span, n / counts.total()) for span, n in sorted(counts.items()))
        group = groups.setdefault(example.group, len(groups)) if example.group else -1
        found.append(Encoded(ids, first, spans, group))
    return found


def batches(examples: Sequence[Encoded], size: int, rng: random.Random) -> list[list[int]]:
    """Return the indices of each batch, in random order; a batch has examples of similar length.

    Shuffled examples are taken 64 batches at a time and sorted by length, so that there is little
    padding and a batch is still a fair draw. The examples of a group are adjacent and stay in one
    batch, so a batch may exceed ``size`` by less than one group.
    """
    items: list[list[int]] = []
    for index, one in enumerate(examples):
        if one.group >= 0 and index and examples[index - 1].group == one.group:
            items[-1].append(index)
        else:
            items.append([index])
    rng.shuffle(items)
    found: list[list[int]] = []
    chunk: list[list[int]] = []
    waiting = 0
    for number, item in enumerate(items, 1):
        chunk.append(item)
        waiting += len(item)
        if waiting >= _CHUNK * size or number == len(items):
            found += _filled(chunk, size, lambda item: max(len(examples[i].ids) for i in item))
            chunk, waiting = [], 0
    rng.shuffle(found)
    return found


def _filled(
    items: Sequence[list[int]], size: int, length: Callable[[list[int]], int]
) -> list[list[int]]:
    """Return batches of items of similar length."""
    found: list[list[int]] = []
    for item in sorted(items, key=length):
        if found and len(found[-1]) < size:
            found[-1] = found[-1] + item
        else:
            found.append(list(item))
    return found
