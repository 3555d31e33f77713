"""MPNet's weights under BERT's names, so that one graph and one tokenizer serve both.

The two encoders differ in three ways: MPNet's vocabulary has its special tokens in front of BERT's
word pieces, its positions count from two, and it adds a bias for each distance to the logits of
attention (``index.onnx.relative_positions``). It has no kinds of tokens. See
``training.reader.encoder``.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from index.onnx.graph import Array
from training.reader.encoder import PIECES_SHIFT

__all__ = ["as_bert"]

_NAMES = (
    ("attention.attn.q.", "attention.self.query."),
    ("attention.attn.k.", "attention.self.key."),
    ("attention.attn.v.", "attention.self.value."),
    ("attention.attn.o.", "attention.output.dense."),
    ("attention.LayerNorm.", "attention.output.LayerNorm."),
)
_WORDS = "embeddings.word_embeddings.weight"
_POSITIONS = "embeddings.position_embeddings.weight"
_KINDS = "embeddings.token_type_embeddings.weight"
_FIRST_POSITION = 2
_SPECIAL = {0: 1, 101: 0, 102: 2}
"""Rows of MPNet's [PAD], [CLS] and [SEP], by BERT's numbers."""


def as_bert(weights: Mapping[str, Array]) -> dict[str, Array]:
    """Rename the weights of an encoder, and put the rows of its tables where BERT looks for them.

    Args:
        weights: By the names that transformers gives them, without ``mpnet.`` in front.
    """
    renamed = {}
    for name, values in weights.items():
        for theirs, ours in _NAMES:
            name = name.replace(theirs, ours)
        renamed[name] = values
    words = renamed[_WORDS]
    rows = np.arange(len(words) - PIECES_SHIFT) + PIECES_SHIFT
    for bert, mpnet in _SPECIAL.items():
        if bert < len(rows):
            rows[bert] = mpnet
    renamed[_WORDS] = words[rows]
    renamed[_POSITIONS] = renamed[_POSITIONS][_FIRST_POSITION:]
    renamed[_KINDS] = np.zeros((2, words.shape[1]), np.float32)
    return renamed
