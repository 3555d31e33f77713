"""Weights in a quarter of their bytes, to carry them to another machine.

Large tensors go in int8 with a scale for every 64 numbers, which moves them by 0.7 % of their
spread: a training that starts from them does not notice. What was trained goes back in half
precision instead.
"""

from __future__ import annotations

from collections.abc import Mapping

import torch

__all__ = ["BLOCK", "halved", "narrowed", "widened"]

BLOCK = 64
"""Numbers that share a scale."""
_SMALLEST = 4096
"""Tensors with fewer numbers stay as they are."""
_CODES, _SCALES, _SHAPE = ":codes", ":scales", ":shape"

Tensors = dict[str, torch.Tensor]


def narrowed(weights: Mapping[str, torch.Tensor]) -> Tensors:
    """Round large tensors to int8 in blocks; others are copied."""
    stored: Tensors = {}
    for name, value in weights.items():
        if value.numel() < _SMALLEST or not value.is_floating_point():
            stored[name] = value.contiguous()
            continue
        flat = torch.nn.functional.pad(value.float().flatten(), (0, -value.numel() % BLOCK))
        blocks = flat.view(-1, BLOCK)
        # The scale as it is stored; a block of zeros has any.
        scales = (blocks.abs().amax(1) / 127).clamp(min=1e-30).bfloat16()
        codes = (blocks / scales.float()[:, None]).round().clamp(-127, 127)
        stored[name + _CODES] = codes.to(torch.int8)
        stored[name + _SCALES] = scales
        stored[name + _SHAPE] = torch.tensor(value.shape)
    return stored


def widened(stored: Mapping[str, torch.Tensor]) -> Tensors:
    """Undo ``narrowed``, up to the rounding, in fp32."""
    weights: Tensors = {}
    for name, value in stored.items():
        if name.endswith(_CODES):
            own = name.removesuffix(_CODES)
            wide = value.float() * stored[own + _SCALES].float()[:, None]
            shape = stored[own + _SHAPE].tolist()
            weights[own] = wide.flatten()[: torch.Size(shape).numel()].view(shape)
        elif not name.endswith((_SCALES, _SHAPE)):
            weights[name] = value
    return weights


def halved(weights: Mapping[str, torch.Tensor]) -> Tensors:
    """Round to half precision.

    Raises:
        OverflowError: A number is too large for it, or is none.
    """
    half = {name: value.half().contiguous() for name, value in weights.items()}
    for name, value in half.items():
        if not bool(value.isfinite().all()):
            raise OverflowError(f"{name}: too large for half precision")
    return half
