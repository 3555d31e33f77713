"""Contents and search results of a corpus, without ids, to compare two corpora."""

from __future__ import annotations

import hashlib
from pathlib import Path

from index.corpus import Corpus
from index.text.passages import PassageSettings
from index.values import document_id
from tests.fakes import WordEmbedder

__all__ = ["open_at", "passages_of", "picture"]

QUESTIONS = ("tide and bell", "How often did the snow meet the rope?", "File 12, version 1.")


def open_at(root: Path) -> Corpus:
    """The corpus ``root/corpus`` of ``root/folder``."""
    return Corpus(
        root / "corpus",
        WordEmbedder(dimension=32),
        folder=root / "folder",
        settings=PassageSettings(max_tokens=12),
    )


def picture(corpus: Corpus) -> dict[str, object]:
    """Documents with titles, sources, passages and vectors; results of searches as quotations."""
    corpus.check()
    documents = {one.id: one for one in corpus.documents()}
    for id_, one in documents.items():
        assert id_ == document_id(one.text) == hashlib.sha256(one.text.encode()).hexdigest()
    spans = passages_of(corpus)
    places = {}
    for id_ in corpus._store.passages.ids(corpus.passage_fingerprint):
        passage = corpus.passages([id_])[id_]
        places[id_] = (passage.document_id, passage.start, passage.end)
    searches = []
    for question in QUESTIONS:
        vector = corpus.embedder.embed_question(question)
        dense = corpus.dense_search(vector, 1_000_000)
        assert len(dense) == len(places)
        searches.append(sorted((places[id_], round(score, 4)) for id_, score in dense))
        # Without scores: the engine's depend on what was removed before.
        searches.append(sorted(places[id_] for id_, _ in corpus.lexical_search(question, 10**6)))
    return {
        "documents": {
            one.text: (one.title, sorted(one.sources), one.pages, spans[one.id])
            for one in documents.values()
        },
        "searches": searches,
    }


def passages_of(corpus: Corpus) -> dict[str, list[tuple]]:
    """Spans, sentences and vectors of the passages of each document, by its id."""
    found: dict[str, list[tuple]] = {id_: [] for id_ in corpus.document_ids()}
    ids, vectors = corpus._store.passages.vectors(
        corpus._store.passages.ids(corpus.passage_fingerprint), corpus.embedder.dimension
    )
    passages = corpus.passages(ids)
    for id_, vector in zip(ids, vectors, strict=True):
        one = passages[id_]
        found[one.document_id].append((one.start, one.end, one.sentences, vector.tobytes()))
    return {id_: sorted(spans) for id_, spans in found.items()}
