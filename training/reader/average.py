"""Averages the weights of several runs from the same initial weights.

The mean is better than each run and as fast as one (Wortsman et al., 2022, "Model soups: averaging
weights of multiple fine-tuned models improves accuracy without increasing inference time").
"""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path

import torch
from safetensors.torch import load_file, save_file

__all__ = ["average"]

_WEIGHTS = "model.safetensors"


def average(checkpoints: Sequence[Path], output: Path) -> Path:
    """Write a checkpoint with the mean weights; its other files are those of the first one.

    Args:
        checkpoints: Hugging Face folders of models of the same shape.
        output: Replaced if it exists.

    Returns:
        ``output``.

    Raises:
        ValueError: No checkpoints, or they differ in names or shapes of weights.
    """
    if not checkpoints:
        raise ValueError("nothing to average")
    first = load_file(checkpoints[0] / _WEIGHTS)
    # In fp64, so that the order of the checkpoints does not matter.
    total = {name: value.double() for name, value in first.items()}
    for folder in checkpoints[1:]:
        other = load_file(folder / _WEIGHTS)
        if {n: v.shape for n, v in other.items()} != {n: v.shape for n, v in first.items()}:
            raise ValueError(f"{folder}: other weights than those of {checkpoints[0]}")
        for name, value in other.items():
            total[name] += value.double()
    mean: dict[str, torch.Tensor] = {
        name: (value / len(checkpoints)).to(first[name].dtype).contiguous()
        for name, value in total.items()
    }
    shutil.rmtree(output, ignore_errors=True)
    shutil.copytree(checkpoints[0], output, ignore=shutil.ignore_patterns(_WEIGHTS))
    save_file(mean, output / _WEIGHTS, metadata={"format": "pt"})
    return output
