"""Weights of an ONNX graph stored in eight bits but computed with in fp32.

Rounding weights, each channel on a scale of its own, costs nearly nothing; rounding what flows
through the network does (docs/reader.md). ONNX Runtime widens the matrices once, when it loads the
model; rows of a table are widened as they are looked up, so that the table stays small in memory.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import numpy as np
import numpy.typing as npt
import onnx
from onnx import TensorProto, helper, numpy_helper

__all__ = ["NARROW", "SCALE", "narrow_matrices", "narrow_tables"]

NARROW = "_int8"
"""Ends the name of an initializer in eight bits; its scales have ``SCALE`` there."""
SCALE = "_int8_scale"

_LARGEST = 127


def narrow_matrices(model: onnx.ModelProto, nodes: Collection[str]) -> None:
    """Store the second inputs of these MatMul nodes, (in, out), with a scale per output."""
    graph = model.graph
    for name in sorted({_source(graph, one.input[1]) for one in graph.node if one.name in nodes}):
        _replace(graph, name, axis=0)
        wide = helper.make_node("Cast", [name + NARROW], [name + "_wide"], to=TensorProto.FLOAT)
        scaled = helper.make_node("Mul", [name + "_wide", name + SCALE], [name])
        graph.node.insert(0, scaled)
        graph.node.insert(0, wide)


def narrow_tables(model: onnx.ModelProto, nodes: Collection[str]) -> None:
    """Store the tables of these Gather nodes, (rows, width), with a scale per row."""
    graph = model.graph
    for node in [one for one in graph.node if one.name in nodes]:
        table, rows, found = _source(graph, node.input[0]), node.input[1], node.output[0]
        if table + NARROW not in {one.name for one in graph.initializer}:
            _replace(graph, table, axis=1)
        parts = [
            helper.make_node("Gather", [table + NARROW, rows], [found + NARROW]),
            helper.make_node("Gather", [table + SCALE, rows], [found + SCALE]),
            helper.make_node("Cast", [found + NARROW], [found + "_wide"], to=TensorProto.FLOAT),
            helper.make_node("Mul", [found + "_wide", found + SCALE], [found]),
        ]
        place = list(graph.node).index(node)
        graph.node.remove(node)
        for part in reversed(parts):
            graph.node.insert(place, part)


def _source(graph: onnx.GraphProto, name: str) -> str:
    """The initializer behind a name: the exporter stores equal ones once and gives them aliases."""
    aliases = {one.output[0]: one.input[0] for one in graph.node if one.op_type == "Identity"}
    while name in aliases:
        name = aliases[name]
    return name


def _replace(graph: onnx.GraphProto, name: str, axis: int) -> None:
    """Put eight bits and scales, one for each line along ``axis``, in an initializer's place."""
    (tensor,) = [one for one in graph.initializer if one.name == name]
    values: npt.NDArray[Any] = numpy_helper.to_array(tensor)
    scale = np.abs(values).max(axis=axis, keepdims=True) / _LARGEST
    scale = np.where(scale == 0, 1.0, scale).astype(np.float32)
    narrow = np.rint(values / scale).astype(np.int8)
    graph.initializer.remove(tensor)
    graph.initializer.append(numpy_helper.from_array(narrow, name + NARROW))
    graph.initializer.append(numpy_helper.from_array(scale, name + SCALE))
