"""Documents to searchable passages. Nothing above this package knows how they are stored."""

from index.catalog import Catalog, NotIndexedError, UnknownDocumentError
from index.corpus import Corpus, CorpusBusyError, RefusedFile, SyncReport
from index.values import Document, Page, Passage, Span

__all__ = [
    "Catalog",
    "Corpus",
    "CorpusBusyError",
    "Document",
    "NotIndexedError",
    "Page",
    "Passage",
    "RefusedFile",
    "Span",
    "SyncReport",
    "UnknownDocumentError",
]
