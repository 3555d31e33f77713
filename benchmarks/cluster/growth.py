"""Measures a corpus in Lance tables of any size: loading, indexes, searches, recall and memory.

    python -m benchmarks.cluster.growth REAL DATASET --work DIR [--sizes 100000 1000000] [--remote]
        [--without-copies]

REAL is the directory of a local corpus of real paragraphs, such as ``benchmarks.indexing.scale``
leaves in DIR/real. Passages are made up around its own, texts from its word pairs, as there. Each
size is written once, into DIR, or with ``--remote`` onto an object store that runs on this machine.
Searches are measured in a process of their own, which reads copies of what is on object storage,
or with ``--without-copies`` object storage itself. Prints a line of JSON for each size, and writes
``cluster-growth.json`` and ``cluster-growth.svg`` into DIR. What is in DIR is not made again; a run
that was ended goes on.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import nullcontext
from datetime import timedelta
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.cluster.loading import Clock, load_made_up, peak_mib
from benchmarks.cluster.made_up import real_vectors
from benchmarks.cluster.object_store import ObjectStore
from benchmarks.indexing.growth.measure import Embedded
from benchmarks.indexing.growth.vectors import median_nearest
from benchmarks.record import made_by
from benchmarks.tables.cluster_growth import CLUSTER_KINDS
from benchmarks.tables.growth_chart import growth_svg
from index.cluster.cluster_corpus import ClusterCorpus
from index.cluster.cluster_store import ClusterStore
from index.cluster.conditional_writes import bucket_of
from index.cluster.connecting import is_remote
from index.embedding.model_files import load_embedder
from index.platform.files import write_json_whole
from index.platform.memory import share_memory
from index.protocols import Vectors
from qa.evaluate import read_squad, sample
from qa.retriever import Retriever

_DEPTH = 200
_BEST = 10
_BATCH = 20_000
_SAMPLE = 400
_EXACT = 100  # questions whose true nearest passages are found


def main() -> None:
    """Write and measure each size."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("real", type=Path)
    parser.add_argument("dataset", type=Path)
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--sizes", type=int, nargs="+", default=[100_000, 1_000_000])
    parser.add_argument("--questions", type=int, default=200)
    parser.add_argument("--remote", action="store_true")
    parser.add_argument("--without-copies", action="store_true")
    parser.add_argument("--measure", help=argparse.SUPPRESS)
    options = parser.parse_args()
    options.work.mkdir(parents=True, exist_ok=True)
    if options.measure is not None:
        share_memory()  # as the page does
        _measure(options)
        return
    server = ObjectStore(options.work / "store")
    with server if options.remote else nullcontext():
        os.environ.update(server.environment if options.remote else {})
        rows = []
        for size in options.sizes:
            name = f"tables-{size}"
            folder = str(options.work / name)
            place = f"s3://{server.bucket}/{name}" if options.remote else folder
            rows.append(_figures(options, place, size))
            print(json.dumps(rows[-1]), flush=True)
    _report(options.work, rows)


def _report(work: Path, rows: list[dict[str, Any]]) -> None:
    """Write the figures and a chart of them."""
    stored = {**made_by("benchmarks.cluster.growth"), "sizes": rows}
    (work / "cluster-growth.json").write_text(json.dumps(stored, indent=2) + "\n", encoding="utf-8")
    p95 = {kind: [row[kind]["p95"] for row in rows] for kind in CLUSTER_KINDS}
    drawn = growth_svg([row["passages"] for row in rows], p95, bar=None)
    (work / "cluster-growth.svg").write_text(drawn, encoding="utf-8")


def _figures(options: argparse.Namespace, place: str, size: int) -> dict[str, Any]:
    """Write a corpus and its indexes, and measure it; what is there is not made again."""
    figures = dict[str, Any]()
    where = f"{size}{'-remote' if options.remote else ''}"
    how = f"{options.questions}{'-without-copies' if options.without_copies else ''}"
    for name, make in (
        (f"loaded-{where}", _load),
        (f"indexed-{where}", _index),
        (f"drawn-{where}", _drawn),
        (f"measured-{where}-{how}", _measured),
    ):
        path = options.work / f"{name}.json"
        if not path.exists():
            write_json_whole(path, make(options, place, size))
        figures |= json.loads(path.read_text(encoding="utf-8"))
    return figures


def _load(options: argparse.Namespace, place: str, size: int) -> dict[str, object]:
    """Write a corpus, and its vectors beside it for the exact search."""
    return load_made_up(options.work, options.real, place, size)


def _index(_: argparse.Namespace, place: str, __: int) -> dict[str, object]:
    """Make the indexes of what was written."""
    building = Clock()
    with ClusterStore.open(place) as store, building:
        store.optimize()
    return {
        "build_s": building.seconds, "build_processor_s": building.processor,
        "builder_mib": peak_mib(),
    }  # fmt: skip


def _drawn(options: argparse.Namespace, place: str, size: int) -> dict[str, object]:
    """What the tables take without earlier versions, and whether the vectors are like real ones."""
    with ClusterStore.open(place) as store:
        store.optimize(keeping=timedelta(0))
        real = real_vectors(options.real, store.tables.made_with, store.tables.dimension)
    vectors = np.load(options.work / f"vectors-{size}.npy", mmap_mode="r")
    sample = vectors[np.sort(np.random.default_rng(1).choice(size, _SAMPLE, replace=False))]
    some = (vectors[at : at + _BATCH].astype(np.float32) for at in range(0, size, _BATCH))
    drawn = real[np.random.default_rng(1).choice(len(real), _SAMPLE, replace=False)]
    return {
        "store_gib": _stored_bytes(place) / 2**30,
        "nearest_cosines": {
            "real": median_nearest(drawn, [real]),
            "corpus": median_nearest(sample.astype(np.float32), some),
        },
    }


def _stored_bytes(place: str) -> int:
    if not is_remote(place):
        return sum(path.stat().st_size for path in Path(place).rglob("*") if path.is_file())
    import obstore

    bucket, prefix = bucket_of(place, None)
    return sum(entry["size"] for some in obstore.list(bucket, prefix) for entry in some)


def _measured(_: argparse.Namespace, place: str, size: int) -> dict[str, Any]:
    """Figures of the searches, in a process of their own."""
    arguments = [*sys.argv[1:], "--sizes", str(size), "--measure", place]
    command = [sys.executable, "-m", "benchmarks.cluster.growth", *arguments]
    done = subprocess.run(command, check=True, capture_output=True, text=True)  # noqa: S603
    figures: dict[str, Any] = json.loads(done.stdout)
    return figures


def _measure(options: argparse.Namespace) -> None:
    """Print figures of the searches in one corpus, in this process."""
    embedder, (size,) = load_embedder(), options.sizes
    drawn = sample(read_squad(options.dataset), options.questions).questions
    questions = list(dict.fromkeys(question.text for question in drawn))
    asked = np.stack([embedder.embed_question(question) for question in questions])
    begin = time.perf_counter()
    with ClusterCorpus(
        options.measure, Embedded(embedder, questions, asked),
        store=options.work / f"copies-{size}", copied=not options.without_copies,
    ) as corpus:  # fmt: skip
        opens = time.perf_counter() - begin
        corpus.wait_for_copies()
        copied = time.perf_counter() - begin
        retriever = Retriever(corpus)

        def fused(i: int) -> object:
            with corpus.reading():
                return retriever.search(questions[i], _BEST)

        figures: dict[str, object] = {"opens_s": opens, "copied_s": copied}
        for name, ask in (
            ("dense", lambda i: corpus.dense_search(asked[i], _DEPTH)),
            ("terms", lambda i: corpus.lexical_search(questions[i], _DEPTH)),
            ("fused", fused),
        ):
            figures[name] = _times(ask, len(questions))
        found = [{id_ for id_, _ in corpus.dense_search(v, _BEST)} for v in asked[:_EXACT]]
    peak = peak_mib()
    best = _exact_best(options.work, size, asked[:_EXACT])
    right = sum(len(one & other) for one, other in zip(found, best, strict=True))
    print(json.dumps(figures | {"recall": right / sum(map(len, best)), "mib": peak}))


def _times(ask: Callable[[int], object], count: int) -> dict[str, float]:
    """Milliseconds on the clock, p50 and p95, and of the processor on average."""
    ask(0)
    times, busy = [], time.process_time()
    for number in range(count):
        begin = time.perf_counter()
        ask(number)
        times.append(1000 * (time.perf_counter() - begin))
    return {
        "p50": float(np.percentile(times, 50)),
        "p95": float(np.percentile(times, 95)),
        "processor": 1000 * (time.process_time() - busy) / count,
    }


def _exact_best(work: Path, size: int, asked: Vectors) -> list[set[int]]:
    """Ids of the passages that are truly nearest to each question."""
    vectors = np.load(work / f"vectors-{size}.npy", mmap_mode="r")
    ids = np.load(work / f"ids-{size}.npy")
    scores = np.zeros((len(asked), 0), np.float32)
    best = np.zeros((len(asked), 0), np.int64)
    for first in range(0, size, _BATCH):
        some = vectors[first : first + _BATCH].astype(np.float32)
        scores = np.concatenate([scores, asked @ some.T], axis=1)
        more = np.broadcast_to(ids[first : first + _BATCH], (len(asked), len(some)))
        best = np.concatenate([best, more], axis=1)
        kept = np.argpartition(-scores, min(_BEST, scores.shape[1]) - 1, axis=1)[:, :_BEST]
        scores = np.take_along_axis(scores, kept, axis=1)
        best = np.take_along_axis(best, kept, axis=1)
    return [set(row) for row in best.tolist()]


if __name__ == "__main__":
    main()
