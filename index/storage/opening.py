"""Connections whose errors are ours: one line that names the file, never the text of a row."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any, Self
from urllib.parse import quote

from index.errors import StoreError, UnwritableError
from index.storage.disk_errors import closed, damaged, of_sqlite

__all__ = ["connect", "connect_in_wal_mode", "place_of"]

_ROWS_AT_ONCE = 2_000
# The second where SQLite's own message holds a damaged name.
_DAMAGE = (sqlite3.DatabaseError, UnicodeDecodeError)


class _Cursor(sqlite3.Cursor):
    """A cursor that raises ``StoreError`` where the file is damaged, full or locked."""

    connection: _Connection

    def execute(self, *arguments: Any) -> Self:
        try:
            super().execute(*arguments)
        except _DAMAGE as error:
            raise self._ended(error) from None
        return self

    def executemany(self, *arguments: Any) -> Self:
        try:
            super().executemany(*arguments)
        except _DAMAGE as error:
            raise self._ended(error) from None
        return self

    def executescript(self, *arguments: Any) -> Self:
        try:
            super().executescript(*arguments)
        except _DAMAGE as error:
            raise self._ended(error) from None
        return self

    def fetchone(self) -> Any:
        try:
            return super().fetchone()
        except _DAMAGE as error:
            raise self._ended(error) from None

    def fetchall(self) -> list[Any]:
        try:
            return super().fetchall()
        except _DAMAGE as error:
            raise self._ended(error) from None

    def __iter__(self) -> Iterator[Any]:  # type: ignore[override]
        # In portions: a call of ours for each row would cost more than the row.
        while rows := self._some():
            yield from rows

    def _some(self) -> list[Any]:
        try:
            return super().fetchmany(_ROWS_AT_ONCE)
        except _DAMAGE as error:
            raise self._ended(error) from None

    def _ended(self, error: sqlite3.DatabaseError | UnicodeDecodeError) -> Exception:
        # A statement that is not ended keeps its connection, and its locks, after close().
        with suppress(sqlite3.Error):
            self.close()
        translated = _translated(error, self.connection.place)
        is_about_writing = isinstance(translated, UnwritableError)
        return (self.connection.unwritable if is_about_writing else None) or translated


class _Connection(sqlite3.Connection):
    """A connection with such cursors."""

    place: Path
    unwritable: UnwritableError | None = None
    """Why it is for reading only, if it is."""

    def cursor(self, *_: Any) -> _Cursor:  # type: ignore[override]
        try:
            return super().cursor(_Cursor)
        except sqlite3.ProgrammingError:  # what asking for a cursor meets after closing
            raise closed(self.place) from None

    def execute(self, *arguments: Any) -> _Cursor:
        return self.cursor().execute(*arguments)

    def executemany(self, *arguments: Any) -> _Cursor:
        return self.cursor().executemany(*arguments)

    def executescript(self, *arguments: Any) -> _Cursor:
        return self.cursor().executescript(*arguments)


def connect(path: Path, timeout: float = 30) -> sqlite3.Connection:
    """A connection to a store; any thread may use it, one at a time.

    Its methods raise ``StoreError`` where SQLite finds the file damaged or locked, and
    ``UnwritableError`` where it cannot be written.

    Args:
        path: Of the file; created if it is not there.
        timeout: Seconds to wait for the locks of others.
    """
    return _opened(str(path), path, timeout, uri=False)


def connect_in_wal_mode(path: Path) -> sqlite3.Connection:
    """A connection whose writers do not wait for readers; for reading only where that must be.

    In write-ahead mode SQLite makes a file beside the store even to read. On a read-only or full
    disk it cannot; a store that was closed in order is then read as a file that nobody changes.

    Raises:
        StoreError: It is damaged, or holds changes that cannot be taken up without writing.
        UnwritableError: It is not there and cannot be made.
    """
    connection = connect(path)
    try:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("SELECT 1 FROM sqlite_master LIMIT 1").fetchone()
    except UnwritableError as error:
        connection.close()
        log_file = path.with_name(f"{path.name}-wal")
        if not path.is_file() or not path.stat().st_size:
            raise
        if log_file.exists() and log_file.stat().st_size:
            raise StoreError(
                f"{path}: another run was cut short, and what it left in {log_file.name} cannot "
                "be taken up while nothing can be written there; make it writable, or free space"
            ) from None
        place = quote(str(path.resolve()))
        connection = _opened(f"file:{place}?immutable=1", path, 30, uri=True)
        connection.unwritable = error
        if not connection.execute("SELECT 1 FROM sqlite_master LIMIT 1").fetchone():
            connection.close()
            raise
    except BaseException:
        connection.close()
        raise
    return connection


def place_of(connection: sqlite3.Connection) -> Path:
    """The file of a connection that was opened here."""
    assert isinstance(connection, _Connection)
    return connection.place


def _opened(name: str, place: Path, timeout: float, *, uri: bool) -> _Connection:
    connection = sqlite3.connect(
        name,
        timeout=timeout,
        isolation_level=None,
        check_same_thread=False,
        factory=_Connection,
        uri=uri,
    )
    connection.place = place
    # A store may come from someone else: nothing in its schema runs more than plain SQL.
    connection.execute("PRAGMA trusted_schema = OFF")
    return connection


def _translated(error: sqlite3.DatabaseError | UnicodeDecodeError, place: Path) -> Exception:
    if isinstance(error, (sqlite3.ProgrammingError, sqlite3.IntegrityError)):
        return error
    if isinstance(error, UnicodeDecodeError) or getattr(error, "sqlite_errorcode", None) is None:
        # Python's own words quote the text.
        return damaged(place, "a text in it is no UTF-8")
    return of_sqlite(place, error) or damaged(place, str(error))
