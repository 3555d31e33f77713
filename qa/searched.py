"""What a question was asked of, as frozen values."""

from __future__ import annotations

from dataclasses import dataclass

TYPE_CHECKING = False  # for type checkers True; see ``qa``
if TYPE_CHECKING:
    from typing import Any

__all__ = ["Searched", "Unread"]


@dataclass(frozen=True, slots=True)
class Unread:
    """A file, or a part of one, that could not be read.

    Attributes:
        source: Path of the file, or the name a program gave.
        reason: What was not read and why, in one line.
    """

    source: str
    reason: str

    def to_dict(self) -> dict[str, Any]:
        """Plain values for JSON."""
        return {"source": self.source, "reason": self.reason}


@dataclass(frozen=True, slots=True)
class Searched:
    """What a question was asked of.

    Attributes:
        documents: Number of documents.
        unread: Files and parts of files that could not be read, and so were not searched.
        unknown_words: Words of the question, as typed, that occur in no document; none of which a
            derived word was seen ("decision" for "decided").
        near_forms: Words as typed, and what was searched in their place.
        chosen: Ids of the documents that the question was restricted to; None where all were asked.
        total: Number of documents there were; None where that is not known.
        version: Generation of the index, which each change of the documents raises; None where it
            is not known.
    """

    documents: int
    unread: tuple[Unread, ...] = ()
    unknown_words: tuple[str, ...] = ()
    near_forms: tuple[tuple[str, str], ...] = ()
    chosen: tuple[str, ...] | None = None
    total: int | None = None
    version: int | None = None

    def to_dict(self) -> dict[str, Any]:
        """Plain values for JSON."""
        return {
            "documents": self.documents,
            "unread": [unread.to_dict() for unread in self.unread],
            "unknown_words": list(self.unknown_words),
            "near_forms": [list(pair) for pair in self.near_forms],
            "chosen": None if self.chosen is None else list(self.chosen),
            "total": self.total,
            "version": self.version,
        }
