"""Exit statuses, and which errors the user can correct (2) and which are internal (1)."""

from __future__ import annotations

from index.errors import (
    CorpusBusyError,
    DamagedStoreError,
    ModelError,
    NotIndexedError,
    StoppedError,
    StoreError,
    UnknownDocumentError,
    UnwritableError,
)
from qa.errors import CalibrationError, DatasetError, QuestionError, ReaderError, UsageError

__all__ = ["DONE", "INTERNAL", "INTERRUPTED", "NOTHING_FOUND", "UNUSABLE", "advice", "usable"]

DONE = 0
INTERNAL = 1
UNUSABLE = 2
NOTHING_FOUND = 3
INTERRUPTED = 130

_USABLE = (
    CalibrationError,
    CorpusBusyError,
    DatasetError,
    ModelError,
    NotIndexedError,
    OSError,
    QuestionError,
    ReaderError,
    StoppedError,
    StoreError,
    UnknownDocumentError,
    UsageError,
)


def usable(error: Exception) -> bool:
    """Whether the message tells the user what to do."""
    return isinstance(error, _USABLE)


def advice(error: Exception) -> str:
    """What to type, where an error of ``index`` has an answer on the command line; else empty."""
    if isinstance(error, NotIndexedError):
        return " (python -m qa index FOLDER)"
    if isinstance(error, UnwritableError):
        return " (--store DIR chooses another place)"
    if isinstance(error, DamagedStoreError):
        return " (python -m qa check --corpus FOLDER --repair)"
    return ""
