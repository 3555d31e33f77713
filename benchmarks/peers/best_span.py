"""Chooses the most probable answer span of one window, as transformers 4 does."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

__all__ = ["ScoredSpan", "best_span"]

_LONGEST_ANSWER = 15
"""In tokens; the pipeline's default."""

FloatArray = npt.NDArray[np.float64]
ScoredSpan = tuple[float, int, int]
"""Score, 0 to 1, and both ends."""


def best_span(start: FloatArray, end: FloatArray, context: npt.NDArray[Any]) -> ScoredSpan | None:
    """The most probable span of one window.

    Args:
        start: Logits of the start, one per token.
        end: Logits of the end.
        context: True for tokens of the text.

    Returns:
        Score, first and last token; None without context tokens.
    """
    allowed = context.copy()
    allowed[0] = True  # "no answer" has a share of the probability
    chances = []
    for logits in (start, end):
        raised = np.exp(np.where(allowed, logits - logits[allowed].max(), -np.inf))
        chances.append(np.where(context, raised / raised.sum(), 0.0))
    products = np.triu(np.outer(*chances))
    products = np.tril(products, _LONGEST_ANSWER - 1)
    first, last = np.unravel_index(int(products.argmax()), products.shape)
    score = float(products[first, last])
    return (score, int(first), int(last)) if score > 0 else None
