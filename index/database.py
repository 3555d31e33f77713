"""One SQLite file: its schema, a connection a thread, and all-or-nothing transactions."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

__all__ = ["Database", "StoreError"]

FORMAT = 1

_SCHEMA = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE documents (
    key INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    title TEXT NOT NULL,
    length INTEGER NOT NULL,
    made_with TEXT NOT NULL,
    text TEXT NOT NULL
);
CREATE TABLE pages (
    document INTEGER NOT NULL REFERENCES documents(key) ON DELETE CASCADE,
    number INTEGER NOT NULL,
    start INTEGER NOT NULL,
    "end" INTEGER NOT NULL,
    characters BLOB NOT NULL,
    PRIMARY KEY (document, number)
) WITHOUT ROWID;
CREATE TABLE sources (
    key INTEGER PRIMARY KEY AUTOINCREMENT,
    source TEXT NOT NULL,
    kind TEXT NOT NULL,
    title TEXT NOT NULL,
    document INTEGER NOT NULL REFERENCES documents(key) ON DELETE CASCADE,
    sha256 TEXT NOT NULL,
    size INTEGER NOT NULL,
    mtime_ns INTEGER NOT NULL,
    seen_ns INTEGER NOT NULL,
    loader TEXT NOT NULL,
    UNIQUE (source, document)
);
CREATE TABLE refused (
    source TEXT PRIMARY KEY,
    reason TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    size INTEGER NOT NULL,
    mtime_ns INTEGER NOT NULL,
    seen_ns INTEGER NOT NULL,
    loader TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX sources_by_document ON sources(document);
CREATE TABLE passages (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    document INTEGER NOT NULL REFERENCES documents(key) ON DELETE CASCADE,
    start INTEGER NOT NULL,
    "end" INTEGER NOT NULL,
    sentences BLOB NOT NULL,
    generation INTEGER NOT NULL,
    vector BLOB NOT NULL
);
CREATE INDEX passages_by_document ON passages(document);
CREATE INDEX passages_by_generation ON passages(generation);
CREATE TABLE removed_passages (id INTEGER PRIMARY KEY, generation INTEGER NOT NULL);
CREATE INDEX removed_by_generation ON removed_passages(generation);
"""


class StoreError(RuntimeError):
    """The store cannot be used; the message names the file and says what to do."""


class Database:
    """One SQLite file. Reads may come from any thread; writes are serialised."""

    def __init__(self, path: Path) -> None:
        """Open or create the store.

        Raises:
            StoreError: Not a store of ours, damaged, or of a newer format.
        """
        self.path = path
        self._local = threading.local()
        self._connections: list[sqlite3.Connection] = []
        self._guard = threading.Lock()
        self._write_lock = threading.RLock()
        try:
            self._create_if_new()
            found = self._meta("format")
        except sqlite3.DatabaseError as error:
            self.close()
            raise StoreError(f"{path}: cannot be read as a corpus store ({error})") from error
        if found != str(FORMAT):
            self.close()
            raise StoreError(
                f"{path}: store format {found}, this version reads {FORMAT}; "
                "use the version of Citespan that wrote it, or forget the folder and index again"
            )

    # -- connections and transactions

    def _connection(self) -> sqlite3.Connection:
        connection: sqlite3.Connection | None = getattr(self._local, "connection", None)
        if connection is None:
            connection = sqlite3.connect(
                self.path, timeout=30, isolation_level=None, check_same_thread=False
            )
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA synchronous = NORMAL")
            connection.execute("PRAGMA foreign_keys = ON")
            connection.execute("PRAGMA secure_delete = ON")
            self._local.connection = connection
            with self._guard:
                self._connections.append(connection)
        return connection

    def _create_if_new(self) -> None:
        connection = self._connection()
        anything = "SELECT 1 FROM sqlite_master LIMIT 1"
        if connection.execute(anything).fetchone():
            return  # Without a write lock: another process may be writing.
        connection.execute("BEGIN IMMEDIATE")
        try:
            if not connection.execute(anything).fetchone():
                for statement in _SCHEMA.split(";"):
                    connection.execute(statement)
                connection.executemany(
                    "INSERT INTO meta VALUES (?, ?)",
                    [("format", str(FORMAT)), ("generation", "0")],
                )
            connection.execute("COMMIT")
        except BaseException:
            connection.execute("ROLLBACK")
            raise

    @contextmanager
    def transaction(self) -> Iterator[int]:
        """One all-or-nothing change; yields the generation it makes."""
        with self._write_lock:
            connection = self._connection()
            connection.execute("BEGIN IMMEDIATE")
            try:
                generation = int(self._meta("generation")) + 1
                connection.execute(
                    "UPDATE meta SET value = ? WHERE key = 'generation'", (str(generation),)
                )
                yield generation
                connection.execute("COMMIT")
            except BaseException:
                connection.execute("ROLLBACK")
                raise

    def _meta(self, key: str) -> str:
        row = self._connection().execute("SELECT value FROM meta WHERE key = ?", (key,)).fetchone()
        if row is None:
            raise sqlite3.DatabaseError(f"no {key} recorded")
        return str(row[0])

    def claim(self, folder: str | None) -> None:
        """Record the folder that this store belongs to; None asks nothing.

        Raises:
            StoreError: It belongs to another one, whose documents a sync would remove.
        """
        if folder is None:
            return
        connection = self._connection()
        row = connection.execute("SELECT value FROM meta WHERE key = 'folder'").fetchone()
        if row is None:
            connection.execute("INSERT OR IGNORE INTO meta VALUES ('folder', ?)", (folder,))
        elif row[0] != folder:
            self.close()
            raise StoreError(
                f"{self.path.parent}: this corpus belongs to the folder {row[0]}; "
                "choose another directory"
            )

    def close(self) -> None:
        """Close every connection."""
        with self._guard:
            connections, self._connections = self._connections, []
        for connection in connections:
            connection.close()
        self._local = threading.local()
