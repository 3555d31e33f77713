"""The training of a reader with two heads, step by step, with checkpoints.

The length of the training is given in passes over the examples or in minutes; the learning rate
falls to 0 by its end. What is held out is held out by document, so that figures of it say something
about new documents. ``training.reader.learn`` is the command.
"""

from __future__ import annotations

import json
import math
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic
from typing import Any

import numpy as np
import numpy.typing as npt
import torch

from training.reader.encoder import TwoHeads
from training.reader.judging import gathered, judged, logits_of
from training.reader.on_device import Batch, Examples, batches
from training.reader.two_losses import Logits, Weights, hard_loss, soft_loss

__all__ = ["Fold", "Learning", "learn"]

_HELD_OUT_EVERY = 100
_HELD_OUT_REMAINDER = 7
_CHECKPOINT_SECONDS = 600
_LOG_SECONDS = 15
_BETAS = (0.9, 0.98)


@dataclass(frozen=True, slots=True)
class Learning:
    """How a model is trained.

    Attributes:
        rate: Learning rate at its peak.
        tokens: Padded tokens of a step.
        passes: Passes over all examples.
        minutes: Instead of passes, if not 0.
        warm_up: Share of the training in which the rate rises.
        weight_decay: Of matrices.
        largest_gradient: Norm to which gradients are clipped.
        dropout: Between layers.
        seed: Of order and dropout.
    """

    rate: float = 1e-4
    tokens: int = 12_000
    passes: float = 2.0
    minutes: float = 0.0
    warm_up: float = 0.06
    weight_decay: float = 0.01
    largest_gradient: float = 1.0
    dropout: float = 0.1
    seed: int = 0


@dataclass(frozen=True, slots=True)
class Fold:
    """Every ``of``-th document, counted from ``number``."""

    number: int
    of: int

    def rows(self, examples: Examples) -> list[int]:
        """Return the rows of its documents."""
        rows: list[int] = np.flatnonzero(examples.units % self.of == self.number).tolist()
        return rows


@dataclass(slots=True)
class _Progress:
    """How far the training is.

    Attributes:
        step: Steps taken.
        spent: Seconds before the last resumption.
        begun: Clock at the last resumption.
        log: Mean losses so far.
        losses: Losses since the last line of the log, still on the device.
        logged: Clock at the last line of the log.
        saved: Clock at the last checkpoint.
    """

    step: int = 0
    spent: float = 0.0
    begun: float = field(default_factory=monotonic)
    log: list[dict[str, float]] = field(default_factory=list)
    losses: list[torch.Tensor] = field(default_factory=list)
    logged: float = field(default_factory=monotonic)
    saved: float = field(default_factory=monotonic)

    @property
    def seconds(self) -> float:
        """Time spent on training."""
        return self.spent + monotonic() - self.begun


def learn(
    model: TwoHeads,
    examples: Examples,
    settings: Learning,
    weights: Weights,
    state: Path,
    teacher: Logits | None = None,
    left_out: Fold | None = None,
) -> dict[str, Any]:
    """Train in place and return a report.

    Args:
        model: On the device of the examples.
        examples: All; every hundredth document is held out and judged at the end.
        settings: How.
        weights: Of the parts of the loss.
        state: File of the checkpoint; resumed from if it is there, removed at the end.
        teacher: Logits of all examples, flat (``soft_targets``).
        left_out: Documents that are not learnt either.

    Raises:
        ArithmeticError: The loss is not finite.
        ValueError: There is nothing to learn.
    """
    rows, held_out = _split(examples, left_out)
    if not rows:
        raise ValueError("nothing to learn: all documents are held out or left out")
    optimizer = _optimizer(model, settings)
    progress = _resumed(state, model, optimizer)
    steps_per_pass = len(batches(examples, rows, settings.tokens, random.Random(0)))  # noqa: S311
    steps = max(1, round(settings.passes * steps_per_pass))
    order = _order(examples, rows, settings)
    # Skip what was learnt before the checkpoint.
    for _ in range(progress.step):
        next(order)
    model.train()
    while (done := _done(progress, settings, steps)) < 1:
        loss = _loss(model, examples.batch(next(order)), weights, teacher)
        _step(optimizer, loss, settings, done)
        progress.step += 1
        progress.losses.append(loss.detach())
        if monotonic() - progress.logged > _LOG_SECONDS:
            _log(progress, done)
        if monotonic() - progress.saved > _CHECKPOINT_SECONDS:
            _save(state, model, optimizer, progress)
    state.unlink(missing_ok=True)
    return {
        "steps": progress.step,
        "passes": round(progress.step / steps_per_pass, 3),
        "held_out": judged(model, examples, held_out, settings.tokens, weights),
        "log": progress.log,
        "device": examples.device.type,
        "seconds": round(progress.seconds),
    }


def _done(progress: _Progress, settings: Learning, steps: int) -> float:
    """Return the share of the training that is done."""
    minutes = settings.minutes
    return progress.seconds / (60 * minutes) if minutes else progress.step / steps


def _step(
    optimizer: torch.optim.Optimizer, loss: torch.Tensor, settings: Learning, done: float
) -> None:
    for group in optimizer.param_groups:
        group["lr"] = settings.rate * _factor(done, settings.warm_up)
    torch.autograd.backward(loss)
    trained = [p for group in optimizer.param_groups for p in group["params"]]
    torch.nn.utils.clip_grad_norm_(trained, settings.largest_gradient)
    optimizer.step()
    optimizer.zero_grad(set_to_none=True)


def _optimizer(model: TwoHeads, settings: Learning) -> torch.optim.Optimizer:
    """Make an optimizer of everything but the word embeddings, which stay as they are."""
    model.word_embeddings.requires_grad_(False)
    trained = [parameter for parameter in model.parameters() if parameter.requires_grad]
    matrices = [parameter for parameter in trained if parameter.ndim >= 2]
    vectors = [parameter for parameter in trained if parameter.ndim < 2]
    return torch.optim.AdamW(
        [
            {"params": matrices, "weight_decay": settings.weight_decay},
            {"params": vectors, "weight_decay": 0.0},
        ],
        lr=settings.rate,
        betas=_BETAS,
        fused=True,
    )


def _loss(model: TwoHeads, batch: Batch, weights: Weights, teacher: Logits | None) -> torch.Tensor:
    logits = logits_of(model, batch)
    hard = hard_loss(logits, batch, weights)
    if teacher is None:
        return hard
    soft = soft_loss(logits, gathered(teacher, batch), batch, weights)
    return weights.hard * hard + weights.soft * soft


def _log(progress: _Progress, done: float) -> None:
    """Print and keep the mean loss since the last time."""
    progress.logged = monotonic()
    mean = float(torch.stack(progress.losses).mean())
    if not math.isfinite(mean):
        raise ArithmeticError(f"the loss is {mean} at step {progress.step}")
    progress.losses = []
    line = {"step": progress.step, "done": round(done, 3), "loss": round(mean, 4)}
    progress.log.append(line)
    print(json.dumps(line), flush=True)


def _save(
    state: Path, model: TwoHeads, optimizer: torch.optim.Optimizer, progress: _Progress
) -> None:
    progress.saved = monotonic()
    partial = state.with_suffix(".part")
    torch.save(
        {
            "model": model.state_dict(),
            "optimizer": optimizer.state_dict(),
            "step": progress.step,
            "seconds": progress.seconds,
            "log": progress.log,
        },
        partial,
    )
    partial.replace(state)


def _resumed(state: Path, model: TwoHeads, optimizer: torch.optim.Optimizer) -> _Progress:
    """Load a checkpoint if there is one."""
    if not state.is_file():
        return _Progress()
    stored = torch.load(state, weights_only=True)
    model.load_state_dict(stored["model"])
    optimizer.load_state_dict(stored["optimizer"])
    return _Progress(stored["step"], stored["seconds"], log=stored["log"])


def _split(examples: Examples, left_out: Fold | None = None) -> tuple[list[int], list[int]]:
    """Return the rows to learn and the rows held out; all rows of a document are on one side."""
    is_held_out: npt.NDArray[np.bool_] = examples.units % _HELD_OUT_EVERY == _HELD_OUT_REMAINDER
    is_learnt = ~is_held_out
    if left_out is not None:
        is_learnt[left_out.rows(examples)] = False
    return np.flatnonzero(is_learnt).tolist(), np.flatnonzero(is_held_out).tolist()


def _order(examples: Examples, rows: Sequence[int], settings: Learning) -> Iterator[list[int]]:
    """Yield batches without end, pass after pass."""
    rng = random.Random(settings.seed)  # noqa: S311
    while True:
        yield from batches(examples, rows, settings.tokens, rng)


def _factor(done: float, warm_up: float) -> float:
    """Return the learning rate as a share of its peak: it rises linearly, then falls linearly."""
    return done / warm_up if done < warm_up else (1 - done) / (1 - warm_up)
