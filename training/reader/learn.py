"""Train a reader with two heads on packed examples, by annotations and, given some, by teachers.

    python -m training.reader.learn DIR --base FOLDER --name NAME [--teacher NAME] [--minutes M]

``--tokens`` is the size of a step, ``--rate`` the highest learning rate, ``--seed`` that of order
and dropout. ``--help`` lists the rest.

Reads what ``training.reader.prepare`` wrote into ``DIR`` and writes
``DIR/NAME.safetensors`` and ``DIR/NAME.json``. A GPU is used if there is one. The length of the
training is given in passes over the examples or in minutes; the learning rate falls to 0 by its
end. The state is saved every ten minutes, and the same command resumes from it.

A teacher's targets say little of texts that it knows by heart. So ``--fold I/N`` leaves the
documents of one fold out and writes the targets for just these (``DIR/NAME.soft``); N such teachers
label everything for a pupil with ``--soft NAME NAME …``.
"""

from __future__ import annotations

import argparse
import json
import time
from dataclasses import asdict
from pathlib import Path
from time import monotonic
from typing import Any

import torch
from safetensors.torch import load_file, save_file

from training.reader.bfloat16 import multiplies_bf16
from training.reader.encoder import EncoderShape, TwoHeads
from training.reader.hard_negatives import hard_negatives
from training.reader.judging import soft_targets
from training.reader.learning import Fold, Learning, learn
from training.reader.on_device import Examples
from training.reader.packed import Tokens, load, save
from training.reader.pool_file import load_pool
from training.reader.soft_files import load_soft, save_soft
from training.reader.two_losses import Logits, Weights

__all__ = ["all_examples", "load_base"]

_WORDS = "word_embeddings"
"""Part of the name of the weights that are not trained."""


def load_base(folder: Path, dropout: float) -> TwoHeads:
    """Load an encoder and add fresh heads, or load a reader with two heads to train further."""
    config = json.loads((folder / "config.json").read_text("utf-8"))
    torch.manual_seed(0)
    model = TwoHeads(EncoderShape.of(config), dropout)
    model.load_encoder(load_file(folder / "model.safetensors"))
    return model


def all_examples(work: Path, embedder: Path, device: torch.device, each: int) -> list[Tokens]:
    """Load the prepared examples, their retrieved negatives, and what was read in folders.

    The negatives are drawn the first time and kept in ``work``. Where there is no pool to draw them
    from, the examples hold everything already (``training.reader.parcel``).

    Args:
        work: Folder that ``training.reader.prepare`` wrote.
        embedder: Folder of the product's embedding model.
        device: Where passages are embedded.
        each: Negatives for one question.
    """
    examples = load(work / "examples.npz")
    pool, folders = work / "pool.npz", work / "folders.npz"
    if pool.is_file():
        path = work / f"negatives-{each}.npz"
        if not path.is_file():
            encoder = load_base(embedder, 0.0).to(device).eval()
            bf16 = multiplies_bf16(device)
            negatives = hard_negatives(load_pool(pool), encoder, device, each, 0, bf16=bf16)
            partial = path.with_suffix(".part.npz")
            save(partial, negatives)
            partial.replace(path)
        examples += load(path)
    return examples + (load(folders) if folders.is_file() else [])


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
    """Write what was learnt, without the word embeddings, and notes beside it.

    Raises:
        ArithmeticError: A number is not finite.
    """
    learnt = {
        name: value.detach().float().cpu().contiguous()
        for name, value in model.state_dict().items()
        if _WORDS not in name
    }
    for name, value in learnt.items():
        if not bool(value.isfinite().all()):
            raise ArithmeticError(f"{name}: not finite after the training")
    save_file(learnt, output.with_name(f"{output.name}.safetensors"))
    output.with_name(f"{output.name}.json").write_text(json.dumps(notes) + "\n", encoding="utf-8")


def _fold(text: str) -> Fold:
    number, _, of = text.partition("/")
    fold = Fold(int(number), int(of))
    if not 0 <= fold.number < fold.of:
        raise ValueError(text)
    return fold


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("work", type=Path, help="folder that training.reader.prepare wrote")
    parser.add_argument("--base", type=Path, required=True, help="encoder or reader to start from")
    parser.add_argument("--embedder", type=Path, help="for negatives (default: the base)")
    parser.add_argument("--name", required=True, help="of what is written")
    parser.add_argument("--fold", type=_fold, help="I/N: leave fold I of N out, and label it")
    parser.add_argument("--soft", nargs="+", help="names of the teachers that labelled the folds")
    parser.add_argument("--teacher", help="name of a trained reader, with --teacher-base")
    parser.add_argument("--teacher-base", type=Path, help="encoder that the teacher started from")
    parser.add_argument("--negatives", type=int, default=2, help="for each question (default: 2)")
    usual = Learning()
    parser.add_argument("--rate", type=float, default=usual.rate, help="at its peak")
    parser.add_argument("--tokens", type=int, default=usual.tokens, help="of a step, padded")
    parser.add_argument("--passes", type=float, help=f"over the examples ({usual.passes})")
    parser.add_argument("--minutes", type=float, default=usual.minutes, help="instead of passes")
    parser.add_argument("--until", type=float, help="instead of both: a time, in Unix seconds")
    parser.add_argument("--bf16", action="store_true", help="multiply in bfloat16 on a CPU, too")
    parser.add_argument("--dropout", type=float, default=usual.dropout, help="between layers")
    parser.add_argument("--seed", type=int, default=usual.seed, help="of order and dropout")
    options = parser.parse_args()
    if (options.teacher is None) != (options.teacher_base is None):
        parser.error("--teacher and --teacher-base go together")
    if options.teacher and options.soft:
        parser.error("--soft stands for --teacher")
    return options


def main() -> None:
    """Train."""
    options = _options()
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    if device.type == "cuda":
        # cuDNN's attention makes a new plan for every shape, and each batch has its own.
        torch.backends.cuda.enable_cudnn_sdp(False)
    begun = monotonic()
    tokens = all_examples(options.work, options.embedder or options.base, device, options.negatives)
    examples = Examples(tokens, device)
    del tokens
    print(f"{len(examples)} examples, {examples.tokens} tokens, after {monotonic() - begun:.0f} s")
    soft = _soft(options, examples)
    print(f"ready after {monotonic() - begun:.0f} s", flush=True)
    settings = _settings(options)
    model = load_base(options.base, settings.dropout).to(device)
    model.in_bfloat16 = options.bf16
    torch.manual_seed(settings.seed)
    weights = Weights()
    output = options.work / options.name
    state = output.with_name(f"{output.name}.checkpoint")
    # A single fold is everything: its teacher labels what it has learnt.
    left_out = options.fold if options.fold is not None and options.fold.of > 1 else None
    report = learn(model, examples, settings, weights, state, soft, left_out)
    if options.fold is not None:
        rows = options.fold.rows(examples)
        save_soft(output, soft_targets(model, examples, 4 * settings.tokens, rows))
        print(f"labelled {len(rows)} examples after {monotonic() - begun:.0f} s", flush=True)
    notes = {"settings": asdict(settings), "weights": asdict(weights), **report}
    _write(model, notes, output)
    print(json.dumps({name: value for name, value in notes.items() if name != "log"}))


def _settings(options: argparse.Namespace) -> Learning:
    minutes = options.minutes
    if options.until is not None and options.passes is None:
        # A training that begins too late still takes a few steps.
        minutes = max(options.until - time.time(), 1.0) / 60
    passes = Learning().passes if options.passes is None else options.passes
    dropout, seed = options.dropout, options.seed
    return Learning(options.rate, options.tokens, passes, minutes, dropout=dropout, seed=seed)


def _soft(options: argparse.Namespace, examples: Examples) -> Logits | None:
    """Let a teacher label all examples, or wait for the labels of several."""
    if options.soft:
        wait = None if options.until is None else options.until - time.time()
        paths = [options.work / name for name in options.soft]
        return load_soft(paths, examples.device, wait)
    if not options.teacher:
        return None
    weights_file = options.work / f"{options.teacher}.safetensors"
    teacher = _teacher(options.teacher_base, weights_file).to(examples.device)
    return soft_targets(teacher, examples, 4 * options.tokens)


if __name__ == "__main__":
    main()
