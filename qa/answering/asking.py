"""From what a person typed to an answer: help, typing errors, then one step after the other.

A step is for one kind of question (numbered parts, dates, tables ...) and gives None where a
question is of another kind; the reader answers what no step does.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from index.platform.foreground import foreground
from index.text.language import is_other_language
from qa.answer import Answer, Searched
from qa.answering.by_structure import StructuredAnswerer
from qa.answering.by_time import TimedAnswerer
from qa.answering.dated_documents import as_closest
from qa.answering.each_document import asked_of_each
from qa.answering.help import help_topic
from qa.answering.joining import joined
from qa.answering.named_papers import MOST_NAMED, named_paper
from qa.answering.near_words import NearForm, near_forms, with_near_forms
from qa.answering.pipeline import Answerer
from qa.answering.question_words import words_of
from qa.answering.recency import names_time
from qa.answering.request import Request
from qa.followups import AskedAfter, PastTurn, completed
from qa.question_parts import question_parts
from qa.retriever import Hit, Retriever

if TYPE_CHECKING:
    from qa.answer import HelpTopic

__all__ = ["QuestionAnswerer"]

Step = Callable[[Request], Answer | None]


class QuestionAnswerer:
    """Answers what a person typed."""

    def __init__(self, answerer: Answerer, retriever: Retriever) -> None:
        self._answerer = answerer
        self._retriever = retriever
        self._structured = StructuredAnswerer(retriever)
        self._timed = TimedAnswerer(self._read, self._structured)

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
        request = Request(
            *(asked, documents, min_confidence, searched),
            is_calibrated=self._answerer.calibration is not None,
            retrieve=self._answerer.retrieve,
        )
        answers = (step(request) for step in self._steps(after))
        answer = next((given for given in answers if given is not None), None)
        if answer is None:
            answer = self._of_named(self._by_parts(request, after), request)
        if answer.kind in ("none", "evidence"):
            answer = self._structured.with_referred(answer, request)
        if answer.kind == "evidence":
            answer = self._structured.with_price(answer, request)
        if answer.kind == "none" and is_other_language(question):
            return self._help(question, "language", answer.searched)
        return replace(answer, question=question, asked_as=question)

    def _steps(self, after: AskedAfter | None) -> Iterator[Step]:
        """The steps that come before the reader, in their order."""
        structured, timed = self._structured, self._timed
        yield structured.labelled
        # A later turn stays near the document of the last one, unless it names another time.
        if after is None or names_time(after.typed):
            yield timed.of_date
            yield timed.of_time
            yield structured.of_meeting
            yield structured.of_extreme
            yield structured.of_conditions
        elif after.near is not None:
            yield partial(self._of_conditions_near, after.near)
        if after is None:
            yield self._of_each

    def _of_conditions_near(self, near: str, request: Request) -> Answer | None:
        """The rows of the last turn's document that meet the conditions of a question."""
        if request.documents is not None and near not in request.documents:
            return None
        return self._structured.of_conditions(replace(request, documents=[near]))

    def _help(self, question: str, topic: HelpTopic, searched: Searched) -> Answer:
        return Answer(
            question, question, "help", 0.0, self._answerer.calibration is not None,
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

    def _read(self, request: Request, hits: Sequence[Hit] | None = None) -> Answer:
        """What the reader answers; from some passages, if they are given."""
        return self._by_parts(request, None, hits)

    def _by_parts(
        self, request: Request, after: AskedAfter | None, hits: Sequence[Hit] | None = None
    ) -> Answer:
        """Each question of a question in its turn, completed from those before it.

        Args:
            request: The question.
            after: What the turns before tell of it.
            hits: The passages to read; else they are retrieved.
        """
        parts = question_parts(request.question)
        turns: list[PastTurn] = []
        answers: list[Answer] = []
        for part in parts:
            meant = completed(part, turns)
            known = after
            if meant.depends:
                earlier = answers[-1]
                cited = earlier.citations or earlier.related
                known = AskedAfter(part, meant.retrieve, cited, earlier.found)
            is_whole = known is None and meant.read == request.question
            answer = self._answerer.answer(
                *(meant.read, request.documents, request.min_confidence, request.searched, known),
                request.known_hits if hits is None and is_whole else hits,
            )
            text = answer.text if answer.kind == "answer" else ""
            nearby = answer.citations[0].text if answer.found else ""
            turns.append(PastTurn(meant.read, meant.depends, text, nearby))
            answers.append(replace(answer, question=part))
        return answers[0] if len(answers) == 1 else joined(answers, request.searched)

    def _of_each(self, request: Request) -> Answer | None:
        """From each of the documents that a question names together; None if it names none so."""
        each = asked_of_each(
            request.question,
            lambda wanted: self._retriever.documents_called(wanted, request.documents),
        )
        if each is None:
            return None
        answers = [
            replace(
                self._read(request.of(each.question, [document.id])), question=each.name(document)
            )
            for document in each.documents
        ]
        found_any = any(answer.found for answer in answers)
        return joined(answers, request.searched) if found_any else None

    def _of_named(self, answer: Answer, request: Request) -> Answer:
        """From the contract or other paper that a question names, where an answer is of no such.

        Args:
            answer: The usual one.
            request: The question.
        """
        paper = named_paper(request.question)
        if paper is None or (answer.found and not paper.is_of_another(answer.citations[0])):
            return answer
        meant = paper.meant(self._structured.called(paper.name, request))
        if not 1 <= len(meant) <= MOST_NAMED:
            return answer
        own = self._read(request.of(paper.rest, [document.id for document in meant]))
        # What another contract says is no answer, and the closest sentences are the paper's own.
        return own if own.found or not answer.found else as_closest(answer)
