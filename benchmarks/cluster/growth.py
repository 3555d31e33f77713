"""Measures a corpus in Lance tables of any size: loading, indexes, searches, recall and memory.

    python -m benchmarks.cluster.growth REAL DATASET --work DIR [--sizes 100000 1000000] [--remote]
        [--without-copies]

REAL is the directory of a local corpus of real paragraphs, such as ``benchmarks.indexing.scale``
leaves in DIR/real. Passages are made up around its own, texts from its word pairs, as there. Each
size is written once, into DIR, or with ``--remote`` onto an object store that runs on this machine.
Searches are measured in a process of their own, which reads copies of what is on object storage,
or with ``--without-copies`` object storage itself. Prints a line of JSON for each size.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from pathlib import Path

import numpy as np

from benchmarks.cluster.object_store import ObjectStore
from benchmarks.indexing.growth.build import batches
from benchmarks.indexing.growth.measure import Embedded
from benchmarks.indexing.growth.text import TextMaker
from benchmarks.indexing.growth.vectors import VectorMaker
from index.cluster.cluster_corpus import ClusterCorpus
from index.cluster.cluster_store import ClusterStore
from index.cluster.passage_columns import passage_id
from index.cluster.prepared import PreparedDocument, SourceRecord
from index.embedding.model_files import load_embedder
from index.protocols import Vectors
from index.storage.store import Store
from index.text.passages import PassageDraft, PassageSettings, passage_fingerprint
from index.values import Document, FileState, LoaderStamp, Span, document_id
from qa.evaluate import read_squad, sample
from qa.retriever import Retriever

_PASSAGES_PER_DOCUMENT = 8
_WORDS_PER_PASSAGE = 62
_AT_ONCE = 2_500  # documents of a commit
_DEPTH = 200
_BEST = 10
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
        _measure(options)
        return
    server = ObjectStore(options.work / "store")
    with server if options.remote else nullcontext():
        os.environ.update(server.environment if options.remote else {})
        for size in options.sizes:
            name = f"tables-{size}"
            folder = str(options.work / name)
            place = f"s3://{server.bucket}/{name}" if options.remote else folder
            figures = _build(options, place, size)
            arguments = [*sys.argv[1:], "--sizes", str(size), "--measure", place]
            command = [sys.executable, "-m", "benchmarks.cluster.growth", *arguments]
            done = subprocess.run(command, check=True, capture_output=True, text=True)  # noqa: S603
            print(json.dumps(figures | json.loads(done.stdout)), flush=True)


def _build(options: argparse.Namespace, place: str, size: int) -> dict[str, float]:
    """Write a corpus, its vectors beside it for the exact search, and its indexes."""
    path = options.work / f"built-{size}{'-remote' if options.remote else ''}.json"
    if path.exists():
        done: dict[str, float] = json.loads(path.read_text(encoding="utf-8"))
        return done
    embedder = load_embedder()
    made_with = passage_fingerprint(embedder, PassageSettings())
    vectors = np.lib.format.open_memmap(
        options.work / f"vectors-{size}.npy", "w+", np.float16, (size, embedder.dimension)
    )
    ids, at, loading = np.empty(size, np.int64), 0, _Clock()
    with ClusterStore.create(place, made_with, embedder.dimension) as store:
        for portion in _portions(options.real, made_with, size):
            for one in portion:
                count = len(one.drafts)
                vectors[at : at + count] = one.vectors
                numbers = range(count)
                ids[at : at + count] = [passage_id(one.document.id, made_with, n) for n in numbers]
                at += count
            with loading:
                store.put(portion)
        building = _Clock()
        with building:
            store.optimize()
    np.save(options.work / f"ids-{size}.npy", ids)
    figures = {
        "passages": size, "load_s": loading.seconds, "load_processor_s": loading.processor,
        "build_s": building.seconds, "build_processor_s": building.processor,
    }  # fmt: skip
    path.write_text(json.dumps(figures), encoding="utf-8")
    return figures


class _Clock:
    """Adds up seconds on the clock and of the processor; a context manager."""

    def __init__(self) -> None:
        self.seconds = self.processor = 0.0

    def __enter__(self) -> None:
        self._begin = time.perf_counter(), time.process_time()

    def __exit__(self, *_: object) -> None:
        self.seconds += time.perf_counter() - self._begin[0]
        self.processor += time.process_time() - self._begin[1]


def _portions(real: Path, made_with: str, size: int) -> Iterator[list[PreparedDocument]]:
    """Made-up documents, so many passages in all."""
    rng = np.random.default_rng(size)
    store = Store(real / "corpus.sqlite")
    try:
        dimension = load_embedder().dimension
        own = np.concatenate([v for _, v in batches(store, made_with, dimension)])
        documents = filter(None, map(store.documents.get, store.documents.ids()))
        words = TextMaker([sentence for one in documents for sentence in one.text.split(". ")])
    finally:
        store.close()
    moved = VectorMaker(own, size, rng)
    for first in range(0, size, _AT_ONCE * _PASSAGES_PER_DOCUMENT):
        left = min(size - first, _AT_ONCE * _PASSAGES_PER_DOCUMENT)
        yield [
            _document(words, moved, rng, min(_PASSAGES_PER_DOCUMENT, left - at), first + at)
            for at in range(0, left, _PASSAGES_PER_DOCUMENT)
        ]


def _document(
    words: TextMaker, moved: VectorMaker, rng: np.random.Generator, count: int, number: int
) -> PreparedDocument:
    """A made-up document of so many passages."""
    parts, drafts, at = [], [], 0
    for text, sentences in words.passages(rng, count, _WORDS_PER_PASSAGE):
        spans = tuple(Span(at + s.start, at + s.end) for s in sentences)
        drafts.append(PassageDraft(spans[0].start, spans[-1].end, spans))
        parts.append(text)
        at += len(text) + 1
    text, source = " ".join(parts), f"made up {number}"
    document = Document(document_id(text), text, text.split(". ", 1)[0][:40], (source,))
    record = SourceRecord(
        source, "text", document.title, FileState("", len(text), 0, 0, LoaderStamp("text"))
    )
    return PreparedDocument(document, tuple(drafts), moved.draw(rng, count), (record,))


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
    status = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    peak = next(line.split()[1] for line in status if line.startswith("VmHWM"))
    best = _exact_best(options.work, size, asked[:_EXACT])
    right = sum(len(one & other) for one, other in zip(found, best, strict=True))
    print(json.dumps(figures | {"recall": right / sum(map(len, best)), "mib": int(peak) // 1024}))


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
    vectors, ids = (
        np.load(work / f"vectors-{size}.npy", mmap_mode="r"),
        np.load(work / f"ids-{size}.npy"),
    )
    scores = np.zeros((len(asked), 0), np.float32)
    best = np.zeros((len(asked), 0), np.int64)
    for first in range(0, size, 20_000):
        some = vectors[first : first + 20_000].astype(np.float32)
        scores = np.concatenate([scores, asked @ some.T], axis=1)
        more = np.broadcast_to(ids[first : first + 20_000], (len(asked), len(some)))
        best = np.concatenate([best, more], axis=1)
        kept = np.argsort(-scores, axis=1)[:, :_BEST]
        scores = np.take_along_axis(scores, kept, axis=1)
        best = np.take_along_axis(best, kept, axis=1)
    return [set(row) for row in best.tolist()]


if __name__ == "__main__":
    main()
