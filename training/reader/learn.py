"""Train a reader with two heads on packed examples, by annotations and, given one, by a teacher.

    python -m training.reader.learn DIR --base FOLDER --name NAME [--teacher NAME] [--minutes M]

``--tokens`` is the size of a step, ``--rate`` the highest learning rate, ``--seed`` that of order
and dropout. ``--help`` lists the rest.

Reads what ``training.reader.prepare`` wrote into ``DIR`` and writes
``DIR/NAME.safetensors`` and ``DIR/NAME.json``. A GPU is used if there is one. The length of the
training is given in passes over the examples or in minutes; the learning rate falls to 0 by its
end. The state is saved every ten minutes, and the same command resumes from it.
"""

from __future__ import annotations

import argparse
import json
import math
import random
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from time import monotonic
from typing import Any

import torch
from safetensors.torch import load_file, save_file

from training.reader.encoder import EncoderShape, TwoHeads
from training.reader.hard_negatives import hard_negatives
from training.reader.judging import gathered, judged, logits_of, soft_targets
from training.reader.on_device import Batch, Examples, batches
from training.reader.packed import Tokens, load, save
from training.reader.pool_file import load_pool
from training.reader.two_losses import Logits, Weights, hard_loss, soft_loss

__all__ = ["Learning", "all_examples", "learn", "load_base"]

_HELD_OUT_EVERY = 100
_HELD_OUT_REMAINDER = 7
_CHECKPOINT_SECONDS = 600
_LOG_SECONDS = 15
_BETAS = (0.9, 0.98)
_WORDS = "word_embeddings"
"""Part of the name of the weights that are not trained."""


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


def load_base(folder: Path, dropout: float) -> TwoHeads:
    """Load an encoder and add fresh heads, or load a reader with two heads to train further."""
    config = json.loads((folder / "config.json").read_text("utf-8"))
    torch.manual_seed(0)
    model = TwoHeads(EncoderShape.of(config), dropout)
    model.load_encoder(load_file(folder / "model.safetensors"))
    return model


def learn(
    model: TwoHeads,
    examples: Examples,
    settings: Learning,
    weights: Weights,
    state: Path,
    teacher: Logits | None = None,
) -> dict[str, Any]:
    """Train in place and return a report.

    Args:
        model: On the device of the examples.
        examples: All; every hundredth group is held out and judged at the end.
        settings: How.
        weights: Of the parts of the loss.
        state: File of the checkpoint; resumed from if it is there, removed at the end.
        teacher: Logits of all examples, flat (``soft_targets``).

    Raises:
        ArithmeticError: The loss is not finite.
    """
    rows, held_out = _split(examples)
    optimizer = _optimizer(model, settings)
    progress = _resumed(state, model, optimizer)
    steps_per_pass = len(batches(examples, rows, settings.tokens, random.Random(0)))  # noqa: S311
    steps = max(1, round(settings.passes * steps_per_pass))
    order = _order(examples, rows, settings)
    # Skip what was learnt before the checkpoint.
    for _ in range(progress.step):
        next(order)
    model.train()
    while True:
        minutes = settings.minutes
        done = progress.seconds / (60 * minutes) if minutes else progress.step / steps
        if done >= 1:
            break
        for group in optimizer.param_groups:
            group["lr"] = settings.rate * _factor(done, settings.warm_up)
        batch = examples.batch(next(order))
        loss = _loss(model, batch, weights, teacher)
        torch.autograd.backward(loss)
        trained = [p for group in optimizer.param_groups for p in group["params"]]
        torch.nn.utils.clip_grad_norm_(trained, settings.largest_gradient)
        optimizer.step()
        optimizer.zero_grad(set_to_none=True)
        progress.step += 1
        progress.losses.append(loss.detach())
        if monotonic() - progress.logged > _LOG_SECONDS:
            _log(progress, done)
        if monotonic() - progress.saved > _CHECKPOINT_SECONDS:
            _save(state, model, optimizer, progress)
    report = {
        "steps": progress.step,
        "passes": round(progress.step / steps_per_pass, 3),
        "held_out": judged(model, examples, held_out, settings.tokens, weights),
        "log": progress.log,
        "device": examples.device.type,
        "seconds": round(progress.seconds),
    }
    state.unlink(missing_ok=True)
    return report


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


def _split(examples: Examples) -> tuple[list[int], list[int]]:
    """Return the rows to learn and the rows held out; a group is on one side.

    Texts read alone are split by their row: another reading of their question may be on the other
    side.
    """
    rows: list[int] = []
    held_out: list[int] = []
    for row in range(len(examples)):
        group = int(examples.groups[row])
        number = group if group >= 0 else row
        is_held_out = number % _HELD_OUT_EVERY == _HELD_OUT_REMAINDER
        (held_out if is_held_out else rows).append(row)
    return rows, held_out


def _order(examples: Examples, rows: Sequence[int], settings: Learning) -> Iterator[list[int]]:
    """Yield batches without end, pass after pass."""
    rng = random.Random(settings.seed)  # noqa: S311
    while True:
        yield from batches(examples, rows, settings.tokens, rng)


def _factor(done: float, warm_up: float) -> float:
    """Return the learning rate as a share of its peak: it rises linearly, then falls linearly."""
    return done / warm_up if done < warm_up else (1 - done) / (1 - warm_up)


def all_examples(work: Path, embedder: Path, device: torch.device, each: int) -> list[Tokens]:
    """Load the prepared examples, their retrieved negatives, and what was read in folders.

    The negatives are drawn the first time and kept in ``work``.

    Args:
        work: Folder that ``training.reader.prepare`` wrote.
        embedder: Folder of the product's embedding model.
        device: Where passages are embedded.
        each: Negatives for one question.
    """
    examples = load(work / "examples.npz")
    path = work / f"negatives-{each}.npz"
    if not path.is_file():
        encoder = load_base(embedder, 0.0).to(device).eval()
        negatives = hard_negatives(load_pool(work / "pool.npz"), encoder, device, each, 0)
        partial = path.with_suffix(".part.npz")
        save(partial, negatives)
        partial.replace(path)
    folders = work / "folders.npz"
    return examples + load(path) + (load(folders) if folders.is_file() else [])


def _teacher(base: Path, learnt: Path) -> TwoHeads:
    """Load a trained reader: its base's word embeddings and what was learnt.

    Raises:
        ValueError: The weights are not those of a reader with this base.
    """
    model = load_base(base, 0.0)
    missing, unexpected = model.load_state_dict(load_file(learnt), strict=False)
    if unexpected or any(_WORDS not in name for name in missing):
        raise ValueError(f"{learnt}: not weights learnt from {base}")
    return model


def _write(model: TwoHeads, notes: dict[str, Any], output: Path) -> None:
    """Write what was learnt, without the word embeddings, and notes beside it."""
    learnt = {
        name: value.detach().float().cpu().contiguous()
        for name, value in model.state_dict().items()
        if _WORDS not in name
    }
    save_file(learnt, output.with_name(f"{output.name}.safetensors"))
    output.with_name(f"{output.name}.json").write_text(json.dumps(notes) + "\n", encoding="utf-8")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("work", type=Path, help="folder that training.reader.prepare wrote")
    parser.add_argument("--base", type=Path, required=True, help="encoder or reader to start from")
    parser.add_argument("--embedder", type=Path, help="for negatives (default: the base)")
    parser.add_argument("--name", required=True, help="of what is written")
    parser.add_argument("--teacher", help="name of a trained reader, with --teacher-base")
    parser.add_argument("--teacher-base", type=Path, help="encoder that the teacher started from")
    parser.add_argument("--negatives", type=int, default=2, help="for each question (default: 2)")
    usual = Learning()
    parser.add_argument("--rate", type=float, default=usual.rate, help="at its peak")
    parser.add_argument("--tokens", type=int, default=usual.tokens, help="of a step, padded")
    parser.add_argument("--passes", type=float, default=usual.passes, help="over the examples")
    parser.add_argument("--minutes", type=float, default=usual.minutes, help="instead of passes")
    parser.add_argument("--seed", type=int, default=usual.seed, help="of order and dropout")
    options = parser.parse_args()
    if (options.teacher is None) != (options.teacher_base is None):
        parser.error("--teacher and --teacher-base go together")
    return options


def main() -> None:
    """Train."""
    options = _options()
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    if device.type == "cuda":
        # cuDNN's attention makes a new plan for every shape, and each batch has its own.
        torch.backends.cuda.enable_cudnn_sdp(False)
    settings = Learning(
        options.rate, options.tokens, options.passes, options.minutes, seed=options.seed
    )
    begun = monotonic()
    tokens = all_examples(options.work, options.embedder or options.base, device, options.negatives)
    examples = Examples(tokens, device)
    print(f"{len(examples)} examples, {examples.tokens} tokens, after {monotonic() - begun:.0f} s")
    soft = None
    if options.teacher:
        weights_file = options.work / f"{options.teacher}.safetensors"
        teacher = _teacher(options.teacher_base, weights_file).to(device)
        soft = soft_targets(teacher, examples, 4 * settings.tokens)
        del teacher
        print(f"soft targets after {monotonic() - begun:.0f} s", flush=True)
    model = load_base(options.base, settings.dropout).to(device)
    torch.manual_seed(settings.seed)
    weights = Weights()
    output = options.work / options.name
    state = output.with_name(f"{output.name}.checkpoint")
    report = learn(model, examples, settings, weights, state, soft)
    notes = {"settings": asdict(settings), "weights": asdict(weights), **report}
    _write(model, notes, output)
    print(json.dumps({name: value for name, value in notes.items() if name != "log"}))


if __name__ == "__main__":
    main()
