"""Fits the model that says whether a question depends on the turns before it.

    python -m training.followups DATA [--out DIR]

Fits a logistic regression on CANARD's turns and their rewritings, and on questions written to stand
alone; writes plain weights and a manifest. Prints accuracy and the area under the ROC curve on
dialogues that were held out, and on the turns of other sets, which only measure.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score

from index.platform.files import sha256_of
from qa.followups.signals import SIGNALS, signals
from qa.followups.weighing import FORMAT, MANIFEST, SHIPPED_WEIGHTS, WEIGHTS, DependenceModel
from training.followups.turns import (
    LabelledTurn,
    dialogue_turns,
    is_dependent,
    rewritings,
    single_turns,
)

ITERATIONS = 5_000
DIGITS = 4


def main() -> None:
    """Fit, write and measure."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("data", type=Path)
    parser.add_argument("--out", type=Path, default=SHIPPED_WEIGHTS)
    options = parser.parse_args()
    rows = rewritings(options.data)
    dialogues = list(dialogue_turns(rows))
    turns = dialogues + list(single_turns(options.data, dialogues))
    model = _fitted([turn for turn in turns if not turn.held_out])
    _write(model, options.out)
    print("| turns | number | dependent | accuracy | area under ROC |\n|---|---|---|---|---|")
    held = [turn for turn in turns if turn.held_out]
    _measure(model, "held out", held)
    for source in ("asked", "rewritten", "alone"):
        _measure(model, f"held out, {source}", [turn for turn in held if turn.source == source])
    for source in sorted({row["src"] for row in rows} - {"canard-dev"}):
        others = [row for row in rows if row["src"] == source and row["history"]]
        labelled = [
            LabelledTurn(
                row["question"], tuple(row["history"]),
                is_dependent(row["question"], row["rewrite"]), True, source,
            )
            for row in others
        ]  # fmt: skip
        _measure(model, source, labelled)


def _fitted(turns: Sequence[LabelledTurn]) -> DependenceModel:
    values = np.array([_row(turn) for turn in turns])
    labels = np.array([turn.depends for turn in turns])
    fit = LogisticRegression(max_iter=ITERATIONS, class_weight="balanced").fit(values, labels)
    weights = {n: round(float(w), DIGITS) for n, w in zip(SIGNALS, fit.coef_[0], strict=True)}
    return DependenceModel(round(float(fit.intercept_[0]), DIGITS), weights)


def _row(turn: LabelledTurn) -> list[float]:
    found = signals(turn.question, turn.said)
    return [found[name] for name in SIGNALS]


def _write(model: DependenceModel, folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    data = {"intercept": model.intercept, "weights": dict(model.weights)}
    (folder / WEIGHTS).write_text(json.dumps(data, indent=1) + "\n", encoding="utf-8")
    manifest = {"format": FORMAT, "files": {WEIGHTS: sha256_of(folder / WEIGHTS)}}
    (folder / MANIFEST).write_text(json.dumps(manifest, indent=1) + "\n", encoding="utf-8")


def _measure(model: DependenceModel, name: str, turns: Sequence[LabelledTurn]) -> None:
    labels = [turn.depends for turn in turns]
    scores = [model.probability(signals(turn.question, turn.said)) for turn in turns]
    right = np.mean([(score >= 0.5) == label for score, label in zip(scores, labels, strict=True)])
    both = 0 < sum(labels) < len(labels)
    area = f"{roc_auc_score(labels, scores):.3f}" if both else ""
    print(f"| {name} | {len(turns)} | {sum(labels)} | {right:.3f} | {area} |")


if __name__ == "__main__":
    main()
