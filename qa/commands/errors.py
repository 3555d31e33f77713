"""Which errors are the user's to mend (exit status 2) rather than ours (exit status 1)."""

from __future__ import annotations

from index.errors import (
    CorpusBusyError,
    ModelError,
    NotIndexedError,
    StoreError,
    UnknownDocumentError,
    UnwritableError,
)
from qa.answering.confidence import CalibrationError
from qa.question import QuestionError

__all__ = ["UsageError", "advice", "usable"]


class UsageError(RuntimeError):
    """Arguments that fit the syntax but not each other or the files; one line says why."""


_KINDS = (
    CalibrationError,
    CorpusBusyError,
    ModelError,
    NotIndexedError,
    OSError,
    QuestionError,
    StoreError,
    UnknownDocumentError,
    UsageError,
)


def usable(error: Exception) -> bool:
    """Whether the message tells the user what to do."""
    # ReaderError and DatasetError belong to modules that are only loaded when needed.
    return isinstance(error, _KINDS) or type(error).__name__ in ("ReaderError", "DatasetError")


def advice(error: Exception) -> str:
    """What to type, where an error of ``index`` has an answer on the command line; else empty."""
    if isinstance(error, NotIndexedError):
        return " (python -m qa index FOLDER)"
    if isinstance(error, UnwritableError):
        return " (--store DIR chooses another place)"
    return ""
