"""The training loop: determined by its seed, resumable, on a GPU if there is one.

On a CPU each core runs its share of a batch forward and backward, and the gradients are added up.
On two cores this is a third faster than both cores working on each operation (docs/reader.md).
"""

from __future__ import annotations

import hashlib
import json
import math
import random
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import asdict, dataclass
from pathlib import Path
from time import monotonic
from typing import Any

import numpy as np
import torch
from tqdm import tqdm
from transformers import AutoModelForQuestionAnswering

from index.embedding.embedder import default_workers
from index.platform.files import sha256_of
from training.reader.bfloat16 import multiplies_bf16
from training.reader.dropout import Masks, put_in
from training.reader.encode import Encoded, batches
from training.reader.loss import mean_loss

__all__ = ["Hyperparameters", "fit"]

_CHECKPOINT = "checkpoint.pt"
_WEIGHTS = "model.safetensors"
_FINISHED = "finished.json"


@dataclass(frozen=True, slots=True)
class Hyperparameters:
    """Hyperparameters.

    Attributes:
        learning_rate: Peak rate; the rate rises over the first steps, then falls linearly to 0.
        batch: Examples a step.
        warm_up: Share of the steps in which the rate rises.
        weight_decay: Of matrices, not of biases and norms.
        largest_gradient: Norm to which gradients are cut.
        dropout: Share of the values between layers that is dropped.
        word_embeddings: Whether to train them. They are half of the parameters, and most words of
            the training texts are rare.
        any_annotator: Whether one annotator's answer is as good as another's (training raises the
            probability of all of them together); else each gets its share of start and end.
        together: Weight of the loss over all texts that are read together for one question.
        bf16: Multiply in bfloat16 where the processor has instructions for it; else in fp32.
        seed: Of the order of examples and of dropout.
        checkpoint_minutes: Minutes between two checkpoints.
    """

    learning_rate: float = 1.5e-4
    batch: int = 16
    warm_up: float = 0.05
    weight_decay: float = 0.01
    largest_gradient: float = 1.0
    dropout: float = 0.1
    word_embeddings: bool = False
    any_annotator: bool = True
    together: float = 2.0
    bf16: bool = True
    seed: int = 0
    checkpoint_minutes: float = 4.0


def fit(
    stages: Sequence[Sequence[Encoded]], base: Path, output: Path, settings: Hyperparameters
) -> Path:
    """Train, and write a Hugging Face question-answering checkpoint.

    A call after an interruption resumes from the last checkpoint and takes the same steps as an
    uninterrupted run (to the last bit on the same machine).

    Args:
        stages: Trained on in this order.
        base: Folder of the encoder to start from.
        output: Folder for the checkpoint and the finished weights.
        settings: Hyperparameters; a resumed run needs the same ones.

    Returns:
        The folder with ``model.safetensors`` and ``config.json``.

    Raises:
        ValueError: The checkpoint in ``output`` belongs to another run.
    """
    finished = output / "model"
    settled = asdict(settings)
    del settled["checkpoint_minutes"]
    run = {"examples": _digest(stages), "base": sha256_of(base / _WEIGHTS), "settings": settled}
    if (output / _FINISHED).is_file():
        _same(output / _FINISHED, json.loads((output / _FINISHED).read_text("utf-8")), run)
        return finished
    output.mkdir(parents=True, exist_ok=True)
    # The head's first weights are the same for every seed, so that runs can be averaged.
    torch.manual_seed(0)
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    model: Any = AutoModelForQuestionAnswering.from_pretrained(
        str(base),
        local_files_only=True,
        attention_probs_dropout_prob=0.0,
    )
    masks = Masks(settings.dropout, settings.seed, device)
    put_in(model, masks)
    model.get_input_embeddings().requires_grad_(settings.word_embeddings)
    model.to(device).train()
    rng = random.Random(settings.seed)  # noqa: S311
    plan = [(stage, batch) for stage in stages for batch in batches(stage, settings.batch, rng)]
    optimizer = _optimizer(model, settings)
    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, _Schedule(len(plan), settings.warm_up))
    state = _resumed(output, run, model, optimizer, schedule)
    losses: list[float] = state["losses"]
    last = monotonic()
    spent = state["seconds"]
    bar = tqdm(total=len(plan), initial=len(losses), desc="training", unit="step")
    with bar, closing(_Gradients(model, masks, settings, device)) as gradients:
        for stage, batch in plan[len(losses) :]:
            loss = gradients.compute([stage[i] for i in batch], len(losses))
            if not math.isfinite(loss):
                raise ArithmeticError(f"the loss is {loss} at step {len(losses) + 1}")
            torch.nn.utils.clip_grad_norm_(model.parameters(), settings.largest_gradient)
            optimizer.step()
            schedule.step()
            optimizer.zero_grad(set_to_none=True)
            losses.append(loss)
            bar.update()
            if len(losses) % 50 == 0:
                bar.set_postfix(loss=f"{np.mean(losses[-200:]):.3f}")
            if monotonic() - last > 60 * settings.checkpoint_minutes:
                spent += monotonic() - last
                last = monotonic()
                _save(output, run, model, optimizer, schedule, losses, spent)
    spent += monotonic() - last
    model.eval().to("cpu").save_pretrained(str(finished), safe_serialization=True)
    report = {
        **run,
        "steps": len(plan),
        "seconds": round(spent),
        "device": device.type,
        "bf16": settings.bf16 and multiplies_bf16(device),
        "loss": losses[::50],
    }
    (output / _FINISHED).write_text(json.dumps(report) + "\n", encoding="utf-8")
    (output / _CHECKPOINT).unlink(missing_ok=True)
    return finished


def _digest(stages: Sequence[Sequence[Encoded]]) -> str:
    """Of all training data, in order."""
    digest = hashlib.sha256()
    for stage in stages:
        digest.update(f"stage of {len(stage)}".encode())
        for one in stage:
            digest.update(one.ids.tobytes() + repr((one.first, one.spans, one.group)).encode())
    return digest.hexdigest()


def _same(path: Path, found: Mapping[str, Any], run: Mapping[str, Any]) -> None:
    if any(found.get(name) != value for name, value in run.items()):
        raise ValueError(f"{path}: belongs to another run; use another --work folder")


class _Schedule:
    """Factor of the learning rate by step."""

    def __init__(self, steps: int, warm_up: float) -> None:
        self._steps = steps
        self._rising = max(1, round(steps * warm_up))

    def __call__(self, step: int) -> float:
        if step < self._rising:
            return (step + 1) / self._rising
        return max(0.0, (self._steps - step) / max(1, self._steps - self._rising))


def _optimizer(model: Any, settings: Hyperparameters) -> torch.optim.AdamW:
    named = [(name, p) for name, p in model.named_parameters() if p.requires_grad]
    groups = [
        {"params": [p for _, p in named if p.ndim >= 2], "weight_decay": settings.weight_decay},
        {"params": [p for _, p in named if p.ndim < 2], "weight_decay": 0.0},
    ]
    return torch.optim.AdamW(groups, lr=settings.learning_rate, betas=(0.9, 0.98), fused=True)


class _Gradients:
    """Computes gradients; on a CPU each core takes a share of the batch."""

    def __init__(
        self, model: Any, masks: Masks, settings: Hyperparameters, device: torch.device
    ) -> None:
        self._model = model
        self._masks = masks
        self._settings = settings
        self._device = device
        self._bf16 = settings.bf16 and multiplies_bf16(device)
        self._parameters = [p for p in model.parameters() if p.requires_grad]
        self._shares = default_workers() if device.type == "cpu" else 1
        self._threads = torch.get_num_threads()
        if self._shares > 1:
            torch.set_num_threads(1)
        self._pool = ThreadPoolExecutor(self._shares, thread_name_prefix="train")

    def compute(self, examples: Sequence[Encoded], step: int) -> float:
        """Set the gradients of the mean loss of the examples; return that loss."""
        shares = _split(examples, self._shares)
        found = list(
            self._pool.map(
                lambda i: self._share(shares[i], len(examples), (step, i)), range(len(shares))
            )
        )
        # Added up in a fixed order, so that equal runs have equal sums.
        for parameter, *parts in zip(
            self._parameters, *(gradients for _, gradients in found), strict=True
        ):
            total = parts[0]
            for part in parts[1:]:
                total += part
            parameter.grad = total
        return sum(loss for loss, _ in found)

    def close(self) -> None:
        """Stop the workers."""
        self._pool.shutdown()
        torch.set_num_threads(self._threads)

    def _share(
        self, examples: Sequence[Encoded], batch: int, key: tuple[int, int]
    ) -> tuple[float, tuple[torch.Tensor, ...]]:
        self._masks.begin(self._settings.seed, *key)
        loss = mean_loss(
            self._model, examples, self._device, any_annotator=self._settings.any_annotator,
            together=self._settings.together, bf16=self._bf16,
        ) * (len(examples) / batch)  # fmt: skip
        return float(loss.detach()), torch.autograd.grad(
            loss, self._parameters, materialize_grads=True, allow_unused=True
        )


def _split(examples: Sequence[Encoded], shares: int) -> list[Sequence[Encoded]]:
    """Split into parts of about equal length; a group stays in one part."""
    size = -(-len(examples) // shares)
    found: list[Sequence[Encoded]] = []
    low = 0
    while low < len(examples):
        high = min(low + size, len(examples))
        while high < len(examples) and examples[high].group == examples[high - 1].group >= 0:
            high += 1
        found.append(examples[low:high])
        low = high
    return found


def _save(
    output: Path, run: Any, model: Any, optimizer: Any, schedule: Any,
    losses: Sequence[float], seconds: float,
) -> None:  # fmt: skip
    state = {
        "run": run,
        "model": model.state_dict(),
        "optimizer": optimizer.state_dict(),
        "schedule": schedule.state_dict(),
        "losses": list(losses),
        "seconds": seconds,
    }
    partial = output / f"{_CHECKPOINT}.part"
    torch.save(state, partial)
    partial.replace(output / _CHECKPOINT)


def _resumed(output: Path, run: Any, model: Any, optimizer: Any, schedule: Any) -> dict[str, Any]:
    """Restore the state of the checkpoint, if there is one."""
    path = output / _CHECKPOINT
    if not path.is_file():
        return {"losses": [], "seconds": 0.0}
    state: dict[str, Any] = torch.load(path, weights_only=True)
    _same(path, state["run"], run)
    model.load_state_dict(state["model"])
    optimizer.load_state_dict(state["optimizer"])
    schedule.load_state_dict(state["schedule"])
    return state
