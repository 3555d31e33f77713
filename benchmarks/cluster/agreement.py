"""Compares a corpus in Lance tables with the local one it was copied from.

    python -m benchmarks.cluster.agreement CORPUS DATASET --work DIR [--questions 200]

CORPUS is the directory of a local corpus, such as ``benchmarks.indexing.scale`` makes: its texts
are paragraphs of DATASET and others. It is copied into tables on an object store that runs on this
machine, in DIR; what is there already is not copied again. Both are asked the same questions; the
tables from copies on this disk, or with ``--without-copies`` from object storage. Prints the share
of questions with the same first passage, the same ten passages and the same answer, how often the
paragraph of the question is found, and times: the median on the clock, and of the processor.
"""

from __future__ import annotations

import argparse
import os
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from benchmarks.cluster.object_store import ObjectStore
from index.cluster.cluster_corpus import ClusterCorpus
from index.cluster.cluster_store import ClusterStore
from index.cluster.moving_corpora import load_corpus
from index.corpus import Corpus
from index.embedding.model_files import load_embedder
from index.protocols import Scored
from index.text.passages import PassageSettings, passage_fingerprint
from index.values import document_id
from qa.any_corpus import AnyCorpus
from qa.calibration.files import known_calibrations
from qa.chatbot import Chatbot
from qa.evaluate import read_squad, sample
from qa.retriever import Hit, Retriever

_BEST = 10
_DEPTH = 200

Place = tuple[str, int]
"""Document and start of a passage: the same in both corpora, unlike its id."""


@dataclass(frozen=True, slots=True)
class _Asked:
    """A question with the document that it was written for."""

    text: str
    gold: str


@dataclass(frozen=True, slots=True)
class _Found:
    """What one corpus finds for each question.

    Attributes:
        places: The ten best passages.
        milliseconds: By kind of search: on the clock, the median; of the processor, on average.
    """

    places: list[list[Place]]
    milliseconds: dict[str, tuple[float, float]]


def main() -> None:
    """Copy, ask both and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("corpus", type=Path)
    parser.add_argument("dataset", type=Path)
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--questions", type=int, default=200)
    parser.add_argument("--answers", type=int, default=50)
    parser.add_argument("--without-copies", action="store_true")
    options = parser.parse_args()
    options.work.mkdir(parents=True, exist_ok=True)
    asked = _questions(options.dataset, options.questions)
    with ObjectStore(options.work / "store") as store:
        os.environ.update(store.environment)
        place = f"s3://{store.bucket}/{options.corpus.name}"
        _copy(options.corpus, place)
        embedder = load_embedder()
        with (
            Corpus(options.corpus, embedder) as local,
            ClusterCorpus(
                place, embedder, store=options.work / f"copies-{options.corpus.name}",
                copied=not options.without_copies,
            ) as remote,
        ):  # fmt: skip
            begin = time.perf_counter()
            remote.wait_for_copies()
            print(f"copied in {time.perf_counter() - begin:.0f} s", flush=True)
            _compare(local, remote, asked)
            if options.answers:
                _compare_answers(local, remote, asked[: options.answers])


def _questions(dataset: Path, count: int) -> list[_Asked]:
    drawn = sample(read_squad(dataset), count)
    return [
        _Asked(question.text, document_id(drawn.paragraphs[question.paragraph].text))
        for question in drawn.questions
    ]


def _copy(corpus: Path, place: str) -> None:
    embedder = load_embedder()
    made_with = passage_fingerprint(embedder, PassageSettings())
    with ClusterStore.create(place, made_with, embedder.dimension) as store:
        if store.tables.table("documents").count_rows():
            return
        begin, busy = time.perf_counter(), time.process_time()
        count = load_corpus(corpus, store)
        seconds, used = time.perf_counter() - begin, time.process_time() - busy
        print(
            f"{count:,} documents copied in {seconds:.0f} s, {used:.0f} s of processor", flush=True
        )


def _compare(local: Corpus, remote: ClusterCorpus, asked: Sequence[_Asked]) -> None:
    results = {"local": _search(local, asked), "tables": _search(remote, asked)}
    pairs = list(zip(results["local"].places, results["tables"].places, strict=True))
    first = np.mean([one[:1] == other[:1] for one, other in pairs])
    ten = np.mean([len(set(one) & set(other)) / max(len(one), 1) for one, other in pairs])
    print(f"{len(asked)} questions: same first passage {first:.3f}, of the ten {ten:.3f} the same")
    for name, found in results.items():
        recalls = [
            np.mean([q.gold in {document for document, _ in places[:k]}
                     for q, places in zip(asked, found.places, strict=True)])
            for k in (1, 5)
        ]  # fmt: skip
        times = ", ".join(f"{k} {a:.0f} ({b:.1f})" for k, (a, b) in found.milliseconds.items())
        print(f"{name}: R@1 {recalls[0]:.3f}, R@5 {recalls[1]:.3f}; ms (of processor): {times}")


def _search(corpus: AnyCorpus, asked: Sequence[_Asked]) -> _Found:
    retriever = Retriever(corpus)
    vectors = [corpus.embedder.embed_question(question.text) for question in asked]
    hits: list[Sequence[Hit]] = []

    def fused(number: int) -> object:
        with corpus.reading():
            hits.append(retriever.search(asked[number].text, _BEST))
        return None

    def dense(number: int) -> Scored:
        return corpus.dense_search(vectors[number], _DEPTH)

    def terms(number: int) -> Scored:
        return corpus.lexical_search(asked[number].text, _DEPTH)

    milliseconds = {
        name: _times(ask, len(asked))
        for name, ask in (("dense", dense), ("terms", terms), ("fused", fused))
    }
    places = [[(hit.document.id, hit.passage.start) for hit in found] for found in hits[1:]]
    return _Found(places, milliseconds)


def _times(ask: Callable[[int], object], count: int) -> tuple[float, float]:
    """Milliseconds of a question, after one that is not counted: see ``_Found``."""
    ask(0)
    times, busy = [], time.process_time()
    for number in range(count):
        begin = time.perf_counter()
        ask(number)
        times.append(1000 * (time.perf_counter() - begin))
    return float(np.median(times)), 1000 * (time.process_time() - busy) / count


def _compare_answers(local: Corpus, remote: ClusterCorpus, asked: Sequence[_Asked]) -> None:
    known = known_calibrations()
    likened = [c.likened(remote.measured_as, remote.fingerprint) for c in known]
    here, there = Chatbot(local, calibrations=known), Chatbot(remote, calibrations=likened)
    same = 0
    for question in asked:
        one, other = here.ask(question.text), there.ask(question.text)
        same += (one.kind, one.text) == (other.kind, other.text)
    print(f"{len(asked)} questions answered: {same / len(asked):.3f} the same")


if __name__ == "__main__":
    main()
