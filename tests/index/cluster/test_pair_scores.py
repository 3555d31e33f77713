"""Pairs are counted as neighbours in a list of terms are."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.cluster.pair_scores import PairScores
from index.search.clauses import PHRASE_WEIGHT

TERMS = st.lists(st.sampled_from(["a", "b", "ab", "ba", "b2"]), min_size=1, max_size=12)


@given(TERMS, TERMS)
def test_a_score_is_that_of_the_neighbours(held, asked):
    pairs = list(dict.fromkeys(pairwise(asked)))
    weights = {"a": 1.0, "b": 2.0, "ab": 0.5, "ba": 3.0, "b2": 0.25}
    found = PairScores(pairs, weights.__getitem__, 4.0).of(" ".join(held))
    norm = 1.2 * (0.25 + 0.75 * len(held) / 4)
    expected = 0.0
    for first, second in pairs:
        n = list(pairwise(held)).count((first, second))
        expected += PHRASE_WEIGHT * (weights[first] + weights[second]) * 2.2 * n / (n + norm)
    assert found == pytest.approx(expected)
