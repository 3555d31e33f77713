"""Turns the shipped ONNX file back into an ordinary Hugging Face checkpoint.

    python -m training.reader.restore OUTPUT [--reader FOLDER]

The weights of the int8 file are widened to fp32. ``AutoModelForQuestionAnswering`` then loads the
reader, for comparison; ``training.reader.learn --base OUTPUT`` trains it further, with its second
head, which the weights file also holds. The weights differ from the trained ones by the rounding of
int8.
"""

from __future__ import annotations

import argparse
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import torch
from onnx import numpy_helper
from safetensors.torch import save_file
from transformers import AutoConfig, AutoModelForQuestionAnswering

from index.embedding.model_files import packaged_folder
from index.onnx.bert_graph import JOINED, MATRIX, NARROW, PARTS, SCALE, SMOOTH
from index.onnx.graph import Array
from qa.readers.loading import SHIPPED_READER
from qa.readers.manifest import MODEL_FILE, TOKENIZER_FILE
from training.reader.export import ENCODER, EVIDENCE, HEAD
from training.reader.recipe import BASE_MODEL

__all__ = ["restore"]

_TABLE = "_embeddings.weight"
_WEIGHTS = "model.safetensors"
_TOKENIZER_CONFIG = "tokenizer_config.json"


def restore(folder: Path, output: Path) -> None:
    """Write ``config.json``, ``model.safetensors`` and the tokenizer.

    Args:
        folder: Holds a ``model.onnx`` made by ``training.reader.export``.
        output: Created if missing.

    Raises:
        ValueError: The file lacks some of the model's weights.
    """
    base = packaged_folder(BASE_MODEL)
    found = _weights(onnx.load(folder / MODEL_FILE))
    config = AutoConfig.from_pretrained(str(base), local_files_only=True)
    model: Any = AutoModelForQuestionAnswering.from_config(config)  # type: ignore[no-untyped-call]
    tensors = {
        # A copy, since arrays of an ONNX file are read-only.
        name: torch.from_numpy(np.array(value, np.float32))
        for name, value in found.items()
    }
    missing = sorted(set(dict(model.named_parameters())) - set(tensors))
    if missing:
        raise ValueError(f"{folder / MODEL_FILE}: lacks {', '.join(missing[:3])}")
    output.mkdir(parents=True, exist_ok=True)
    config.architectures = [type(model).__name__]
    config.save_pretrained(str(output))
    save_file(
        {name: tensor.contiguous() for name, tensor in tensors.items()},
        output / _WEIGHTS,
        metadata={"format": "pt"},
    )
    shutil.copyfile(folder / TOKENIZER_FILE, output / TOKENIZER_FILE)
    shutil.copyfile(base / _TOKENIZER_CONFIG, output / _TOKENIZER_CONFIG)


def _weights(model: onnx.ModelProto) -> dict[str, Array]:
    """Return the parameters by their Hugging Face names."""
    stored = {one.name: numpy_helper.to_array(one) for one in model.graph.initializer}
    found: dict[str, Array] = {}
    for name, values in stored.items():
        if name.endswith(NARROW):
            own = name.removesuffix(NARROW)
            wide = values.astype(np.float32) * stored[own + SCALE]
            if own + SMOOTH in stored:
                wide = wide * stored[own + SMOOTH][:, None]
            found[own if own.endswith(_TABLE) else own + MATRIX] = wide
        elif "." in name and not name.endswith((SCALE, SMOOTH)):
            # Constants of the graph have no dot in their names.
            found[name] = values
    return dict(_named_as_trained(found))


def _named_as_trained(found: Mapping[str, Array]) -> Iterator[tuple[str, Array]]:
    """The graph holds matrices transposed, and query, key and value as one matrix."""
    for name, values in found.items():
        root = "" if name.startswith((HEAD, EVIDENCE)) else ENCODER
        place, _, end = name.rpartition(".")
        if place.endswith(JOINED) or name.endswith(f"{JOINED}{MATRIX}"):
            own = name.partition(JOINED)[0]
            kind = "bias" if end == "bias" else "weight"
            parts = np.split(values if kind == "bias" else values.T, len(PARTS))
            for part, one in zip(PARTS, parts, strict=True):
                yield f"{root}{own}{part}.{kind}", one
        elif name.endswith(MATRIX):
            yield f"{root}{name.removesuffix(MATRIX)}.weight", values.T
        else:
            yield root + name, values


def main() -> None:
    """Restore."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("output", type=Path)
    parser.add_argument("--reader", type=Path, default=SHIPPED_READER, help="default: the shipped")
    options = parser.parse_args()
    restore(options.reader, options.output)


if __name__ == "__main__":
    main()
