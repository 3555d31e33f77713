"""Time, memory and recall of searches in one corpus, in a process that does nothing else."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np

from benchmarks.indexing.growth.build import batches
from index.corpus import Corpus
from index.protocols import Embedder, Vectors
from index.storage.store import Store
from index.text.passages import PassageSettings, passage_fingerprint
from qa.retriever import Retriever

__all__ = ["Embedded", "Measured", "exact_best", "measure"]

_DEPTH = 200
_BEST = 10


class Embedded:
    """An embedder whose questions were embedded before; everything else is the real one's."""

    def __init__(self, real: Embedder, questions: Sequence[str], vectors: Vectors) -> None:
        self._real = real
        self._vectors = dict(zip(questions, vectors, strict=True))
        self.fingerprint = real.fingerprint
        self.dimension = real.dimension
        self.max_tokens = real.max_tokens

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """See ``Embedder``."""
        return self._real.count_tokens(texts)

    def token_spans(self, text: str) -> list[tuple[int, int]]:
        """See ``Embedder``."""
        return self._real.token_spans(text)

    def embed(self, texts: Sequence[str], done: Callable[[int], object] | None = None) -> Vectors:
        """See ``Embedder``."""
        return self._real.embed(texts, done)

    def embed_question(self, question: str) -> Vectors:
        """The vector that was made before."""
        vector: Vectors = self._vectors[question]
        return vector


@dataclass(frozen=True, slots=True)
class Measured:
    """What one corpus showed.

    Attributes:
        passages: How many there are.
        opens_s: Seconds to open it, the model not counted.
        p50: Milliseconds of ``dense``, ``lexical`` (200 results each) and ``fused`` search (10).
        p95: The same, 95th percentile.
        recall: Share of the 10 nearest passages that dense search finds among its first 10.
        peak_mib: The most resident memory there ever was (``VmHWM``), mapped pages counted.
        mapped_mib: Resident mapped pages at the end (``RssFile``).
        disk_mib: Files of the corpus by name, in MiB; those of term search as one.
    """

    passages: int
    opens_s: float
    p50: dict[str, float]
    p95: dict[str, float]
    recall: float
    peak_mib: float
    mapped_mib: float
    disk_mib: dict[str, float]

    def to_dict(self) -> dict[str, object]:
        """As JSON has it."""
        return asdict(self)


def exact_best(location: Path, embedder: Embedder, vectors: Vectors) -> list[set[int]]:
    """Ids of the 10 passages nearest to each question, by comparing with all stored vectors."""
    made = passage_fingerprint(embedder, PassageSettings())
    store = Store(location / "corpus.sqlite")
    scores = np.full((len(vectors), 0), 0, np.float32)
    best = np.zeros((len(vectors), 0), np.int64)
    try:
        for ids, some in batches(store, made, embedder.dimension):
            scores = np.concatenate([scores, vectors @ some.T], axis=1)
            best = np.concatenate(
                [best, np.broadcast_to(np.asarray(ids, np.int64), (len(vectors), len(ids)))],
                axis=1,
            )
            kept = np.argpartition(-scores, min(_BEST, scores.shape[1]) - 1, axis=1)[:, :_BEST]
            scores = np.take_along_axis(scores, kept, axis=1)
            best = np.take_along_axis(best, kept, axis=1)
    finally:
        store.close()
    return [set(row) for row in best.tolist()]


def measure(
    location: Path,
    embedder: Embedder,
    questions: Sequence[str],
    vectors: Vectors,
    best: Sequence[set[int]],
) -> Measured:
    """Open a corpus and ask it; the first question of each kind is not counted.

    Args:
        location: The corpus.
        embedder: A real one.
        questions: Texts.
        vectors: Theirs, shape (questions, dimension).
        best: From ``exact_best``, for the first of the questions.
    """
    begin = time.perf_counter()
    corpus = Corpus(location, Embedded(embedder, questions, vectors))
    opens = time.perf_counter() - begin
    with corpus:
        retriever = Retriever(corpus)
        kinds: dict[str, Callable[[int], object]] = {
            "dense": lambda i: corpus.dense_search(vectors[i], _DEPTH),
            "lexical": lambda i: corpus.lexical_search(questions[i], _DEPTH),
            "fused": lambda i: retriever.search(questions[i], _BEST),
        }
        times = {kind: _times(ask, len(questions)) for kind, ask in kinds.items()}
        found = [{id_ for id_, _ in corpus.dense_search(v, _BEST)} for v in vectors[: len(best)]]
    right = sum(len(one & other) for one, other in zip(found, best, strict=True))
    memory = _memory()
    return Measured(
        passages=_count(location, embedder),
        opens_s=opens,
        p50={kind: float(np.percentile(t, 50)) for kind, t in times.items()},
        p95={kind: float(np.percentile(t, 95)) for kind, t in times.items()},
        recall=right / sum(map(len, best)),
        peak_mib=memory["VmHWM"],
        mapped_mib=memory["RssFile"],
        disk_mib=_disk(location),
    )


def _times(ask: Callable[[int], object], count: int) -> list[float]:
    """Milliseconds of each question."""
    ask(0)
    times = []
    for number in range(count):
        begin = time.perf_counter()
        ask(number)
        times.append(1000 * (time.perf_counter() - begin))
    return times


def _memory() -> dict[str, float]:
    """Figures of this process in MiB."""
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    fields = (line.split() for line in lines if line.startswith(("VmHWM", "RssFile")))
    return {name.rstrip(":"): int(value) / 1024 for name, value, _ in fields}


def _count(location: Path, embedder: Embedder) -> int:
    store = Store(location / "corpus.sqlite")
    try:
        return len(store.passages.ids(passage_fingerprint(embedder, PassageSettings())))
    finally:
        store.close()


def _disk(location: Path) -> dict[str, float]:
    sizes: dict[str, float] = {}
    for path in sorted(one for one in location.rglob("*") if one.is_file()):
        name = path.relative_to(location).parts[0]
        sizes[name] = sizes.get(name, 0.0) + path.stat().st_size / 2**20
    return {name: round(size, 1) for name, size in sizes.items() if size >= 0.1}
