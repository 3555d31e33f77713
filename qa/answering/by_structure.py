"""Answers that the structure of documents gives: numbered parts, minutes, whole tables.

Passages are retrieved, so that it is known which documents are meant; nothing is read.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import Final

from index.values import Document, Span
from qa.answer import Answer, Citation
from qa.answering.conditions import filter_in
from qa.answering.extreme_row import extreme_rows, prices_of_things
from qa.answering.from_minutes import all_minuted
from qa.answering.matching_rows import matching_rows
from qa.answering.minuted_lists import asked_for_all, is_named_by
from qa.answering.picked_rows import answer_of_rows, tables_of
from qa.answering.price_cells import asks_for_price, priced_rows
from qa.answering.question_words import QuestionWords, words_of
from qa.answering.quoted_parts import quoted_parts, referred_part
from qa.answering.recency import MEETING
from qa.answering.request import Request
from qa.answering.superlatives import superlative_in
from qa.question_labels import asks_for_the_part, keys_by_reference
from qa.question_parts import question_parts
from qa.retriever import Retriever

__all__ = ["StructuredAnswerer"]

_MOST_CITED: Final = 4
"""Citations of evidence."""


class StructuredAnswerer:
    """Answers from structure; each step gives None where a question asks for something else."""

    def __init__(self, retriever: Retriever) -> None:
        self._retriever = retriever

    def labelled(self, request: Request) -> Answer | None:
        """The numbered parts that a question asks for."""
        if not asks_for_the_part(request.question):
            return None
        answer = quoted_parts(request, self._words(request.question))
        return answer and request.timed(answer)

    def of_meeting(self, request: Request) -> Answer | None:
        """All decisions or actions of the meetings that a question can mean."""
        kind = asked_for_all(request.question)
        if kind is None:
            return None
        called = self.called(MEETING, request)
        meant = [document for document in called if is_named_by(request.question, document)]
        answer = all_minuted(request, kind, meant)
        return answer and request.timed(answer)

    def of_extreme(self, request: Request) -> Answer | None:
        """The row of a table that has the most or the least."""
        asked = superlative_in(request.question)
        if asked is None or len(question_parts(request.question)) > 1:
            return None
        words = self._words(asked.rest)
        rows = extreme_rows(asked, words, request.hits)
        prices = None if rows else prices_of_things(asked, words)
        if prices is not None:
            rows = extreme_rows(asked, words, request.retrieve(prices, request.documents))
        answer = answer_of_rows(request, rows)
        return answer and request.timed(answer)

    def of_conditions(self, request: Request) -> Answer | None:
        """The rows of a table that meet the conditions of a question."""
        asked = filter_in(request.question)
        if asked is None or len(question_parts(request.question)) > 1:
            return None
        rows = matching_rows(asked, self._words(asked.rest), request.hits)
        answer = answer_of_rows(request, rows)
        return answer and request.timed(answer)

    def with_referred(self, answer: Answer, request: Request) -> Answer:
        """The part that a question refers to, where nothing or evidence from elsewhere is given."""
        if not keys_by_reference(request.question):
            return answer
        part = referred_part(request, self._words(request.question))
        if part is None or any(
            _share_text(c, own) for c in answer.citations for own in part.citations
        ):
            return answer
        # What explains the part stands elsewhere, so that evidence of it stays.
        cited = _in_order((*part.citations, *answer.citations))[:_MOST_CITED]
        return replace(
            part, citations=cited, searched=answer.searched, milliseconds=answer.milliseconds
        )

    def with_price(self, answer: Answer, request: Request) -> Answer:
        """The price of the one thing that a question names, where its row is only evidence."""
        question = request.question
        if not asks_for_price(question) or len(question_parts(question)) > 1:
            return answer
        priced = answer_of_rows(request, priced_rows(question, tables_of(request.hits)))
        if priced is None:
            return answer
        # What another document says of it is not left out.
        (row,) = priced.citations
        is_alone = all(citation.document.id == row.document.id for citation in answer.citations)
        if not is_alone or not any(citation.covers(row) for citation in answer.citations):
            return answer
        return replace(priced, searched=answer.searched, milliseconds=answer.milliseconds)

    def called(self, wanted: Collection[str], request: Request) -> list[Document]:
        """Documents whose names have any of some terms, and those of passages; each once."""
        named = self._retriever.documents_called(wanted, request.documents)
        return list({d.id: d for d in (*named, *(hit.document for hit in request.hits))}.values())

    def _words(self, question: str) -> QuestionWords:
        return words_of(question, self._retriever.term_counts)


def _share_text(citation: Citation, other: Citation) -> bool:
    """Whether two citations have a place in common."""
    span, other_span = Span(citation.start, citation.end), Span(other.start, other.end)
    return citation.document.id == other.document.id and span.overlaps(other_span)


def _in_order(citations: Sequence[Citation]) -> tuple[Citation, ...]:
    """Citations in the order of their documents' first ones, and of the text within a document."""
    documents = list(dict.fromkeys(citation.document.id for citation in citations))
    return tuple(sorted(citations, key=lambda c: (documents.index(c.document.id), c.start)))
