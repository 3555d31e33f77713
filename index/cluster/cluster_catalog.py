"""The documents of a corpus in Lance tables: what ``Catalog`` is for a store of one machine."""

from __future__ import annotations

import logging
import threading
import time
from collections import OrderedDict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path

from index.catalog import the_only, unchanged_file
from index.cluster.cluster_rows import Row, state_of
from index.cluster.cluster_snapshot import ClusterSnapshot
from index.cluster.cluster_tables import ClusterTables
from index.cluster.local_copies import LocalCopies
from index.cluster.sql import equals, literal
from index.errors import DamagedDocumentError, UnknownDocumentError
from index.source_entry import SourceEntry, UnreadPart
from index.values import Document, DocumentSummary

__all__ = ["ClusterCatalog"]

log = logging.getLogger(__name__)

_CACHED_CHARACTERS = 20_000_000
_LISTED = ["document", "source", "order", "kind", "size", "notes"]
_SHORTEST_PREFIX = 4
_FRESH_SECONDS = 0.25
"""So long a state counts as the newest for calls that belong to no question."""


class ClusterCatalog:
    """Reads documents; see ``Catalog`` for the methods. Safe to use from several threads.

    Args:
        tables: Of the corpus.
        copies: On the disk of this machine, which are read where they are there.
    """

    def __init__(self, tables: ClusterTables, copies: LocalCopies | None = None) -> None:
        self._tables = tables
        self._copies = copies
        self._pinned: ContextVar[ClusterSnapshot | None] = ContextVar("pinned", default=None)
        self._lock = threading.Lock()
        self._newest = ClusterSnapshot(tables, None, copies)
        self._opened = time.monotonic()
        self._cached: OrderedDict[str, Document] = OrderedDict()
        self._cached_size = 0
        self._cached_at = -1

    # -- states

    @contextmanager
    def reading(self) -> Iterator[None]:
        """See one state in everything that is read inside, by this thread."""
        if self._pinned.get() is not None:
            yield
            return
        token = self._pinned.set(self.refreshed())
        try:
            yield
        finally:
            self._pinned.reset(token)

    @property
    def snapshot(self) -> ClusterSnapshot:
        """The state that is seen: the pinned one, or the newest."""
        pinned = self._pinned.get()
        if pinned is not None:
            return pinned
        if time.monotonic() - self._opened < _FRESH_SECONDS:
            return self._newest
        return self.refreshed()

    def refreshed(self) -> ClusterSnapshot:
        """The newest state, as others may have written it just now."""
        with self._lock:
            self._newest = ClusterSnapshot(self._tables, self._newest, self._copies)
            self._opened = time.monotonic()
            return self._newest

    def version(self) -> int:
        """See ``Catalog.version``."""
        return self.snapshot.version

    # -- documents

    def document(self, document_id: str) -> Document:
        """See ``Catalog.document``."""
        document = self.fetch([document_id]).get(document_id)
        if document is None:
            raise UnknownDocumentError(f"no document {document_id}")
        return document

    def document_or_none(self, document_id: str) -> Document | None:
        """See ``Catalog.document_or_none``."""
        try:
            return self.document(document_id)
        except UnknownDocumentError:
            return None
        except DamagedDocumentError as error:
            log.warning("%s", error)
            return None

    def fetch(self, ids: Iterable[str]) -> dict[str, Document]:
        """Those of some documents that are stored; read together, and kept for a while."""
        snapshot = self.snapshot
        with self._lock:
            if self._cached_at != snapshot.version:
                self._cached.clear()
                self._cached_size, self._cached_at = 0, snapshot.version
            wanted = list(ids)
            kept = {id_: self._cached[id_] for id_ in wanted if id_ in self._cached}
            for id_ in kept:
                self._cached.move_to_end(id_)
        read = snapshot.documents(id_ for id_ in wanted if id_ not in kept)
        self._keep(read, snapshot.version)
        return kept | {document.id: document for document in read}

    def _keep(self, documents: Sequence[Document], version: int) -> None:
        with self._lock:
            if self._cached_at != version:
                return
            for document in documents:
                if document.id not in self._cached:
                    self._cached[document.id] = document
                    self._cached_size += len(document.text)
            # What was asked for stays, however long it is.
            while self._cached_size > _CACHED_CHARACTERS and len(self._cached) > len(documents):
                _, dropped = self._cached.popitem(last=False)
                self._cached_size -= len(dropped.text)

    def documents(self) -> tuple[Document, ...]:
        """See ``Catalog.documents``; reads all of them at once."""
        snapshot = self.snapshot
        return tuple(snapshot.documents(snapshot.ids()))

    # -- lists

    def document_ids(self) -> list[str]:
        """See ``Catalog.document_ids``."""
        return self.snapshot.ids()

    def document_count(self) -> int:
        """See ``Catalog.document_count``."""
        return self.snapshot.count()

    def missing_documents(self, ids: Sequence[str]) -> list[str]:
        """See ``Catalog.missing_documents``."""
        return self.snapshot.missing(ids)

    def summaries(self) -> list[DocumentSummary]:
        """See ``Catalog.summaries``."""
        return self.snapshot.summaries()

    def sources(self) -> list[SourceEntry]:
        """See ``Catalog.sources``."""
        snapshot = self.snapshot
        placed = snapshot.source_rows(None, _LISTED)
        rows: dict[str, list[Row]] = {}
        for row in placed:
            rows.setdefault(row["document"], []).append(row)
        entries = [
            SourceEntry(row["source"], row["kind"], row["size"], summary, "", _notes(row))
            for summary in snapshot.summaries(None, placed)
            for row in rows.get(summary.id, ())
        ]
        used = {entry.source for entry in entries}
        return entries + [
            SourceEntry(row["source"], "file", row["size"], None, row["reason"])
            for row in snapshot.refused_rows()
            if row["source"] not in used
        ]

    def unread(self) -> list[UnreadPart]:
        """See ``Catalog.unread``; reads only what is there to be told."""
        snapshot = self.snapshot
        noted = snapshot.source_rows("notes != ''")
        parts: list[UnreadPart] = [
            (row["document"], row["source"], note) for row in noted for note in _notes(row)
        ]
        return parts + [(None, row["source"], row["reason"]) for row in snapshot.refused_rows()]

    def find(self, name: str) -> Document:
        """See ``Catalog.find``."""
        snapshot = self.snapshot
        path = str(Path(name).resolve())
        conditions = [equals("source", name), equals("source", path),
                      f"ends_with(source, {literal(f'/{name}')})"]  # fmt: skip
        rows = snapshot.source_rows(" OR ".join(conditions), ["document", "order"])
        wanted = [equals("id", id_) for id_ in sorted({row["document"] for row in rows})]
        if len(name) >= _SHORTEST_PREFIX:
            wanted.append(f"starts_with(id, {literal(name.lower())})")
        matches = snapshot.summaries(" OR ".join(wanted)) if wanted else []
        if not matches and name:
            matches = snapshot.summaries(equals("title", name))
        return self.document(the_only(name, matches))

    def original(self, document_id: str) -> bytes | None:
        """See ``Catalog.original``; only files that this machine can read."""
        hashed = self.hashed_original(document_id)
        return None if hashed is None else hashed[0]

    def hashed_original(self, document_id: str) -> tuple[bytes, str] | None:
        """What ``original`` returns, with its hex SHA-256."""
        rows = self.snapshot.source_rows(equals("document", document_id))
        return unchanged_file((row["source"], row["kind"], state_of(row)) for row in rows)


def _notes(row: Row) -> tuple[str, ...]:
    return tuple(row["notes"].split("\n")) if row["notes"] else ()
