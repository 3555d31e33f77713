"""Which errors are the user's to mend (exit status 2) rather than ours (exit status 1)."""

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
