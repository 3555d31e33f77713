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
from index.loaders.content import load, read_as
from index.loaders.formats import CONTAINERS, SUFFIXES, format_name, page_name, read_as_in, version
from index.loaders.limits import LIMITS, Limits
from index.loaders.unsupported import ADVICE_BYTES, advice_for

__all__ = [
    "ADVICE_BYTES",
    "CONTAINERS",
    "LIMITS",
    "SUFFIXES",
    "Limits",
    "RefusedError",
    "advice_for",
    "format_name",
    "load",
    "page_name",
    "read_as",
    "read_as_in",
    "version",
]
