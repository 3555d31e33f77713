"""Whole copies of a SQLite file that may be in use, and of what can still be read of one."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

from index.errors import InvalidValueError, StoreError
from index.storage.disk_errors import writing_to
from index.storage.opening import connect

__all__ = ["copy_database", "copy_readable_rows"]

_PAGES_AT_ONCE = 10_000


def copy_database(path: Path, copy: Path) -> None:
    """Copy a SQLite file as it is at one moment, while others may read and write it.

    Raises:
        StoreError: It is damaged, or the copy cannot be written.
    """
    with writing_to(copy), closing(connect(path)) as source, closing(connect(copy)) as target:
        source.backup(target, pages=_PAGES_AT_ONCE)
        # One file, whole by itself.
        target.execute("PRAGMA journal_mode = DELETE")


def copy_readable_rows(damaged: Path, empty: Path) -> int:
    """Copy rows from a damaged file into one with the same tables; returns how many could be read.

    What is no UTF-8 is replaced by the character for that. A row goes with the one that it belongs
    to: without that it would be a fault, too.

    Raises:
        UnwritableError: There is no room for them.
    """
    count = 0
    with closing(connect(damaged)) as source, closing(connect(empty)) as target:
        target.execute("PRAGMA foreign_keys = ON")
        source.text_factory = lambda data: data.decode("utf-8", "replace")
        tables = target.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
        for (table,) in tables:
            named = target.execute("SELECT name, type FROM pragma_table_info(?)", (table,))
            types = dict(named.fetchall())
            columns = list(types)
            places = ", ".join("?" * len(columns))
            names = ", ".join(f'"{column}"' for column in columns)
            insert = f'INSERT OR IGNORE INTO "{table}"({names}) VALUES ({places})'  # noqa: S608
            for row in _readable_rows(source, f'SELECT {names} FROM "{table}"'):  # noqa: S608
                with suppress(sqlite3.IntegrityError, InvalidValueError):
                    values = tuple(map(_restored, row, types.values()))
                    count += target.execute(insert, values).rowcount
    return count


def _restored(value: object, declared: str) -> object:
    """A value as its column declares it, where its record says something else.

    Raises:
        InvalidValueError: It cannot have been one.
    """
    if declared == "TEXT" and isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    if declared == "INTEGER" and not isinstance(value, int | None):
        raise InvalidValueError("no number")
    return value


def _readable_rows(source: sqlite3.Connection, query: str) -> Iterator[tuple[Any, ...]]:
    """Rows up to the first that cannot be read."""
    try:
        rows = source.execute(query)
        while row := rows.fetchone():
            yield row
    except StoreError:
        return
