"""What SQLite finds wrong with a file."""

from __future__ import annotations

import sqlite3

__all__ = ["file_faults"]

_MOST_NAMED = 5


def file_faults(connection: sqlite3.Connection) -> list[str]:
    """What SQLite finds wrong with its file; empty if nothing.

    Raises:
        StoreError: It is too damaged to be looked at.
    """
    rows = connection.execute(f"PRAGMA integrity_check({_MOST_NAMED})").fetchall()
    faults = [" ".join(str(row[0]).split()) for row in rows if row[0] != "ok"]
    orphans = connection.execute("PRAGMA foreign_key_check").fetchmany(_MOST_NAMED)
    return faults + [f"a row of {table} belongs to nothing" for table, *_ in orphans]
