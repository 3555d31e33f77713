"""One SQLite file: a connection a thread, and all-or-nothing transactions.

Each transaction makes a new generation. The table ``writers`` says which opening of the store made
the generations from ``first`` on, by an id drawn at random for it: two copies of a store that grew
apart may have generations of the same number, but never by the same writer.
"""

from __future__ import annotations

import secrets
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from index.errors import StoreError
from index.storage.disk_errors import closed, damaged, writing_to
from index.storage.opening import connect_in_wal_mode
from index.storage.schema import FORMAT, additions, create

__all__ = ["Database", "StoreError"]

_DIGITS = 18
"""Of the largest number that SQLite holds."""


class Database:
    """One SQLite file. Reads may come from any thread; writes are serialised."""

    def __init__(self, path: Path) -> None:
        """Open or create the store.

        Raises:
            StoreError: Not a store of ours, damaged, of a newer format, or not to be written.
        """
        self.path = path
        self._writer_id = secrets.token_hex(8)
        self._local = threading.local()
        self._connections: list[tuple[threading.Thread, sqlite3.Connection]] = []
        self._guard = threading.Lock()
        self._write_lock = threading.RLock()
        self._is_closed = False
        try:
            with writing_to(path):
                self._create_if_new()
                store_format = self._meta("format")
        except StoreError:
            self.close()
            raise
        if store_format != str(FORMAT):
            self.close()
            raise StoreError(
                f"{path}: store format {store_format}, this version reads {FORMAT}; "
                "use the version of Citespan that wrote it, or forget the folder and index again"
            )
        with writing_to(path):
            self._add_what_is_missing()

    # -- connections and transactions

    def connection(self) -> sqlite3.Connection:
        """This thread's connection, opened when it is first needed.

        Raises:
            ClosedError: The store was closed.
        """
        connection: sqlite3.Connection | None = getattr(self._local, "connection", None)
        if connection is None:
            if self._is_closed:
                raise closed(self.path)
            connection = connect_in_wal_mode(self.path)
            connection.execute("PRAGMA synchronous = NORMAL")
            connection.execute("PRAGMA foreign_keys = ON")
            connection.execute("PRAGMA secure_delete = ON")
            self._local.connection = connection
            with self._guard:
                self._close_left_behind()
                self._connections.append((threading.current_thread(), connection))
        return connection

    def _close_left_behind(self) -> None:
        """Close connections of threads that have ended; each holds files open."""
        opened, self._connections = self._connections, []
        for thread, connection in opened:
            if thread.is_alive():
                self._connections.append((thread, connection))
            else:
                connection.close()

    def _create_if_new(self) -> None:
        connection = self.connection()
        anything = "SELECT 1 FROM sqlite_master LIMIT 1"
        if connection.execute(anything).fetchone():
            return  # Without a write lock: another process may be writing.
        connection.execute("BEGIN IMMEDIATE")
        try:
            if not connection.execute(anything).fetchone():
                create(connection)
            connection.execute("COMMIT")
        except BaseException:
            _roll_back(connection)
            raise

    def _add_what_is_missing(self) -> None:
        """Give a store what was added to the first format, whoever made it."""
        connection = self.connection()
        if not additions(connection):
            return  # Without a write lock: another process may be writing.
        connection.execute("BEGIN IMMEDIATE")
        try:
            # Another process may have made some meanwhile.
            for statement in additions(connection):
                connection.execute(statement)
            # All that was made before counts as made by this one.
            connection.execute(
                "INSERT INTO writers SELECT 0, ? WHERE NOT EXISTS (SELECT 1 FROM writers)",
                (self._writer_id,),
            )
            connection.execute("COMMIT")
        except BaseException:
            _roll_back(connection)
            raise

    @contextmanager
    def transaction(self) -> Iterator[int]:
        """One all-or-nothing change; yields the generation it makes.

        Raises:
            UnwritableError: The disk is full, failing or read-only; nothing was changed.
        """
        with self._write_lock, writing_to(self.path):
            connection = self.connection()
            connection.execute("BEGIN IMMEDIATE")
            try:
                generation = self.generation() + 1
                connection.execute(
                    "UPDATE meta SET value = ? WHERE key = 'generation'", (str(generation),)
                )
                if self.writer_of(generation) != self._writer_id:
                    connection.execute(
                        "INSERT INTO writers VALUES (?, ?)", (generation, self._writer_id)
                    )
                yield generation
                connection.execute("COMMIT")
            except sqlite3.IntegrityError as error:
                # Rows that contradict each other were not written by this program.
                _roll_back(connection)
                raise damaged(self.path, str(error)) from error
            except BaseException:
                _roll_back(connection)
                raise

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        """Several reads of this thread that see one state, whatever others commit meanwhile."""
        connection = self.connection()
        if connection.in_transaction:
            yield
            return
        connection.execute("BEGIN")
        try:
            yield
        finally:
            _roll_back(connection)

    def writer_of(self, generation: int) -> str:
        """Random id of the opening of the store that made a generation."""
        row = (
            self.connection()
            .execute(
                "SELECT id FROM writers WHERE first <= ? ORDER BY first DESC LIMIT 1", (generation,)
            )
            .fetchone()
        )
        if row is None:
            raise damaged(self.path, f"no writer of generation {generation} recorded")
        return str(row[0])

    def _meta(self, key: str) -> str:
        row = self.connection().execute("SELECT value FROM meta WHERE key = ?", (key,)).fetchone()
        if row is None:
            raise damaged(self.path, f"no {key} recorded")
        return str(row[0])

    def claim(self, folder: str | None) -> None:
        """Record the folder that this store belongs to; None asks nothing.

        Raises:
            StoreError: It belongs to another one, whose documents a sync would remove.
        """
        if folder is None:
            return
        connection = self.connection()
        row = connection.execute("SELECT value FROM meta WHERE key = 'folder'").fetchone()
        if row is None:
            with writing_to(self.path):
                connection.execute("INSERT OR IGNORE INTO meta VALUES ('folder', ?)", (folder,))
        elif row[0] != folder:
            self.close()
            raise StoreError(
                f"{self.path.parent}: this corpus belongs to the folder {row[0]}; "
                "choose another directory"
            )

    def generation(self) -> int:
        """Number of the last change; 0 before the first."""
        generation = self._meta("generation")
        if not generation.isdecimal() or len(generation) > _DIGITS:
            raise damaged(self.path, "its generation is no number")
        return int(generation)

    def close(self) -> None:
        """Close every connection, for good."""
        self._is_closed = True
        with self._guard:
            connections, self._connections = self._connections, []
        for _, connection in connections:
            connection.close()
        self._local = threading.local()


def _roll_back(connection: sqlite3.Connection) -> None:
    """End what is under way; SQLite has done so itself after some errors, as on a full disk."""
    if connection.in_transaction:
        connection.execute("ROLLBACK")
