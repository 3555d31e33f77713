"""The documents of a corpus, without searching: needs no model, only the store."""

from __future__ import annotations

import hashlib
import logging
import os
import threading
from collections import OrderedDict
from collections.abc import Iterable, Sequence
from contextlib import closing, suppress
from pathlib import Path
from typing import Self

from index.errors import DamagedDocumentError, NotIndexedError, UnknownDocumentError
from index.loaders import RefusedError, read_as_in, version
from index.platform.files import read_regular
from index.source_entry import SourceEntry, UnreadPart
from index.storage.location import STORE_FILE, USER_FILE
from index.storage.store import Store
from index.storage.userdata import UserData
from index.values import Document, DocumentSummary, FileState, SourceKind

__all__ = ["Catalog", "SourceEntry", "excluded_sources", "the_only", "unchanged_file"]

log = logging.getLogger(__name__)

_CACHED_CHARACTERS = 20_000_000
_SHORTEST_PREFIX = 4
_NAMED = 3
"""Sources that an error names at most."""
_FEW_IDS = 50
"""Up to so many ids the store is asked; more are compared with the ids of all documents."""


class Catalog:
    """Read documents of a corpus; a context manager."""

    def __init__(self, store: Store) -> None:
        """Read from an open store, which ``close`` closes."""
        self._store = store
        self._documents: OrderedDict[str, Document] = OrderedDict()
        self._documents_size = 0
        self._documents_at = -1
        self._documents_guard = threading.Lock()
        self._ids: tuple[int, frozenset[str]] = (-1, frozenset())

    @classmethod
    def open(cls, location: Path) -> Catalog:
        """Open an existing corpus.

        Raises:
            NotIndexedError: There is none.
            StoreError: The store is damaged or of a newer format.
        """
        if not (location / STORE_FILE).is_file():
            raise NotIndexedError("this folder is not indexed yet; index it first")
        return Catalog(Store(location / STORE_FILE))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close all files. Everything committed stays."""
        self._store.close()

    def document(self, document_id: str) -> Document:
        """A document with its text.

        Raises:
            UnknownDocumentError: No such document, or it has been removed since.
        """
        generation = self._store.generation()
        with self._documents_guard:
            if self._documents_at != generation:
                self._documents.clear()
                self._documents_size = 0
                self._documents_at = generation
            if document_id in self._documents:
                self._documents.move_to_end(document_id)
                return self._documents[document_id]
        document = self._store.documents.get(document_id)
        if document is None:
            raise UnknownDocumentError(f"no document {document_id}")
        with self._documents_guard:
            if self._documents_at == generation and document_id not in self._documents:
                self._keep(document)
        return document

    def document_or_none(self, document_id: str) -> Document | None:
        """A document with its text, or None if it is not (or no longer) stored as it was written.

        Damage is one line in the log.
        """
        try:
            return self.document(document_id)
        except UnknownDocumentError:
            return None
        except DamagedDocumentError as error:
            log.warning("%s", error)
            return None

    def version(self) -> int:
        """A number that grows whenever the documents change."""
        return self._store.generation()

    def document_ids(self) -> list[str]:
        """Ids of all documents, in the order in which they came."""
        return self._store.documents.ids()

    def missing_documents(self, ids: Sequence[str]) -> list[str]:
        """Those of some ids that no document has, in their order; reads no text."""
        if len(ids) <= _FEW_IDS:
            return self._store.documents.missing(ids)
        generation = self._store.generation()
        made_at, stored = self._ids
        if made_at != generation:
            stored = frozenset(self._store.documents.ids())
            self._ids = (generation, stored)
        return [id_ for id_ in ids if id_ not in stored]

    def documents(self) -> tuple[Document, ...]:
        """All documents with their texts, in the order in which they came."""
        documents = (self._store.documents.get(id_) for id_ in self._store.documents.ids())
        return tuple(document for document in documents if document is not None)

    def summaries(self) -> list[DocumentSummary]:
        """All documents without their texts, in the order in which they came."""
        return self._store.documents.summaries()

    def sources(self) -> list[SourceEntry]:
        """Every file that is indexed or was refused, in the order in which the texts came."""
        with self._store.snapshot():
            states = self._store.sources.by_document()
            notes = self._store.sources.notes()
            entries = [
                SourceEntry(source, kind, state.size, summary, "", notes.get(source, ()))
                for summary in self._store.documents.summaries()
                for source, kind, state in states.get(summary.id, ())
            ]
            refused = sorted(self._store.sources.refusals().items())
        used = {entry.source for entry in entries}
        return entries + [
            SourceEntry(source, "file", state.size, None, reason)
            for source, (reason, state) in refused
            if source not in used
        ]

    def document_count(self) -> int:
        """Number of documents; reads none of them."""
        return len(self._store.documents.ids())

    def unread(self) -> list[UnreadPart]:
        """What of the sources no question is asked of, in their order."""
        return [part for source in self.sources() for part in source.unread_parts]

    def original(self, document_id: str) -> bytes | None:
        """The bytes of a file that the document was read from, if one is unchanged.

        The loader must be the same, too, so that page maps fit.
        """
        hashed = self.hashed_original(document_id)
        return None if hashed is None else hashed[0]

    def hashed_original(self, document_id: str) -> tuple[bytes, str] | None:
        """What ``original`` returns, with its hex SHA-256."""
        return unchanged_file(self._store.sources.of(document_id))

    def find(self, name: str) -> Document:
        """A document by its id, the beginning of its id, one of its sources, or the end of one.

        The end of a source is a file name, or a file name with folders in front of it. What is
        none of these can be the title of a document.

        Raises:
            UnknownDocumentError: None or several match.
        """
        path, end = str(Path(name).resolve()), f"/{name.replace(os.sep, '/')}"
        summaries = self._store.documents.summaries()
        matches = [
            summary
            for summary in summaries
            if (len(name) >= _SHORTEST_PREFIX and summary.id.startswith(name.lower()))
            or name in summary.sources
            or path in summary.sources
            or any(source.replace(os.sep, "/").endswith(end) for source in summary.sources)
        ]
        titled = [] if matches or not name else [s for s in summaries if s.title == name]
        return self.document(the_only(name, matches or titled))

    def _keep(self, document: Document) -> None:
        self._documents[document.id] = document
        self._documents_size += len(document.text)
        while self._documents_size > _CACHED_CHARACTERS:
            _, dropped = self._documents.popitem(last=False)
            self._documents_size -= len(dropped.text)


def excluded_sources(location: Path) -> set[str]:
    """Files of a corpus that a user took out; none where there is no corpus."""
    if not (location / USER_FILE).is_file():
        return set()
    with closing(UserData(location / USER_FILE)) as user:
        return user.exclusions()


def unchanged_file(
    sources: Iterable[tuple[str, SourceKind, FileState]],
) -> tuple[bytes, str] | None:
    """The bytes of the first file that is still the one that was read, with their hex SHA-256.

    Args:
        sources: Of one document, with their kinds and states.
    """
    for source, kind, state in sources:
        path = Path(source)
        if kind == "text":
            continue
        with suppress(OSError, RefusedError):
            read_as = read_as_in(state.loader.version)
            if version(path.suffix, read_as) != state.loader.version:
                continue
            # What is longer by now is another file, and may be of any size.
            data, _ = read_regular(path, most=state.size)
            if hashlib.sha256(data).hexdigest() == state.sha256:
                return data, state.sha256
    return None


def the_only(name: str, summaries: Sequence[DocumentSummary]) -> str:
    """The id of the document that a name means, of those that match it.

    Raises:
        UnknownDocumentError: None or several match.
    """
    if len(summaries) == 1:
        return summaries[0].id
    if summaries:
        places = [summary.sources[0] if summary.sources else summary.id for summary in summaries]
        more = ", …" if len(places) > _NAMED else ""
        raise UnknownDocumentError(
            f"{len(summaries)} documents match {name!r}: {', '.join(places[:_NAMED])}{more}; "
            "give more of the path, or the id"
        )
    raise UnknownDocumentError(f"no document {name!r}; list the documents to see what there is")
