"""The plain recipe's choice of a span, on logits whose probabilities are round numbers."""

import numpy as np
import pytest

from benchmarks.peers.best_span import best_span

CONTEXT = np.array([False, False, True, True, True])
"""[CLS], a question token, three tokens of the text."""


def logits(*chances):
    return np.log(np.array(chances))


def test_the_best_product_wins_and_no_answer_takes_its_share():
    # Token 1 is masked: what is left is 1/2 for "no answer" and 1/2 for the text.
    start, end = logits(0.5, 9.0, 0.4, 0.05, 0.05), logits(0.5, 9.0, 0.1, 0.3, 0.1)
    score, first, last = best_span(start, end, CONTEXT)
    assert (first, last) == (2, 3)
    assert score == pytest.approx(0.4 * 0.3)


def test_the_end_is_never_before_the_start():
    # Each by itself: start 4, end 2. As a span: 2 to 2.
    start, end = logits(0.1, 1.0, 0.3, 0.1, 0.5), logits(0.1, 1.0, 0.7, 0.1, 0.1)
    assert best_span(start, end, CONTEXT)[1:] == (2, 2)


def test_spans_have_at_most_fifteen_tokens():
    context = np.array([False] + [True] * 20)
    start = np.full(21, -5.0)
    end = np.full(21, -5.0)
    start[1] = end[16] = 5.0  # 16 tokens
    _, first, last = best_span(start, end, context)
    assert last - first + 1 <= 15
    end[15], end[16] = 5.0, -5.0  # 15 tokens
    assert best_span(start, end, context)[1:] == (1, 15)


def test_without_text_there_is_no_span():
    nothing = np.zeros(3)
    assert best_span(nothing, nothing, np.array([False, False, False])) is None
