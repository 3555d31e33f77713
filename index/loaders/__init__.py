"""Bytes of a file to its canonical text, one module per format.

The caller reads the file once and passes the bytes, so that the hash it keeps and the text it
stores come from the same bytes. The same bytes always give the same result. Another format is one
more module and one more line in ``_FORMATS``.

Nothing here opens a path, remembers anything between calls or repairs a text: for text formats the
result is the decoded file, newlines and all.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, NamedTuple

from index.loaders import markdown, pdf, text
from index.loaders.refused import RefusedError
from index.values import Extracted

__all__ = ["MAX_FILE_BYTES", "SUFFIXES", "RefusedError", "load", "version"]

MAX_FILE_BYTES: Final = 500_000_000
"""Largest file that a caller should read, in bytes."""


class _Format(NamedTuple):
    load: Callable[[bytes], Extracted]
    version: str


_TEXT = _Format(text.load, text.VERSION)
_MARKDOWN = _Format(markdown.load, markdown.VERSION)
_PDF = _Format(pdf.load, pdf.VERSION)

_FORMATS: Final = {
    ".txt": _TEXT,
    ".text": _TEXT,
    ".md": _MARKDOWN,
    ".markdown": _MARKDOWN,
    ".pdf": _PDF,
}

SUFFIXES: Final = frozenset(_FORMATS)
"""File name suffixes that can be loaded: lower case, with the dot."""


def load(data: bytes, suffix: str) -> Extracted:
    """Text, title and pages of a file.

    Args:
        data: The whole file.
        suffix: Its file name suffix with the dot, in any case, e.g. ``".pdf"``.

    Raises:
        RefusedError: The format is not supported, or the file is binary, empty, damaged,
            password-protected or without any text.
    """
    return _format(suffix).load(data)


def version(suffix: str) -> str:
    """Name and version of the extractor for files with ``suffix``, e.g. ``"text/1"``.

    It changes whenever the same bytes might give another result, so a stored text is out of date
    when the version stored beside it differs.

    Raises:
        RefusedError: The format is not supported.
    """
    return _format(suffix).version


def _format(suffix: str) -> _Format:
    found = _FORMATS.get(suffix.lower())
    if found is None:
        known = " ".join(sorted(SUFFIXES))
        raise RefusedError(f"unsupported format {suffix!r}; convert it to one of: {known}")
    return found
