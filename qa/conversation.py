"""A conversation: questions asked one after the other."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from qa.answer import Answer

if TYPE_CHECKING:
    from qa.chatbot import Chatbot

__all__ = ["Conversation"]


class Conversation:
    """Questions asked one after the other; remembers the turns.

    Each question is asked as it stands: it is not completed from the turns before it, so
    ``asked_as`` equals ``question``.
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
    ) -> Answer:
        """Ask, and remember the turn; see ``Chatbot.ask``."""
        answer = self._bot.ask(question, documents, min_confidence)
        self._turns.append(answer)
        return answer

    def clear(self) -> None:
        """Forget the turns."""
        self._turns.clear()
