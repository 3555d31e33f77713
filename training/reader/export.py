"""A question-answering checkpoint to the shipped form: int8 ONNX, tokenizer, manifest.

    python -m training.reader.export CHECKPOINT OUTPUT [--precision int8|fp32]

int8 stores weights per output channel in seven bits (``reduce_range``), so that processors without
VNNI cannot overflow and all give the same scores. The second feed-forward layers compute in fp32,
since their inputs have outliers that eight bits cannot hold; their weights are stored in fp16 and
widened when the model is loaded. The head, which is tiny, stays in fp32.
"""

from __future__ import annotations

import argparse
import json
import shutil
import tempfile
import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import torch
from onnx import TensorProto, helper, numpy_helper
from transformers import AutoModelForQuestionAnswering

from index.files import sha256_of
from qa.onnx_reader import FORMAT, MANIFEST, MODEL_FILE, TOKENIZER_FILE

__all__ = ["export", "write_manifest"]

_INPUTS = ("input_ids", "attention_mask", "token_type_ids")
_OUTPUTS = ("start_logits", "end_logits")


def export(checkpoint: Path, output: Path, precision: str = "int8") -> None:
    """Write ``model.onnx``, ``tokenizer.json`` and ``manifest.json``.

    Args:
        checkpoint: A BERT question-answering model with safetensors weights and its tokenizer.
        output: Made if missing; other files in it stay.
        precision: ``int8`` or ``fp32``.

    Raises:
        ValueError: Unknown precision.
    """
    if precision not in ("int8", "fp32"):
        raise ValueError(f"precision must be int8 or fp32, not {precision!r}")
    output.mkdir(parents=True, exist_ok=True)
    model = output / MODEL_FILE
    if precision == "fp32":
        _export_full(checkpoint, model)
    else:
        with tempfile.TemporaryDirectory() as scratch:
            full = Path(scratch) / "full.onnx"
            _export_full(checkpoint, full)
            _quantise(full, model)
    shutil.copyfile(checkpoint / TOKENIZER_FILE, output / TOKENIZER_FILE)
    write_manifest(output, (MODEL_FILE, TOKENIZER_FILE))


def write_manifest(folder: Path, names: Sequence[str]) -> None:
    """Write the hashes of these files beside them; all are checked when the reader is loaded."""
    files = {name: sha256_of(folder / name) for name in names}
    manifest = {"format": FORMAT, "files": files}
    (folder / MANIFEST).write_text(json.dumps(manifest, indent=2) + "\n", encoding="utf-8")


def _export_full(checkpoint: Path, target: Path) -> None:
    model: Any = AutoModelForQuestionAnswering.from_pretrained(
        str(checkpoint), local_files_only=True, trust_remote_code=False, use_safetensors=True
    )

    class TokensToLogits(torch.nn.Module):
        """The model with its outputs as a plain tuple."""

        def __init__(self) -> None:
            super().__init__()
            self.model = model

        def forward(self, *given: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
            found = self.model(**dict(zip(_INPUTS, given, strict=True)))
            return found.start_logits, found.end_logits

    # Any will do; these are in the smallest vocabulary, too.
    tokens = torch.tensor([[2, 5, 3, 6, 3], [2, 5, 3, 6, 0]])
    mask = (tokens != 0).long()
    with warnings.catch_warnings(), torch.inference_mode():
        # The tracer warns of constants that do not depend on the sizes declared dynamic; the
        # tests compare lengths and batch sizes other than the traced ones.
        warnings.simplefilter("ignore")
        torch.onnx.export(
            TokensToLogits().eval(),
            (tokens, mask, torch.zeros_like(tokens)),
            str(target),
            input_names=list(_INPUTS),
            output_names=list(_OUTPUTS),
            dynamic_axes={name: {0: "batch", 1: "tokens"} for name in (*_INPUTS, *_OUTPUTS)},
            opset_version=17,
            dynamo=False,
        )


def _quantise(full: Path, target: Path, *, outliers: bool = True) -> None:
    from onnxruntime.quantization import QuantType, quantize_dynamic

    names = [node.name for node in onnx.load(full).graph.node if node.op_type == "MatMul"]
    kept = [name for name in names if "/output/dense" in name and "attention" not in name]
    head = [name for name in names if "/qa_outputs/" in name]
    quantize_dynamic(
        full,
        target,
        weight_type=QuantType.QInt8,
        per_channel=True,
        reduce_range=True,
        op_types_to_quantize=["MatMul", "Gather"],
        nodes_to_exclude=head + (kept if outliers else []),
    )
    if outliers:
        _halve(target, set(kept))


def _halve(path: Path, nodes: set[str]) -> None:
    """Store the weights of these nodes in fp16; ONNX Runtime widens them once, when loading."""
    model = onnx.load(path)
    graph = model.graph
    weights = {node.input[1] for node in graph.node if node.name in nodes}
    for tensor in list(graph.initializer):
        if tensor.name in weights:
            half = numpy_helper.to_array(tensor).astype(np.float16)
            stored = numpy_helper.from_array(half, f"{tensor.name}_half")
            graph.initializer.remove(tensor)
            graph.initializer.append(stored)
            cast = helper.make_node(
                "Cast", [stored.name], [tensor.name], to=TensorProto.FLOAT, name=f"{tensor.name}_w"
            )
            graph.node.insert(0, cast)
    onnx.save(model, path)


def main() -> None:
    """Export."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("checkpoint", type=Path)
    parser.add_argument("output", type=Path)
    parser.add_argument("--precision", choices=("int8", "fp32"), default="int8")
    options = parser.parse_args()
    export(options.checkpoint, options.output, options.precision)


if __name__ == "__main__":
    main()
