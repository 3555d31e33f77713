"""Paths as text for one line of a message."""

from __future__ import annotations

from pathlib import Path

__all__ = ["printable"]


def printable(path: str | Path) -> str:
    """The path on one line: control characters and undecodable bytes as escapes."""
    return "".join(
        c if c.isprintable() else c.encode("unicode_escape").decode("ascii") for c in str(path)
    )
