"""User data, which nothing can rebuild: a SQLite file of its own."""

from __future__ import annotations

import threading
from pathlib import Path

from index.errors import StoreError
from index.storage.conversation_table import ConversationTable
from index.storage.disk_errors import writing_to
from index.storage.file_faults import file_faults
from index.storage.opening import connect_in_wal_mode
from index.storage.typed_rows import mistyped_columns, typed_rows
from index.storage.user_schema import TABLES, bring_up_to_date
from index.user_values import Feedback

__all__ = ["UserData"]


class UserData:
    """Uploads (copied into the corpus), exclusions (files not to be used), feedback, settings.

    Attributes:
        conversations: Kept conversations.
    """

    def __init__(self, path: Path) -> None:
        """Open or create the file.

        Raises:
            StoreError: Damaged, not ours, or of a newer version.
        """
        self._lock = threading.Lock()
        self._path = path
        self._connection = connect_in_wal_mode(path)
        try:
            with writing_to(path):
                self._connection.execute("PRAGMA secure_delete = ON")
                self._connection.execute("PRAGMA foreign_keys = ON")
                bring_up_to_date(self._connection, path)
        except StoreError:
            self._connection.close()
            raise
        self.conversations = ConversationTable(self._connection, self._lock, path)

    def uploads(self) -> set[str]:
        """Sources that were added by a user."""
        return self._all("SELECT source FROM uploads")

    def add_upload(self, source: str) -> None:
        """Record an upload."""
        self._change("INSERT OR IGNORE INTO uploads(source) VALUES (?)", source)

    def remove_upload(self, source: str) -> None:
        """Forget an upload."""
        self._change("DELETE FROM uploads WHERE source = ?", source)

    def exclusions(self) -> set[str]:
        """Folder files that a user does not want to be used."""
        return self._all("SELECT source FROM exclusions")

    def exclude(self, source: str) -> None:
        """Record that a folder file is not to be used."""
        self._change("INSERT OR IGNORE INTO exclusions(source) VALUES (?)", source)

    def restore(self, source: str) -> None:
        """Undo ``exclude``."""
        self._change("DELETE FROM exclusions WHERE source = ?", source)

    def feedback(self) -> list[Feedback]:
        """All feedback, oldest first."""
        with self._lock:
            query = "SELECT id, helpful, note, answer FROM feedback ORDER BY added, id"
            rows = typed_rows(self._connection, query, (), (str, int, str, str))
            return [
                Feedback(id_, bool(helpful), note, answer) for id_, helpful, note, answer in rows
            ]

    def keep_feedback(self, feedback: Feedback) -> None:
        """Record what a user thought of an answer."""
        with self._lock, writing_to(self._path):
            self._connection.execute(
                "INSERT INTO feedback(id, helpful, note, answer) VALUES (?, ?, ?, ?) "
                "ON CONFLICT(id) DO UPDATE SET helpful = excluded.helpful, note = excluded.note",
                (feedback.id, feedback.helpful, feedback.note, feedback.answer),
            )

    def owners(self) -> list[str]:
        """Everybody who has set or kept something."""
        return sorted(self._all("SELECT owner FROM settings UNION SELECT owner FROM conversations"))

    def settings(self, owner: str) -> dict[str, str]:
        """What one user has set, by name."""
        with self._lock:
            query = "SELECT name, value FROM settings WHERE owner = ?"
            rows = typed_rows(self._connection, query, (owner,), (str, str))
            return {row[0]: row[1] for row in rows}

    def keep_setting(self, owner: str, name: str, value: str) -> None:
        """Set something for one user; "" returns to what it is without."""
        with self._lock, writing_to(self._path):
            if value:
                self._connection.execute(
                    "INSERT OR REPLACE INTO settings VALUES (?, ?, ?)", (owner, name, value)
                )
            else:
                self._connection.execute(
                    "DELETE FROM settings WHERE owner = ? AND name = ?", (owner, name)
                )

    def keep_first_setting(self, owner: str, name: str, value: str) -> None:
        """Set something for one user unless it is set, by whichever process."""
        self._change("INSERT OR IGNORE INTO settings VALUES (?, ?, ?)", owner, name, value)

    def faults(self) -> list[str]:
        """What SQLite finds wrong with the file; empty if nothing."""
        with self._lock:
            faults = file_faults(self._connection)
            return faults or mistyped_columns(self._connection, TABLES)

    def close(self) -> None:
        """Close the file."""
        self._connection.close()

    def _all(self, query: str) -> set[str]:
        with self._lock:
            return {name for (name,) in typed_rows(self._connection, query, (), (str,))}

    def _change(self, statement: str, *values: str) -> None:
        with self._lock, writing_to(self._path):
            self._connection.execute(statement, values)
