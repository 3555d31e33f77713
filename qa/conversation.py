"""A conversation: questions asked one after the other."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Protocol

from qa.answer import Answer
from qa.followups import PastTurn, completed
from qa.question import checked

__all__ = ["Conversation"]

NEARBY = 500  # code points on both sides of a citation that show what the turn spoke of
REMEMBERED = 20  # turns that a question is completed from


class SingleQuestions(Protocol):
    """Answers questions without remembering any; ``Chatbot`` in the product."""

    def ask(
        self,
        question: str,
        documents: Iterable[str] | None = None,
        min_confidence: float | None = None,
    ) -> Answer:
        """See ``Chatbot.ask``."""
        ...


class Conversation:
    """Questions asked one after the other; remembers the turns.

    Rules for English complete a follow-up ("And who criticised it?", "what about 2019?", "why?")
    from the turns before it. ``Answer.asked_as`` is the completed question; retriever and reader
    see nothing else of the conversation. A question that names its subject is asked as typed.
    """

    def __init__(self, bot: SingleQuestions) -> None:
        self._bot = bot
        self._turns: list[Answer] = []

    @property
    def turns(self) -> tuple[Answer, ...]:
        """The answers so far, oldest first."""
        return tuple(self._turns)

    def ask(
        self,
        question: str,
        documents: Iterable[str] | None = None,
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
            QuestionError: Empty or too long.
            UnknownDocumentError: One of ``documents`` is not there.
        """
        asked_as = checked(question) if as_typed else self.asked_as(question)
        answer = self._bot.ask(asked_as, documents, min_confidence)
        answer = replace(answer, question=question)
        self._turns.append(answer)
        return answer

    def asked_as(self, question: str) -> str:
        """``question`` as ``ask`` would ask it now: completed from the turns where needed.

        Raises:
            QuestionError: Empty or too long.
        """
        return completed(checked(question), [_past(turn) for turn in self._turns[-REMEMBERED:]])

    def clear(self) -> None:
        """Forget the turns."""
        self._turns.clear()


def _past(turn: Answer) -> PastTurn:
    nearby = ""
    for citation in (turn.citations or turn.related)[:1]:
        begin = max(0, citation.start - NEARBY)
        nearby = citation.document.text[begin : citation.end + NEARBY]
    return PastTurn(turn.asked_as, turn.asked_as != turn.question, turn.text, nearby)
