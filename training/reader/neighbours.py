"""Words of like use, from the word embeddings of the base model."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np
from safetensors import safe_open
from tokenizers import Tokenizer

__all__ = ["word_neighbours"]

_WORD = re.compile(r"\b[a-z]{4,}\b")
_LEAST_COUNT = 4
_NEAREST = 8
_LEAST_COSINE, _MOST_COSINE = 0.40, 0.65
_SAME_STEM = 3
_STOP = frozenset(
    {
        "about", "according", "after", "also", "been", "before", "being", "between", "could",
        "does", "during", "from", "have", "into", "least", "less", "many", "more", "most", "much",
        "only", "other", "over", "should", "some", "such", "than", "that", "their", "then", "there",
        "they", "this", "under", "used", "using", "were", "what", "when", "where", "which", "whom",
        "whose", "will", "with", "would", "your",
    }
)  # fmt: skip


def word_neighbours(
    questions: Iterable[str], weights: Path, tokenizer: Tokenizer
) -> dict[str, Sequence[str]]:
    """For each common word of the questions, others that are near it and not a form of it.

    Near, but not nearest of all: above a cosine of 0.65 neighbours are mostly spellings and
    synonyms, below 0.40 they have nothing in common.

    Args:
        questions: Words are taken from these, so that replacements are words people ask with.
        weights: The base model's safetensors file.
        tokenizer: Its tokenizer; only words that are one token take part.
    """
    counts = Counter(word for question in questions for word in _WORD.findall(question))
    words = [
        word for word, count in sorted(counts.items())
        if count >= _LEAST_COUNT and word not in _STOP and tokenizer.token_to_id(word) is not None
    ]  # fmt: skip
    with safe_open(str(weights), framework="numpy") as file:
        name = next(key for key in file.keys() if key.endswith("word_embeddings.weight"))  # noqa: SIM118
        table = file.get_tensor(name)
    vectors = table[[tokenizer.token_to_id(word) for word in words]].astype(np.float32)
    vectors -= vectors.mean(axis=0)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    found: dict[str, Sequence[str]] = {}
    for row, word in enumerate(words):
        cosines = vectors @ vectors[row]
        near = [
            words[i]
            for i in np.argsort(-cosines, kind="stable")[1 : 1 + 3 * _NEAREST]
            if _LEAST_COSINE <= cosines[i] <= _MOST_COSINE
            and words[i][:_SAME_STEM] != word[:_SAME_STEM]
        ]
        if near:
            found[word] = near[:_NEAREST]
    return found
