"""What does a filter of thousands of documents cost a question?

    python -m benchmarks.indexing.filters DIR [--documents 12000] [--filter 5000] [--questions 200]

DIR is made if it is missing and used again otherwise: a corpus of made-up documents with made-up
vectors, which stand for real ones here, since a filter looks at neither. Prints a Markdown table:
milliseconds of processor time, in one thread, for checking the ids as ``Chatbot.ask`` does, and
for dense search and lexical search of 200 passages each, without a filter, with the same filter
for every question, with another filter for every question, and with one document.
"""

from __future__ import annotations

import argparse
import re
import time
import zlib
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import faiss
import numpy as np

from index.corpus import Corpus
from index.protocols import Vectors
from qa.library import Library

_DEPTH = 200
_DIMENSION = 384
_TOKEN = re.compile(r"\w+|[^\w\s]")
_WORDS = 20_000
_SENTENCES = 12
_WORDS_PER_SENTENCE = 15

_Filters = Callable[[int], "Sequence[str] | None"]


class _RandomEmbedder:
    """Vectors drawn at random, by the text's checksum."""

    dimension = _DIMENSION
    max_tokens = 256
    fingerprint = "random"

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        return [len(_TOKEN.findall(text)) for text in texts]

    def token_spans(self, text: str) -> list[tuple[int, int]]:
        return [match.span() for match in _TOKEN.finditer(text)]

    def embed(self, texts: Sequence[str], done: Callable[[int], object] | None = None) -> Vectors:
        if done is not None:
            done(len(texts))
        return np.array([self.embed_question(text) for text in texts], np.float32)

    def embed_question(self, question: str) -> Vectors:
        rng = np.random.default_rng(zlib.crc32(question.encode()))
        vector = rng.normal(size=_DIMENSION).astype(np.float32)
        unit: Vectors = vector / np.linalg.norm(vector)
        return unit


def main() -> None:
    """Print one row for each kind of filter."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("work", type=Path)
    parser.add_argument("--documents", type=int, default=12_000)
    parser.add_argument("--filter", type=int, default=5_000)
    parser.add_argument("--questions", type=int, default=200)
    options = parser.parse_args()
    # Threads of FAISS that wait for each other count as processor time.
    faiss.omp_set_num_threads(1)
    with Corpus(options.work, _RandomEmbedder()) as corpus:
        if not corpus.document_ids():
            corpus.add_texts(_texts(options.documents))
        ids = np.array(corpus.document_ids())
        print(f"{len(ids):,} documents, filters of {options.filter:,}, k = {_DEPTH}\n")
        print("| filter | ids p50 / p95 | dense p50 / p95 | lexical p50 / p95 |")
        print("|---|---|---|---|")
        rng = np.random.default_rng(1)
        several = [
            [str(id_) for id_ in rng.choice(ids, options.filter, replace=False)]
            for _ in range(min(options.questions, 50))
        ]
        kinds: dict[str, _Filters] = {
            "none": lambda _: None,
            "the same": lambda _: several[0],
            "another each time": lambda number: several[number % len(several)],
            "one document": lambda number: [str(ids[number])],
        }
        for name, filters in kinds.items():
            print(f"| {name} | {_row(corpus, filters, options.questions)} |", flush=True)


def _row(corpus: Corpus, filters: _Filters, count: int) -> str:
    """Medians and 95th percentiles of a search, in milliseconds."""
    questions = [" ".join(words) for words in _draw(np.random.default_rng(7), count, 9)]
    library = Library(corpus)
    times = np.empty((3, count))
    for number, question in enumerate(questions):
        vector = corpus.embedder.embed_question(question)
        documents = filters(number)
        before = time.process_time()
        library.known(documents)
        begin = time.process_time()
        corpus.dense_search(vector, _DEPTH, documents)
        middle = time.process_time()
        corpus.lexical_search(question, _DEPTH, documents)
        end = time.process_time()
        times[:, number] = begin - before, middle - begin, end - middle
    return " | ".join(
        f"{1000 * np.percentile(row, 50):.1f} / {1000 * np.percentile(row, 95):.1f} ms"
        for row in times
    )


def _texts(count: int) -> Iterator[tuple[str, str]]:
    """Titles and texts of made-up documents."""
    rng = np.random.default_rng(0)
    for number in range(count):
        sentences = _draw(rng, _SENTENCES, _WORDS_PER_SENTENCE)
        yield f"title {number}", " ".join(f"{' '.join(words).capitalize()}." for words in sentences)


def _draw(rng: np.random.Generator, count: int, length: int) -> list[list[str]]:
    """Words as often as in a language: the n-th most frequent one in n."""
    drawn = np.minimum(rng.zipf(1.2, (count, length)), _WORDS)
    return [[f"word{number}" for number in row] for row in drawn]


if __name__ == "__main__":
    main()
