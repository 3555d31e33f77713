"""Kept conversations: whose they are, and their turns as opaque records."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

from index.errors import UnwritableError
from index.storage.disk_errors import writing_to
from index.storage.typed_rows import typed_row, typed_rows
from index.user_values import KEPT_DELETED, StoredConversation, StoredTurn, split_by_deletion

__all__ = ["ConversationTable"]

_BEGIN = (
    "INSERT INTO conversations(id, owner, title, begun, changed) VALUES (?, ?, ?, ?, ?) "
    "ON CONFLICT(id) DO UPDATE SET changed = excluded.changed, deleted = NULL"
)
_PUT = (
    "INSERT INTO conversations(id, owner, title, begun, changed, deleted) VALUES (?,?,?,?,?,?) "
    "ON CONFLICT(id) DO UPDATE SET changed = max(changed, excluded.changed), "
    "deleted = excluded.deleted"
)
_ADD = (
    "INSERT INTO turns(conversation, position, id, question, record) "
    "SELECT ?1, coalesce(max(position) + 1, 0), ?2, ?3, ?4 FROM turns WHERE conversation = ?1"
)
_SELECT = (
    "SELECT c.id, owner, title, changed, count(t.id), coalesce(deleted, ''), "
    "group_concat(t.question, char(10)) "
    "FROM conversations c LEFT JOIN turns t ON t.conversation = c.id WHERE "
)
_KEPT = f"{_SELECT} deleted IS NULL AND owner = ? GROUP BY c.id"
_ALL = f"{_SELECT} owner = ? GROUP BY c.id"
_BY_ID = f"{_SELECT} deleted IS NULL AND c.id = ? GROUP BY c.id"
_CONVERSATION = (str, str, str, str, int, str, str | None)
_TURN = (str, str, str)


class ConversationTable:
    """Conversations of one file.

    A deleted conversation can be restored for ``KEPT_DELETED``. After that it is erased when the
    file is opened, or another one is deleted.

    Args:
        connection: Of the file, shared with others who hold ``lock`` while they use it.
        lock: See above.
        path: Of the file, for messages.
    """

    def __init__(self, connection: sqlite3.Connection, lock: threading.Lock, path: Path) -> None:
        self._connection = connection
        self._lock = lock
        self._path = path
        if self._is_anything_outdated():  # so that a full disk is no obstacle
            with suppress(UnwritableError), self._changing():
                self._erase_outdated()

    def of_owner(self, owner: str, words: Sequence[str] = ()) -> list[StoredConversation]:
        """The conversations of one owner, last changed first.

        Args:
            owner: Whose.
            words: Each stands in the title or in a question; upper and lower case are the same.
        """
        return self._searched(_KEPT, owner, words)[0]

    def deleted(self, owner: str, words: Sequence[str] = ()) -> list[StoredConversation]:
        """Those of one owner that can be restored, last deleted first; see ``of_owner``."""
        return self._searched(_ALL, owner, words)[1]

    def kept_and_deleted(
        self, owner: str, words: Sequence[str] = ()
    ) -> tuple[list[StoredConversation], list[StoredConversation]]:
        """What ``of_owner`` and ``deleted`` return, read at once."""
        return self._searched(_ALL, owner, words)

    def conversation(self, id_: str) -> StoredConversation | None:
        """One conversation; None where there is none, or it is deleted."""
        with self._lock:
            row = typed_row(self._connection, _BY_ID, (id_,), _CONVERSATION)
        return None if row is None else StoredConversation(*row[:6])

    def turns(self, id_: str) -> list[StoredTurn]:
        """The turns of a conversation, oldest first."""
        with self._lock:
            query = (
                "SELECT id, question, record FROM turns WHERE conversation = ? ORDER BY position"
            )
            return [StoredTurn(*row) for row in typed_rows(self._connection, query, (id_,), _TURN)]

    def turn(self, id_: str) -> StoredTurn | None:
        """One turn; None where there is none."""
        with self._lock:
            query = "SELECT id, question, record FROM turns WHERE id = ?"
            row = typed_row(self._connection, query, (id_,), _TURN)
        return None if row is None else StoredTurn(*row)

    def conversation_of(self, turn: str) -> str | None:
        """Id of the conversation that a turn belongs to; None where there is no such turn."""
        with self._lock:
            row = self._connection.execute(
                "SELECT conversation FROM turns WHERE id = ?", (turn,)
            ).fetchone()
        return None if row is None else str(row[0])

    def add(
        self,
        id_: str,
        owner: str,
        title: str,
        turns: Sequence[StoredTurn],
        dropping: Collection[str] = (),
    ) -> None:
        """Add turns at the end of a conversation; it begins, or comes back, if need be.

        Turns of others, who have the same conversation open, stay.

        Args:
            id_: Of the conversation.
            owner: Whose it is; kept as it was where the conversation is there.
            title: Likewise.
            turns: Oldest first.
            dropping: Ids of turns of this conversation that go.
        """
        with self._changing():
            self._connection.execute(_BEGIN, (id_, owner, title, _time(), _time()))
            self._connection.executemany(
                "DELETE FROM turns WHERE conversation = ? AND id = ?",
                [(id_, turn) for turn in dropping],
            )
            self._connection.executemany(_ADD, [(id_, t.id, t.question, t.record) for t in turns])

    def put(self, stored: StoredConversation, turns: Sequence[StoredTurn]) -> None:
        """Keep a conversation as another store has it, with its times, deleted or not.

        If it is here already, it gets the turns that it lacks; if it lacks none, it stays as it is.

        Args:
            stored: The conversation there.
            turns: All of its turns, oldest first.
        """
        about = (stored.id, stored.owner, stored.title, stored.changed, stored.changed)
        with self._changing():
            query = (
                "SELECT t.id FROM conversations c LEFT JOIN turns t ON t.conversation = c.id "
                "WHERE c.id = ?"
            )
            here = {row[0] for row in self._connection.execute(query, (stored.id,))}
            lacking = [turn for turn in turns if turn.id not in here]
            if lacking or not here:
                self._connection.execute(_PUT, (*about, stored.deleted or None))
                self._connection.executemany(
                    _ADD, [(stored.id, t.id, t.question, t.record) for t in lacking]
                )

    def update(self, turn: StoredTurn) -> None:
        """Replace the record of a turn, if it is there."""
        with self._changing():
            self._connection.execute(
                "UPDATE turns SET record = ? WHERE id = ?", (turn.record, turn.id)
            )

    def rename(self, id_: str, title: str) -> None:
        """Give a conversation another title."""
        with self._changing():
            self._connection.execute(
                "UPDATE conversations SET title = ? WHERE id = ?", (title, id_)
            )

    def delete(self, id_: str) -> None:
        """Delete a conversation; ``restore`` undoes it for ``KEPT_DELETED``."""
        with self._changing():
            self._connection.execute(
                "UPDATE conversations SET deleted = ? WHERE id = ?", (_time(), id_)
            )
            self._erase_outdated()

    def restore(self, id_: str, owner: str) -> None:
        """Undo ``delete``; nothing happens if it is another's."""
        with self._changing():
            self._connection.execute(
                "UPDATE conversations SET deleted = NULL WHERE id = ? AND owner = ?", (id_, owner)
            )

    def erase_deleted(self, owner: str) -> None:
        """Erase the deleted conversations of one owner; nothing brings them back."""
        with self._changing():
            self._connection.execute(
                "DELETE FROM conversations WHERE deleted IS NOT NULL AND owner = ?", (owner,)
            )

    def _searched(
        self, query: str, owner: str, words: Sequence[str]
    ) -> tuple[list[StoredConversation], list[StoredConversation]]:
        with self._lock:
            rows = list(typed_rows(self._connection, query, (owner,), _CONVERSATION))
        wanted = [word.casefold() for word in words]
        stored = (
            StoredConversation(*row[:6])
            for row in rows
            if all(word in f"{row[2]}\n{row[6] or ''}".casefold() for word in wanted)
        )
        return split_by_deletion(stored, _time(KEPT_DELETED))

    def _is_anything_outdated(self) -> bool:
        row = self._connection.execute(
            "SELECT EXISTS (SELECT 1 FROM conversations WHERE deleted < ?)",
            (_time(KEPT_DELETED),),
        ).fetchone()
        return bool(row[0])

    def _erase_outdated(self) -> None:
        self._connection.execute(
            "DELETE FROM conversations WHERE deleted < ?", (_time(KEPT_DELETED),)
        )

    @contextmanager
    def _changing(self) -> Iterator[None]:
        """One all-or-nothing change."""
        with self._lock, writing_to(self._path):
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield
                self._connection.execute("COMMIT")
            except BaseException:
                if self._connection.in_transaction:
                    self._connection.execute("ROLLBACK")
                raise


def _time(ago: timedelta = timedelta(0)) -> str:
    """A time as the file keeps it, which sorts as text."""
    return (datetime.now(UTC) - ago).isoformat(timespec="milliseconds")
