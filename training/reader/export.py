"""A question-answering checkpoint to the shipped form: int8 ONNX, tokenizer, manifest.

    python -m training.reader.export CHECKPOINT OUTPUT [--precision int8|fp32]

int8 stores all matrices and the tables of the embedding in eight bits with a scale per output
channel or row. The matrices of ``COMPUTED_IN_INT8`` are multiplied in int8, too, in seven bits
(``reduce_range``), so that processors without VNNI cannot overflow and all give the same scores;
the others in fp32, since eight bits do not hold what flows into them (docs/reader.md). The head,
which is tiny, stays in fp32.
"""

from __future__ import annotations

import argparse
import json
import shutil
import tempfile
import warnings
from collections.abc import Collection, Sequence
from pathlib import Path
from typing import Any

import onnx
import torch
from transformers import AutoModelForQuestionAnswering

from index.files import sha256_of
from qa.onnx_reader import FORMAT, MANIFEST, MODEL_FILE, TOKENIZER_FILE
from training.reader.narrow import narrow_matrices, narrow_tables

__all__ = ["COMPUTED_IN_INT8", "MATRICES", "export", "exported", "narrow", "write_manifest"]

MATRICES = {
    "query": "/attention/self/query",
    "key": "/attention/self/key",
    "value": "/attention/self/value",
    "attention_out": "/attention/output/dense",
    "feed_forward_in": "/intermediate/dense",
    "feed_forward_out": "/output/dense",
}
"""The matrices of a layer, by the ends of their paths."""

COMPUTED_IN_INT8 = ("query", "key", "value")

_EXPORTED_FROM = "exported_from.txt"
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
            narrow(full, model)
    shutil.copyfile(checkpoint / TOKENIZER_FILE, output / TOKENIZER_FILE)
    write_manifest(output, (MODEL_FILE, TOKENIZER_FILE))


def exported(checkpoint: Path, output: Path) -> Path:
    """``export`` in int8, unless ``output`` holds what these weights gave; returns ``output``."""
    weights = sha256_of(checkpoint / "model.safetensors")
    note = output / _EXPORTED_FROM
    if not note.is_file() or note.read_text(encoding="utf-8") != weights:
        note.unlink(missing_ok=True)
        export(checkpoint, output)
        note.write_text(weights, encoding="utf-8")
    return output


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


def narrow(full: Path, target: Path, computed: Collection[str] = COMPUTED_IN_INT8) -> None:
    """Write the int8 form of an fp32 export.

    Args:
        full: An export of ``precision="fp32"``.
        target: The file to write.
        computed: Names of ``MATRICES`` that are multiplied in int8.
    """
    from onnxruntime.quantization import QuantType, quantize_dynamic

    model = onnx.load(full)
    products = [node.name for node in model.graph.node if node.op_type == "MatMul"]
    by_name = {
        name: [product for product in products if product.endswith(f"{path}/MatMul")]
        for name, path in MATRICES.items()
    }
    # "attention/output/dense" ends like "output/dense".
    by_name["feed_forward_out"] = [
        one for one in by_name["feed_forward_out"] if one not in by_name["attention_out"]
    ]
    narrow_matrices(
        model, [one for name in MATRICES if name not in computed for one in by_name[name]]
    )
    narrow_tables(
        model, [node.name for node in model.graph.node if node.name.endswith("_embeddings/Gather")]
    )
    chosen = [one for name in computed for one in by_name[name]]
    if not chosen:
        onnx.save(model, target)
        return
    quantize_dynamic(
        model,
        target,
        weight_type=QuantType.QInt8,
        per_channel=True,
        reduce_range=True,
        op_types_to_quantize=["MatMul"],
        nodes_to_quantize=chosen,
    )


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
