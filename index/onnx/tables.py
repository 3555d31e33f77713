"""Tables of vectors in a graph, stored in eight or four bits, of which a few rows are looked up."""

from __future__ import annotations

import numpy as np
from onnx import TensorProto, helper

from index.errors import InvalidValueError
from index.onnx.graph import MICROSOFT, Array, OnnxGraph

__all__ = ["BLOCK", "NARROW", "SCALE", "rounded", "rows_in_eight_bits", "rows_in_four_bits"]

NARROW = "_int8"
"""Ends the name of an initializer in eight bits; its scales have ``SCALE`` there."""
SCALE = "_int8_scale"
BLOCK = 64
"""Components of a row in four bits that share a scale."""

_LARGEST = 127
_LARGEST_IN_FOUR = 7


def rounded(values: Array, axis: int) -> tuple[Array, Array]:
    """Eight bits and the scales of the lines along ``axis``, kept as an axis of length one."""
    scale = np.abs(values).max(axis=axis, keepdims=True) / _LARGEST
    scale = np.where(scale == 0, 1.0, scale).astype(np.float32)
    return np.rint(values / scale).astype(np.int8), scale


def rows_in_eight_bits(graph: OnnxGraph, name: str, table: Array, rows: str) -> str:
    """Look rows of a table up, each with its own scale; returns the name of the vectors.

    Args:
        graph: Added to.
        name: Begins the names of what is stored.
        table: Shape (rows, components).
        rows: Name of the numbers of the rows.
    """
    narrow, scale = rounded(table, axis=1)
    vectors = graph.add("Gather", [graph.constant(name + NARROW, narrow), rows])
    scales = graph.add("Gather", [graph.constant(name + SCALE, scale), rows])
    return graph.add("Mul", [graph.add("Cast", [vectors], to=TensorProto.FLOAT), scales])


def rows_in_four_bits(graph: OnnxGraph, name: str, table: Array, rows: str) -> str:
    """The same with a scale for each 64 components of a row: half as large, less exact.

    Raises:
        InvalidValueError: The components are no multiple of 64.
    """
    count, width = table.shape
    if width % BLOCK:
        raise InvalidValueError(f"rows of {width} components are not made of blocks of {BLOCK}")
    blocks = table.reshape(count, width // BLOCK, BLOCK)
    scale = np.abs(blocks).max(axis=-1) / _LARGEST_IN_FOUR
    scale = np.where(scale == 0, 1.0, scale).astype(np.float32)
    narrow = np.rint(blocks / scale[..., None]).astype(np.int8).reshape(count, width)
    low, high = (narrow[:, first::2].astype(np.uint8) & 15 for first in (0, 1))
    stored = helper.make_tensor(
        f"{name}_int4", TensorProto.INT4, [count, width], (low | high << 4).tobytes(), raw=True
    )
    return graph.add(
        "GatherBlockQuantized",
        [graph.tensor(stored), rows, graph.constant(f"{name}_int4_scale", scale)],
        domain=MICROSOFT,
        block_size=BLOCK,
        gather_axis=0,
        quantize_axis=1,
    )
