"""Documents handed on from whoever keeps them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from index.source_entry import SourceEntry, UnreadPart
from index.values import Document, DocumentSummary

__all__ = ["DocumentCatalog", "ForwardedCatalog"]


class DocumentCatalog(Protocol):
    """What ``Catalog`` does, whoever keeps the documents."""

    def document(self, document_id: str) -> Document:
        """See ``Catalog.document``."""
        ...

    def document_or_none(self, document_id: str) -> Document | None:
        """See ``Catalog.document_or_none``."""
        ...

    def find(self, name: str) -> Document:
        """See ``Catalog.find``."""
        ...

    def version(self) -> int:
        """See ``Catalog.version``."""
        ...

    def document_ids(self) -> list[str]:
        """See ``Catalog.document_ids``."""
        ...

    def document_count(self) -> int:
        """See ``Catalog.document_count``."""
        ...

    def missing_documents(self, ids: Sequence[str]) -> list[str]:
        """See ``Catalog.missing_documents``."""
        ...

    def documents(self) -> tuple[Document, ...]:
        """See ``Catalog.documents``."""
        ...

    def summaries(self) -> list[DocumentSummary]:
        """See ``Catalog.summaries``."""
        ...

    def sources(self) -> list[SourceEntry]:
        """See ``Catalog.sources``."""
        ...

    def unread(self) -> list[UnreadPart]:
        """See ``Catalog.unread``."""
        ...

    def original(self, document_id: str) -> bytes | None:
        """See ``Catalog.original``."""
        ...


class ForwardedCatalog:
    """The documents of whoever has a catalog; see ``Catalog``."""

    _catalog: DocumentCatalog

    def document(self, document_id: str) -> Document:
        """A document with its text; raises ``UnknownDocumentError``."""
        return self._catalog.document(document_id)

    def document_or_none(self, document_id: str) -> Document | None:
        """A document with its text, or None if it is not (or no longer) stored."""
        return self._catalog.document_or_none(document_id)

    def find(self, name: str) -> Document:
        """A document by id, beginning of its id, source or file name."""
        return self._catalog.find(name)

    def version(self) -> int:
        """A number that grows whenever the documents change."""
        return self._catalog.version()

    def document_ids(self) -> list[str]:
        """Ids of all documents, in the order in which they came."""
        return self._catalog.document_ids()

    def document_count(self) -> int:
        """Number of documents; reads none of them."""
        return self._catalog.document_count()

    def unread(self) -> list[UnreadPart]:
        """What of the sources no question is asked of, in their order."""
        return self._catalog.unread()

    def missing_documents(self, ids: Sequence[str]) -> list[str]:
        """Those of some ids that no document has; see ``Catalog.missing_documents``."""
        return self._catalog.missing_documents(ids)

    def documents(self) -> tuple[Document, ...]:
        """All documents with their texts, in the order in which they came."""
        return self._catalog.documents()

    def summaries(self) -> list[DocumentSummary]:
        """All documents without their texts, in the order in which they came."""
        return self._catalog.summaries()

    def sources(self) -> list[SourceEntry]:
        """Every file that is indexed or was refused, in the order in which the texts came."""
        return self._catalog.sources()

    def original(self, document_id: str) -> bytes | None:
        """The bytes of the file that a document was read from, if it is unchanged."""
        return self._catalog.original(document_id)
