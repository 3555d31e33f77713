"""Conditions of queries, in the SQL of DataFusion, which Lance reads."""

from __future__ import annotations

from collections.abc import Iterable

__all__ = ["any_of", "equals", "is_in", "literal"]


def literal(value: str | int) -> str:
    """A value as it is written in a condition."""
    if isinstance(value, int):
        return str(value)
    return "'" + value.replace("'", "''") + "'"


def equals(column: str, value: str | int) -> str:
    """The column has this value."""
    return f"{column} = {literal(value)}"


def is_in(column: str, values: Iterable[str] | Iterable[int]) -> str:
    """The column has one of some values, at least one."""
    return f"{column} IN ({', '.join(map(literal, values))})"


def any_of(column: str, values: Iterable[str]) -> str:
    """The list in the column holds one of some values."""
    return f"array_has_any({column}, [{', '.join(map(literal, values))}])"
