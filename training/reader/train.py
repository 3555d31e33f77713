"""Builds the examples, trains on them in several runs, and averages the runs.

    python -m training.reader.train DATA --work DIR [--runs 2]

Writes for each run ``DIR/run-N/examples.jsonl`` (the examples, for a person to read) and
``DIR/run-N/model``, and the mean of their weights as ``DIR/model``. All models are Hugging Face
question-answering checkpoints in fp32. The same command resumes an interrupted run.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, replace
from pathlib import Path

from tokenizers import Tokenizer

from index.embedding.model_files import packaged_folder
from index.values import Span
from training.reader.average import average
from training.reader.checkpoint import copy_tokenizer
from training.reader.encode import Encoded, encode
from training.reader.examples import Example
from training.reader.fit import Hyperparameters, fit
from training.reader.recipe import BASE_MODEL, Recipe, build

__all__ = ["RUNS", "train", "train_runs"]

RUNS = 2
"""Of the shipped reader: one recipe with the seeds 0 and 1."""


def main() -> None:
    """Train with the recipe of the shipped reader."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("data", type=Path, help="folder with train, dev and bench")
    parser.add_argument("--work", type=Path, required=True, help="folder for everything written")
    parser.add_argument("--runs", type=int, default=RUNS, help=f"default: {RUNS}")
    options = parser.parse_args()
    if options.runs < 1:
        parser.error("--runs: at least 1")
    print(train_runs(options.data, options.work, Recipe(), Hyperparameters(), options.runs))


def train_runs(
    data: Path,
    work: Path,
    recipe: Recipe,
    settings: Hyperparameters,
    runs: int,
    store: Path | None = None,
) -> Path:
    """Train with consecutive seeds, from the recipe's on, and average the weights.

    Args:
        data: Folder with ``train``, ``dev`` and ``bench``.
        work: Folder for everything written.
        recipe: The training data.
        settings: Hyperparameters.
        runs: Number of runs.
        store: Where to keep the index of the training passages; in ``work`` by default.

    Returns:
        The folder of the mean, ``work / "model"``.
    """
    checkpoints = [
        train(
            data,
            work / f"run-{number}",
            replace(recipe, seed=recipe.seed + number),
            replace(settings, seed=settings.seed + number),
            store or work / "passages",
        )
        for number in range(runs)
    ]
    return average(checkpoints, work / "model")


def train(
    data: Path, work: Path, recipe: Recipe, settings: Hyperparameters, store: Path | None = None
) -> Path:
    """Train in ``work`` and return the folder of the checkpoint.

    Args:
        data: Folder with ``train``, ``dev`` and ``bench``.
        work: Folder for everything written.
        recipe: The training data.
        settings: Hyperparameters.
        store: Where to keep the index of the training passages; in ``work`` by default.
    """
    work.mkdir(parents=True, exist_ok=True)
    stages = _examples(data, work, recipe, store or work / "passages")
    base = packaged_folder(BASE_MODEL)
    tokenizer = Tokenizer.from_file(str(base / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    encoded = [encode(stage, tokenizer) for stage in stages]
    _describe(stages, encoded)
    model = fit(encoded, base, work, settings)
    copy_tokenizer(base, model)
    return model


def _describe(stages: Sequence[Sequence[Example]], encoded: Sequence[Sequence[Encoded]]) -> None:
    for number, (stage, tokens) in enumerate(zip(stages, encoded, strict=True), 1):
        counts = Counter((one.source, "answer" if one.golds else "no answer") for one in stage)
        total = sum(len(one.ids) for one in tokens)
        print(f"stage {number}: {len(tokens)} examples, {total} tokens; {dict(counts)}")


def _examples(data: Path, work: Path, recipe: Recipe, store: Path) -> list[list[Example]]:
    """Load or build the stages; runs of one recipe share them."""
    kept = work / "examples.jsonl"
    head = json.dumps({"recipe": asdict(recipe)})
    if kept.is_file():
        with kept.open(encoding="utf-8") as lines:
            if next(lines, "").strip() == head:
                stages: list[list[Example]] = []
                for line in lines:
                    stage, *rest = json.loads(line)
                    question, text, golds, answers, source, key, group = rest
                    while len(stages) <= stage:
                        stages.append([])
                    spans = tuple(Span(*gold) for gold in golds)
                    stages[stage].append(
                        Example(question, text, spans, tuple(answers), source, key, group)
                    )
                return stages
    stages = build(recipe, data, store)
    partial = kept.with_suffix(".part")
    with partial.open("w", encoding="utf-8") as out:
        out.write(head + "\n")
        for number, examples in enumerate(stages):
            for one in examples:
                golds = [(gold.start, gold.end) for gold in one.golds]
                row = [
                    number, one.question, one.text, golds, one.answers, one.source, one.key,
                    one.group,
                ]  # fmt: skip
                out.write(json.dumps(row) + "\n")
    partial.replace(kept)
    return stages


if __name__ == "__main__":
    main()
