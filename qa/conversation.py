"""A conversation: questions asked one after the other."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Protocol

from qa.answer import Answer
from qa.chosen import Documents
from qa.followups import AskedAfter, Completion, PastTurn, completed
from qa.question import checked

__all__ = ["Conversation"]

NEARBY = 500  # code points on both sides of a citation that show what the turn spoke of
REMEMBERED = 20  # turns that a question is completed from


class SingleQuestions(Protocol):
    """Answers questions without remembering any; ``Chatbot`` in the product."""

    def ask(
        self,
        question: str,
        documents: Documents | None = None,
        min_confidence: float | None = None,
        *,
        after: AskedAfter | None = None,
    ) -> Answer:
        """See ``Chatbot.ask``."""
        ...


class Conversation:
    """Questions asked one after the other; remembers the turns.

    A follow-up in English ("And who criticised it?", "what about 2019?", "why?") is completed from
    the turns before it. ``Answer.asked_as`` is what was read and judged: what the user asked, with
    the phrase that a pronoun stands for. Retrieval also sees the topic of the turns before. A
    question that is complete by itself is asked as typed.
    """

    def __init__(self, bot: SingleQuestions, turns: Iterable[Answer] = ()) -> None:
        """Begin, or go on.

        Args:
            bot: Answers.
            turns: The answers so far, oldest first.
        """
        self._bot = bot
        self._turns = list(turns)

    def after(self, turns: Iterable[Answer]) -> Conversation:
        """A conversation with the same bot that has had other turns."""
        return Conversation(self._bot, turns)

    @property
    def turns(self) -> tuple[Answer, ...]:
        """The answers so far, oldest first."""
        return tuple(self._turns)

    def ask(
        self,
        question: str,
        documents: Documents | None = None,
        min_confidence: float | None = None,
        *,
        as_typed: bool = False,
    ) -> Answer:
        """Ask, and remember the turn.

        Args:
            question: At most 2,000 characters.
            documents: See ``Chatbot.ask``.
            min_confidence: See ``Chatbot.ask``.
            as_typed: Ask the question as typed, whatever was asked before: for a question that
                was completed wrongly, or a completed question that a person edited.

        Raises:
            QuestionError: No text, empty or too long.
            UnknownDocumentError: One of ``documents`` is not there.
            InvalidValueError: See ``Chatbot.ask``.
        """
        text = checked(question)
        meant = Completion(text, text, False) if as_typed else self.completion(text)
        after = self._after(text, meant) if meant.depends else None
        answer = self._bot.ask(meant.read, documents, min_confidence, after=after)
        answer = replace(answer, question=question, depends=meant.depends)
        self._turns.append(answer)
        return answer

    def asked_as(self, question: str) -> str:
        """``question`` as ``ask`` would read it now: completed from the turns where needed.

        Raises:
            QuestionError: Empty or too long.
        """
        return self.completion(question).read

    def completion(self, question: str) -> Completion:
        """What ``question`` means now, for reading and for retrieval.

        Raises:
            QuestionError: Empty or too long.
        """
        past = [_past(turn) for turn in self._turns if turn.kind != "help"]
        return completed(checked(question), past[-REMEMBERED:])

    def _after(self, text: str, meant: Completion) -> AskedAfter:
        """What the last turn tells of a question that depends on it.

        One that is complete by itself, asked twice, is answered in the same way twice.
        """
        last = next(turn for turn in reversed(self._turns) if turn.kind != "help")
        cited = last.citations or last.related
        near = cited[0].document.id if cited and not meant.is_elsewhere else None
        return AskedAfter(text, meant.retrieve, cited, last.found, near, is_turn=True)

    def clear(self) -> None:
        """Forget the turns."""
        self._turns.clear()


def _past(turn: Answer) -> PastTurn:
    """What is remembered of a turn: words only of an answer, but the place of evidence too."""
    nearby = title = ""
    for citation in (turn.citations or turn.related)[:1]:
        begin = max(0, citation.start - NEARBY)
        nearby = citation.document.text[begin : citation.end + NEARBY]
        if turn.found:
            title = " ".join((citation.document.title, *citation.headings[-1:]))
    answer = turn.text if turn.kind == "answer" else ""
    items = tuple(item.text for item in turn.items)
    return PastTurn(turn.asked_as, turn.depends, answer, nearby, title, items)
