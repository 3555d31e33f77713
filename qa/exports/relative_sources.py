"""Takes the place of the user's folder out of what others get."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

__all__ = ["Relative", "as_it_is", "with_relative_sources"]

Relative = Callable[[str], str]
"""A source to what others may see of it; see ``qa.library.Library.relative``."""


def as_it_is(source: str) -> str:
    """The whole source."""
    return source


def with_relative_sources(record: Any, relative: Relative) -> Any:
    """A copy of a JSON value with every ``source`` and ``sources`` in it made ``relative``."""
    if isinstance(record, list | tuple):
        return [with_relative_sources(part, relative) for part in record]
    if not isinstance(record, dict):
        return record
    copy = {}
    for name, value in record.items():
        if name == "source" and isinstance(value, str):
            value = relative(value)
        elif name == "sources" and isinstance(value, list | tuple):
            value = [relative(part) if isinstance(part, str) else part for part in value]
        else:
            value = with_relative_sources(value, relative)
        copy[name] = value
    return copy
