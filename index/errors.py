"""The errors that this package raises.

Every error has the base ``CitespanError`` and, beside it, the built-in class that fits. The text
of an error is one line: what is wrong with which input, and what to do.
"""

from __future__ import annotations

__all__ = [
    "ChangingError",
    "CitespanError",
    "ClosedError",
    "CorpusBusyError",
    "DamagedDocumentError",
    "DamagedIndexError",
    "DamagedStoreError",
    "FileError",
    "InvalidValueError",
    "MissingFileError",
    "MissingFolderError",
    "ModelError",
    "NoTextError",
    "NotIndexedError",
    "RefusedError",
    "StoppedError",
    "StoreError",
    "TextTooLongError",
    "UnknownDocumentError",
    "UnwritableError",
    "WireError",
]


class CitespanError(Exception):
    """Base of every error that Citespan raises."""


# -- the corpus


class NotIndexedError(CitespanError, RuntimeError):
    """There is no corpus yet."""


class ClosedError(CitespanError, RuntimeError):
    """A corpus is used after it was closed."""


class UnknownDocumentError(CitespanError, KeyError):
    """No document has this id; it may have been removed."""

    def __str__(self) -> str:
        return str(self.args[0])


class CorpusBusyError(CitespanError, RuntimeError):
    """Another process is writing this corpus."""


class StoppedError(CitespanError):
    """The caller asked a sync to stop; committed batches stay, the next run does the rest."""


class InvalidValueError(CitespanError, ValueError):
    """An argument has a value that cannot be used."""


class MissingFolderError(CitespanError, NotADirectoryError):
    """A folder does not exist, or is no folder."""


class MissingFileError(CitespanError, FileNotFoundError):
    """A file does not exist."""


# -- storage and search indexes


class StoreError(CitespanError, RuntimeError):
    """The store cannot be used; the message names the file and says what to do."""


class UnwritableError(StoreError):
    """Nothing can be written: the disk is full, failing or read-only."""


class DamagedStoreError(StoreError):
    """What is stored is not what was written."""


class DamagedDocumentError(DamagedStoreError):
    """What is stored of one document is not what was written; the message names its source."""


class DamagedIndexError(CitespanError, ValueError):
    """A file of a search index is not the one that was written."""


class FileError(CitespanError, OSError):
    """A file cannot be read or written; has an error number."""


class ChangingError(FileError):
    """Another program writes a file while it is read."""


# -- extraction


class RefusedError(CitespanError, ValueError):
    """A file cannot become a document.

    The text says why and what to do. It does not name the file; the caller, who knows the path,
    puts it in front.
    """


class NoTextError(RefusedError):
    """A picture is too small for text, or has none."""


class WireError(CitespanError, RuntimeError):
    """The extracting process sent no message, or an invalid one."""


# -- embedding


class ModelError(CitespanError, RuntimeError):
    """A model is missing or is not the published one; the message says how to get it."""


class TextTooLongError(CitespanError, ValueError):
    """A passage has more tokens than the model reads."""
