"""Train a reader of two heads on packed examples, by annotators and, if there is one, by a teacher.

    python -m training.reader.learn DIR --base FOLDER --name NAME [--teacher NAME] [--minutes M]

Reads ``DIR/examples.npz`` and ``DIR/pool.npz`` (``training.reader.prepare``), uses a GPU where there is
one, and writes ``DIR/NAME.safetensors`` with ``DIR/NAME.json``. How long it learns is given in passes
over the examples or in minutes: the learning rate falls to nothing by then. Every ten minutes the
state is written, and the same command goes on from it.
"""

from __future__ import annotations

import argparse
import json
import math
import random
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from time import monotonic
from typing import Any

import torch
from safetensors.torch import load_file, save_file

from training.reader.encoder import EncoderShape, TwoHeads
from training.reader.hard_negatives import hard_negatives
from training.reader.on_device import Batch, Examples, batches
from training.reader.packed import Tokens, load, save
from training.reader.pool_file import load_pool
from training.reader.two_losses import Logits, Weights, hard_loss, soft_loss

__all__ = ["Learning", "learn", "soft_targets"]

_HELD_OUT = 0.01
_CHECKPOINT_SECONDS = 600


@dataclass(frozen=True, slots=True)
class Learning:
    """How a model is trained.

    Attributes:
        rate: Learning rate at its peak.
        tokens: Padded tokens of a step.
        passes: Over all examples.
        minutes: Instead of passes, if not 0.
        warm_up: Share of the time in which the rate rises.
        weight_decay: Of matrices.
        largest_gradient: Norm to which gradients are cut.
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


def load_base(folder: Path, dropout: float) -> TwoHeads:
    """An encoder with fresh heads, or a reader of two heads to go on from."""
    config = json.loads((folder / "config.json").read_text("utf-8"))
    torch.manual_seed(0)
    model = TwoHeads(EncoderShape.of(config), dropout)
    model.load_encoder(load_file(folder / "model.safetensors"))
    return model


def learn(
    model: TwoHeads, examples: Examples, settings: Learning, weights: Weights, state: Path,
    teacher: Logits | None = None,
) -> dict[str, Any]:
    """Train in place and return what was done.

    Args:
        model: On the device of the examples.
        examples: All; every hundredth group is held out for the losses that are printed.
        settings: How.
        weights: Of the parts of the loss.
        state: File of the checkpoint; taken up if it is there.
        teacher: Logits of all examples, flat (``soft_targets``).
    """
    device = examples.device
    rows, held_out = _split(examples)
    model.word_embeddings.requires_grad_(False)
    trained = [p for p in model.parameters() if p.requires_grad]
    optimizer = torch.optim.AdamW(
        [{"params": [p for p in trained if p.ndim >= 2], "weight_decay": settings.weight_decay},
         {"params": [p for p in trained if p.ndim < 2], "weight_decay": 0.0}],
        lr=settings.rate, betas=(0.9, 0.98), fused=True,
    )  # fmt: skip
    step, spent = _resumed(state, model, optimizer)
    # Steps up to a checkpoint are passed over, not learnt again.
    order = _order(examples, rows, settings)
    per_pass = len(batches(examples, rows, settings.tokens, random.Random(0)))  # noqa: S311
    total = max(1, round(settings.passes * per_pass))
    for _ in range(step):
        next(order)
    begun = saved = printed = monotonic()
    model.train()
    losses: list[torch.Tensor] = []
    log: list[dict[str, float]] = []
    while True:
        seconds = spent + monotonic() - begun
        done = seconds / (60 * settings.minutes) if settings.minutes else step / total
        if done >= 1:
            break
        for group in optimizer.param_groups:
            group["lr"] = settings.rate * _factor(done, settings.warm_up)
        batch = examples.batch(next(order))
        logits = _run(model, batch)
        loss = hard_loss(logits, batch, weights)
        if teacher is not None:
            soft = soft_loss(logits, _gathered(teacher, batch), batch, weights)
            loss = weights.hard * loss + weights.soft * soft
        loss.backward()
        torch.nn.utils.clip_grad_norm_(trained, settings.largest_gradient)
        optimizer.step()
        optimizer.zero_grad(set_to_none=True)
        losses.append(loss.detach())
        step += 1
        if monotonic() - printed > 15:
            printed = monotonic()
            mean = float(torch.stack(losses).mean())
            if not math.isfinite(mean):
                raise ArithmeticError(f"the loss is {mean} at step {step}")
            losses = []
            log.append({"step": step, "done": round(done, 3), "loss": round(mean, 4)})
            print(json.dumps(log[-1]), flush=True)
        if monotonic() - saved > _CHECKPOINT_SECONDS:
            saved = monotonic()
            part = state.with_suffix(".part")
            torch.save({"model": model.state_dict(), "optimizer": optimizer.state_dict(),
                        "step": step, "seconds": spent + saved - begun}, part)  # fmt: skip
            part.replace(state)
    state.unlink(missing_ok=True)
    figures = judged(model, examples, held_out, settings.tokens, weights)
    report = {"steps": step, "passes": round(step / per_pass, 3), "held_out": figures, "log": log}
    return {**report, "device": device.type, "seconds": round(spent + monotonic() - begun)}


@torch.inference_mode()
def soft_targets(model: TwoHeads, examples: Examples, tokens: int) -> Logits:
    """A teacher's logits for every token of every example, flat, in half precision."""
    model.eval()
    found = [torch.zeros(examples.tokens, device=examples.device, dtype=torch.float16) for _ in range(3)]
    rng = random.Random(0)  # noqa: S311
    for part in batches(examples, range(len(examples)), tokens, rng):
        batch = examples.batch(part)
        where, inside = _places(batch)
        for flat, logits in zip(found, _run(model, batch), strict=True):
            flat[where[inside]] = logits.half()[inside]
    return found[0], found[1], found[2]


@torch.inference_mode()
def judged(
    model: TwoHeads, examples: Examples, rows: Sequence[int], tokens: int, weights: Weights
) -> dict[str, float]:
    """Loss, right first and last tokens where there is an answer, right "no answer", right marks."""
    model.eval()
    sums = dict.fromkeys(("loss", "right", "answered", "declined", "unanswered"), 0.0)
    for part in batches(examples, rows, tokens, random.Random(0)):  # noqa: S311
        batch = examples.batch(part)
        logits = _run(model, batch)
        sums["loss"] += float(hard_loss(logits, batch, weights)) * len(part)
        start, end = (s.float().masked_fill(~batch.open, -1e4).argmax(-1) for s in logits[:2])
        hit = (batch.starts == start[:, None]) & (batch.ends == end[:, None]) & (batch.shares > 0)
        right = hit.any(-1) & batch.knows_answer
        is_answered = batch.knows_answer & (batch.starts[:, 0] > 0)
        nothing = batch.knows_answer & (batch.starts[:, 0] == 0)
        sums["right"] += float((right & is_answered).sum())
        sums["answered"] += float(is_answered.sum())
        sums["declined"] += float((right & nothing).sum())
        sums["unanswered"] += float(nothing.sum())
    model.train()
    return {
        "loss": round(sums["loss"] / max(1, len(rows)), 4),
        "exact": round(sums["right"] / max(1.0, sums["answered"]), 4),
        "declined": round(sums["declined"] / max(1.0, sums["unanswered"]), 4),
    }


def _run(model: TwoHeads, batch: Batch) -> Logits:
    device = batch.ids.device.type
    with torch.autocast(device, torch.bfloat16, enabled=device == "cuda"):
        logits: Logits = model(batch.ids, batch.lengths, batch.second)
    return logits


def _places(batch: Batch) -> tuple[torch.Tensor, torch.Tensor]:
    places = torch.arange(batch.ids.shape[1], device=batch.ids.device)
    return batch.flat[:, None] + places, places < batch.lengths[:, None]


def _gathered(flat: Logits, batch: Batch) -> Logits:
    where, _ = _places(batch)
    return flat[0][where], flat[1][where], flat[2][where]


def _split(examples: Examples) -> tuple[list[int], list[int]]:
    """Rows to learn and rows held out; a group is on one side."""
    rows, held_out = [], []
    for row in range(len(examples)):
        group = int(examples.groups[row])
        number = group if group >= 0 else row
        (held_out if number % round(1 / _HELD_OUT) == 7 else rows).append(row)
    return rows, held_out


def _order(examples: Examples, rows: Sequence[int], settings: Learning) -> Iterator[list[int]]:
    rng = random.Random(settings.seed)  # noqa: S311
    while True:
        yield from batches(examples, rows, settings.tokens, rng)


def _factor(done: float, warm_up: float) -> float:
    return min(1.0, done / warm_up) if done < warm_up else (1 - done) / (1 - warm_up)


def _resumed(state: Path, model: TwoHeads, optimizer: torch.optim.Optimizer) -> tuple[int, float]:
    if not state.is_file():
        return 0, 0.0
    stored = torch.load(state, weights_only=True)
    model.load_state_dict(stored["model"])
    optimizer.load_state_dict(stored["optimizer"])
    return int(stored["step"]), float(stored["seconds"])


def all_examples(work: Path, embedder: Path, device: torch.device, each: int) -> list[Tokens]:
    """The prepared examples and their retrieved negatives, which are kept in ``work``."""
    examples = load(work / "examples.npz")
    path = work / f"negatives-{each}.npz"
    if not path.is_file():
        encoder = load_base(embedder, 0.0).to(device).eval()
        save(path, hard_negatives(load_pool(work / "pool.npz"), encoder, device, each, 0))
    return examples + load(path)


def main() -> None:
    """Train."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("work", type=Path, help="folder that training.reader.prepare wrote")
    parser.add_argument("--base", type=Path, required=True, help="encoder or reader to start from")
    parser.add_argument("--embedder", type=Path, help="for negatives (default: the base)")
    parser.add_argument("--name", required=True, help="of what is written")
    parser.add_argument("--teacher", help="name of a trained reader, with --teacher-base")
    parser.add_argument("--teacher-base", type=Path, help="encoder that the teacher started from")
    parser.add_argument("--negatives", type=int, default=2, help="for each question (default: 2)")
    for field, kind in (("rate", float), ("tokens", int), ("passes", float), ("minutes", float), ("seed", int)):
        parser.add_argument(f"--{field}", type=kind, default=getattr(Learning(), field))
    options = parser.parse_args()
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    if device.type == "cuda":
        # cuDNN's attention plans anew for every shape, and each batch has its own.
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
        teacher = load_base(options.teacher_base, 0.0)
        teacher.load_state_dict(load_file(options.work / f"{options.teacher}.safetensors"), strict=False)
        soft = soft_targets(teacher.to(device), examples, 4 * settings.tokens)
        del teacher
        print(f"soft targets after {monotonic() - begun:.0f} s", flush=True)
    model = load_base(options.base, settings.dropout).to(device)
    torch.manual_seed(settings.seed)
    weights = Weights()
    report = learn(model, examples, settings, weights, options.work / f"{options.name}.checkpoint", soft)
    # Word embeddings are the base's; what is written is what was learnt.
    learnt = {
        name: value.detach().float().cpu().contiguous()
        for name, value in model.state_dict().items()
        if "word_embeddings" not in name
    }
    save_file(learnt, options.work / f"{options.name}.safetensors")
    notes = {"settings": asdict(settings), "weights": asdict(weights), **report}
    (options.work / f"{options.name}.json").write_text(json.dumps(notes) + "\n", encoding="utf-8")
    print(json.dumps({k: v for k, v in notes.items() if k != "log"}))


if __name__ == "__main__":
    main()
