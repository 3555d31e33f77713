"""User data, which nothing can rebuild: a SQLite file of its own."""

from __future__ import annotations

import sqlite3
import threading
from dataclasses import dataclass
from pathlib import Path

from index.errors import StoreError
from index.storage.disk_errors import writing_to

__all__ = ["Feedback", "UserData"]

_SCHEMA = """
CREATE TABLE IF NOT EXISTS uploads (
    source TEXT PRIMARY KEY,
    added TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS exclusions (
    source TEXT PRIMARY KEY,
    added TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS feedback (
    id TEXT PRIMARY KEY,
    added TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
    helpful INTEGER NOT NULL,
    note TEXT NOT NULL,
    answer TEXT NOT NULL
) WITHOUT ROWID;
PRAGMA user_version = 1;
"""
_VERSION = 1


@dataclass(frozen=True, slots=True)
class Feedback:
    """A user's verdict on an answer.

    Attributes:
        id: Given by the caller; a second verdict with the same id replaces the first.
        helpful: Thumbs up or down.
        note: In the user's words; may be empty.
        answer: The answer as JSON, with its citation records.
    """

    id: str
    helpful: bool
    note: str
    answer: str


class UserData:
    """Uploads (copied into the corpus), exclusions (folder files not to be used), feedback."""

    def __init__(self, path: Path) -> None:
        """Open or create the file.

        Raises:
            StoreError: Damaged, or not ours.
        """
        self._lock = threading.Lock()
        self._path = path
        self._connection = sqlite3.connect(
            path, timeout=30, isolation_level=None, check_same_thread=False
        )
        try:
            with writing_to(path):
                self._connection.execute("PRAGMA journal_mode = WAL")
                self._connection.execute("PRAGMA secure_delete = ON")
                # Nothing is written where nothing is missing, so that a full disk is no obstacle.
                if self._connection.execute("PRAGMA user_version").fetchone()[0] < _VERSION:
                    self._connection.executescript(_SCHEMA)
        except StoreError:
            self._connection.close()
            raise
        except sqlite3.DatabaseError as error:
            self._connection.close()
            raise StoreError(f"{path}: cannot be read ({error}); restore it from a copy") from error

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
            rows = self._connection.execute(
                "SELECT id, helpful, note, answer FROM feedback ORDER BY added, id"
            )
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

    def close(self) -> None:
        """Close the file."""
        self._connection.close()

    def _all(self, query: str) -> set[str]:
        with self._lock:
            return {row[0] for row in self._connection.execute(query)}

    def _change(self, statement: str, source: str) -> None:
        with self._lock, writing_to(self._path):
            self._connection.execute(statement, (source,))
