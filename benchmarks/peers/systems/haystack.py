"""Haystack: in-memory document store, retrieval pipelines and extractive reader of its guides.

The store keeps its data in memory and saves it as one JSON file. Retrievers and reader have their
default settings. The hybrid joins two lists by reciprocal rank fusion and gives the reader as many
documents as one list has. The reader gives the model no token types. A BERT reader was trained with
them, so the hybrid is also measured with a hook that supplies them. Scores are the reader's own
probability of its best answer that is not "no answer"; it compares them with ``score_threshold``.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Sequence
from typing import Any, ClassVar

from haystack import Document, Pipeline
from haystack.components.joiners import DocumentJoiner
from haystack.components.retrievers.in_memory import (
    InMemoryBM25Retriever,
    InMemoryEmbeddingRetriever,
)
from haystack.document_stores.in_memory import InMemoryDocumentStore
from haystack_integrations.components.embedders.sentence_transformers import (
    SentenceTransformersDocumentEmbedder,
    SentenceTransformersTextEmbedder,
)
from haystack_integrations.components.readers.transformers import TransformersExtractiveReader

from benchmarks.peers.systems.base import READ_PASSAGES, Reply, System, Text

__all__ = ["Bm25Haystack", "EmbeddingHaystack", "HybridHaystack", "TypedHybridHaystack"]

_FILE = "store.json"


class _Haystack(System):
    embeds: ClassVar[bool]
    last: ClassVar[str]
    """Name of the component whose documents are read."""

    def load(self) -> None:
        self._embedder: Any = None
        if self.embeds:
            self._embedder = SentenceTransformersDocumentEmbedder(
                model=str(self.models.embedder), local_files_only=True
            )
            self._embedder.warm_up()

    def load_reader(self) -> None:
        self._reader: Any = TransformersExtractiveReader(model=self.models.reader)
        self._reader.warm_up()

    def index(self, texts: Sequence[Text]) -> None:
        self._use(InMemoryDocumentStore())
        self._write(texts)

    def save(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        self._store.save_to_disk(str(self.folder / _FILE))

    def open(self) -> None:
        self._use(InMemoryDocumentStore.load_from_disk(str(self.folder / _FILE)))

    def add(self, text: Text) -> None:
        self._write([text])

    def rank(self, question: str) -> list[str]:
        return [str(one.id) for one in self._retrieved(question)]

    def ask(self, question: str) -> Reply:
        documents = self._retrieved(question)
        answers = self._reader.run(query=question, documents=documents)["answers"]
        best = next((one for one in answers if one.data is not None), None)
        if best is None:
            return Reply()
        offset = best.document_offset
        return Reply(best.data, best.score, str(best.document.id), offset.start, offset.end)

    def _use(self, store: Any) -> None:
        self._store = store
        self._pipeline: Any = Pipeline()
        self._connect(self._pipeline, store)

    def _write(self, texts: Sequence[Text]) -> None:
        documents = [
            Document(id=one.id, content=one.text, meta={"title": one.title}) for one in texts
        ]
        if self._embedder is not None:
            documents = self._embedder.run(documents=documents)["documents"]
        self._store.write_documents(documents)

    def _retrieved(self, question: str) -> list[Any]:
        given: dict[str, dict[str, str]] = {}
        if self.embeds:
            given["embedder"] = {"text": question}
        if self.last != "embedding":
            given["bm25"] = {"query": question}
        documents: list[Any] = self._pipeline.run(given)[self.last]["documents"]
        return documents

    @abstractmethod
    def _connect(self, pipeline: Any, store: Any) -> None:
        """Add what ``self.last`` names."""

    def _add_bm25(self, pipeline: Any, store: Any) -> None:
        pipeline.add_component("bm25", InMemoryBM25Retriever(store, top_k=READ_PASSAGES))

    def _add_embedding(self, pipeline: Any, store: Any) -> None:
        embedder = SentenceTransformersTextEmbedder(
            model=str(self.models.embedder), local_files_only=True, progress_bar=False
        )
        pipeline.add_component("embedder", embedder)
        pipeline.add_component("embedding", InMemoryEmbeddingRetriever(store, top_k=READ_PASSAGES))
        pipeline.connect("embedder.embedding", "embedding.query_embedding")


class Bm25Haystack(_Haystack):
    """Term search."""

    embeds = False
    last = "bm25"

    def _connect(self, pipeline: Any, store: Any) -> None:
        self._add_bm25(pipeline, store)


class EmbeddingHaystack(_Haystack):
    """Vector search."""

    embeds = True
    last = "embedding"

    def _connect(self, pipeline: Any, store: Any) -> None:
        self._add_embedding(pipeline, store)


class HybridHaystack(_Haystack):
    """Both, joined."""

    embeds = True
    last = "joiner"

    def _connect(self, pipeline: Any, store: Any) -> None:
        self._add_bm25(pipeline, store)
        self._add_embedding(pipeline, store)
        joiner = DocumentJoiner(join_mode="reciprocal_rank_fusion", top_k=READ_PASSAGES)
        pipeline.add_component("joiner", joiner)
        pipeline.connect("bm25", "joiner")
        pipeline.connect("embedding", "joiner")


class TypedHybridHaystack(HybridHaystack):
    """Both, joined; the model gets the token types that its tokenizer would give."""

    def load_reader(self) -> None:
        """Load the reader, and hook its model."""
        super().load_reader()
        separator = self._reader.tokenizer.sep_token_id

        def typed(module: object, given: object, named: dict[str, Any]) -> Any:
            separators = (named["input_ids"] == separator).long()
            # After the first separator, up to the second inclusive.
            types = (separators.cumsum(dim=1) - separators == 1).long()
            return given, {**named, "token_type_ids": types}

        self._reader.model.register_forward_pre_hook(typed, with_kwargs=True)
