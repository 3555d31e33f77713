"""Dropout that costs next to nothing on a CPU.

Drawing a fresh mask for each layer takes a quarter of a training step on a CPU, and dropout of
attention shares disables the fast attention kernels. So masks are slices, at random places, of one
long mask that is drawn once, and only values between layers are dropped.
"""

from __future__ import annotations

import random
import threading

import torch

__all__ = ["Masks", "put_in"]

_LENGTH = 1 << 23


class Masks:
    """Slices masks out of a long one.

    Each thread draws its own places, so that equal runs have equal masks in any order of the
    threads.
    """

    def __init__(self, share: float, seed: int, device: torch.device) -> None:
        """Draw the long mask.

        Args:
            share: Of the values that become 0; the others are scaled to keep the mean.
            seed: Of the long mask.
            device: Where the model is.
        """
        generator = torch.Generator().manual_seed(seed)
        kept = torch.rand(_LENGTH, generator=generator) >= share
        self._long = (kept.float() / (1 - share)).to(device)
        self._local = threading.local()

    def begin(self, *key: int) -> None:
        """Seed the places of this thread's next masks."""
        self._local.places = random.Random(repr(key))  # noqa: S311

    def like(self, values: torch.Tensor) -> torch.Tensor:
        """Return a mask of the shape of ``values``."""
        wanted = values.numel()
        low = self._local.places.randrange(max(1, _LENGTH - wanted))
        mask = self._long[low : low + wanted]
        if len(mask) < wanted:
            mask = self._long.repeat(-(-wanted // _LENGTH))[:wanted]
        return mask.view(values.shape)


class _Dropout(torch.nn.Module):
    def __init__(self, masks: Masks) -> None:
        super().__init__()
        self._masks = masks

    def forward(self, values: torch.Tensor) -> torch.Tensor:
        return values * self._masks.like(values) if self.training else values


def put_in(model: torch.nn.Module, masks: Masks) -> int:
    """Replace the model's dropout layers, except those of attention shares.

    Returns:
        The number of layers replaced.
    """
    places = [
        (module, name)
        for path, module in model.named_modules()
        for name, child in module.named_children()
        if isinstance(child, torch.nn.Dropout) and not path.endswith("attention.self")
    ]
    for module, name in places:
        setattr(module, name, _Dropout(masks))
    return len(places)
