"""Writes other places into a corpus whose folder, or which itself, was moved."""

from __future__ import annotations

import os
import secrets
import sqlite3
from contextlib import closing
from pathlib import Path

from index.errors import StoreError
from index.storage.disk_errors import damaged, writing_to
from index.storage.location import STORE_FILE, USER_FILE
from index.storage.opening import connect

__all__ = ["folder_of", "rebind", "strange_paths"]

_COLUMNS = (("main", "sources"), ("main", "refused"), ("user", "uploads"), ("user", "exclusions"))
"""Tables with a column ``source``: an absolute path, or the name of a text."""


def folder_of(location: Path) -> str | None:
    """The folder that a corpus belongs to; None if it has none.

    Raises:
        StoreError: It cannot be read.
    """
    with closing(connect(location / STORE_FILE)) as connection:
        row = connection.execute("SELECT value FROM meta WHERE key = 'folder'").fetchone()
    return None if row is None else str(row[0])


def rebind(location: Path, moves: dict[str, str], folder: str) -> int:
    """Replace the beginning of every path in a corpus, in one transaction over both files.

    Nobody may have it open (``alone``).

    Args:
        location: The corpus directory.
        moves: New places by old ones, of folders; paths elsewhere stay.
        folder: The folder that it belongs to from now on.

    Returns:
        Number of paths that were replaced.

    Raises:
        StoreError: It cannot be read, or two paths would become the same.
        UnwritableError: Nothing was changed.
    """
    for name in (STORE_FILE, USER_FILE):
        # In write-ahead mode a transaction over two files is not one.
        with closing(connect(location / name)) as connection, writing_to(location / name):
            connection.execute("PRAGMA journal_mode = DELETE")
    with closing(connect(location / STORE_FILE)) as connection, writing_to(location):
        connection.execute("PRAGMA secure_delete = ON")
        connection.execute("ATTACH ? AS user", (str(location / USER_FILE),))
        connection.execute("BEGIN EXCLUSIVE")
        try:
            count = sum(_replace(connection, *column, moves) for column in _COLUMNS)
            connection.execute("INSERT OR REPLACE INTO meta VALUES ('folder', ?)", (folder,))
            _count_as_changed(connection, location / STORE_FILE)
            connection.execute("COMMIT")
        except BaseException:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            raise
    return count


def _replace(connection: sqlite3.Connection, schema: str, table: str, moves: dict[str, str]) -> int:
    sources = {
        row[0]
        for row in connection.execute(f"SELECT source FROM {schema}.{table}")  # noqa: S608
    }
    changed = {source: moved for source in sources if (moved := _moved(source, moves)) != source}
    if set(changed.values()) & (sources - changed.keys()):
        raise StoreError("paths of the old and of the new place are in use side by side")
    # Through names that no path has, so that a new one may equal an old one that goes.
    steps = [(f"\0{old}", old) for old in changed]
    steps += [(new, f"\0{old}") for old, new in changed.items()]
    connection.executemany(
        f"UPDATE {schema}.{table} SET source = ? WHERE source = ?",  # noqa: S608
        steps,
    )
    return len(changed)


def _moved(source: str, moves: dict[str, str]) -> str:
    for old, new in moves.items():
        if source == old or source.startswith(f"{old}{os.sep}"):
            return new + source[len(old) :]
    return source


def _count_as_changed(connection: sqlite3.Connection, path: Path) -> None:
    """Make a new generation, so that nobody takes what is cached of the old places for new."""
    row = connection.execute("SELECT value FROM meta WHERE key = 'generation'").fetchone()
    if row is None or not row[0].isdecimal():
        raise damaged(path, "no generation recorded")
    generation = int(row[0]) + 1
    connection.execute("UPDATE meta SET value = ? WHERE key = 'generation'", (str(generation),))
    connection.execute(
        "INSERT OR REPLACE INTO writers VALUES (?, ?)", (generation, secrets.token_hex(8))
    )


def strange_paths(location: Path, folder: str, home: str) -> list[str]:
    """Paths in a corpus that lie neither in its folder nor among its uploads.

    Args:
        location: The corpus directory.
        folder: Where its files should be.
        home: The directory that its uploads should be in.
    """
    uploads = f"{home}{os.sep}uploads{os.sep}"
    inside = (f"{folder}{os.sep}", uploads)
    with closing(connect(location / STORE_FILE)) as connection:
        connection.execute("ATTACH ? AS user", (str(location / USER_FILE),))
        rows = connection.execute(
            "SELECT source, kind FROM sources WHERE kind != 'text' "
            "UNION ALL SELECT source, 'file' FROM refused "
            "UNION ALL SELECT source, 'upload' FROM user.uploads "
            "UNION ALL SELECT source, 'file' FROM user.exclusions"
        ).fetchall()
    return [
        source
        for source, kind in rows
        if not source.startswith(uploads if kind == "upload" else inside)
        or ".." in Path(source).parts
    ]
