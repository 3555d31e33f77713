"""From what a person typed to an answer: help, typing errors, parts, dates, several questions."""

from __future__ import annotations

import time
from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from index.platform.foreground import foreground
from index.text.language import is_other_language
from index.values import Document
from qa.answer import Answer, Searched
from qa.answering.by_structure import StructuredAnswerer, retrieved_since
from qa.answering.dated_documents import (
    as_closest,
    dated_question,
    documents_of,
    others_to_read,
)
from qa.answering.each_document import asked_of_each
from qa.answering.help import help_topic
from qa.answering.joining import joined
from qa.answering.minuted_lists import asked_for_all
from qa.answering.named_papers import MOST_NAMED, named_paper
from qa.answering.near_words import NearForm, near_forms, with_near_forms
from qa.answering.pipeline import Answerer
from qa.answering.question_words import words_of
from qa.answering.recency import chosen_by_time, names_time
from qa.followups import AskedAfter, PastTurn, completed
from qa.question_parts import question_parts
from qa.retriever import Hit, Retriever

if TYPE_CHECKING:
    from qa.answer import HelpTopic

__all__ = ["QuestionAnswerer"]


class QuestionAnswerer:
    """Answers what a person typed."""

    def __init__(self, answerer: Answerer, retriever: Retriever) -> None:
        self._answerer = answerer
        self._retriever = retriever
        self._structured = StructuredAnswerer(answerer, retriever)

    @foreground()
    def answer(
        self,
        question: str,
        documents: Sequence[str] | None,
        min_confidence: float | None,
        searched: Searched,
        after: AskedAfter | None = None,
    ) -> Answer:
        """See ``Chatbot.ask`` and ``Answerer.answer``; question and ids have been checked."""
        topic = help_topic(question)
        if topic is not None:
            return self._help(question, topic, searched)
        asked, searched = self._with_near_forms(question, documents, searched)
        if after is not None:
            near = [NearForm(*pair) for pair in searched.near_forms]
            typed, topic_too = (with_near_forms(t, near) for t in (after.typed, after.retrieve_as))
            after = replace(after, typed=typed, retrieve_as=topic_too)
        structured = self._structured
        answer = structured.labelled(asked, documents, min_confidence, searched)
        # A later turn stays near the document of the last one, unless it names another time.
        is_free = after is None or names_time(after.typed)
        of_rows = (structured.of_extreme, structured.of_conditions)
        for step in (self._of_date, self._of_time, structured.of_meeting, *of_rows):
            if answer is None and is_free:
                answer = step(asked, documents, min_confidence, searched)
        if answer is None and after is None:
            answer = self._of_each(asked, documents, min_confidence, searched)
        if answer is None:
            answer = self._by_parts(asked, documents, min_confidence, searched, after)
            answer = self._of_named(answer, asked, documents, min_confidence)
        if answer.kind in ("none", "evidence"):
            answer = structured.with_referred(answer, asked, documents, min_confidence)
        if answer.kind == "none" and is_other_language(question):
            return self._help(question, "language", answer.searched)
        return replace(answer, question=question, asked_as=question)

    def _help(self, question: str, topic: HelpTopic, searched: Searched) -> Answer:
        return Answer(
            question, question, "help", 0.0, self._is_calibrated,
            searched=searched, help_topic=topic,
        )  # fmt: skip

    def _with_near_forms(
        self, question: str, documents: Sequence[str] | None, searched: Searched
    ) -> tuple[str, Searched]:
        """The question with words of the documents in place of those that are nearly the same."""
        forms = near_forms(
            words_of(question, self._retriever.term_counts),
            lambda term: self._retriever.near_texts(term, documents),
            self._retriever.is_known_word,
        )
        pairs = tuple((form.typed, form.searched) for form in forms)
        return with_near_forms(question, forms), replace(searched, near_forms=pairs)

    def _by_parts(
        self,
        question: str,
        documents: Sequence[str] | None,
        min_confidence: float | None,
        searched: Searched,
        after: AskedAfter | None,
        hits: Sequence[Hit] | None = None,
    ) -> Answer:
        """Each question of a question in its turn, completed from those before it."""
        parts = question_parts(question)
        turns: list[PastTurn] = []
        answers: list[Answer] = []
        for part in parts:
            meant = completed(part, turns)
            known = after
            if meant.depends:
                earlier = answers[-1]
                cited = earlier.citations or earlier.related
                known = AskedAfter(part, meant.retrieve, cited, earlier.found)
            answer = self._answerer.answer(
                meant.read, documents, min_confidence, searched, known, hits
            )
            text = answer.text if answer.kind == "answer" else ""
            nearby = answer.citations[0].text if answer.found else ""
            turns.append(PastTurn(meant.read, meant.depends, text, nearby))
            answers.append(replace(answer, question=part))
        return answers[0] if len(answers) == 1 else joined(answers, searched)

    def _of_each(
        self,
        question: str,
        documents: Sequence[str] | None,
        min_confidence: float | None,
        searched: Searched,
    ) -> Answer | None:
        """From each of the documents that a question names together; None if it names none so."""
        each = asked_of_each(
            question, lambda wanted: self._retriever.documents_called(wanted, documents)
        )
        if each is None:
            return None
        answers = [
            replace(
                self._by_parts(each.question, [document.id], min_confidence, searched, None),
                question=each.name(document),
            )
            for document in each.documents
        ]
        return joined(answers, searched) if any(answer.found for answer in answers) else None

    def _of_named(
        self,
        answer: Answer,
        question: str,
        documents: Sequence[str] | None,
        min_confidence: float | None,
    ) -> Answer:
        """From the contract or other paper that a question names, where an answer is of no such.

        Args:
            answer: The usual one.
            question: As it was read.
            documents: Ids of the documents to look in; all if None.
            min_confidence: Lowest confidence that is given.
        """
        paper = named_paper(question)
        if paper is None or (answer.found and not paper.is_of_another(answer.citations[0])):
            return answer
        hits = self._answerer.retrieve(question, documents)
        meant = paper.meant(self._structured.called(paper.name, documents, hits))
        if not 1 <= len(meant) <= MOST_NAMED:
            return answer
        ids = [document.id for document in meant]
        own = self._by_parts(paper.rest, ids, min_confidence, answer.searched, None)
        # What another contract says is no answer, and the closest sentences are the paper's own.
        return own if own.found or not answer.found else as_closest(answer)

    def _of_date(
        self,
        question: str,
        documents: Sequence[str] | None,
        min_confidence: float | None,
        searched: Searched,
    ) -> Answer | None:
        """From the documents that a question names by their date; None if it names none."""
        dated = dated_question(question)
        if dated is None:
            return None
        begin = time.perf_counter()
        hits = self._answerer.retrieve(question, documents)
        of_date = documents_of(dated.date, hits)
        if not of_date:
            others = others_to_read(dated.date, hits, ())
            return self._of_no_date(question, hits, others, min_confidence, searched)
        if not dated.date.month:
            return None  # what a year is said of is found by its number
        kind = asked_for_all(dated.rest)
        if kind is not None:
            answer = self._structured.all_minuted(question, kind, of_date, min_confidence, searched)
            if answer is not None:
                return replace(answer, milliseconds=retrieved_since(begin))
        ids = [document.id for document in of_date]
        answer = self._by_parts(dated.rest, ids, min_confidence, searched, None)
        if answer.kind == "answer":
            return answer
        others = others_to_read(dated.date, hits, of_date)
        if not others:
            return answer
        usual = self._by_parts(question, None, min_confidence, searched, None, others)
        return usual if usual.kind == "answer" or not answer.found else answer

    def _of_no_date(
        self,
        question: str,
        hits: Sequence[Hit],
        able: Sequence[Hit],
        min_confidence: float | None,
        searched: Searched,
    ) -> Answer | None:
        """Where no document is of the date that a question names: no answer from other dates.

        Args:
            question: As asked.
            hits: The passages that were retrieved.
            able: Those of them that can be meant; the usual answer is given if all can.
            min_confidence: Lowest confidence that is given.
            searched: What the question was asked of.
        """
        if len(able) == len(hits):
            return None
        if able:
            answer = self._by_parts(question, None, min_confidence, searched, None, able)
            if answer.found:
                return answer
        return as_closest(self._by_parts(question, None, min_confidence, searched, None, hits))

    def _of_time(
        self,
        question: str,
        documents: Sequence[str] | None,
        min_confidence: float | None,
        searched: Searched,
    ) -> Answer | None:
        """From the documents that a question names by a place in time; None if it names none."""
        begin = time.perf_counter()
        hits: list[Hit] = []

        def documents_called(wanted: Collection[str]) -> list[Document]:
            hits[:] = hits or self._answerer.retrieve(question, documents)
            return self._structured.called(wanted, documents, hits)

        chosen = chosen_by_time(question, documents_called)
        if chosen is None:
            return None
        told = self._structured.told(
            question, chosen.rest, chosen.documents, min_confidence, searched
        )
        if told is not None:
            return replace(told, milliseconds=retrieved_since(begin))
        if chosen.is_of_decisions:
            return None
        ids = [document.id for document in chosen.documents]
        answer = self._by_parts(chosen.rest, ids, min_confidence, searched, None)
        if answer.kind == "answer":
            return answer
        others = [hit for hit in hits if hit.document.id not in {*ids, *chosen.others}]
        if others:
            usual = self._by_parts(question, None, min_confidence, searched, None, others)
            answer = usual if usual.kind == "answer" or not answer.found else answer
        # What another meeting decided is no answer; an older report may still say something.
        return answer if answer.found or chosen.is_of_meetings else None

    @property
    def _is_calibrated(self) -> bool:
        return self._answerer.calibration is not None
