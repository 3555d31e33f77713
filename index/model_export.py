"""Make an ONNX export of a sentence-transformers model; run as a program of its own.

The only module here that imports torch. It runs in a process of its own, once per model, so that
neither torch's start-up time nor its memory is paid by anyone who indexes or asks:

    python -m index.model_export MODEL_FOLDER OUTPUT_FOLDER PRECISION
"""

from __future__ import annotations

import sys
import warnings
from pathlib import Path

__all__ = ["MODEL_FILE", "export"]

MODEL_FILE = "model.onnx"
_INPUTS = ("input_ids", "attention_mask", "token_type_ids")


def export(model_folder: Path, output: Path, precision: str) -> None:
    """Write ``output/model.onnx``: token ids in, unit sentence vector out.

    sentence-transformers loads the model with its own pooling and normalisation; all of it goes
    into the graph. ``int8`` stores weights per output channel in seven bits (``reduce_range``),
    so that processors without VNNI cannot overflow and all give the same vectors. The second
    feed-forward layers stay in fp32: their inputs have outliers that eight bits cannot hold.

    Args:
        model_folder: A sentence-transformers model with safetensors weights.
        output: An existing folder.
        precision: ``fp32`` or ``int8``.

    Raises:
        ValueError: Unknown precision.
    """
    if precision not in ("fp32", "int8"):
        raise ValueError(f"precision must be fp32 or int8, not {precision!r}")
    full = output / ("full.onnx" if precision == "int8" else MODEL_FILE)
    _export_full(model_folder, full)
    if precision == "int8":
        import onnx
        from onnxruntime.quantization import QuantType, quantize_dynamic

        names = [node.name for node in onnx.load(full).graph.node if node.op_type == "MatMul"]

        quantize_dynamic(
            full,
            output / MODEL_FILE,
            weight_type=QuantType.QInt8,
            per_channel=True,
            reduce_range=True,
            op_types_to_quantize=["MatMul", "Gemm", "Gather"],
            nodes_to_exclude=[
                name for name in names if "/output/dense" in name and "attention" not in name
            ],
        )
        full.unlink()


def _export_full(model_folder: Path, target: Path) -> None:
    import torch
    from sentence_transformers import SentenceTransformer

    model = SentenceTransformer(
        str(model_folder),
        device="cpu",
        local_files_only=True,
        trust_remote_code=False,
        model_kwargs={"use_safetensors": True},
    )

    class TokensToVector(torch.nn.Module):
        """The whole pipeline as one function of tensors."""

        def __init__(self) -> None:
            super().__init__()
            self.model = model

        def forward(
            self,
            input_ids: torch.Tensor,
            attention_mask: torch.Tensor,
            token_type_ids: torch.Tensor,
        ) -> torch.Tensor:
            features = dict(zip(_INPUTS, (input_ids, attention_mask, token_type_ids), strict=True))
            vector: torch.Tensor = self.model(features)["sentence_embedding"]
            return torch.nn.functional.normalize(vector, dim=-1)

    tokens = torch.tensor([[101, 7592, 2088, 102], [101, 7592, 102, 0]])
    mask = (tokens != 0).long()
    axes = {name: {0: "batch", 1: "tokens"} for name in _INPUTS} | {"vector": {0: "batch"}}
    with warnings.catch_warnings(), torch.inference_mode():
        # The tracer warns of constants that do not depend on the sizes declared dynamic; the
        # tests compare lengths and batch sizes other than the traced ones.
        warnings.simplefilter("ignore")
        torch.onnx.export(
            TokensToVector().eval(),
            (tokens, mask, torch.zeros_like(tokens)),
            str(target),
            input_names=list(_INPUTS),
            output_names=["vector"],
            dynamic_axes=axes,
            opset_version=17,
            dynamo=False,
        )


if __name__ == "__main__":
    export(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3])
