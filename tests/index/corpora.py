"""Folders and corpora for tests, and checks that every corpus must pass."""

from __future__ import annotations

import itertools
import os
from pathlib import Path

import numpy as np

from index.corpus import Corpus
from index.text.passages import PassageDraft, PassageSettings, embedded_texts
from tests.fakes import WordEmbedder

QUESTIONS = ("tide harbour", "Who rang the bell?", "snow", "the", "zebra", "")
TEXTS = {
    "tide.txt": "The tide rose in the harbour. Boats rang a bell. Nobody slept that night at all.",
    "snow.txt": "Snow fell. The road to the harbour was closed. The bell was silent, said Ann.",
    "list.md": "# Shopping\n\n- salt\n- a bell\n- rope for the boats\n\nAnn paid. Ben carried it.",
    "deep/tide.txt": "The tide fell again.\r\n\r\nThe harbour was dry.\r\nThe harbour was dry.",
}

_times = itertools.count(1_600_000_000)


def write(path: Path, content: str | bytes) -> Path:
    """Write a file with a unique time stamp, long past, so that times can be trusted."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    stamp = next(_times)
    os.utime(path, (stamp, stamp))
    return path


def make_folder(folder: Path, texts: dict[str, str] = TEXTS) -> Path:
    folder.mkdir(parents=True)
    for name, text in texts.items():
        write(folder / name, text)
    return folder


def open_corpus(tmp_path: Path, embedder: WordEmbedder | None = None, **options) -> Corpus:
    """The corpus of ``tmp_path/folder`` in ``tmp_path/corpus``."""
    return Corpus(
        tmp_path / "corpus",
        embedder or WordEmbedder(),
        folder=tmp_path / "folder",
        settings=options.pop("settings", PassageSettings(max_tokens=12)),
        **options,
    )


def searches(corpus: Corpus) -> list:
    """Results of many searches, with ids and scores."""
    ids = [one.id for one in corpus.summaries()]
    results = []
    for question in QUESTIONS:
        vector = corpus.embedder.embed_question(question)
        for documents in (None, ids[:1], ids[1:], []):
            for k in (1, 3, 1000):
                results.append(corpus.dense_search(vector, k, documents))
                results.append(corpus.lexical_search(question, k, documents))
    return results


def all_passages(corpus: Corpus) -> dict:
    vector = corpus.embedder.embed_question("")
    return corpus.passages(id_ for id_, _ in corpus.dense_search(vector, 1_000_000))


def contents(corpus: Corpus) -> dict[str, set[str]]:
    """Each text with its sources."""
    return {one.text: set(one.sources) for one in corpus.documents()}


def assert_sound(corpus: Corpus) -> None:
    """Check that vectors, terms, passages and texts agree."""
    corpus.check()
    passages = all_passages(corpus)
    by_document: dict[str, int] = {}
    for passage in passages.values():
        document = corpus.document(passage.document_id)
        text = document.text
        assert passage.sentences[0].start == passage.start
        assert passage.sentences[-1].end == passage.end
        part = text[passage.start : passage.end]
        assert part
        assert part == part.strip()
        by_document[passage.document_id] = by_document.get(passage.document_id, 0) + 1
        _, stored = corpus._store.passages.vectors([passage.id], corpus.embedder.dimension)
        draft = PassageDraft(passage.start, passage.end, passage.sentences, passage.headings)
        searched = embedded_texts([(document, draft)], corpus.embedder)
        expected = WordEmbedder(corpus.embedder.dimension, 100_000).embed(searched)
        assert np.array_equal(stored, expected.astype(np.float16).astype(np.float32))
    summaries = corpus.summaries()
    assert by_document == {one.id: one.passages for one in summaries}
    assert all(one.passages and one.sources for one in summaries)
