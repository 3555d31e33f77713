"""Where bfloat16 pays."""

from __future__ import annotations

import torch

__all__ = ["multiplies_bf16"]


def multiplies_bf16(device: torch.device) -> bool:
    """Whether a device has instructions for it; without, bfloat16 is slower than fp32."""
    if device.type == "cuda":
        return bool(torch.cuda.is_bf16_supported(including_emulation=False))
    return bool(torch.cpu._is_avx512_bf16_supported() or torch.cpu._is_amx_tile_supported())
