"""Keeps the conversation of a session while it goes on.

A page whose conversation cannot be kept, say because the disk is full, answers all the same and
says so.
"""

from __future__ import annotations

import logging
import secrets
from collections.abc import Callable, Collection, Sequence
from dataclasses import replace

from index.errors import StoreError
from qa.kept.kept_conversations import KeptConversations, new_conversation_id
from qa.kept.kept_turn import Turn
from qa.page.session import Session
from qa.page.views.wording import line

__all__ = ["Keeper"]

log = logging.getLogger(__name__)


class Keeper:
    """Keeps sessions in ``conversations``."""

    def __init__(self, conversations: KeptConversations) -> None:
        self._conversations = conversations

    def asked(self, session: Session, before: Session) -> Session:
        """Keep the question that ``session`` has and ``before`` had not, and what it dropped."""
        if not session.id:
            return self.begun(session)
        dropping = {turn.id for turn in (*before.turns, *session.dropped) if turn.pending}
        dropping |= {turn.id for turn in session.dropped}
        return self._kept(session, lambda: self._add(session, session.turns[-1:], dropping))

    def begun(self, session: Session) -> Session:
        """Keep a session that is not kept as a conversation of its own.

        Its turns get new ids: those that came from another's conversation are copies from now on.
        """
        turns = tuple(replace(turn, id=secrets.token_urlsafe(12)) for turn in session.turns)
        session = replace(session, turns=turns, id=new_conversation_id())
        return self._kept(session, lambda: self._add(session, turns, ()))

    def _add(self, session: Session, turns: Sequence[Turn], dropping: Collection[str]) -> Session:
        dropped = self._conversations.add(session.id, session.owner, turns, dropping)
        return replace(session, dropped_as_kept=dropped, problem="")

    def undone(self, session: Session, before: Session) -> Session:
        """Put the turns back that ``before`` had dropped."""
        there = {turn.id for turn in session.turns}
        going = [turn.id for turn in before.turns if turn.id not in there]

        def put_back() -> Session:
            stored = before.dropped_as_kept
            self._conversations.put_back(session.id, session.owner, stored, going)
            return session

        return self._kept(session, put_back) if session.id else session

    def completed(self, session: Session) -> Session:
        """Keep what became of the last turn."""
        turn = session.turns[-1]

        def complete() -> Session:
            self._conversations.complete(turn)
            return session

        return self._kept(session, complete)

    def rated(self, session: Session, index: int) -> Session:
        """Keep the verdict on a turn."""
        turn = session.turns[index]

        def rate() -> Session:
            self._conversations.rate(turn)
            return session

        return self._kept(session, rate)

    def _kept(self, session: Session, keep: Callable[[], Session]) -> Session:
        try:
            return keep()
        except (StoreError, OSError) as error:
            log.warning("a conversation cannot be kept: %s", line(error))
            return replace(session, problem=f"This conversation cannot be kept: {line(error)}")
