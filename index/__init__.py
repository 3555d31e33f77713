"""Documents to searchable passages. Nothing above this package knows how they are stored."""

from index.corpus import Corpus, RefusedFile, SyncReport
from index.values import Document, Page, Passage, Span

__all__ = ["Corpus", "Document", "Page", "Passage", "RefusedFile", "Span", "SyncReport"]
