"""Keeps the memory of a program that runs for hours near what it needs, with the C library's help.

glibc keeps what was freed for its next use, in an arena for each of many threads. A page that
answers in a dozen threads then holds two or three times what it needs.
"""

from __future__ import annotations

import ctypes
from functools import cache
from typing import Any, Final

__all__ = ["give_back_memory", "share_memory"]

_ARENAS_AT_MOST: Final = -8  # M_ARENA_MAX of malloc.h
_ARENAS: Final = 2


def share_memory() -> bool:
    """Have all threads use two arenas; call it before there are many.

    Returns:
        False where the system has no call for it.
    """
    libc = _glibc()
    return libc is not None and bool(libc.mallopt(_ARENAS_AT_MOST, _ARENAS))


def give_back_memory() -> bool:
    """Give what is free back to the system; it takes some milliseconds, without Python's lock.

    Returns:
        False where nothing was, or where the system has no call for it.
    """
    libc = _glibc()
    return libc is not None and bool(libc.malloc_trim(0))


@cache
def _glibc() -> Any:
    """The C library if it is glibc, else None."""
    try:
        libc = ctypes.CDLL(None)
        return libc if hasattr(libc, "malloc_trim") and hasattr(libc, "mallopt") else None
    except (OSError, TypeError):  # Windows has no library without a name
        return None
