"""SQLite: the source of truth for documents, sources, passages and their vectors.

Every change is one transaction and gives the store a new generation number. Search engines
remember the generation that they hold and ask for what changed since. A document and its passages
are written together or not at all.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from pathlib import Path

from index.errors import InvalidValueError, UnknownDocumentError
from index.protocols import Vectors
from index.storage.database import Database
from index.storage.document_table import DocumentTable
from index.storage.passage_table import PassageTable
from index.storage.source_table import SourceTable
from index.structure import NO_STRUCTURE
from index.text.passages import PassageDraft
from index.values import Delta, Document, FileState, Passage, PassageRow, SourceKind

__all__ = ["Store", "StoredChanges"]


class Store:
    """The tables of one corpus, and the changes that concern several of them.

    Reads may come from any thread and see only committed changes. Whatever changes something needs
    ``transaction``, here and in the tables.
    """

    def __init__(self, path: Path) -> None:
        """Open or create the store.

        Raises:
            StoreError: Not a store of ours, damaged, of a newer format, or not to be written.
        """
        self.path = path
        self._database = Database(path)
        self.documents = DocumentTable(self._database)
        self.passages = PassageTable(self._database)
        self.sources = SourceTable(self._database)

    def transaction(self) -> AbstractContextManager[int]:
        """One all-or-nothing change; see ``Database.transaction``."""
        return self._database.transaction()

    def snapshot(self) -> AbstractContextManager[None]:
        """Several reads that see one state; see ``Database.snapshot``."""
        return self._database.snapshot()

    def generation(self) -> int:
        """Number of the last change; 0 before the first."""
        return self._database.generation()

    def writer_of(self, generation: int) -> str:
        """Random id of the opening of the store that made a generation."""
        return self._database.writer_of(generation)

    def claim(self, folder: str | None) -> None:
        """Record the folder that this store belongs to; see ``Database.claim``."""
        self._database.claim(folder)

    def close(self) -> None:
        """Close every connection."""
        self._database.close()

    # -- what concerns several tables

    def settled(self, document: Document) -> Document:
        """A document as it is to be stored: with pages and structure as its first file gives them.

        Another file with the same text may give other ones, which are passed over.
        """
        if self.sources.first_file(document.id) in (None, document.source):
            return document
        stored = self.documents.get(document.id)
        is_known = stored is not None and (stored.pages or stored.structure != NO_STRUCTURE)
        return stored if stored is not None and is_known else document

    def is_current(self, document: Document, passage_fingerprint: str) -> bool:
        """Whether a document is stored with passages of this fingerprint, and need not be written.

        Its pages and structure are compared only where they come from its first file.
        """
        if not self.documents.has_current(document.id, passage_fingerprint):
            return False
        if self.sources.first_file(document.id) not in (None, document.source):
            return True
        stored = self.documents.get(document.id)
        return stored is None or (
            stored.pages == document.pages and stored.structure == document.structure
        )

    def put_document(
        self,
        generation: int,
        document: Document,
        passage_fingerprint: str,
        drafts: Sequence[PassageDraft],
        vectors: Vectors,
    ) -> None:
        """Write a document with all its passages, replacing pages, structure and passages.

        Sources are linked separately with ``link``, which also settles the title.
        """
        if len(drafts) != len(vectors):
            raise InvalidValueError(f"{len(drafts)} passages but {len(vectors)} vectors")
        key = self.documents.key_of(document.id)
        if key is None:
            key = self.documents.insert(document, passage_fingerprint)
        else:
            self.passages.delete(generation, key)
            self.documents.set_fingerprint(key, passage_fingerprint)
            self.documents.set_layout(key, document)
        self.passages.insert(generation, key, drafts, vectors)

    def link(
        self,
        generation: int,
        source: str,
        kind: SourceKind,
        title: str,
        document_id: str,
        state: FileState,
        notes: Iterable[str] = (),
    ) -> None:
        """Record that ``source`` holds the stored document, beside what else it holds.

        A document has the title of its first source. ``notes`` say what of the file was not read.
        """
        key = self.documents.key_of(document_id)
        if key is None:
            raise UnknownDocumentError(f"no document {document_id}")
        self.sources.insert(source, kind, title, key, state, notes)
        self._retitle(generation, key)

    def unlink_others(self, generation: int, source: str, document_id: str) -> None:
        """Record that ``source`` holds this document alone; other documents lose the source."""
        self._unlink(generation, source, lambda id_: id_ != document_id)

    def unlink(self, generation: int, source: str, *, only_document: str | None = None) -> None:
        """Forget a source; a document goes with its last source.

        With ``only_document`` only the document of that id loses it, since several texts can
        share a source.
        """
        self._unlink(generation, source, lambda id_: only_document in (None, id_))

    def discard(self, generation: int, document_id: str) -> None:
        """Forget a document with all its sources, whatever it holds."""
        key = self.documents.key_of(document_id)
        if key is not None:
            self.passages.delete(generation, key)
            self.documents.delete(key)

    def _unlink(self, generation: int, source: str, is_wanted: Callable[[str], bool]) -> None:
        for key, document_id in self.sources.documents_of(source):
            if not is_wanted(document_id):
                continue
            self.sources.delete(source, key)
            if not self._retitle(generation, key):
                self.passages.delete(generation, key)
                self.documents.delete(key)

    def _retitle(self, generation: int, key: int) -> bool:
        """Give a document the title of its first source; False if it has no source.

        The title is indexed with the passages, so that they count as changed; their vectors
        do not depend on it.
        """
        title = self.sources.first_title(key)
        if title is None:
            return False
        if self.documents.set_title(key, title):
            self.passages.mark_changed(generation, key)
        return True


class StoredChanges:
    """The passages of one fingerprint in a store, for search engines; see ``Changes``."""

    def __init__(self, store: Store, passage_fingerprint: str, dimension: int) -> None:
        self._store = store
        self.fingerprint = passage_fingerprint
        self.dimension = dimension

    def generation(self) -> int:
        """See ``Changes.generation``."""
        return self._store.generation()

    def writer_of(self, generation: int) -> str:
        """See ``Changes.writer_of``."""
        return self._store.writer_of(generation)

    def since(self, generation: int) -> Delta:
        """See ``Changes.since``."""
        return self._store.passages.changes_since(generation, self.fingerprint)

    def removed_since(self, generation: int) -> list[int]:
        """See ``Changes.removed_since``."""
        return self._store.passages.removed_since(generation)

    def rows(self, ids: Sequence[int]) -> Iterator[PassageRow]:
        """See ``Changes.rows``."""
        return self._store.passages.rows(ids)

    def vectors(self, ids: Sequence[int]) -> tuple[list[int], Vectors]:
        """See ``Changes.vectors``."""
        return self._store.passages.vectors(ids, self.dimension)

    def passage_ids(self, documents: Iterable[str] | None = None) -> list[int]:
        """See ``Changes.passage_ids``."""
        return self._store.passages.ids(self.fingerprint, documents)

    def passages_by_document(self) -> dict[str, Sequence[int]]:
        """See ``Changes.passages_by_document``."""
        return self._store.passages.ids_by_document(self.fingerprint)

    def passages(self, ids: Iterable[int]) -> dict[int, Passage]:
        """See ``Changes.passages``."""
        return self._store.passages.get(ids)

    def document(self, document_id: str) -> Document | None:
        """See ``Changes.document``."""
        return self._store.documents.get(document_id)
