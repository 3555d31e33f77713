"""Tells errors that the user can correct (exit status 2) from internal ones (exit status 1)."""

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

__all__ = ["advice", "usable"]

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
