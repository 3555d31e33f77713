"""Documents to searchable passages. Nothing above this package knows how they are stored.

The names here are imported when they are used: the process that reads files needs none of them,
and is to start at once.
"""

from __future__ import annotations

import importlib

from index.platform import telemetry

# Type checkers take this name for True. Importing ``typing`` takes as long as the rest of this.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from index.catalog import Catalog
    from index.corpus import Corpus, SyncReport
    from index.errors import CorpusBusyError, NotIndexedError, UnknownDocumentError
    from index.loaders.limits import Limits
    from index.values import Document, Page, Passage, RefusedFile, Span

telemetry.switch_off()

__all__ = [
    "Catalog",
    "Corpus",
    "CorpusBusyError",
    "Document",
    "Limits",
    "NotIndexedError",
    "Page",
    "Passage",
    "RefusedFile",
    "Span",
    "SyncReport",
    "UnknownDocumentError",
]

_MODULES = {
    "index.catalog": ("Catalog",),
    "index.corpus": ("Corpus", "SyncReport"),
    "index.errors": ("CorpusBusyError", "NotIndexedError", "UnknownDocumentError"),
    "index.loaders.limits": ("Limits",),
    "index.values": ("Document", "Page", "Passage", "RefusedFile", "Span"),
}
_HOMES = {name: module for module, names in _MODULES.items() for name in names}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(_HOMES[name]), name)
