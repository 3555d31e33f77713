"""Made-up documents for ``benchmarks.cluster.growth``, in the portions in which they are written.

They are made in a second process, so that making them neither stands still while Lance writes nor
counts as processor time of the writer.
"""

from __future__ import annotations

import multiprocessing
from collections.abc import Iterator
from itertools import islice
from multiprocessing.connection import Connection
from pathlib import Path

import numpy as np

from benchmarks.indexing.growth.build import batches
from benchmarks.indexing.growth.text import TextMaker
from benchmarks.indexing.growth.vectors import VectorMaker
from index.cluster.prepared import PreparedDocument, SourceRecord
from index.protocols import Vectors
from index.storage.store import Store
from index.text.passages import PassageDraft
from index.values import Document, FileState, LoaderStamp, Span, document_id

__all__ = ["portions", "real_vectors"]

_PASSAGES_PER_DOCUMENT = 8
_WORDS_PER_PASSAGE = 62
_AT_ONCE = 2_500  # documents of a commit
_DRAWN_MOST = 400_000

_Text = tuple[str, tuple[Span, ...]]


def portions(
    real: Path, made_with: str, dimension: int, size: int, begin: int = 0
) -> Iterator[list[PreparedDocument]]:
    """Documents of so many passages in all, a portion after the other.

    Args:
        real: Directory of a local corpus of real paragraphs.
        made_with: Fingerprint of its passages.
        dimension: Components of a vector.
        size: Passages.
        begin: Passages of the portions that are left out at the beginning.
    """
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe(duplex=False)
    maker = context.Process(
        target=_make, args=(theirs, real, made_with, dimension, size, begin), daemon=True
    )
    maker.start()
    theirs.close()
    while portion := ours.recv():
        yield portion
    maker.join()


def real_vectors(real: Path, made_with: str, dimension: int) -> Vectors:
    """Vectors of the real passages."""
    store = Store(real / "corpus.sqlite")
    try:
        return np.concatenate([some for _, some in batches(store, made_with, dimension)])
    finally:
        store.close()


def _make(
    out: Connection, real: Path, made_with: str, dimension: int, size: int, begin: int
) -> None:
    """Send portions, and an empty one at last."""
    for portion in _made(real, made_with, dimension, size, begin):
        out.send(portion)
    out.send([])


def _made(
    real: Path, made_with: str, dimension: int, size: int, begin: int
) -> Iterator[list[PreparedDocument]]:
    store = Store(real / "corpus.sqlite")
    try:
        documents = filter(None, map(store.documents.get, store.documents.ids()))
        words = TextMaker([sentence for one in documents for sentence in one.text.split(". ")])
    finally:
        store.close()
    own = real_vectors(real, made_with, dimension)
    moved = VectorMaker(own, size, np.random.default_rng(size), drawn_most=_DRAWN_MOST)
    for first in range(begin, size, _AT_ONCE * _PASSAGES_PER_DOCUMENT):
        rng = np.random.default_rng([size, first])
        count = min(size - first, _AT_ONCE * _PASSAGES_PER_DOCUMENT)
        # All at once: drawing a word for one text costs as much as for thousands.
        texts = iter(words.passages(rng, count, _WORDS_PER_PASSAGE))
        vectors = moved.draw(rng, count)
        yield [
            _document(
                list(islice(texts, _PASSAGES_PER_DOCUMENT)),
                vectors[at : at + _PASSAGES_PER_DOCUMENT],
                first + at,
            )
            for at in range(0, count, _PASSAGES_PER_DOCUMENT)
        ]


def _document(passages: list[_Text], vectors: Vectors, number: int) -> PreparedDocument:
    """A made-up document of these passages."""
    parts, drafts, at = [], [], 0
    for text, sentences in passages:
        spans = tuple(Span(at + s.start, at + s.end) for s in sentences)
        drafts.append(PassageDraft(spans[0].start, spans[-1].end, spans))
        parts.append(text)
        at += len(text) + 1
    text, source = " ".join(parts), f"made up {number}"
    document = Document(document_id(text), text, text.split(". ", 1)[0][:40], (source,))
    record = SourceRecord(
        source, "text", document.title, FileState("", len(text), 0, 0, LoaderStamp("text"))
    )
    return PreparedDocument(document, tuple(drafts), vectors, (record,))
