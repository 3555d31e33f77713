"""From what a person typed to an answer: help, typing errors, numbered parts, several questions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from index.text.language import is_other_language
from qa.answer import Alternative, Answer, Citation, Searched
from qa.answering.help import HelpTopic, help_topic
from qa.answering.labelled_part import LabelledPart, labelled_parts
from qa.answering.near_words import near_forms, with_near_forms
from qa.answering.pipeline import Answerer
from qa.answering.question_words import words_of
from qa.question_labels import asks_for_the_part, label_keys
from qa.question_parts import question_parts
from qa.retriever import Retriever

__all__ = ["QuestionAnswerer"]

_PART_CONFIDENCE = 0.95
"""Of the part with the label that was asked for: its number is certain, its document may not be."""
_MOST_PARTS = 5


class QuestionAnswerer:
    """Answers what a person typed."""

    def __init__(self, answerer: Answerer, retriever: Retriever) -> None:
        self._answerer = answerer
        self._retriever = retriever

    def answer(
        self,
        question: str,
        documents: Sequence[str] | None,
        min_confidence: float | None,
        searched: Searched,
        retrieve_as: str | None = None,
    ) -> Answer:
        """See ``Chatbot.ask`` and ``Answerer.answer``; question and ids have been checked."""
        topic = help_topic(question)
        if topic is not None:
            return self._help(question, topic, searched)
        words = words_of(question, self._retriever.term_counts)
        forms = near_forms(
            words,
            lambda term: self._retriever.near_texts(term, documents),
            self._retriever.is_known_word,
        )
        asked = with_near_forms(question, forms)
        if retrieve_as is not None:
            retrieve_as = with_near_forms(retrieve_as, forms)
        searched = replace(searched, near_forms=tuple((f.typed, f.searched) for f in forms))
        part = self._labelled(asked, documents, searched)
        if part is not None:
            return replace(part, question=question, asked_as=question)
        answers = [
            self._answerer.answer(each, documents, min_confidence, searched, retrieve_as)
            for each in question_parts(asked)
        ]
        answer = answers[0] if len(answers) == 1 else _joined(answers, searched)
        if answer.kind == "none" and is_other_language(question):
            return self._help(question, "language", answer.searched)
        return replace(answer, question=question, asked_as=question)

    def _help(self, question: str, topic: HelpTopic, searched: Searched) -> Answer:
        return Answer(
            question, question, "help", 0.0, self._answerer.calibration is not None,
            searched=searched, help_topic=topic,
        )  # fmt: skip

    def _labelled(
        self, question: str, documents: Sequence[str] | None, searched: Searched
    ) -> Answer | None:
        """The numbered part that a question asks for; None if it asks for something else."""
        if not asks_for_the_part(question):
            return None
        hits = self._answerer.retrieve(question, documents)
        parts = labelled_parts(hits, label_keys(question))[:_MOST_PARTS]
        if not parts:
            return None
        share = _PART_CONFIDENCE / len(parts)
        others = [Alternative(share, (_cited(part, share),)) for part in parts[1:]]
        return Answer(
            question, question, "answer", share, self._answerer.calibration is not None,
            citations=(_cited(parts[0], share),), alternatives=tuple(others), searched=searched,
            answer_probability=share,
        )  # fmt: skip


def _cited(part: LabelledPart, confidence: float) -> Citation:
    return Citation(
        part.document, part.span.start, part.span.end, confidence, part.words.start, part.words.end
    )


def _joined(answers: Sequence[Answer], searched: Searched) -> Answer:
    """One answer of the answers to the parts of a question."""
    unknown = tuple(dict.fromkeys(w for a in answers for w in a.searched.unknown_words))
    searched = replace(searched, unknown_words=unknown)
    milliseconds = {
        stage: sum(answer.milliseconds.get(stage, 0.0) for answer in answers)
        for stage in answers[0].milliseconds
    }
    found = [answer for answer in answers if answer.found]
    best = next((a for a in answers if a.kind == "answer"), found[0] if found else answers[0])
    if not found:
        return replace(best, searched=searched, milliseconds=milliseconds)
    kept = [answer for answer in found if answer.kind == best.kind]
    others = [answer for answer in found if answer not in kept]
    citations = _distinct([c for answer in (*kept, *others) for c in answer.citations[:1]])
    return replace(
        best,
        confidence=min(answer.confidence for answer in kept),
        citations=citations,
        items=tuple(item for a in kept for item in (a.items or (_as_item(a.citations[0]),))),
        is_complete=False,
        unanswered=tuple(answer.question for answer in answers if answer not in kept),
        alternatives=(),
        searched=searched,
        milliseconds=milliseconds,
    )


def _as_item(citation: Citation) -> Citation:
    """The answer span of a citation, or the whole of it, as a citation of its own."""
    if citation.answer_start is None or citation.answer_end is None:
        return citation
    return replace(citation, start=citation.answer_start, end=citation.answer_end)


def _distinct(citations: Sequence[Citation]) -> tuple[Citation, ...]:
    kept: list[Citation] = []
    for citation in citations:
        key = (citation.document.id, citation.start, citation.end)
        if all((c.document.id, c.start, c.end) != key for c in kept):
            kept.append(citation)
    return tuple(kept)
