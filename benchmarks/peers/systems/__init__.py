"""The systems by name. Their modules are imported one at a time, in the system's own process."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

from benchmarks.peers.systems.base import Models, System

__all__ = ["ANSWERING", "INDEXING", "OURS", "SYSTEMS", "create"]


@dataclass(frozen=True, slots=True)
class _Entry:
    label: str
    module: str
    factory: str


SYSTEMS = {
    "citespan": _Entry("Citespan", "citespan", "Citespan"),
    "haystack-bm25": _Entry("Haystack, BM25", "haystack", "Bm25Haystack"),
    "haystack-embedding": _Entry("Haystack, embeddings", "haystack", "EmbeddingHaystack"),
    "haystack-hybrid": _Entry("Haystack, hybrid", "haystack", "HybridHaystack"),
    "haystack-typed": _Entry(
        "Haystack, hybrid, token types supplied", "haystack", "TypedHybridHaystack"
    ),
    "txtai": _Entry("txtai, hybrid", "txtai", "Txtai"),
    "plain": _Entry("sentence-transformers + FAISS + transformers", "plain", "Plain"),
}
OURS = "citespan"
ANSWERING = tuple(SYSTEMS)
"""Systems of the table of answers."""
INDEXING = ("citespan", "plain", "haystack-hybrid", "txtai")
"""Systems of the table of ingestion."""


def create(name: str, folder: Path, models: Models) -> System:
    """Make a system with nothing loaded.

    Raises:
        KeyError: No such system.
    """
    entry = SYSTEMS[name]
    module = import_module(f"{__name__}.{entry.module}")
    system: System = getattr(module, entry.factory)(folder, models)
    return system
