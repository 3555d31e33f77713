"""Draws a part of the prepared examples, for a large model that learns slowly.

    python -m training.reader.portion DIR OUTPUT

``DIR`` holds what ``training.reader.prepare`` wrote and ``training.reader.learn`` drew
(``negatives-2.npz``). ``OUTPUT`` gets ``examples.npz`` and ``folders.npz``, for
``training.reader.learn OUTPUT``. Questions are drawn whole: all texts that are read together for
one are kept or left out together.
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Mapping
from pathlib import Path

import numpy as np

from training.reader.folders import SOURCE
from training.reader.packed import Tokens, load, save

__all__ = ["PORTIONS", "is_drawn"]

PORTIONS: Mapping[str, float] = {
    SOURCE: 0.34,
    "squad_train_fragments": 0.16,
    "squadshifts_new_wiki": 0.12,
    "qed_nq_train": 0.12,
    "timeqa_human": 0.1,
    "quoref_dev": 0.15,
    "selqa": 0.15,
    "doc2dial_rc_val": 0.2,
    "tatqa_spans": 0.2,
    "contractnli": 0.2,
    "wice_claims": 0.2,
    "hotpot_subset": 0.3,
    "medquad_sections": 0.1,
    "qmsum_windows": 0.1,
    "tables": 0.06,
    "afriqa_en": 0.05,
    "qadiscourse": 0.05,
    "friendsqa": 0.05,
    "causalnews": 0.05,
    "covidqa": 0.05,
    "fairytaleqa_train": 0.04,
    "squadshifts_reddit": 0.03,
    "squadshifts_amazon_reviews": 0.03,
    "molweni_test": 0.03,
    "qamr": 0.0,
}
"""Share of each set: office documents and questions as people ask them first, what is templated or
noisy least."""


def is_drawn(example: Tokens, source: str, portions: Mapping[str, float] = PORTIONS) -> bool:
    """Whether an example is in the portion; all texts of a question are, or none.

    Args:
        example: With its group, or its document and first words.
        source: Name of its set.
        portions: Share of each set.
    """
    key = example.group
    if key < 0:
        first, second, third = (int(number) for number in example.ids[1:4])
        key = hash((example.document, 7 * first + 11 * second + third))
    return random.Random(f"{source} {key}").random() < portions[source]  # noqa: S311


def main() -> None:
    """Draw."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("work", type=Path, help="folder that training.reader.prepare wrote")
    parser.add_argument("output", type=Path, help="made if missing")
    parser.add_argument("--negatives", type=int, default=2, help="of each question (default: 2)")
    options = parser.parse_args()
    options.output.mkdir(parents=True, exist_ok=True)
    with np.load(options.work / "examples.npz") as stored:
        names = stored["names"].tolist()
    examples = load(options.work / "examples.npz")
    examples += load(options.work / f"negatives-{options.negatives}.npz")
    drawn = [example for example in examples if is_drawn(example, names[example.source])]
    folders = [each for each in load(options.work / "folders.npz") if is_drawn(each, SOURCE)]
    save(options.output / "examples.npz", drawn, names)
    save(options.output / "folders.npz", folders)
    tokens = sum(len(example.ids) for example in [*drawn, *folders])
    print(f"{len(drawn) + len(folders)} examples, {tokens} tokens")


if __name__ == "__main__":
    main()
