"""Ordinary stores of any size: real passages first, made-up ones beyond them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from benchmarks.indexing.growth.text import TextMaker
from benchmarks.indexing.growth.vectors import VectorMaker
from index.corpus import Corpus
from index.protocols import Embedder, Vectors
from index.storage.store import Store
from index.text.passages import PassageDraft, PassageSettings, passage_fingerprint
from index.values import Document, FileState, LoaderStamp, Span, document_id
from qa.progress import indexing_bar

__all__ = ["batches", "build", "real_corpus"]

_PASSAGES_PER_DOCUMENT = 8
_WORDS_PER_PASSAGE = 62
_DOCUMENTS_AT_ONCE = 500
_BATCH = 20_000


def real_corpus(location: Path, embedder: Embedder, texts: list[tuple[str, str]]) -> None:
    """Embed the real paragraphs into a corpus; those that are there are not embedded again."""
    with Corpus(location, embedder) as corpus, indexing_bar(True) as bar:
        corpus.add_texts(texts, progress=bar)


def build(
    location: Path, embedder: Embedder, real: Path, size: int, words: TextMaker, moved: VectorMaker
) -> None:
    """Write a store of ``size`` passages, then let ``Corpus`` make its indexes.

    Args:
        location: Directory of the new corpus.
        embedder: The one of ``real``.
        real: A corpus of real paragraphs; the first that fit are copied.
        size: Passages in all.
        words: Makes the texts beyond.
        moved: Makes their vectors.
    """
    made = passage_fingerprint(embedder, PassageSettings())
    rng = np.random.default_rng(size)
    with Corpus(location, embedder) as corpus:
        # A bulk path of this benchmark alone: the texts are not cut and embedded, but given.
        store: Store = corpus._store
        at = _copy(real, store, made, embedder.dimension, size)
        while at < size:
            with store.transaction() as generation:
                for _ in range(_DOCUMENTS_AT_ONCE):
                    count = min(_PASSAGES_PER_DOCUMENT, size - at)
                    if count == 0:
                        break
                    document, drafts = _document(words, rng, count, at)
                    vectors = moved.draw(rng, count)
                    store.put_document(generation, document, made, drafts, vectors)
                    _link(store, generation, document)
                    at += count
        # The first search makes the indexes.
        corpus.dense_search(np.zeros(embedder.dimension, np.float32), 1)


def _copy(real: Path, store: Store, made: str, dimension: int, most: int) -> int:
    """Copy whole documents while they fit; returns how many passages were copied."""
    at = 0
    source = Store(real / "corpus.sqlite")
    try:
        ids = source.documents.ids()
        for start in range(0, len(ids), _DOCUMENTS_AT_ONCE):
            with store.transaction() as generation:
                for id_ in ids[start : start + _DOCUMENTS_AT_ONCE]:
                    document = source.documents.get(id_)
                    numbers = source.passages.ids(made, [id_])
                    if document is None or at + len(numbers) > most:
                        continue
                    passages = source.passages.get(numbers)
                    drafts = [
                        PassageDraft(p.start, p.end, p.sentences)
                        for p in (passages[number] for number in numbers)
                    ]
                    _, vectors = source.passages.vectors(numbers, dimension)
                    store.put_document(generation, document, made, drafts, vectors)
                    _link(store, generation, document)
                    at += len(numbers)
    finally:
        source.close()
    return at


def _document(
    words: TextMaker, rng: np.random.Generator, count: int, number: int
) -> tuple[Document, list[PassageDraft]]:
    """A made-up document of so many passages."""
    parts, drafts, at = [], [], 0
    for text, sentences in words.passages(rng, count, _WORDS_PER_PASSAGE):
        moved = tuple(Span(at + s.start, at + s.end) for s in sentences)
        drafts.append(PassageDraft(moved[0].start, moved[-1].end, moved))
        parts.append(text)
        at += len(text) + 1
    text = " ".join(parts)
    title = text.split(". ", 1)[0][:40]
    return Document(document_id(text), text, title, (f"made up {number}",)), drafts


def _link(store: Store, generation: int, document: Document) -> None:
    data = document.text.encode("utf-8")
    state = FileState(hashlib.sha256(data).hexdigest(), len(data), 0, 0, LoaderStamp("text"))
    store.link(generation, document.source, "text", document.title, document.id, state)


def batches(store: Store, made: str, dimension: int) -> Iterator[tuple[list[int], Vectors]]:
    """Ids and vectors of a store, batch by batch, in ascending order of ids."""
    ids = store.passages.ids(made)
    for start in range(0, len(ids), _BATCH):
        yield store.passages.vectors(ids[start : start + _BATCH], dimension)
