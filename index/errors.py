"""Errors that callers of a corpus handle."""

from __future__ import annotations

__all__ = ["CorpusBusyError", "NotIndexedError", "UnknownDocumentError"]


class NotIndexedError(RuntimeError):
    """There is no corpus yet."""


class UnknownDocumentError(KeyError):
    """No document with this id; it may have been removed since."""

    def __str__(self) -> str:
        return str(self.args[0])


class CorpusBusyError(RuntimeError):
    """Another process is writing this corpus."""
