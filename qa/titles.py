"""Documents by what they are called: the words of their titles and file names."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from pathlib import PurePath
from typing import Final, Protocol

from index.text.terms import terms
from index.values import Document, DocumentSummary

__all__ = ["HEAD", "ListedDocuments", "Titles", "called", "head_terms"]

HEAD: Final = 400
"""Code points at the start of a document among which it says what it is, of when, and whose."""

_MOST: Final = 100_000
"""Documents of a corpus up to which all titles are looked at."""
_MOST_LOADED: Final = 300
"""Documents that are loaded at a time."""


def called(title: str, sources: Iterable[str]) -> frozenset[str]:
    """Terms of a title and of the names of files."""
    stems = (re.sub(r"[^\w]|_", " ", PurePath(source).stem) for source in sources)
    return frozenset(terms(" ".join((title, *stems))))


def head_terms(document: Document) -> frozenset[str]:
    """Terms of the start of a document."""
    return frozenset(terms(document.text[:HEAD]))


class ListedDocuments(Protocol):
    """Documents that can be listed; a ``Corpus`` has some."""

    def version(self) -> int:
        """A number that grows whenever the documents change."""
        ...

    def document_count(self) -> int:
        """Number of documents."""
        ...

    def summaries(self) -> list[DocumentSummary]:
        """All documents without their texts."""
        ...

    def document_or_none(self, document_id: str) -> Document | None:
        """A document with its text; None if it was removed."""
        ...


class Titles:
    """The documents of a corpus by the terms of their titles and file names.

    Titles are read once after each change of the documents.

    Args:
        listed: The documents.
    """

    def __init__(self, listed: ListedDocuments) -> None:
        self._listed = listed
        self._read: tuple[int, list[tuple[str, frozenset[str]]]] = (-1, [])

    def documents_called(
        self, wanted: Collection[str], documents: Sequence[str] | None = None
    ) -> list[Document]:
        """The documents that have any of some terms in title or file name, in their order.

        None where the corpus is very large, or where so many have one that they tell nothing apart.

        Args:
            wanted: Terms (``index.text.terms``).
            documents: Ids of those to look among; all if None.
        """
        asked = None if documents is None else set(documents)
        ids = [
            id_
            for id_, own in self._current()
            if not own.isdisjoint(wanted) and (asked is None or id_ in asked)
        ]
        if len(ids) > _MOST_LOADED:
            return []
        loaded = (self._listed.document_or_none(id_) for id_ in ids)
        return [document for document in loaded if document is not None]

    def _current(self) -> list[tuple[str, frozenset[str]]]:
        """Id and terms of each document."""
        version = self._listed.version()
        if self._read[0] != version:
            few = self._listed.document_count() <= _MOST
            summaries = self._listed.summaries() if few else []
            self._read = (version, [(s.id, called(s.title, s.sources)) for s in summaries])
        return self._read[1]
