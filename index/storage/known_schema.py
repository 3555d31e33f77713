"""Compares the schema of a database that someone gave us with what this version makes."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

from index.platform.scratch import scratch_folder
from index.storage.database import Database
from index.storage.location import STORE_FILE, USER_FILE
from index.storage.opening import connect
from index.storage.userdata import UserData

__all__ = ["unknown_objects"]


def unknown_objects(location: Path) -> list[str]:
    """Tables, indexes, views and triggers that no database of ours has; names with their kinds.

    What runs by itself, as views and triggers do, has to be the same word for word.

    Raises:
        StoreError: A file cannot be read.
    """
    unknown = []
    with scratch_folder() as scratch:
        Database(scratch / STORE_FILE).close()
        UserData(scratch / USER_FILE).close()
        for name in (STORE_FILE, USER_FILE):
            ours = _objects(scratch / name)
            for key, sql in _objects(location / name).items():
                is_plain = key[0] == "index" or sql.upper().startswith("CREATE TABLE")
                if key not in ours or (not is_plain and ours[key] != sql):
                    unknown.append(" ".join(key))
    return unknown


def _objects(path: Path) -> dict[tuple[str, str], str]:
    with closing(connect(path)) as connection:
        rows = connection.execute("SELECT type, name, coalesce(sql, '') FROM sqlite_master")
        return {(kind, name): sql for kind, name, sql in rows}
