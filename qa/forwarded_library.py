"""The documents of whoever has a library, for callers that need nothing else of it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from index.sync.report import SyncReport
from index.values import Document, RefusedFile
from qa.library import Library

if TYPE_CHECKING:
    from index.sync.watch import FolderWatch

__all__ = ["ForwardedLibrary"]


class ForwardedLibrary:
    """Lists and changes the documents of a library; see ``Library``."""

    library: Library

    @property
    def refused(self) -> tuple[RefusedFile, ...]:
        """See ``Library.refused``."""
        return self.library.refused

    def documents(self) -> tuple[Document, ...]:
        """See ``Library.documents``."""
        return self.library.documents()

    def document(self, document_id: str) -> Document:
        """See ``Library.document``."""
        return self.library.document(document_id)

    def find(self, name: str) -> Document:
        """See ``Library.find``."""
        return self.library.find(name)

    def document_count(self) -> int:
        """See ``Library.document_count``."""
        return self.library.document_count()

    def add(self, path: str | Path) -> SyncReport:
        """See ``Library.add``."""
        return self.library.add(path)

    def remove(self, document_id: str) -> None:
        """See ``Library.remove``."""
        self.library.remove(document_id)

    def exclusions(self) -> list[str]:
        """See ``Library.exclusions``."""
        return self.library.exclusions()

    def restore(self, source: str) -> SyncReport:
        """See ``Library.restore``."""
        return self.library.restore(source)

    def sync(self) -> SyncReport:
        """See ``Library.sync``."""
        return self.library.sync()

    def watch(self) -> FolderWatch:
        """See ``Library.watch``."""
        return self.library.watch()
