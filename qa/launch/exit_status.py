"""Tells errors that the user can correct (exit status 2) from internal ones (exit status 1)."""

from __future__ import annotations

from index.errors import (
    CorpusBusyError,
    ModelError,
    NotIndexedError,
    StoreError,
    UnknownDocumentError,
)
from qa.errors import CalibrationError, DatasetError, QuestionError, ReaderError, UsageError

__all__ = ["usable"]

_USABLE = (
    CalibrationError,
    CorpusBusyError,
    DatasetError,
    ModelError,
    NotIndexedError,
    OSError,
    QuestionError,
    ReaderError,
    StoreError,
    UnknownDocumentError,
    UsageError,
)


def usable(error: Exception) -> bool:
    """Whether the message tells the user what to do."""
    return isinstance(error, _USABLE)
