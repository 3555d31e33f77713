"""What a reader with two heads says of packed examples: a teacher's targets, and figures."""

from __future__ import annotations

import random
from collections.abc import Sequence

import torch

from training.reader.encoder import TwoHeads
from training.reader.on_device import Batch, Examples, batches
from training.reader.two_losses import Logits, Weights, hard_loss

__all__ = ["gathered", "judged", "logits_of", "soft_targets"]

_SHUT = -1e4


@torch.inference_mode()
def soft_targets(
    model: TwoHeads, examples: Examples, tokens: int, rows: Sequence[int] | None = None
) -> Logits:
    """Compute a teacher's logits for every token, flat, in half precision.

    Args:
        model: The teacher.
        examples: All.
        tokens: Padded tokens of a batch.
        rows: Numbers of the examples; all of them by default. The others keep zeros.
    """
    model.eval()
    chosen = range(len(examples)) if rows is None else rows
    starts, ends, evidence = (
        torch.zeros(examples.tokens, device=examples.device, dtype=torch.float16) for _ in range(3)
    )
    rng = random.Random(0)  # noqa: S311
    for part in batches(examples, chosen, tokens, rng):
        batch = examples.batch(part)
        where, inside = _places(batch)
        for flat, logits in zip((starts, ends, evidence), logits_of(model, batch), strict=True):
            flat[where[inside]] = logits.half()[inside]
    return starts, ends, evidence


@torch.inference_mode()
def judged(
    model: TwoHeads, examples: Examples, rows: Sequence[int], tokens: int, weights: Weights
) -> dict[str, float]:
    """Judge a model on some examples, and leave it in training mode.

    Args:
        model: On the device of the examples.
        examples: All.
        rows: Numbers of those that are judged.
        tokens: Padded tokens of a batch.
        weights: Of the parts of the loss.

    Returns:
        ``loss``, its mean over the texts; ``exact``, the share of texts with an answer whose best
        start and best end are those of an annotator; ``declined``, the share of texts without
        answer whose best start and best end are the first token.
    """
    model.eval()
    sums = dict.fromkeys(("loss", "right", "answered", "declined", "unanswered"), 0.0)
    for part in batches(examples, rows, tokens, random.Random(0)):  # noqa: S311
        batch = examples.batch(part)
        logits = logits_of(model, batch)
        sums["loss"] += float(hard_loss(logits, batch, weights)) * len(part)
        start, end = (s.float().masked_fill(~batch.open, _SHUT).argmax(-1) for s in logits[:2])
        hit = (batch.starts == start[:, None]) & (batch.ends == end[:, None]) & (batch.shares > 0)
        right = hit.any(-1) & batch.knows_answer
        is_answered = batch.knows_answer & (batch.starts[:, 0] > 0)
        is_unanswered = batch.knows_answer & (batch.starts[:, 0] == 0)
        sums["right"] += float((right & is_answered).sum())
        sums["answered"] += float(is_answered.sum())
        sums["declined"] += float((right & is_unanswered).sum())
        sums["unanswered"] += float(is_unanswered.sum())
    model.train()
    return {
        "loss": round(sums["loss"] / max(1, len(rows)), 4),
        "exact": round(sums["right"] / max(1.0, sums["answered"]), 4),
        "declined": round(sums["declined"] / max(1.0, sums["unanswered"]), 4),
    }


def logits_of(model: TwoHeads, batch: Batch) -> Logits:
    """Run the model, in bfloat16 on a GPU and where the model says so."""
    device = batch.ids.device.type
    is_narrow = device == "cuda" or model.in_bfloat16
    with torch.autocast(device, torch.bfloat16, enabled=is_narrow):
        logits: Logits = model(batch.ids, batch.lengths, batch.second)
    return logits


def _places(batch: Batch) -> tuple[torch.Tensor, torch.Tensor]:
    """Return the index of each position in the flat arrays, and whether it is in the text."""
    places = torch.arange(batch.ids.shape[1], device=batch.ids.device)
    return batch.flat[:, None] + places, places < batch.lengths[:, None]


def gathered(flat: Logits, batch: Batch) -> Logits:
    """Gather the logits of a batch from flat arrays."""
    where, _ = _places(batch)
    return flat[0][where], flat[1][where], flat[2][where]
