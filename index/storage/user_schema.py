"""Tables of the users' file, and how an older file gets those that came later.

Versions only add tables. A file of a later version is refused all the same: what a person has
deleted or restricted there must not come back here.
"""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Final

from index.errors import StoreError

__all__ = ["TABLES", "VERSION", "bring_up_to_date"]

VERSION: Final = 2
"""2 added conversations, their turns, and settings."""

_NOW: Final = "TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))"
_TABLES: Final = (
    f"uploads (source TEXT PRIMARY KEY, added {_NOW}) WITHOUT ROWID",
    f"exclusions (source TEXT PRIMARY KEY, added {_NOW}) WITHOUT ROWID",
    f"""feedback (
        id TEXT PRIMARY KEY,
        added {_NOW},
        helpful INTEGER NOT NULL,
        note TEXT NOT NULL,
        answer TEXT NOT NULL
    ) WITHOUT ROWID""",
    f"""conversations (
        id TEXT PRIMARY KEY,
        owner TEXT NOT NULL,
        title TEXT NOT NULL,
        begun {_NOW},
        changed {_NOW},
        deleted TEXT
    ) WITHOUT ROWID""",
    f"""turns (
        conversation TEXT NOT NULL REFERENCES conversations(id) ON DELETE CASCADE,
        position INTEGER NOT NULL,
        id TEXT NOT NULL UNIQUE,
        asked {_NOW},
        question TEXT NOT NULL,
        record TEXT NOT NULL,
        PRIMARY KEY (conversation, position)
    ) WITHOUT ROWID""",
    """settings (
        owner TEXT NOT NULL,
        name TEXT NOT NULL,
        value TEXT NOT NULL,
        PRIMARY KEY (owner, name)
    ) WITHOUT ROWID""",
)
TABLES: Final = tuple(table.split(" ", 1)[0] for table in _TABLES)
"""Their names."""
_INDEX: Final = "conversations_by_owner ON conversations(owner, changed)"


def bring_up_to_date(connection: sqlite3.Connection, path: Path) -> None:
    """Create the tables that a file lacks, all or none; nothing is written where none is missing.

    So a full disk is no obstacle to reading.

    Raises:
        StoreError: A newer version of Citespan wrote it.
    """
    version = _version(connection)
    if version > VERSION:
        raise StoreError(
            f"{path}: version {version}, this version of Citespan reads {VERSION}; "
            "use the one that wrote it"
        )
    if version == VERSION:
        return
    connection.execute("BEGIN IMMEDIATE")
    try:
        if _version(connection) < VERSION:  # another process may have done it meanwhile
            for table in _TABLES:
                connection.execute(f"CREATE TABLE IF NOT EXISTS {table}")
            connection.execute(f"CREATE INDEX IF NOT EXISTS {_INDEX}")
            connection.execute(f"PRAGMA user_version = {VERSION}")
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


def _version(connection: sqlite3.Connection) -> int:
    return int(connection.execute("PRAGMA user_version").fetchone()[0])
