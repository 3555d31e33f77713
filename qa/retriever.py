"""Ranks passages for a question: dense and lexical search, with their scores fused."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from index.errors import UnknownDocumentError
from index.protocols import Embedder, PassageSearch
from index.text.sections import heading_text, lead
from index.values import Document, Passage, TermCounts
from qa.question_labels import label_keys
from qa.scope import YEAR_BONUS, in_scope, years_in
from qa.titles import ListedDocuments, Titles
from qa.wanted import check_wanted

__all__ = ["NEAR_BONUS", "FusionSettings", "Hit", "Retriever"]

LABEL_BONUS = 1.0
"""Score that a passage gains which holds a part that the question names: more than any cosine."""

NEAR_BONUS = 0.1
"""Score that the passages of the document gain which was cited for the turn before."""

_DEEPER = 3
"""How many times more passages are looked at where years decide among them."""
_NEAR_PASSAGES = 50


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
        return (
            f"sum/2 labels={LABEL_BONUS} years={YEAR_BONUS} "
            f"lexical={self.lexical_weight} candidates={self.candidates}"
        )


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


class SearchedPassages(PassageSearch, ListedDocuments, Protocol):
    """Passages with the model that embedded them; a ``Corpus`` is one."""

    @property
    def embedder(self) -> Embedder:
        """The model that embedded the passages, for questions."""
        ...


class Retriever:
    """Ranks passages for a question."""

    def __init__(self, passages: SearchedPassages, settings: FusionSettings | None = None) -> None:
        self._passages = passages
        self._titles = Titles(passages)
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

        Score = cosine + ``lexical_weight`` · BM25 / best BM25, and a bonus for passages with a part
        that the question names by its label, or of a year that it names (``qa.scope``). A passage
        that dense search did not find gets its true cosine; one that term search did not find
        counts as BM25 0.
        """
        check_wanted()
        if k < 1:
            return ()
        depth = max(self.settings.candidates, k)
        vector = self._passages.embedder.embed_question(question)
        dense = dict(self._passages.dense_search(vector, depth, documents))
        bm25 = dict(self._passages.lexical_search(question, depth, documents))
        keys = label_keys(question)
        labelled = self._passages.passages_labelled(keys, depth, documents) if keys else []
        missing = [id_ for id_ in (*bm25, *labelled) if id_ not in dense]
        dense |= self._passages.dense_scores(vector, missing)
        best = max(bm25.values(), default=0.0)
        lexical = {id_: score / best for id_, score in bm25.items()} if best > 0 else {}
        weight = self.settings.lexical_weight
        fused = {id_: cos + weight * lexical.get(id_, 0.0) for id_, cos in dense.items()}
        for id_ in fused.keys() & set(labelled):
            fused[id_] += LABEL_BONUS
        years = years_in(question)
        # Ids break ties, so that equal scores give the same order every time.
        ranked = sorted(fused, key=lambda id_: (-fused[id_], id_))[: k * _DEEPER if years else k]
        hits = [
            Hit(passage, document, fused[id_], dense[id_], lexical.get(id_, 0.0))
            for id_, passage, document in self._stored(ranked)
        ]
        if years:
            hits = [_scoped(hit, years) for hit in hits]
            hits.sort(key=lambda hit: (-hit.score, hit.passage.id))
        return tuple(hits[:k])

    def search_completed(
        self,
        question: str,
        retrieve_as: str | None,
        k: int = 10,
        documents: Sequence[str] | None = None,
        near: str | None = None,
    ) -> tuple[Hit, ...]:
        """The best ``k`` passages for a question and for its text with the topic beside it.

        Score = the mean of the scores for both texts; a passage that is not among the first of one
        of them gets the lowest score there. ``dense`` and ``lexical`` are those of ``question``
        where it found the passage.

        Args:
            question: As read.
            retrieve_as: The same with its topic; None where the question stands alone.
            k: Number of passages.
            documents: Ids of the documents to look in; all if None.
            near: Id of the document that the conversation is about, whose passages gain a bonus.
        """
        depth = 2 * _DEEPER * k
        if retrieve_as is None or retrieve_as == question:
            if near is None:
                return self.search(question, k, documents)
            return _preferring(near, self.search(question, depth, documents))[:k]
        found_by = [
            {hit.passage.id: hit for hit in self.search(text, depth, documents)}
            for text in (question, retrieve_as)
        ]
        return _preferring(near, _means(*found_by))[:k]

    def _stored(self, ids: Sequence[int]) -> Iterator[tuple[int, Passage, Document]]:
        """Passages with their documents, without those that were removed since the search."""
        passages = self._passages.passages(ids)
        for id_ in ids:
            passage = passages.get(id_)
            document = None if passage is None else self._document(passage.document_id)
            if passage is not None and document is not None:
                yield id_, passage, document

    def near_texts(self, term: str, documents: Sequence[str] | None = None) -> list[str]:
        """Texts of at most 50 passages that hold a term nearly the same."""
        ids = self._passages.passages_near(term, _NEAR_PASSAGES, documents)
        return [document.text[p.start : p.end] for _, p, document in self._stored(ids)]

    def documents_called(
        self, wanted: Collection[str], documents: Sequence[str] | None = None
    ) -> list[Document]:
        """Documents that have any of some terms in title or file name; see ``Titles``."""
        return self._titles.documents_called(wanted, documents)

    def is_known_word(self, word: str) -> bool:
        """Whether the embedder's vocabulary holds a word whole."""
        return len(self._passages.embedder.token_spans(word)) <= 1

    def term_counts(self, terms: Collection[str]) -> TermCounts:
        """How many passages hold each term; see ``PassageSearch.term_counts``."""
        return self._passages.term_counts(terms)

    def _document(self, document_id: str) -> Document | None:
        try:
            return self._passages.document(document_id)
        except UnknownDocumentError:
            return None


def _means(first: Mapping[int, Hit], second: Mapping[int, Hit]) -> list[Hit]:
    """The hits of two texts by id, with the means of their scores."""
    found_by = (first, second)
    lowest = [min((hit.score for hit in hits.values()), default=0.0) for hits in found_by]
    return [
        replace(
            first.get(id_) or second[id_],
            score=sum(
                by[id_].score if id_ in by else low
                for by, low in zip(found_by, lowest, strict=True)
            )
            / len(found_by),
        )
        for id_ in first.keys() | second.keys()
    ]


def _preferring(near: str | None, hits: Sequence[Hit]) -> tuple[Hit, ...]:
    """Hits in order, those of one document with a bonus."""
    gained = [
        replace(hit, score=hit.score + NEAR_BONUS) if hit.document.id == near else hit
        for hit in hits
    ]
    return tuple(sorted(gained, key=lambda hit: (-hit.score, hit.passage.id)))


def _scoped(hit: Hit, years: frozenset[str]) -> Hit:
    return replace(hit, score=hit.score + in_scope(years, hit.document, hit.lead, hit.text))
