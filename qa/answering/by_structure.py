"""Answers that the structure of documents gives: numbered parts, minutes, whole tables.

Passages are retrieved, so that it is known which documents are meant; nothing is read.
"""

from __future__ import annotations

import time
from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import Final

from index.values import Document, Span
from qa.answer import Answer, Citation, Searched
from qa.answering.conditions import filter_in
from qa.answering.extreme_row import extreme_rows
from qa.answering.from_minutes import all_minuted, told_by_minutes
from qa.answering.matching_rows import matching_rows
from qa.answering.minuted_lists import MinutedKind, asked_for_all, is_named_by
from qa.answering.picked_rows import answer_of_rows
from qa.answering.pipeline import Answerer
from qa.answering.question_words import words_of
from qa.answering.quoted_parts import quoted_parts, referred_part
from qa.answering.recency import MEETING
from qa.answering.superlatives import superlative_in
from qa.question_labels import asks_for_the_part, keys_by_reference
from qa.question_parts import question_parts
from qa.retriever import Hit, Retriever

__all__ = ["StructuredAnswerer", "retrieved_since"]


_MOST_CITED: Final = 4
"""Citations of evidence."""


class StructuredAnswerer:
    """Answers from structure; each method returns None where a question asks for something else.

    Their arguments are those of ``QuestionAnswerer.answer``.
    """

    def __init__(self, answerer: Answerer, retriever: Retriever) -> None:
        self._answerer = answerer
        self._retriever = retriever

    def labelled(
        self,
        question: str,
        documents: Sequence[str] | None,
        min_confidence: float | None,
        searched: Searched,
    ) -> Answer | None:
        """The numbered parts that a question asks for; None if it asks for something else."""
        if not asks_for_the_part(question):
            return None
        begin = time.perf_counter()
        hits = self._answerer.retrieve(question, documents)
        words = words_of(question, self._retriever.term_counts)
        answer = quoted_parts(
            question, words, hits, min_confidence, searched, is_calibrated=self._is_calibrated
        )
        return answer and replace(answer, milliseconds=retrieved_since(begin))

    def with_referred(
        self,
        answer: Answer,
        question: str,
        documents: Sequence[str] | None,
        min_confidence: float | None,
    ) -> Answer:
        """The part that a question refers to, where nothing or evidence from elsewhere is given."""
        if not keys_by_reference(question):
            return answer
        hits = self._answerer.retrieve(question, documents)
        words = words_of(question, self._retriever.term_counts)
        part = referred_part(
            question, words, hits, min_confidence, answer.searched,
            is_calibrated=self._is_calibrated,
        )  # fmt: skip
        if part is None or any(
            _share_text(c, own) for c in answer.citations for own in part.citations
        ):
            return answer
        # What explains the part stands elsewhere, so that evidence of it stays.
        cited = _in_order((*part.citations, *answer.citations))[:_MOST_CITED]
        return replace(part, citations=cited, milliseconds=answer.milliseconds)

    def all_minuted(
        self,
        question: str,
        kind: MinutedKind,
        documents: Sequence[Document],
        min_confidence: float | None,
        searched: Searched,
    ) -> Answer | None:
        """See ``qa.answering.from_minutes.all_minuted``."""
        return all_minuted(
            question, kind, documents, min_confidence, searched, is_calibrated=self._is_calibrated
        )

    @property
    def _is_calibrated(self) -> bool:
        return self._answerer.calibration is not None

    def of_meeting(
        self,
        question: str,
        documents: Sequence[str] | None,
        min_confidence: float | None,
        searched: Searched,
    ) -> Answer | None:
        """All decisions or actions of the meetings that a question can mean; None of none."""
        kind = asked_for_all(question)
        if kind is None:
            return None
        begin = time.perf_counter()
        hits = self._answerer.retrieve(question, documents)
        meant = [
            document
            for document in self.called(MEETING, documents, hits)
            if is_named_by(question, document)
        ]
        answer = self.all_minuted(question, kind, meant, min_confidence, searched)
        return answer and replace(answer, milliseconds=retrieved_since(begin))

    def told(
        self,
        question: str,
        rest: str,
        documents: Sequence[Document],
        min_confidence: float | None,
        searched: Searched,
    ) -> Answer | None:
        """See ``qa.answering.from_minutes.told_by_minutes``."""
        return told_by_minutes(
            question, rest, documents, min_confidence, searched,
            is_calibrated=self._is_calibrated,
        )  # fmt: skip

    def called(
        self, wanted: Collection[str], documents: Sequence[str] | None, hits: Sequence[Hit]
    ) -> list[Document]:
        """Documents whose names have any of some terms, and those of passages; each once."""
        named = self._retriever.documents_called(wanted, documents)
        return list({d.id: d for d in (*named, *(hit.document for hit in hits))}.values())

    def of_extreme(
        self,
        question: str,
        documents: Sequence[str] | None,
        min_confidence: float | None,
        searched: Searched,
    ) -> Answer | None:
        """The row of a table that has the most or the least; None if none is asked for."""
        asked = superlative_in(question)
        if asked is None or len(question_parts(question)) > 1:
            return None
        begin = time.perf_counter()
        hits = self._answerer.retrieve(question, documents)
        words = words_of(asked.rest, self._retriever.term_counts)
        answer = answer_of_rows(
            question,
            extreme_rows(asked, words, hits),
            min_confidence,
            searched,
            is_calibrated=self._is_calibrated,
        )
        return answer and replace(answer, milliseconds=retrieved_since(begin))

    def of_conditions(
        self,
        question: str,
        documents: Sequence[str] | None,
        min_confidence: float | None,
        searched: Searched,
    ) -> Answer | None:
        """The rows of a table that meet the conditions of a question; None if it has none."""
        asked = filter_in(question)
        if asked is None or len(question_parts(question)) > 1:
            return None
        begin = time.perf_counter()
        hits = self._answerer.retrieve(question, documents)
        words = words_of(asked.rest, self._retriever.term_counts)
        answer = answer_of_rows(
            question,
            matching_rows(asked, words, hits),
            min_confidence,
            searched,
            is_calibrated=self._is_calibrated,
        )
        return answer and replace(answer, milliseconds=retrieved_since(begin))


def _share_text(citation: Citation, other: Citation) -> bool:
    """Whether two citations have a place in common."""
    span, other_span = Span(citation.start, citation.end), Span(other.start, other.end)
    return citation.document.id == other.document.id and span.overlaps(other_span)


def _in_order(citations: Sequence[Citation]) -> tuple[Citation, ...]:
    """Citations in the order of their documents' first ones, and of the text within a document."""
    documents = list(dict.fromkeys(citation.document.id for citation in citations))
    return tuple(sorted(citations, key=lambda c: (documents.index(c.document.id), c.start)))


def retrieved_since(begin: float) -> dict[str, float]:
    """Times of the stages of an answer for which nothing was read."""
    elapsed = 1000 * (time.perf_counter() - begin)
    return {"retrieve": elapsed, "read": 0.0, "total": elapsed}
