"""Ranks passages for a question: dense and lexical search, with their scores fused."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from index.errors import UnknownDocumentError
from index.protocols import Embedder, PassageSearch
from index.text.sections import heading_text, lead
from index.values import Document, Passage, TermCounts

__all__ = ["FusionSettings", "Hit", "Retriever"]


@dataclass(frozen=True, slots=True)
class FusionSettings:
    """How the scores of the two searches are fused.

    Attributes:
        lexical_weight: Weight of BM25, scaled by its best score for the question, beside the
            cosine.
        candidates: Passages that each search contributes.
    """

    lexical_weight: float = 0.5
    candidates: int = 200

    @property
    def fingerprint(self) -> str:
        """Changes whenever scores would change."""
        return f"sum/1 lexical={self.lexical_weight} candidates={self.candidates}"


@dataclass(frozen=True, slots=True)
class Hit:
    """A retrieved passage.

    Attributes:
        passage: Where it stands.
        document: Its document.
        score: Fused score; comparable within one question.
        dense: Cosine of question and passage.
        lexical: BM25 divided by the best one for this question, 0 to 1; 0 when the passage is
            not among the candidates of term search.
    """

    passage: Passage
    document: Document
    score: float
    dense: float
    lexical: float

    @property
    def text(self) -> str:
        """The raw slice."""
        return self.document.text[self.passage.start : self.passage.end]

    @property
    def lead(self) -> str:
        """What stands above the passage: the document's title and headings, as one line."""
        return lead(self.document.title, heading_text(self.document.text, self.passage.headings))


class SearchedPassages(PassageSearch, Protocol):
    """Passages with the model that embedded them; a ``Corpus`` is one."""

    @property
    def embedder(self) -> Embedder:
        """The model that embedded the passages, for questions."""
        ...


class Retriever:
    """Ranks passages for a question."""

    def __init__(self, passages: SearchedPassages, settings: FusionSettings | None = None) -> None:
        self._passages = passages
        self.settings = settings or FusionSettings()

    @property
    def fingerprints(self) -> Mapping[str, str]:
        """Of everything that the hits of a question depend on, beside the documents."""
        return {
            "embedder": self._passages.embedder.fingerprint,
            "search": self._passages.fingerprint,
            "fusion": self.settings.fingerprint,
        }

    def search(
        self, question: str, k: int = 10, documents: Sequence[str] | None = None
    ) -> tuple[Hit, ...]:
        """The best ``k`` passages, best first; of the given document ids only if given.

        Score = cosine + ``lexical_weight`` · BM25 / best BM25. A passage that only term search
        found gets its true cosine; one that only dense search found counts as BM25 0.
        """
        if k < 1:
            return ()
        depth = max(self.settings.candidates, k)
        vector = self._passages.embedder.embed_question(question)
        dense = dict(self._passages.dense_search(vector, depth, documents))
        bm25 = dict(self._passages.lexical_search(question, depth, documents))
        missing = [id_ for id_ in bm25 if id_ not in dense]
        dense |= self._passages.dense_scores(vector, missing)
        best = max(bm25.values(), default=0.0)
        lexical = {id_: score / best for id_, score in bm25.items()} if best > 0 else {}
        weight = self.settings.lexical_weight
        fused = {id_: cos + weight * lexical.get(id_, 0.0) for id_, cos in dense.items()}
        # Ids break ties, so that equal scores give the same order every time.
        ranked = sorted(fused, key=lambda id_: (-fused[id_], id_))[:k]
        passages = self._passages.passages(ranked)
        hits: list[Hit] = []
        for id_ in ranked:
            # Another process may have removed a passage, or its document, since the search.
            passage = passages.get(id_)
            document = None if passage is None else self._document(passage.document_id)
            if passage is not None and document is not None:
                hits.append(Hit(passage, document, fused[id_], dense[id_], lexical.get(id_, 0.0)))
        return tuple(hits)

    def term_counts(self, terms: Collection[str]) -> TermCounts:
        """How many passages hold each term; see ``PassageSearch.term_counts``."""
        return self._passages.term_counts(terms)

    def _document(self, document_id: str) -> Document | None:
        try:
            return self._passages.document(document_id)
        except UnknownDocumentError:
            return None
