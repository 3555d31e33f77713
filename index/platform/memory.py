"""Gives memory that this process no longer uses back to the system.

The C library keeps what was freed for its next use, in an arena for each of several threads. A
program that answers questions in many threads for hours holds twice of what it needs.
"""

from __future__ import annotations

import ctypes
from collections.abc import Callable
from functools import cache
from typing import cast

__all__ = ["give_back_memory"]


def give_back_memory() -> bool:
    """Give back what is free; False where nothing was, or where the system has no call for it.

    It takes some milliseconds, in which Python's lock is not held.
    """
    trim = _malloc_trim()
    return trim is not None and bool(trim(0))


@cache
def _malloc_trim() -> Callable[[int], int] | None:
    """That of glibc; other libraries have none."""
    try:
        return cast(Callable[[int], int], ctypes.CDLL(None).malloc_trim)
    except (AttributeError, OSError, TypeError):  # Windows has no library without a name
        return None
