"""Tables of a store: those of the first format, and what was added since.

Additions change nothing that is there, so that stores of the first format are given them when
they are opened, and the version that wrote them still reads them.
"""

from __future__ import annotations

import sqlite3
from typing import Final

__all__ = ["FORMAT", "additions", "create"]

FORMAT: Final = 1

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

_TABLES: Final = {
    "writers": "first INTEGER PRIMARY KEY, id TEXT NOT NULL",
    "structures": (
        "document INTEGER PRIMARY KEY REFERENCES documents(key) ON DELETE CASCADE, "
        "packed BLOB NOT NULL"
    ),
    "recognition": (
        "document INTEGER NOT NULL REFERENCES documents(key) ON DELETE CASCADE, "
        "page INTEGER NOT NULL, boxes BLOB NOT NULL, confidences BLOB NOT NULL, "
        "PRIMARY KEY (document, page)"
    ),
    "layouts": (
        "document INTEGER PRIMARY KEY REFERENCES documents(key) ON DELETE CASCADE, "
        "sha256 BLOB NOT NULL"
    ),
}
"""Added tables and their columns."""

_COLUMNS: Final = (
    ("sources", "notes", "TEXT NOT NULL DEFAULT ''"),
    ("passages", "headings", "BLOB NOT NULL DEFAULT x''"),
    ("passages", "checksum", "INTEGER"),
)
"""Added columns: table, name, type."""


def create(connection: sqlite3.Connection) -> None:
    """Make the tables of the first format."""
    for statement in _SCHEMA.split(";"):
        connection.execute(statement)
    connection.executemany(
        "INSERT INTO meta VALUES (?, ?)", [("format", str(FORMAT)), ("generation", "0")]
    )


def additions(connection: sqlite3.Connection) -> list[str]:
    """Statements that add what a store lacks; reads only."""
    tables = {row[0] for row in connection.execute("SELECT name FROM sqlite_master")}
    statements = [
        f"CREATE TABLE {name} ({columns})"
        for name, columns in _TABLES.items()
        if name not in tables
    ]
    for table, column, type_ in _COLUMNS:
        rows = connection.execute("SELECT name FROM pragma_table_info(?)", (table,))
        if column not in {row[0] for row in rows}:
            statements.append(f"ALTER TABLE {table} ADD COLUMN {column} {type_}")
    return statements
