"""Places of documents and refused files, as lists show them."""

from __future__ import annotations

from dataclasses import dataclass

from index.values import DocumentSummary

__all__ = ["SourceEntry", "UnreadPart"]

UnreadPart = tuple[str | None, str, str]
"""Document, or None for a refused file; source; what of it is not read, as one line."""


@dataclass(frozen=True, slots=True)
class SourceEntry:
    """A place of a document, or a refused file.

    Attributes:
        kind: ``file`` (in the user's folder), ``upload`` (a copy of ours) or ``text``.
        size: Of the file, in bytes.
        document: The document, or None if the file was refused.
        reason: Why it was refused; empty if it was not.
        notes: What of it was not read, or is uncertain, one line each.
    """

    source: str
    kind: str
    size: int
    document: DocumentSummary | None
    reason: str
    notes: tuple[str, ...] = ()

    @property
    def unread(self) -> tuple[str, ...]:
        """What of it no question is asked of, one line each: why it was refused, or its notes."""
        return (self.reason,) if self.reason else self.notes

    @property
    def unread_parts(self) -> list[UnreadPart]:
        """``unread`` with document and source."""
        id_ = None if self.document is None else self.document.id
        return [(id_, self.source, line) for line in self.unread]
