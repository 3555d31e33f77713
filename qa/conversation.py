"""A conversation: questions asked one after the other."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

from qa.answer import Answer
from qa.followups import Said, completed
from qa.question import checked

if TYPE_CHECKING:
    from qa.chatbot import Chatbot

__all__ = ["Conversation"]

NEARBY = 500  # code points on both sides of a citation that say what has been spoken of
REMEMBERED = 20  # turns that a question is completed from


class Conversation:
    """Questions asked one after the other; remembers the turns.

    A follow-up ("And who criticised it?", "what about 2019?", "why?") is completed from the turns
    before it by rules, for English; ``Answer.asked_as`` is the completed question, and the only
    thing that is retrieved and read with. A question that names what it asks about is asked as it
    stands.
    """

    def __init__(self, bot: Chatbot) -> None:
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
            as_typed: Ask the question as it stands, whatever was asked before: for one that was
                completed wrongly, or a completed one that a person edited.

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
        """What ``ask`` would ask now: ``question``, completed from the turns where it needs it.

        Raises:
            QuestionError: Empty or too long.
        """
        return completed(checked(question), [_said(turn) for turn in self._turns[-REMEMBERED:]])

    def clear(self) -> None:
        """Forget the turns."""
        self._turns.clear()


def _said(turn: Answer) -> Said:
    nearby = ""
    for citation in (turn.citations or turn.related)[:1]:
        begin = max(0, citation.start - NEARBY)
        nearby = citation.document.text[begin : citation.end + NEARBY]
    return Said(turn.asked_as, turn.asked_as != turn.question, turn.text, nearby)
