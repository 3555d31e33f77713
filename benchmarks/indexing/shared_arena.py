"""Measures the cost of an arena that the threads of an ONNX Runtime session share.

    python -m benchmarks.indexing.shared_arena DATA [--repeats 40]

Embeds 256 passages of ``dev/squad1_tune``, with a worker for each core, in turn with and without
an arena. Rates vary over time, so the table also has the lower quantiles and the rate over all
repeats. Exits with status 1 if any vector differs.
"""

from __future__ import annotations

import argparse
import random
import statistics
import sys
import time
from pathlib import Path
from unittest import mock

import numpy as np

from index.embedding.embedder import OnnxEmbedder
from index.embedding.model_files import load_embedder
from index.onnx.session import open_session
from index.text.passages import PassageSettings, split_passages
from qa.evaluate import read_squad

_PASSAGES = 256


def main() -> int:
    """Print the table; 0 if both give the same vectors."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("data", type=Path)
    parser.add_argument("--repeats", type=int, default=40)
    options = parser.parse_args()
    embedders = {"none": load_embedder(), "shared": _with_arena()}
    passages = _passages(options.data, embedders["none"])
    one, other = (embedder.embed(passages) for embedder in embedders.values())
    rates: dict[str, list[float]] = {name: [] for name in embedders}
    for repeat in range(options.repeats):
        # Each comes first equally often.
        for name in sorted(embedders, reverse=repeat % 2 == 1):
            begin = time.perf_counter()
            embedders[name].embed(passages)
            rates[name].append(len(passages) / (time.perf_counter() - begin))
    print("| arena | passages/s, 10th percentile | median | over all repeats |\n|---|---|---|---|")
    for name, found in rates.items():
        lowest, middle = np.percentile(found, [10, 50])
        print(f"| {name} | {lowest:.0f} | {middle:.0f} | {statistics.harmonic_mean(found):.0f} |")
    return 0 if np.array_equal(one, other) else 1


def _with_arena() -> OnnxEmbedder:
    def with_arena(model: Path, *, arena: bool) -> object:
        return open_session(model, arena=not arena)

    with mock.patch("index.embedding.embedder.open_session", with_arena):
        return load_embedder()


def _passages(data: Path, embedder: OnnxEmbedder) -> list[str]:
    tune = read_squad(data / "dev" / "squad1_tune.json.gz")
    texts = [paragraph.text for paragraph in tune.paragraphs]
    random.Random(0).shuffle(texts)  # noqa: S311
    cut = [
        text[draft.start : draft.end]
        for text in texts
        for draft in split_passages(text, embedder, PassageSettings())
    ]
    return cut[:_PASSAGES]


if __name__ == "__main__":
    sys.exit(main())
