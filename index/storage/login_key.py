"""Takes the key that signs logins out of a users' file, which goes to or comes from somebody else.

Whoever has the key of a page can make cookies of browsers that are known there, and guess its
password faster than others may.
"""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

from index.storage.disk_errors import writing_to
from index.storage.opening import connect
from index.user_values import LOGINS

__all__ = ["drop_login_key"]


def drop_login_key(path: Path) -> None:
    """Erase the key and the logins that have ended; the page makes another key.

    Raises:
        StoreError: The file is damaged.
        UnwritableError: It cannot be written.
    """
    with closing(connect(path)) as connection, writing_to(path):
        connection.execute("PRAGMA secure_delete = ON")
        tables = "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'settings'"
        if connection.execute(tables).fetchone():  # older files have none
            connection.execute("DELETE FROM settings WHERE owner = ?", (LOGINS,))
