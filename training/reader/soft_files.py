"""Targets that several teachers wrote, each for the examples of one fold."""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path

import torch
from safetensors.torch import load_file, save_file

from training.reader.two_losses import Logits

__all__ = ["load_soft", "save_soft"]

_PARTS = ("starts", "ends", "evidence")
_LOOK_SECONDS = 0.2


def save_soft(learnt: Path, soft: Logits) -> None:
    """Write flat targets, 0 outside the fold, as ``NAME.soft``; the file is there at once.

    Args:
        learnt: What the teacher writes, without an ending.
        soft: Flat logits of all examples.
    """
    partial = learnt.with_name(f"{learnt.name}.soft.part")
    save_file(
        {name: part.cpu().contiguous() for name, part in zip(_PARTS, soft, strict=True)}, partial
    )
    partial.replace(learnt.with_name(f"{learnt.name}.soft"))


def load_soft(learnt: Sequence[Path], device: torch.device, wait: float | None = None) -> Logits:
    """Add the targets of all folds up.

    Args:
        learnt: What each teacher writes, without an ending.
        device: Where the targets go.
        wait: Seconds in which files that are still being made may come.

    Raises:
        TimeoutError: A file did not come.
    """
    end = time.monotonic() + (wait or 0)
    total: list[torch.Tensor] = []
    for path in (one.with_name(f"{one.name}.soft") for one in learnt):
        while not path.is_file():
            if time.monotonic() > end:
                raise TimeoutError(f"{path}: is not there")
            time.sleep(_LOOK_SECONDS)
        stored = load_file(path)
        parts = [stored[name].to(device) for name in _PARTS]
        total = [a + b for a, b in zip(total, parts, strict=True)] if total else parts
    starts, ends, evidence = total
    return starts, ends, evidence
