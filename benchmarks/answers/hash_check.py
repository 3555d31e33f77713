"""Time of a search with and without the comparison of what is stored with its hashes.

    python -m benchmarks.answers.hash_check --folder FOLDER --questions FILE
    python -m benchmarks.answers.hash_check --squad FILE [FILE ...]

The ten passages of each question are fetched with their documents: once from the store (nothing
is cached), once as it is used (the last texts are cached). Both forms of the program are asked
each question in turns. Prints p50 and p95 of the processor's time of the thread, in milliseconds,
so that other work of the machine counts little. Vectors are hashes of words; reading the passages
is left out, since nothing in it depends on the comparison.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext
from pathlib import Path
from unittest.mock import patch

from benchmarks.indexing.sync_once import FakeEmbedder
from index.catalog import Catalog
from index.corpus import Corpus
from qa.answering.pipeline import READ_PASSAGES
from qa.evaluate.datasets.reading import read_dataset
from qa.retriever import Retriever


@contextmanager
def _no_comparison() -> Iterator[None]:
    """Digests cost nothing and fit whatever is stored."""

    class Fitting:
        def __init__(self, document_id: str) -> None:
            self._id = document_id

        def hexdigest(self) -> str:
            return self._id

    import index.storage.document_table as documents
    import index.storage.passage_table as passages

    real = documents.DocumentTable.get
    wanted = [""]

    def get(table: documents.DocumentTable, document_id: str) -> object:
        wanted[0] = document_id
        return real(table, document_id)

    class _Hashlib:
        @staticmethod
        def sha256(_: bytes) -> Fitting:
            return Fitting(wanted[0])

    class _Any:
        def __ne__(self, other: object) -> bool:
            return False

        def __eq__(self, other: object) -> bool:
            return True

        __hash__ = None  # type: ignore[assignment]

    with (
        patch.object(documents, "hashlib", _Hashlib),
        patch.object(documents.DocumentTable, "get", get),
        patch.object(documents, "layout_digest", lambda *_: _Any()),
        patch.object(passages, "passage_checksum", lambda *_: _Any()),
    ):
        yield


def _times(corpus: Corpus, questions: Sequence[str], is_cached: bool) -> dict[bool, list[float]]:
    """Milliseconds of each search, with the comparison and without it."""
    retriever = Retriever(corpus)
    catalog = corpus._catalog
    assert isinstance(catalog, Catalog)
    times: dict[bool, list[float]] = {True: [], False: []}

    def search(question: str, is_compared: bool) -> None:
        if not is_cached:
            catalog._documents.clear()
            catalog._documents_size = 0
        start = time.thread_time()
        retriever.search(question, READ_PASSAGES)
        times[is_compared].append(1000 * (time.thread_time() - start))

    for number, question in enumerate(questions):
        for is_compared in (True, False) if number % 2 else (False, True):
            with nullcontext() if is_compared else _no_comparison():
                search(question, is_compared)
    return times


def main() -> int:
    """Run the measurement."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--folder", type=Path, help="documents; with --questions")
    parser.add_argument("--questions", type=Path, help="a text file, one question a line")
    parser.add_argument("--squad", type=Path, nargs="+", default=[])
    parser.add_argument("--sample", type=int, default=500)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        corpus = Corpus(Path(scratch) / "corpus", FakeEmbedder(), folder=options.folder)
        if options.folder is None:
            datasets = [read_dataset(path) for path in options.squad]
            texts = {p.id: (p.title, p.text) for dataset in datasets for p in dataset.paragraphs}
            corpus.add_texts(texts.values())
            lines = [question.text for question in datasets[0].questions]
        else:
            corpus.sync()
            lines = options.questions.read_text(encoding="utf-8").splitlines()
        with corpus:
            _report(corpus, (lines * options.sample)[: options.sample])
    return 0


def _report(corpus: Corpus, questions: Sequence[str]) -> None:
    print(f"{len(corpus.document_ids())} documents, {len(questions)} questions")
    _times(corpus, questions[:20], True)
    for is_cached in (False, True):
        for is_compared, values in _times(corpus, questions, is_cached).items():
            cuts = statistics.quantiles(values, n=20)
            print(
                f"{'cache' if is_cached else 'no cache'}, "
                f"{'compared' if is_compared else 'not compared'}: "
                f"p50 {statistics.median(values):.3f}, p95 {cuts[18]:.3f} ms"
            )


if __name__ == "__main__":
    sys.exit(main())
