"""From how many passages on is a compressed index faster than a flat one?

    python -m benchmarks.indexing.flat_size DIR [--sizes 10000 50000 100000 200000]

DIR is that of `benchmarks.indexing.scale`, which makes the corpora (`--sizes` there, too). Prints a
Markdown table: processor time of one search for 200 results, candidates fetched from the store
included, memory of the vectors, and time to build.
"""

from __future__ import annotations

import argparse
import time
from pathlib import Path

import numpy as np

from benchmarks.indexing.growth.build import batches
from index.protocols import Vectors
from index.search.compressed import CompressedVectors
from index.search.vectors import VectorIndex
from index.storage.store import Store

_DEPTH = 200
_SAMPLE = 20_000


def main() -> None:
    """Print one row for each size."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("work", type=Path)
    parser.add_argument("--sizes", type=int, nargs="+", default=[10_000, 50_000, 100_000, 200_000])
    parser.add_argument("--questions", type=int, default=200)
    options = parser.parse_args()
    questions = np.load(min(options.work.glob("questions-*.npy")))[: options.questions]
    print("| passages | flat p50 / p95 | compressed p50 / p95 | flat | compressed | builds |")
    print("|---|---|---|---|---|---|")
    for size in options.sizes:
        print(_row(options.work / f"corpus-{size}", questions), flush=True)


def _row(place: Path, questions: Vectors) -> str:
    store = Store(place / "corpus.sqlite")
    try:
        made = _passage_fingerprint(store)
        dimension = questions.shape[1]

        flat = VectorIndex(dimension)
        for ids, vectors in batches(store, made, dimension):
            flat.update(ids, vectors, ())
        count = len(flat)
        flat_times = _times(flat, questions)
        ids = flat.ids()
        _, sample = store.passages.vectors(ids[:: max(1, count // _SAMPLE)][:_SAMPLE], dimension)
        del flat

        begin = time.process_time()
        base = CompressedVectors.build(sample, batches(store, made, dimension))
        builds = time.process_time() - begin
        compressed = VectorIndex(
            dimension, base, lambda some: store.passages.vectors(some, dimension)
        )
        times = _times(compressed, questions)
    finally:
        store.close()
    return (
        f"| {count:,} | {flat_times} ms | {times} ms | {count * dimension * 2 / 2**20:.0f} MiB | "
        f"{count * dimension / 4 / 2**20:.0f} MiB | {builds:.1f} s |"
    )


def _passage_fingerprint(store: Store) -> str:
    """Settings of the passages of a corpus in which all were made alike."""
    (made,) = {
        row[0]
        for row in store._database.connection().execute("SELECT DISTINCT made_with FROM documents")
    }
    return str(made)


def _times(index: VectorIndex, questions: Vectors) -> str:
    """Median and 95th percentile of the processor time of a search, in milliseconds."""
    times = []
    for question in questions:
        begin = time.thread_time()
        index.search(question, _DEPTH)
        times.append(1000 * (time.thread_time() - begin))
    return f"{np.percentile(times, 50):.1f} / {np.percentile(times, 95):.1f}"


if __name__ == "__main__":
    main()
