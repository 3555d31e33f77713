"""The kept conversations of a corpus: list, open, go on, rename, delete."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from index.user_values import StoredConversation, StoredTurn
from qa.answer import Answer
from qa.errors import UnknownConversationError
from qa.kept.kept_logins import KeptLogins
from qa.kept.kept_turn import Turn, rated_turn, read_turn, stored_turn
from qa.kept.page_settings import PageSettings, settings_from

if TYPE_CHECKING:
    from qa.any_corpus import AnyCorpus

__all__ = ["KeptConversation", "KeptConversations", "new_conversation_id", "title_of"]

LONGEST_TITLE = 80


@dataclass(frozen=True, slots=True)
class KeptConversation:
    """A conversation that was opened.

    Attributes:
        id: See ``KeptConversations.open``.
        title: Of its owner's choice, or its first question.
        turns: Oldest first.
    """

    id: str
    title: str
    turns: tuple[Turn, ...]

    @property
    def answers(self) -> tuple[Answer, ...]:
        """The answers that are still to be had, oldest first."""
        return tuple(turn.answer for turn in self.turns if turn.answer is not None)


class KeptConversations:
    """The conversations about the documents of one corpus.

    An *owner* is whoever may list and change a conversation: the user of a login, or "" for the
    one person at a machine of their own.

    Attributes:
        logins: Of those whose conversations these are.
    """

    def __init__(self, corpus: AnyCorpus) -> None:
        """Use what is kept with a corpus."""
        self._corpus = corpus
        self._table = corpus.user_data.conversations
        self.logins = KeptLogins(corpus.user_data)

    def list(self, owner: str = "", search: str = "") -> Sequence[StoredConversation]:
        """The conversations of one owner, last changed first.

        Args:
            owner: Whose.
            search: Words that all stand in the title or in the questions.
        """
        return self._table.of_owner(owner, search.split())

    def deleted(self, owner: str = "", search: str = "") -> Sequence[StoredConversation]:
        """Those of one owner that were deleted and can be restored, last deleted first.

        Args:
            owner: Whose.
            search: See ``list``.
        """
        return self._table.deleted(owner, search.split())

    def kept_and_deleted(
        self, owner: str = "", search: str = ""
    ) -> tuple[Sequence[StoredConversation], Sequence[StoredConversation]]:
        """What ``list`` and ``deleted`` return, read at once."""
        return self._table.kept_and_deleted(owner, search.split())

    def open(self, id_: str, owner: str | None = None) -> KeptConversation:
        """A conversation with its answers, whose quotations are sliced from the documents anew.

        Args:
            id_: Of the conversation.
            owner: Whose it must be; anybody's if None.

        Raises:
            UnknownConversationError: There is none, or it is another's.
        """
        return self._opened(self._owned(id_, owner), self._table.turns(id_))

    def leading_to(self, turn: str) -> KeptConversation:
        """The conversation of whomever up to one turn: who has its id has been given it.

        Raises:
            UnknownConversationError: There is no such turn.
        """
        id_ = self._table.conversation_of(turn)
        about = None if id_ is None else self._table.conversation(id_)
        if about is None:
            raise UnknownConversationError("this answer is no longer kept")
        turns = self._table.turns(about.id)
        numbers = [number for number, stored in enumerate(turns) if stored.id == turn]
        if not numbers:  # it went meanwhile
            raise UnknownConversationError("this answer is no longer kept")
        return self._opened(about, turns[: numbers[0] + 1])

    def title(self, id_: str, owner: str) -> str:
        """The title of an owner's conversation; "" where there is no such conversation."""
        about = self._table.conversation(id_)
        return about.title if about is not None and about.owner == owner else ""

    def is_owned(self, id_: str, owner: str) -> bool:
        """Whether there is such a conversation, of this owner."""
        about = self._table.conversation(id_)
        return about is not None and about.owner == owner

    def add(
        self, id_: str, owner: str, turns: Sequence[Turn], dropping: Collection[str] = ()
    ) -> tuple[StoredTurn, ...]:
        """Add turns at the end of a conversation, or begin one.

        Args:
            id_: Of the conversation; a new id begins one.
            owner: Whose it is, if it begins.
            turns: Oldest first, with ids that are not kept yet; at least one.
            dropping: Ids of turns that go.

        Returns:
            What went, for ``put_back``.
        """
        dropped = tuple(t for t in self._table.turns(id_) if t.id in dropping) if dropping else ()
        stored = [stored_turn(turn) for turn in turns]
        self._table.add(id_, owner, title_of(stored[0].question), stored, dropping)
        return dropped

    def put_back(
        self, id_: str, owner: str, turns: Sequence[StoredTurn], dropping: Collection[str]
    ) -> tuple[Turn, ...]:
        """Undo ``add``: turns that went come back, and the turns ``dropping`` go."""
        self._table.add(id_, owner, "", turns, dropping)
        return tuple(map(self._reader(), turns))

    def complete(self, turn: Turn) -> None:
        """Keep what became of a turn that was added while it was pending."""
        self._table.update(stored_turn(turn))

    def rate(self, turn: Turn) -> None:
        """Keep the verdict on a turn."""
        stored = self._table.turn(turn.id)
        if stored is not None:
            self._table.update(rated_turn(stored, turn))

    def rename(self, id_: str, owner: str, title: str) -> None:
        """Give a conversation another title; a blank one changes nothing.

        Raises:
            UnknownConversationError: There is none, or it is another's.
        """
        self._owned(id_, owner)
        if title := " ".join(title.split())[:LONGEST_TITLE]:
            self._table.rename(id_, title)

    def delete(self, id_: str, owner: str) -> None:
        """Delete a conversation; ``restore`` undoes it for 30 days.

        Raises:
            UnknownConversationError: There is none, or it is another's.
        """
        self._owned(id_, owner)
        self._table.delete(id_)

    def restore(self, id_: str, owner: str) -> None:
        """Undo ``delete``; nothing happens where there is nothing to undo."""
        self._table.restore(id_, owner)

    def erase_deleted(self, owner: str) -> None:
        """Erase the deleted conversations of an owner at once, for good."""
        self._table.erase_deleted(owner)

    def settings(self, owner: str) -> PageSettings:
        """What an owner has set on the page."""
        return settings_from(self._corpus.user_data.settings(owner))

    def set(self, owner: str, settings: PageSettings) -> None:
        """Keep what an owner has set on the page."""
        for name, value in settings.to_texts().items():
            self._corpus.user_data.keep_setting(owner, name, value)

    def _owned(self, id_: str, owner: str | None) -> StoredConversation:
        about = self._table.conversation(id_)
        if about is None or owner not in (None, about.owner):
            raise UnknownConversationError(f"no conversation {id_}; list them to see what is kept")
        return about

    def _opened(self, about: StoredConversation, turns: Sequence[StoredTurn]) -> KeptConversation:
        return KeptConversation(about.id, about.title, tuple(map(self._reader(), turns)))

    def _reader(self) -> Callable[[StoredTurn], Turn]:
        """Reads turns; looks each document up once, since many turns may cite it."""
        find = cache(self._corpus.document_or_none)
        sources = cache(
            lambda: frozenset(s for about in self._corpus.summaries() for s in about.sources)
        )
        return lambda stored: read_turn(stored, find, lambda source: source in sources())


def title_of(question: str) -> str:
    """The title of a conversation that begins with ``question``: as much of it as is shown."""
    title = " ".join(question.split())
    return title if len(title) <= LONGEST_TITLE else f"{title[: LONGEST_TITLE - 1]}…"


def new_conversation_id() -> str:
    """An id that nobody guesses."""
    return secrets.token_urlsafe(12)
