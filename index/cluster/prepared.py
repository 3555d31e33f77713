"""Documents ready to be stored, made anywhere and sent to whoever stores them: plain values."""

from __future__ import annotations

from dataclasses import dataclass

from index.protocols import Vectors
from index.text.passages import PassageDraft
from index.values import Document, FileState, SourceKind

__all__ = ["PreparedDocument", "SourceRecord"]


@dataclass(frozen=True, slots=True)
class SourceRecord:
    """A place where a document was found.

    Attributes:
        source: A path, or a name given by a caller.
        kind: See ``SourceKind``.
        title: That this source gives the document.
        state: Of its file when it was read.
        notes: What of it was not read, one line each.
        order: Sources of a document are in this order; 0 for those that come now.
    """

    source: str
    kind: SourceKind
    title: str
    state: FileState
    notes: tuple[str, ...] = ()
    order: int = 0


@dataclass(frozen=True, slots=True)
class PreparedDocument:
    """A document with its passages and their vectors.

    Attributes:
        document: With the title of its first source.
        drafts: Its passages, in order.
        vectors: Of each, shape (drafts, dimension).
        sources: At least one.
        order: Documents are listed in this order; 0 for those that come now.
    """

    document: Document
    drafts: tuple[PassageDraft, ...]
    vectors: Vectors
    sources: tuple[SourceRecord, ...]
    order: int = 0
