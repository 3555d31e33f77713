"""Bytes of a file to its canonical text, one module per format.

The caller reads the file once and passes the bytes, so that the hash it keeps and the text it
stores come from the same bytes. The same bytes always give the same result. Another format is one
more module and one more line in ``index.loaders.formats``.

Nothing here opens a path, remembers anything between calls or repairs a text: for text formats the
result is the decoded file, newlines and all. ``load`` works in the calling process; files of
others go through ``index.loaders.isolation.worker``, which can be stopped.
"""

from __future__ import annotations

from index.errors import RefusedError
from index.loaders.formats import CONTAINERS, SUFFIXES, format_of, page_name, version
from index.loaders.limits import LIMITS, Limits
from index.values import Extracted

__all__ = [
    "CONTAINERS",
    "LIMITS",
    "SUFFIXES",
    "Limits",
    "RefusedError",
    "load",
    "page_name",
    "version",
]


def load(data: bytes, suffix: str, limits: Limits = LIMITS) -> Extracted:
    """Text, title and pages of a file, extracted in this process.

    Limits of time and memory are not enforced here, and a damaged file may raise anything.

    Args:
        data: The whole file.
        suffix: Its file name suffix with the dot, in any case, e.g. ``".pdf"``.
        limits: On what is in the file.

    Raises:
        RefusedError: The format is not supported, or the file is binary, empty, damaged,
            password-protected, without any text or over a limit.
    """
    return format_of(suffix).load(data, limits)
