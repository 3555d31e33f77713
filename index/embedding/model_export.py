"""Make an ONNX export of a sentence-transformers model; run as a program of its own.

The only module here that imports torch. It runs in a process of its own, once per model, so that
neither torch's start-up time nor its memory is paid by anyone who indexes or asks:

    python -m index.embedding.model_export MODEL_FOLDER OUTPUT_FOLDER PRECISION
"""

from __future__ import annotations

import sys
import warnings
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from index.errors import InvalidValueError
from index.onnx.bert_graph import BertGraph, Shape, largest_values

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

__all__ = ["MODEL_FILE", "export"]

MODEL_FILE = "model.onnx"
_INPUTS = ("input_ids", "attention_mask", "token_type_ids")


def export(model_folder: Path, output: Path, precision: str) -> None:
    """Write ``output/model.onnx``: token ids in, unit sentence vector out.

    sentence-transformers loads the model. In fp32 the whole model is traced, with its own pooling
    and normalisation. In ``int8`` the graph is built from its weights (``index.onnx.bert_graph``);
    what it has beyond a BERT encoder and its mean or first vector is not known there, and such a
    model stays in fp32.

    Args:
        model_folder: A sentence-transformers model with safetensors weights.
        output: An existing folder.
        precision: ``fp32`` or ``int8``.

    Raises:
        ValueError: Unknown precision.
    """
    if precision not in ("fp32", "int8"):
        raise InvalidValueError(f"precision must be fp32 or int8, not {precision!r}")
    model = _loaded(model_folder)
    if precision == "int8" and _pooling(model) is not None:
        _export_int8(model, output)
    else:
        _export_full(model, output / MODEL_FILE)


def _loaded(model_folder: Path) -> SentenceTransformer:
    from sentence_transformers import SentenceTransformer

    return SentenceTransformer(
        str(model_folder),
        device="cpu",
        local_files_only=True,
        trust_remote_code=False,
        model_kwargs={"use_safetensors": True},
    )


def _pooling(model: SentenceTransformer) -> str | None:
    """``mean`` or ``cls`` if that is all that there is after the encoder."""
    encoder: Any = model[0]
    later = list(model)[1:]
    kinds = [type(module).__name__ for module in later]
    mode = getattr(later[0], "pooling_mode", None) if later else None
    if kinds not in (["Pooling"], ["Pooling", "Normalize"]) or mode not in ("mean", "cls"):
        return None
    try:
        Shape.of(encoder.auto_model.config.to_dict())
    except ValueError:
        return None
    return str(mode)


def _export_int8(model: SentenceTransformer, output: Path) -> None:
    import onnx

    encoder: Any = model[0].auto_model
    weights = {name: value.float().numpy() for name, value in encoder.state_dict().items()}
    shape = Shape.of(encoder.config.to_dict())
    tokenizer: Any = model.tokenizer
    first, last = int(tokenizer.cls_token_id), int(tokenizer.sep_token_id)
    graph = BertGraph(weights, shape, largest_values(weights, shape, first, last, output))
    vector_name = graph.encoder()
    if _pooling(model) == "mean":
        vector_name = graph.add("ReduceMean", [vector_name], axes=[1], keepdims=0)
    else:
        place = graph.constant("place", np.array(0, np.int64))
        vector_name = graph.add("Gather", [vector_name, place], axis=1)
    vector = graph.add("LpNormalization", [vector_name], axis=-1, p=2)
    onnx.save(graph.model({vector: "vector"}, ["batch", "width"]), output / MODEL_FILE)


def _export_full(model: SentenceTransformer, target: Path) -> None:
    import torch

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

    # Any tokens will do; these are in the smallest vocabulary as well.
    tokens = torch.tensor([[2, 5, 3, 6], [2, 5, 3, 0]])
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
