"""What happens on the page: from a question or a chosen citation to new HTML.

The only place where an error becomes a message: whoever asks sees one line, the traceback goes
to the log.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from typing import Any, NamedTuple

from qa.page.conversation import conversation_html
from qa.page.session import Bot, Session, Talk, Turn
from qa.page.source import source_html

__all__ = ["Handlers", "Update"]

logger = logging.getLogger(__name__)


class Update(NamedTuple):
    """New contents of the page; None leaves a part as it is."""

    question: str | None
    conversation: str | None
    source: str | None
    session: Session | None


UNCHANGED = Update(None, None, None, None)


class Handlers:
    """The page's three actions, and the one call that its public API offers."""

    def __init__(self, bot: Bot) -> None:
        self._bot = bot

    def ask(self, question: str, session: Session | None) -> Iterator[Update]:
        """Show the question at once, then its answer with the best citation's source."""
        if not question.strip():
            yield UNCHANGED
            return
        session = session or Session(self._bot.conversation())
        as_typed, session = session.edited, session.asked(question)
        yield Update("", conversation_html(session), None, session)
        turn = _answered(session.talk, question, as_typed)
        session = session.completed(turn)
        # A question that could not be asked goes back into the box, to be mended there.
        again = question if turn.error is not None else None
        yield Update(again, conversation_html(session), source_html(session), session)

    def show(self, turn: Any, reference: Any, session: Session | None) -> Update:
        """Open a citation; a choice that does not exist, which no button offers, is ignored."""
        if session is None or not isinstance(turn, int) or not isinstance(reference, int):
            return UNCHANGED
        try:
            session = session.opened(turn, reference)
        except IndexError:
            return UNCHANGED
        return Update(None, conversation_html(session), source_html(session, follow=True), session)

    def edit(self, turn: Any, session: Session | None) -> Update:
        """Put a completed question into the question box, to be asked as it is left there."""
        if session is None or not isinstance(turn, int):
            return UNCHANGED
        try:
            question, session = session.edit(turn)
        except IndexError:
            return UNCHANGED
        return Update(question, None, None, session)

    def answer(self, question: str) -> dict[str, Any]:
        """The JSON object of one answer, apart from any conversation.

        Raises:
            ValueError: The question is empty, too long or not text.
        """
        return self._bot.ask(_checked(question)).to_dict()


def _answered(talk: Talk, question: str, as_typed: bool) -> Turn:
    try:
        return Turn(question, talk.ask(_checked(question), as_typed=as_typed))
    except ValueError as error:
        return Turn(question, error=_capital(_line(error)))
    except Exception as error:
        logger.exception("a question failed")
        return Turn(question, error=f"The question failed: {_line(error)}")


def _checked(question: str) -> str:
    """``question``, which JSON can fill with half characters that are no text."""
    try:
        question.encode("utf-8")
    except UnicodeEncodeError:
        raise ValueError("the question holds characters that are not text") from None
    return question


def _line(error: Exception) -> str:
    """The first line of the error's message."""
    return str(error).strip().partition("\n")[0] or type(error).__name__


def _capital(line: str) -> str:
    return line[0].upper() + line[1:]
