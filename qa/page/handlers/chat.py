"""Handles questions and pressed buttons of the conversation, and returns new HTML.

Errors of a question become messages here: the user sees one line, the traceback goes to the log.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from index.errors import UnknownDocumentError
from index.loaders.drawn_pages import NotDrawn, Picture
from index.loaders.isolation.drawing_job import Drawing
from index.values import Document, Page, Span
from qa.errors import AbandonedError, NotShownError, RequestError
from qa.page.bot import Bot, Talk
from qa.page.session import Session, Turn
from qa.page.views.answer_actions import MAX_NOTE
from qa.page.views.conversation_pane import conversation_html, welcome_html
from qa.page.views.documents_panel import Choice
from qa.page.views.pdf_page import PENDING
from qa.page.views.source_pane import source_html
from qa.page.views.wording import capital, line

__all__ = ["UNCHANGED", "Handlers", "Update"]

logger = logging.getLogger(__name__)


class Update(NamedTuple):
    """New contents of the page; None leaves a part as it is.

    Attributes:
        drawing: The page of the source that is being drawn. ``Handlers.drawn`` gives the source
            with it; until then ``source`` has its text.
        follow: Whether a narrow page scrolls down to the source.
    """

    question: str | None
    conversation: str | None
    source: str | None
    session: Session | None
    drawing: Drawing | None = None
    follow: bool = False


UNCHANGED = Update(None, None, None, None)


class Handlers:
    """Handlers of the conversation and the source pane.

    Args:
        bot: Answers.
        folder: The name under which the documents are shown.
    """

    def __init__(self, bot: Bot, folder: str = "") -> None:
        self._bot = bot
        self._folder = folder
        self.examples: tuple[str, ...] = ()
        """Questions offered before the first one."""

    def begin(self) -> Update:
        """The page before the first question."""
        session = Session(self._bot.conversation())
        welcome = welcome_html(self._folder, self._bot.document_count(), self.examples)
        return Update(None, welcome, source_html(session), session)

    def ask(
        self,
        question: str,
        session: Session | None,
        choice: Choice | None = None,
        *,
        as_typed: bool = False,
    ) -> Iterator[Update]:
        """Show the question at once, then its answer with the best citation's source.

        Args:
            question: Nothing happens if it is blank.
            session: None before the first question.
            choice: The documents to look in.
            as_typed: Whether it is asked as it stands, not completed from the turns before.
        """
        if not question.strip():
            yield UNCHANGED
            return
        session = (session or Session(self._bot.conversation())).asked(question)
        yield Update("", conversation_html(session), None, session)
        turn = self._answered(session.talk, question, choice or Choice(), as_typed)
        session = session.completed(turn)
        # A question that could not be asked goes back into the box, to be mended there.
        again = question if turn.error is not None else None
        yield self._shown(Update(again, conversation_html(session), None, session))

    def refuse(self, session: Session, message: str) -> Update:
        """The question that is being asked goes back into the box, with a message."""
        question = session.turns[-1].question
        session = session.completed(Turn(question, error=capital(message)))
        return self._shown(Update(question, conversation_html(session), None, session))

    def question_of(self, event: Mapping[str, Any], session: Session | None) -> str:
        """The question that a button or form asks: its own, or that of an earlier turn; or ""."""
        turn = event.get("turn")
        if session is not None and isinstance(turn, int) and 0 <= turn < len(session.turns):
            return session.turns[turn].question
        return str(event.get("question") or "")

    def select(self, event: Mapping[str, Any], session: Session | None) -> Update:
        """A pressed button; what no button offers is ignored."""
        action = event.get("action")
        # An awaited answer brings its own state, which would undo these.
        if session is not None and session.pending and action in ("clear", "rate", "note"):
            return UNCHANGED
        if action == "clear":
            return self.begin()
        if session is None:
            return UNCHANGED
        try:
            if action == "open":
                return self._open(
                    session.opened(_number(event, "turn"), _number(event, "reference"))
                )
            if action == "page":
                return self._open(session.turned(_number(event, "page")), conversation=False)
            if action == "view":
                return self._open(session.viewed(event.get("text") is True), conversation=False)
            if action in ("rate", "note"):
                return self._rate(session, _number(event, "turn"), event)
        except NotShownError:
            pass
        return UNCHANGED

    def _open(self, session: Session, *, conversation: bool = True) -> Update:
        left = conversation_html(session) if conversation else None
        return self._shown(Update(None, left, None, session, follow=conversation))

    def _rate(self, session: Session, index: int, event: Mapping[str, Any]) -> Update:
        turn = session.answered(index)
        note = str(event.get("note") or "").strip()[:MAX_NOTE]
        helpful = turn.helpful if event.get("action") == "note" else event.get("helpful") is True
        if turn.answer is None or helpful is None:
            return UNCHANGED
        self._bot.library.keep_feedback(
            turn.id, turn.answer, helpful=helpful, note=note.encode("utf-8", "replace").decode()
        )
        session = session.rated(index, helpful, bool(note))
        return Update(None, conversation_html(session), None, session)

    def drawn(self, update: Update, page: Picture | NotDrawn) -> Update:
        """The source of ``update`` alone, with its page drawn or the reason why it is not."""
        if update.session is None:
            return UNCHANGED
        source = source_html(update.session, lambda *_: page, follow=update.follow)
        return Update(None, None, source, None)

    def _shown(self, update: Update) -> Update:
        """With the source of its session; a page of it begins to be drawn."""
        if update.session is None:
            return update
        drawings: list[Drawing] = []

        def begin(document: Document, page: Page, spans: Sequence[Span]) -> NotDrawn:
            drawings.append(self._bot.library.draw(document, page, spans))
            return PENDING

        source = source_html(update.session, begin, follow=update.follow)
        return update._replace(source=source, drawing=drawings[0] if drawings else None)

    def _answered(self, talk: Talk, question: str, choice: Choice, as_typed: bool) -> Turn:
        try:
            checked, documents = _checked(question), self._there(choice)
            return Turn(question, talk.ask(checked, documents, as_typed=as_typed))
        except AbandonedError:
            raise
        except ValueError as error:
            return Turn(question, error=capital(line(error)))
        except Exception as error:
            logger.exception("a question failed")
            return Turn(question, error=f"The question failed: {line(error)}")

    def _there(self, choice: Choice) -> list[str] | None:
        """The chosen documents that are still there; None for all."""
        there = []
        for document_id in sorted(choice.documents):
            try:
                there.append(self._bot.document(document_id).id)
            except UnknownDocumentError:
                continue
        if choice.documents and not there:
            raise RequestError("the chosen documents are no longer there; choose others")
        return there or None


def _number(event: Mapping[str, Any], name: str) -> int:
    value = event.get(name)
    if type(value) is not int:
        raise NotShownError(name)
    return value


def _checked(question: str) -> str:
    """``question``, which JSON can fill with half characters that are no text."""
    try:
        question.encode("utf-8")
    except UnicodeEncodeError:
        raise RequestError("the question holds characters that are not text") from None
    return question
