"""Biases of attention by how far apart two tokens are, as T5 and MPNet have them.

Distances share a bucket the more, the larger they are; each head has a bias for each bucket
(Raffel et al., 2020, section 2.1). A table of all distances is made once, so that the graph only
looks rows up.
"""

from __future__ import annotations

import math

import numpy as np

from index.onnx.graph import Array, OnnxGraph

__all__ = ["add_bias", "buckets_of"]

_LARGEST_DISTANCE = 128
"""Distance from which on all positions share a bucket."""


def buckets_of(distances: Array, buckets: int) -> Array:
    """Number the bucket of each distance from a token to another, later ones in the upper half.

    Args:
        distances: Position of the other token less that of the token.
        buckets: How many there are.
    """
    half = buckets // 2
    exact = half // 2
    size = np.abs(distances)
    logarithm = np.log(np.maximum(size, 1).astype(np.float32) / np.float32(exact))
    steps = logarithm / np.float32(math.log(_LARGEST_DISTANCE / exact)) * np.float32(half - exact)
    far = np.minimum(exact + steps.astype(np.int64), half - 1)
    numbers: Array = np.where(size < exact, size, far) + half * (distances > 0)
    return numbers


def add_bias(graph: OnnxGraph, table: Array, positions: str, longest: int) -> str:
    """Add the biases of a window; returns their name, shape (1, heads, tokens, tokens).

    Args:
        graph: Added to.
        table: Bias of each bucket and head, shape (buckets, heads).
        positions: Name of the positions of the window's tokens, shape (tokens,).
        longest: Most tokens of a window.
    """
    distances = np.arange(1 - longest, longest)
    by_distance = table[buckets_of(distances, len(table))].astype(np.float32)
    rows = graph.add("Unsqueeze", [positions, graph.constant("zero", np.array([0], np.int64))])
    columns = graph.add("Unsqueeze", [positions, graph.constant("one", np.array([1], np.int64))])
    far = graph.add("Sub", [rows, columns])
    number = graph.add("Add", [far, graph.constant("furthest", np.array(longest - 1, np.int64))])
    biases = graph.add("Gather", [graph.constant("bias_by_distance", by_distance), number])
    by_head = graph.add("Transpose", [biases], perm=[2, 0, 1])
    return graph.add("Unsqueeze", [by_head, graph.constant("zero", np.array([0], np.int64))])
