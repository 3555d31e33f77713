"""An ONNX graph that is put together node by node."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import onnx
from onnx import TensorProto, helper, numpy_helper

__all__ = ["MICROSOFT", "Array", "OnnxGraph"]

Array = npt.NDArray[Any]

MICROSOFT = "com.microsoft"
"""Domain of the operators that ONNX Runtime alone has."""
_OPSETS = (("", 17), (MICROSOFT, 1))


_VERSION = 8
_VERSION_OF_FOUR_BITS = 10
"""Of the file format: the first with numbers of four bits."""


class OnnxGraph:
    """A graph under construction; its inputs are ``input_ids`` and ``token_type_ids``."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._nodes: list[onnx.NodeProto] = []
        self._initializers: dict[str, onnx.TensorProto] = {}

    def node(
        self,
        kind: str,
        inputs: Sequence[str],
        outputs: int = 1,
        domain: str = "",
        **attributes: Any,
    ) -> list[str]:
        """Add a node; returns the names of its outputs."""
        name = f"{kind}_{len(self._nodes)}"
        names = [f"{name}_{number}" for number in range(outputs)]
        self._nodes.append(
            helper.make_node(kind, inputs, names, name=name, domain=domain, **attributes)
        )
        return names

    def add(self, kind: str, inputs: Sequence[str], domain: str = "", **attributes: Any) -> str:
        """Add a node of one output; returns its name."""
        return self.node(kind, inputs, domain=domain, **attributes)[0]

    def constant(self, name: str, values: Array) -> str:
        """Store an array, once under each name; returns the name."""
        if name not in self._initializers:
            self._initializers[name] = numpy_helper.from_array(np.asarray(values, order="C"), name)
        return name

    def tensor(self, values: onnx.TensorProto) -> str:
        """Store a tensor that numpy has no type for, once under its name; returns the name."""
        self._initializers.setdefault(values.name, values)
        return values.name

    def model(self, outputs: Mapping[str, str], shape: Sequence[str | int]) -> onnx.ModelProto:
        """The finished model.

        Args:
            outputs: What to call each output, by the name of what it is.
            shape: Of all of them.
        """
        nodes = [
            *self._nodes,
            *(helper.make_node("Identity", [name], [new]) for name, new in outputs.items()),
        ]
        given = [
            helper.make_tensor_value_info(name, TensorProto.INT64, ["batch", "tokens"])
            for name in ("input_ids", "token_type_ids")
        ]
        results = [
            helper.make_tensor_value_info(name, TensorProto.FLOAT, shape)
            for name in outputs.values()
        ]
        graph = helper.make_graph(
            nodes, self._name, given, results, list(self._initializers.values())
        )
        has_four = any(t.data_type == TensorProto.INT4 for t in self._initializers.values())
        version = _VERSION_OF_FOUR_BITS if has_four else _VERSION
        opsets = [helper.make_opsetid(domain, version) for domain, version in _OPSETS]
        return helper.make_model(graph, opset_imports=opsets, ir_version=version)
