"""Handles questions and pressed buttons of the conversation, and returns new HTML.

Errors of a question become messages here: the user sees one line, the traceback goes to the log.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

from index.errors import UnknownDocumentError
from index.loaders.drawn_pages import NotDrawn, Picture
from index.loaders.isolation.drawing_job import Drawing
from index.values import Document, Page, Span
from qa.errors import AbandonedError, NotShownError, RequestError, UnknownConversationError
from qa.page.bot import Bot, Talk
from qa.page.guessing import with_guess
from qa.page.handlers.from_browser import checked, number_in
from qa.page.handlers.source_actions import SOURCE_ACTIONS, after, read
from qa.page.keeping import Keeper
from qa.page.linking import linked
from qa.page.session import MAX_TURNS, Session, Turn
from qa.page.views.answer_actions import MAX_NOTE
from qa.page.views.conversation_pane import conversation_html, welcome_html
from qa.page.views.documents_panel import Choice
from qa.page.views.history_panel import recent_html
from qa.page.views.pdf_page import PENDING
from qa.page.views.source_pane import Drawn, source_html
from qa.page.views.wording import capital, line

__all__ = ["UNCHANGED", "Handlers", "Update"]

RECENT = 4  # conversations offered before the first question
LONGEST_TYPED = 20_000  # code points of a question that are kept; far fewer can be asked
_WAITS = ("clear", "undo", "rate", "note")  # what a pending answer would undo
logger = logging.getLogger(__name__)


class Update(NamedTuple):
    """New contents of the page; None leaves a part as it is.

    Attributes:
        drawing: The page of the source that is being drawn. ``Handlers.drawn`` gives the source
            with it; until then ``source`` has its text.
        follow: Whether a narrow page goes on to the source.
        focus: Whether the source gets the focus: the reader opened it.
    """

    question: str | None
    conversation: str | None
    source: str | None
    session: Session | None
    drawing: Drawing | None = None
    follow: bool = False
    focus: bool = False


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
        self._keeper = Keeper(bot.conversations)
        self.examples: tuple[str, ...] = ()
        """Questions offered before the first one."""

    def begin(self, owner: str = "", problem: str = "") -> Update:
        """The page before the first question.

        Args:
            owner: Whose conversation begins.
            problem: What else could not be shown, in one line.
        """
        session = Session(self._bot.conversation(), owner=owner)
        return Update(None, self._welcome(owner, problem), source_html(session), session)

    def relisted(self, session: Session | None, owner: str) -> Update:
        """The page before the first question anew, since it offers conversations to go on with."""
        if session is not None and session.turns:
            return UNCHANGED
        return Update(None, self._welcome(owner), None, None)

    def opened(self, link: str, owner: str) -> Update:
        """A kept conversation, or the one that led to an answer, with its last source open.

        Args:
            link: Id of a conversation or of a turn.
            owner: Who opens it; another's conversation is only read, up to the answer.
        """
        try:
            session = self.resumed(link, owner)
        except UnknownConversationError as error:
            return self.begin(owner, f"{capital(line(error))}.")
        return self._shown(Update(None, self._turns(session), None, session, focus=True))

    def resumed(self, link: str, owner: str) -> Session:
        """The session that ``opened`` shows.

        Raises:
            UnknownConversationError: The link leads to nothing that ``owner`` may see.
        """
        kept, number = linked(self._bot.conversations, link, owner)
        talk = self._bot.conversation().after(kept.answers)
        session = Session(talk, kept.turns[-MAX_TURNS:], id=kept.id, owner=owner)
        return session.showing(number - max(0, len(kept.turns) - MAX_TURNS))

    def relooked(self, session: Session | None) -> Update:
        """The conversation anew if documents that it misses may be back; else unchanged."""
        if session is None or not session.id or session.pending:
            return UNCHANGED
        if not any(turn.lost or turn.error for turn in session.turns):
            return UNCHANGED
        try:
            kept = self._bot.conversations.open(session.id, session.owner).turns[-MAX_TURNS:]
        except UnknownConversationError:
            return UNCHANGED
        if kept == session.turns or len(kept) != len(session.turns):
            return UNCHANGED
        answers = [turn.answer for turn in kept if turn.answer is not None]
        talk = self._bot.conversation().after(answers)
        # What the open citation's number stands for may be another one now.
        session = replace(session, talk=talk, turns=kept, current=None)
        return self._open(session, follow=False)

    def ask(
        self,
        question: str,
        session: Session | None,
        choice: Choice | None = None,
        *,
        as_typed: bool = False,
        edited: int | None = None,
        owner: str = "",
    ) -> Iterator[Update]:
        """Show the question at once, then its answer with the best citation's source.

        Args:
            question: Nothing happens if it is blank.
            session: None before the first question.
            choice: The documents to look in.
            as_typed: Whether it is asked as it stands, not completed from the turns before.
            edited: Index of the turn whose question it replaces, if any; later turns are dropped.
            owner: Whose conversation it is.
        """
        if not question.strip():
            yield UNCHANGED
            return
        # It is kept before it is looked at, and a request may carry a megabyte.
        question = question[:LONGEST_TYPED]
        before = session or Session(self._bot.conversation(), owner=owner)
        session = self._keeper.asked(before.asked(question, edited), before)
        yield Update(None, self._turns(session), None, session)
        turn = self._answered(session.talk, question, choice or Choice(), as_typed, session.owner)
        session = self._keeper.completed(session.completed(turn))
        yield self._shown(Update(None, self._turns(session), None, session))

    def refuse(self, session: Session, message: str) -> Update:
        """A message in place of the answer to the question that is being asked."""
        question = session.turns[-1].question
        session = session.completed(Turn(question, error=capital(message)))
        session = self._keeper.completed(session)
        return self._shown(Update(None, self._turns(session), None, session))

    def question_of(self, event: Mapping[str, Any], session: Session | None) -> str:
        """The question that a button or form asks: its own, or that of an earlier turn; or ""."""
        turn = None if "edited" in event else event.get("turn")
        if session is not None and isinstance(turn, int) and 0 <= turn < len(session.turns):
            return session.turns[turn].question
        return str(event.get("question") or "")

    def select(self, event: Mapping[str, Any], session: Session | None, owner: str = "") -> Update:
        """A pressed button; what no button offers is ignored."""
        action = event.get("action")
        # An awaited answer brings its own state, which would undo these.
        if session is not None and session.pending and action in _WAITS:
            return UNCHANGED
        if action == "clear":
            return self.begin(owner if session is None else session.owner)
        if session is None and action == "read":
            session = Session(self._bot.conversation(), owner=owner)
        if session is None:
            return UNCHANGED
        try:
            if action == "open":
                turn, reference = number_in(event, "turn"), number_in(event, "reference")
                # A mark that leads to a turn is followed on the left, not on the right.
                return self._open(session.opened(turn, reference), follow="lead" not in event)
            if action == "read":
                return self._open(read(event, session, self._bot.document))
            if action in SOURCE_ACTIONS:
                return self._open(after(event, session), conversation=False)
            if action == "undo" and session.dropped:
                undone = self._keeper.undone(session.undone(), session)
                return self._shown(Update(None, self._turns(undone), None, undone))
            if action in ("rate", "note"):
                return self._rate(session, number_in(event, "turn"), event)
        except NotShownError:
            pass
        return UNCHANGED

    def _welcome(self, owner: str, problem: str = "") -> str:
        kept = self._bot.conversations.list(owner)[:RECENT]
        return welcome_html(
            self._folder, self._bot.document_count(), self.examples, recent_html(kept), problem
        )

    def _turns(self, session: Session) -> str:
        return conversation_html(session, self._bot.library.namesakes)

    def _source(self, update: Update, session: Session, drawn: Drawn) -> str:
        names = self._bot.library.namesakes
        return source_html(session, drawn, names, follow=update.follow, focus=update.focus)

    def _open(self, session: Session, *, conversation: bool = True, follow: bool = True) -> Update:
        left = self._turns(session) if conversation and session.turns else None
        follow = conversation and follow
        return self._shown(Update(None, left, None, session, follow=follow, focus=follow))

    def _rate(self, session: Session, index: int, event: Mapping[str, Any]) -> Update:
        turn = session.answered(index)
        answer = turn.answer
        note = str(event.get("note") or "").strip()[:MAX_NOTE]
        helpful = turn.helpful if event.get("action") == "note" else event.get("helpful") is True
        if answer is None or helpful is None:
            return UNCHANGED
        if not session.id:  # it is another's, whose verdict is not changed
            session = self._keeper.begun(session)
            turn = session.turns[index]
        self._bot.library.keep_feedback(
            turn.id, answer, helpful=helpful, note=note.encode("utf-8", "replace").decode()
        )
        session = self._keeper.rated(session.rated(index, helpful, bool(note)), index)
        return Update(None, self._turns(session), None, session)

    def drawn(self, update: Update, page: Picture | NotDrawn) -> Update:
        """The source of ``update`` alone, with its page drawn or the reason why it is not."""
        if update.session is None:
            return UNCHANGED
        source = self._source(update, update.session, lambda *_: page)
        return Update(None, None, source, None)

    def _shown(self, update: Update) -> Update:
        """With the source of its session; a page of it begins to be drawn."""
        if update.session is None:
            return update
        drawings: list[Drawing] = []

        def begin(document: Document, page: Page, spans: Sequence[Span], scale: float) -> NotDrawn:
            drawings.append(self._bot.library.draw(document, page, spans, scale))
            return PENDING

        source = self._source(update, update.session, begin)
        return update._replace(source=source, drawing=drawings[0] if drawings else None)

    def _answered(
        self, talk: Talk, question: str, choice: Choice, as_typed: bool, owner: str
    ) -> Turn:
        try:
            text, documents = checked(question), self._there(choice)
            settings = self._bot.conversations.settings(owner)
            answer = talk.ask(text, documents, min_confidence=settings.least, as_typed=as_typed)
            if settings.guess:
                answer = with_guess(answer)
            return Turn(question, answer)
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
