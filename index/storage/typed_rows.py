"""Rows whose values are of the types that were written.

SQLite takes a value for what its record says, whatever its column declares: one bit there makes
bytes, or a number, of a text. So whoever hands values on checks them here.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterator
from types import UnionType
from typing import Any

from index.storage.disk_errors import damaged
from index.storage.opening import place_of

__all__ = ["mistyped_columns", "typed_row", "typed_rows"]

_KINDS = {"TEXT": "text", "INTEGER": "integer", "BLOB": "blob"}
"""What SQLite calls the type of a value, by the type that a column declares."""


def typed_rows(
    connection: sqlite3.Connection,
    query: str,
    arguments: tuple[Any, ...],
    types: tuple[type | UnionType, ...],
) -> Iterator[tuple[Any, ...]]:
    """The rows of a query.

    Args:
        connection: One of ``index.storage.opening``.
        query: In SQL.
        arguments: Of the query.
        types: Of the values of a row.

    Raises:
        DamagedStoreError: A value has another type.
    """
    for row in connection.execute(query, arguments):
        yield _checked(connection, row, types)


def typed_row(
    connection: sqlite3.Connection,
    query: str,
    arguments: tuple[Any, ...],
    types: tuple[type | UnionType, ...],
) -> tuple[Any, ...] | None:
    """The first row of a query, as ``typed_rows`` has it; None if there is none."""
    row = connection.execute(query, arguments).fetchone()
    return None if row is None else _checked(connection, row, types)


def _checked(
    connection: sqlite3.Connection, row: tuple[Any, ...], types: tuple[type | UnionType, ...]
) -> tuple[Any, ...]:
    # The first comparison is quicker; the second knows unions.
    if tuple(map(type, row)) != types and not all(map(isinstance, row, types)):
        raise damaged(place_of(connection), "a value has another type")
    return row


def mistyped_columns(connection: sqlite3.Connection, tables: Collection[str]) -> list[str]:
    """Columns that hold values of a type which they do not declare, in words; often none.

    ``PRAGMA integrity_check`` finds only some of them.
    """
    wrong = []
    for table in tables:
        columns = connection.execute(
            'SELECT name, type, "notnull", pk FROM pragma_table_info(?)', (table,)
        ).fetchall()
        for column, declared, is_needed, is_key in columns:
            kinds = [_KINDS.get(declared, ""), *(() if is_needed or is_key else ("null",))]
            places = ", ".join("?" * len(kinds))
            query = f'SELECT 1 FROM "{table}" WHERE typeof("{column}") NOT IN ({places}) LIMIT 1'  # noqa: S608
            if connection.execute(query, kinds).fetchone():
                wrong.append(f"{table}.{column} holds a value of another type")
    return wrong
