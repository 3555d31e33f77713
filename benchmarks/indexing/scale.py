"""Measures search, recall, memory and opening, from ten thousand to a million passages.

    python -m benchmarks.indexing.scale DATA --work DIR [--sizes 10000 100000 1000000]

The first passages are the real paragraphs of DATA with their real embeddings. Beyond them, vectors
are drawn around the real ones, as close to each other as those are, and texts from the real word
pairs. Each corpus is an ordinary one. Questions are those of ``check``, embedded before. DIR keeps
embeddings, corpora and figures; the command does not make them again. Prints a Markdown table and
writes ``growth.json`` and ``growth.svg`` into DIR.
"""

from __future__ import annotations

import argparse
import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.indexing.growth.build import batches, build, real_corpus
from benchmarks.indexing.growth.measure import exact_best, measure
from benchmarks.indexing.growth.text import TextMaker
from benchmarks.indexing.growth.vectors import VectorMaker, median_nearest
from benchmarks.record import made_by
from benchmarks.tables.growth import KINDS, growth_table
from benchmarks.tables.growth_chart import growth_svg
from index.embedding.model_files import load_embedder
from index.protocols import Embedder, Vectors
from index.storage.store import Store
from index.text.passages import PassageSettings, passage_fingerprint
from qa.errors import DatasetError
from qa.evaluate import paragraphs_of, read_squad, sample

CHECK = "dev/squad1_check.json.gz"
QUESTIONS = 1_000
EXACT_QUESTIONS = 500


def main() -> None:
    """Build and measure each missing size, then write the figures."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("data", type=Path)
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--sizes", type=int, nargs="+", default=[10_000, 100_000, 1_000_000])
    parser.add_argument("--questions", type=int, default=QUESTIONS)
    parser.add_argument("--measure", type=int, help=argparse.SUPPRESS)
    options = parser.parse_args()
    options.work.mkdir(parents=True, exist_ok=True)
    embedder = load_embedder()
    asked = sample(read_squad(options.data / CHECK), options.questions)
    questions = list(dict.fromkeys(question.text for question in asked.questions))
    if options.measure is not None:
        _measure(options.work, embedder, questions, options.measure)
        return
    _question_vectors(options.work, embedder, questions)
    real_corpus(options.work / "real", embedder, _texts(options.data))
    sizes = sorted(set(options.sizes))
    for size in sizes:
        _make(options.work, embedder, size)
        if not _figures(options.work, size).exists():
            _exact(options.work, embedder, questions, size)
            command = [sys.executable, "-m", "benchmarks.indexing.scale", str(options.data)]
            command += ["--work", str(options.work), "--questions", str(options.questions)]
            subprocess.run([*command, "--measure", str(size)], check=True)  # noqa: S603  our own
    _report(options.work, sizes)


def _texts(data: Path) -> list[tuple[str, str]]:
    """Return every paragraph of every data set with its title, ``check`` first."""
    first = data / CHECK
    others = []
    for path in sorted(path for path in data.glob("*/*.json.gz") if path != first):
        try:
            others.append(read_squad(path))
        except DatasetError as error:
            print(f"left out: {error}", flush=True)
    paragraphs = paragraphs_of(read_squad(first), others)
    return [(one.title.replace("_", " "), one.text) for one in paragraphs]


def _question_vectors(work: Path, embedder: Embedder, questions: list[str]) -> Vectors:
    """Return the vectors, shape (questions, dimension); a file keeps them."""
    path = work / f"questions-{len(questions)}.npy"
    if not path.exists():
        np.save(path, np.stack([embedder.embed_question(question) for question in questions]))
    vectors: Vectors = np.load(path)
    return vectors


def _figures(work: Path, size: int) -> Path:
    return work / f"figures-{size}.json"


def _make(work: Path, embedder: Embedder, size: int) -> None:
    """Return the corpus of this size, built whole or not at all."""
    place = work / f"corpus-{size}"
    if place.exists():
        return
    unfinished = work / f"corpus-{size}.part"
    shutil.rmtree(unfinished, ignore_errors=True)
    rng = np.random.default_rng(1)
    store = Store(work / "real" / "corpus.sqlite")
    try:
        made = passage_fingerprint(embedder, PassageSettings())
        real = np.concatenate([v for _, v in batches(store, made, embedder.dimension)])
        documents = (store.documents.get(id_) for id_ in store.documents.ids())
        sentences = []
        for document in documents:
            if document is not None:
                ids = store.passages.ids(made, [document.id])
                spans = {s for p in store.passages.get(ids).values() for s in p.sentences}
                sentences += [document.text[s.start : s.end] for s in sorted(spans)]
    finally:
        store.close()
    moved = VectorMaker(real, size, rng)
    build(unfinished, embedder, work / "real", size, TextMaker(sentences), moved)
    cosines = {"real": moved.median, "corpus": _median(unfinished, made, embedder.dimension, rng)}
    (work / f"cosines-{size}.json").write_text(json.dumps(cosines), encoding="utf-8")
    print(
        f"{size:,} passages: median cosine with the nearest {cosines['corpus']:.3f}; "
        f"{len(real):,} real ones: {cosines['real']:.3f}",
        flush=True,
    )
    unfinished.rename(place)


def _median(place: Path, made: str, dimension: int, rng: np.random.Generator) -> float:
    """Return the median cosine of passages of a corpus with their nearest."""
    store = Store(place / "corpus.sqlite")
    try:
        ids = store.passages.ids(made)
        drawn = rng.choice(np.asarray(ids), min(400, len(ids)), replace=False).tolist()
        _, sample = store.passages.vectors(drawn, dimension)
        return median_nearest(sample, (some for _, some in batches(store, made, dimension)))
    finally:
        store.close()


def _exact(work: Path, embedder: Embedder, questions: list[str], size: int) -> None:
    """Find the true nearest passages, in a process that is not measured."""
    path = work / f"exact-{size}.json"
    if not path.exists():
        vectors = _question_vectors(work, embedder, questions)[:EXACT_QUESTIONS]
        best = exact_best(work / f"corpus-{size}", embedder, vectors)
        path.write_text(json.dumps([sorted(one) for one in best]), encoding="utf-8")


def _measure(work: Path, embedder: Embedder, questions: list[str], size: int) -> None:
    vectors = _question_vectors(work, embedder, questions)
    best = json.loads((work / f"exact-{size}.json").read_text(encoding="utf-8"))
    measured = measure(
        work / f"corpus-{size}", embedder, questions, vectors, [set(one) for one in best]
    )
    cosines = json.loads((work / f"cosines-{size}.json").read_text(encoding="utf-8"))
    figures = measured.to_dict() | {"nearest_cosines": cosines}
    _figures(work, size).write_text(json.dumps(figures, indent=2), encoding="utf-8")


def _report(work: Path, sizes: list[int]) -> None:
    rows: list[dict[str, Any]] = [
        json.loads(_figures(work, size).read_text(encoding="utf-8")) for size in sizes
    ]
    stored = {**made_by("benchmarks.indexing.scale"), "sizes": rows}
    p95 = {kind: [row["p95"][kind] for row in rows] for kind in KINDS}
    (work / "growth.json").write_text(json.dumps(stored, indent=2) + "\n", encoding="utf-8")
    (work / "growth.svg").write_text(
        growth_svg([row["passages"] for row in rows], p95), encoding="utf-8"
    )
    print(growth_table(stored))


if __name__ == "__main__":
    main()
