"""The open corpus for all tuning: 3,641 SQuAD paragraphs, one document each."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from index.corpus import Corpus
from index.protocols import Embedder
from index.values import document_id
from qa.evaluate import Dataset, paragraphs_of, read_squad
from qa.progress import indexing_bar

__all__ = ["FILES", "paragraph_corpus", "read_all"]

FILES = (
    "dev/squad1_tune.json.gz",
    "dev/squad1_check.json.gz",
    "bench/squad2_dev.json.gz",
    "train/squadshifts_new_wiki.json.gz",
)


def read_all(data: Path) -> list[Dataset]:
    """Read the four datasets, ``tune`` first."""
    return [read_squad(data / name) for name in FILES]


@contextmanager
def paragraph_corpus(
    datasets: Sequence[Dataset], embedder: Embedder, store: Path | None
) -> Iterator[tuple[Corpus, list[list[str]]]]:
    """Return the corpus and, for each dataset, the document ids of its paragraphs.

    Args:
        datasets: Their paragraphs become documents.
        embedder: For passages and questions.
        store: Where to keep the corpus; a temporary directory by default. Paragraphs already stored
            there are not embedded again.
    """
    texts = [
        (one.title.replace("_", " "), one.text) for one in paragraphs_of(datasets[0], datasets[1:])
    ]
    ids = [[document_id(p.text) for p in dataset.paragraphs] for dataset in datasets]
    with (
        tempfile.TemporaryDirectory() as scratch,
        Corpus(store or Path(scratch), embedder) as corpus,
    ):
        with indexing_bar(True) as bar:
            corpus.add_texts(texts, progress=bar)
        yield corpus, ids
