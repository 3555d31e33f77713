"""The shipped ONNX file back to an ordinary Hugging Face checkpoint.

    python -m training.reader.restore OUTPUT [--reader FOLDER]

The weights are those that the int8 file holds, widened to fp32, so that the reader can be loaded
with ``AutoModelForQuestionAnswering`` (for further training, or to compare) without training it
again. They differ from the trained ones by the rounding of int8.
"""

from __future__ import annotations

import argparse
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import onnx
import torch
from onnx import numpy_helper
from transformers import AutoConfig, AutoModelForQuestionAnswering

from index.models import packaged_folder
from qa.onnx_reader import MODEL_FILE, TOKENIZER_FILE
from qa.readers import SHIPPED_READER
from training.reader.narrow import NARROW, SCALE
from training.reader.recipe import BASE_MODEL

__all__ = ["restore"]

_ROOT = "model."
_QUANTIZED = ("_quantized", "_scale", "_zero_point")
"""Ends of the names that ONNX Runtime's quantisation gives."""
_TOKENIZER_CONFIG = "tokenizer_config.json"
Array = npt.NDArray[Any]


def restore(folder: Path, output: Path) -> None:
    """Write ``config.json``, ``model.safetensors`` and the tokenizer.

    Args:
        folder: Holds a ``model.onnx`` made by ``training.reader.export``.
        output: Made if missing.

    Raises:
        ValueError: The file lacks some of the model's weights.
    """
    base = packaged_folder(BASE_MODEL)
    found = _weights(onnx.load(folder / MODEL_FILE))
    config = AutoConfig.from_pretrained(str(base), local_files_only=True)
    model: Any = AutoModelForQuestionAnswering.from_config(config)  # type: ignore[no-untyped-call]
    tensors = {
        # A copy, since arrays of an ONNX file cannot be written to.
        name: torch.from_numpy(np.array(value, np.float32))
        for name, value in found.items()
    }
    missing = sorted(set(dict(model.named_parameters())) - set(tensors))
    if missing:
        raise ValueError(f"{folder / MODEL_FILE}: lacks {', '.join(missing[:3])}")
    model.load_state_dict(tensors, strict=False)
    output.mkdir(parents=True, exist_ok=True)
    model.eval().save_pretrained(str(output))
    shutil.copyfile(folder / TOKENIZER_FILE, output / TOKENIZER_FILE)
    shutil.copyfile(base / _TOKENIZER_CONFIG, output / _TOKENIZER_CONFIG)


def _weights(model: onnx.ModelProto) -> dict[str, Array]:
    """The parameters by their Hugging Face names."""
    stored = {one.name: numpy_helper.to_array(one) for one in model.graph.initializer}
    names = {name.removesuffix(end) for name in stored for end in (SCALE, NARROW, *_QUANTIZED)}
    wide = {name: _widened(name, stored) for name in names if _is_stored(name, stored)}
    found = {
        name.removeprefix(_ROOT): value for name, value in wide.items() if name.startswith(_ROOT)
    }
    for node in model.graph.node:
        source = node.input[1].removesuffix(_QUANTIZED[0]) if len(node.input) > 1 else ""
        if node.op_type in ("MatMul", "MatMulInteger") and source in wide:
            path = node.name.removesuffix("_quant").removesuffix("/MatMul")
            own = path.replace("/", ".").removeprefix(f".{_ROOT}") + ".weight"
            # Matrices stand transposed in the graph.
            found[own] = wide[source].T
    return found


def _is_stored(name: str, stored: Mapping[str, Array]) -> bool:
    return any(name + end in stored for end in ("", NARROW, _QUANTIZED[0]))


def _widened(name: str, stored: Mapping[str, Array]) -> Array:
    if name in stored:
        return stored[name]
    if name + NARROW in stored:
        return stored[name + NARROW].astype(np.float32) * stored[name + SCALE]
    values, scale, zero = (stored[name + end] for end in _QUANTIZED)
    return (values.astype(np.float32) - zero.astype(np.float32)) * scale


def main() -> None:
    """Restore."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("output", type=Path)
    parser.add_argument("--reader", type=Path, default=SHIPPED_READER, help="default: the shipped")
    options = parser.parse_args()
    restore(options.reader, options.output)


if __name__ == "__main__":
    main()
