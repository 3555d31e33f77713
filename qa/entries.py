"""One file of the documents, as lists show it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from index.catalog import SourceEntry
from index.sync.member_sources import container_of

__all__ = ["Entry", "entry_of"]

State = Literal["indexed", "excluded", "refused"]


@dataclass(frozen=True, slots=True)
class Entry:
    """One file, or one text given by a program.

    Attributes:
        source: Absolute path, or the name a program gave.
        title: The document's title; the file's name where it is not indexed.
        kind: ``file`` (in the folder), ``upload`` (a copy of ours) or ``text``.
        state: Whether it is used.
        document: Id of its document, or None where it is not indexed.
        size: In bytes; None where unknown.
        pages: Number of pages; 0 where it has none.
        characters: Length of its text; 0 where it is not indexed.
        reason: Why it was refused, and what to do; empty if it was not.
        notes: What of it was not read, or is uncertain, one line each.
        container: Source of the archive or message that it is in; empty if it is in none.
    """

    source: str
    title: str
    kind: str
    state: State
    document: str | None = None
    size: int | None = None
    pages: int = 0
    characters: int = 0
    reason: str = ""
    notes: tuple[str, ...] = ()
    container: str = ""

    @property
    def name(self) -> str:
        """The file's name."""
        return Path(self.source).name or self.source

    @property
    def key(self) -> str:
        """Stands for the source where its path is not to be seen."""
        return hashlib.sha256(self.source.encode("utf-8", "surrogatepass")).hexdigest()[:24]


def entry_of(source: SourceEntry) -> Entry:
    """What the store holds of a file. The size of a member is not known, only its container's."""
    container = "" if source.kind == "text" else container_of(source.source)
    size = None if container else source.size
    document = source.document
    if document is None:
        name = Path(source.source).name
        return Entry(
            source.source, name, source.kind, "refused", size=size, reason=source.reason,
            container=container,
        )  # fmt: skip
    return Entry(
        source.source,
        document.title,
        source.kind,
        "indexed",
        document.id,
        size,
        document.pages,
        document.length,
        notes=source.notes,
        container=container,
    )
