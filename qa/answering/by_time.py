"""Answers from documents that a question names by a date or a place in time ("the last ...")."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from qa.answer import Answer
from qa.answering.by_structure import StructuredAnswerer
from qa.answering.dated_documents import (
    as_closest,
    dated_question,
    documents_of,
    others_to_read,
)
from qa.answering.from_minutes import all_minuted, told_by_minutes
from qa.answering.minuted_lists import asked_for_all
from qa.answering.recency import chosen_by_time
from qa.answering.request import Request
from qa.retriever import Hit

__all__ = ["ReadAnswer", "TimedAnswerer"]

ReadAnswer = Callable[[Request, Sequence[Hit] | None], Answer]
"""Reads the passages of a request, or some given ones."""


class TimedAnswerer:
    """Answers from documents of some time; a step gives None where a question names no time."""

    def __init__(self, read: ReadAnswer, structured: StructuredAnswerer) -> None:
        self._read = read
        self._structured = structured

    def of_date(self, request: Request) -> Answer | None:
        """From the documents that a question names by their date."""
        dated = dated_question(request.question)
        if dated is None:
            return None
        hits = request.hits
        of_date = documents_of(dated.date, hits)
        if not of_date:
            return self._of_no_date(request, others_to_read(dated.date, hits, ()))
        if not dated.date.month:
            return None  # what a year is said of is found by its number
        kind = asked_for_all(dated.rest)
        answer = None if kind is None else all_minuted(request, kind, of_date)
        if answer is not None:
            return request.timed(answer)
        answer = self._read(request.of(dated.rest, [document.id for document in of_date]), None)
        if answer.kind == "answer":
            return answer
        others = others_to_read(dated.date, hits, of_date)
        if not others:
            return answer
        usual = self._read(request, others)
        return usual if usual.kind == "answer" or not answer.found else answer

    def _of_no_date(self, request: Request, able: Sequence[Hit]) -> Answer | None:
        """Where no document is of the date that a question names: no answer from other dates.

        Args:
            request: The question.
            able: Those of its passages that can be meant; the usual answer is given if all can.
        """
        if len(able) == len(request.hits):
            return None
        if able:
            answer = self._read(request, able)
            if answer.found:
                return answer
        return as_closest(self._read(request, request.hits))

    def of_time(self, request: Request) -> Answer | None:
        """From the documents that a question names by a place in time."""
        chosen = chosen_by_time(
            request.question, lambda wanted: self._structured.called(wanted, request)
        )
        if chosen is None:
            return None
        told = told_by_minutes(request, chosen.rest, chosen.documents)
        if told is not None:
            return request.timed(told)
        if chosen.is_of_decisions:
            return None
        ids = [document.id for document in chosen.documents]
        answer = self._read(request.of(chosen.rest, ids), None)
        if answer.kind == "answer":
            return answer
        others = [hit for hit in request.hits if hit.document.id not in {*ids, *chosen.others}]
        if others:
            usual = self._read(request, others)
            answer = usual if usual.kind == "answer" or not answer.found else answer
        # What another meeting decided is no answer; an older report may still say something.
        return answer if answer.found or chosen.is_of_meetings else None
