"""Documents for corpora in tables, cut and embedded as a sync does it."""

from __future__ import annotations

from index.cluster.prepared import PreparedDocument, SourceRecord
from index.text.passages import (
    PassageSettings,
    embedded_texts,
    passage_fingerprint,
    split_passages,
)
from index.values import Document, FileState, LoaderStamp, document_id
from tests.fakes import WordEmbedder

__all__ = ["MADE_WITH", "prepared"]

MADE_WITH = passage_fingerprint(WordEmbedder(), PassageSettings())


def prepared(text: str, *sources: str, title: str = "Notes") -> PreparedDocument:
    embedder = WordEmbedder()
    sources = sources or (f"{document_id(text)[:8]}.txt",)
    document = Document(document_id(text), text, title, sources)
    drafts = tuple(split_passages(text, embedder, PassageSettings()))
    vectors = embedder.embed(embedded_texts([(document, draft) for draft in drafts], embedder))
    state = FileState("0" * 64, len(text), 1, 2, LoaderStamp("txt/1"))
    records = tuple(SourceRecord(source, "file", title, state) for source in sources)
    return PreparedDocument(document, drafts, vectors, records)
