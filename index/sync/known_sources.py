"""The sources of files as the store knows them when a run begins."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from index.storage.store import Store
from index.sync.member_sources import inside
from index.values import FileState, SourceKind

__all__ = ["KnownSources", "SourceState", "known_sources"]


@dataclass(frozen=True, slots=True)
class SourceState:
    """A source when it was last read.

    Attributes:
        state: Of its file.
        is_stored: Whether a document is stored for it.
        refused_for: Why it was refused since; empty if it was not.
    """

    state: FileState
    is_stored: bool
    refused_for: str = ""


class KnownSources:
    """All sources of files that are stored or refused, and those that a user took out."""

    def __init__(self, states: Mapping[str, SourceState], excluded: set[str]) -> None:
        self.states = states
        self.excluded = excluded
        self._sorted = sorted(states)
        self._sorted_excluded = sorted(excluded)

    def inside(self, path: str) -> list[str]:
        """Known sources that are the file, or in the container or folder, at ``path``."""
        return inside(path, self._sorted)

    def members(self, path: str) -> dict[str, SourceState]:
        """Known members of a container, and the container itself if it was refused."""
        return {source: self.states[source] for source in self.inside(path)}

    def count_excluded(self, path: str) -> int:
        """Number of members of a container that a user took out."""
        return len(inside(path, self._sorted_excluded))

    def is_stored(self, source: str) -> bool:
        """Whether a document is stored for a source."""
        known = self.states.get(source)
        return known is not None and known.is_stored


def known_sources(
    store: Store, excluded: set[str], kinds: Iterable[SourceKind] = ("file", "upload")
) -> KnownSources:
    """The known files of some kinds, used or refused.

    Args:
        store: Of the corpus.
        excluded: Sources that users took out.
        kinds: Which of the used ones are wanted; the refused ones are of any kind.
    """
    states: dict[str, SourceState] = {}
    for kind in kinds:
        for source, state in store.sources.states(kind).items():
            states[source] = SourceState(state, is_stored=True)
    for source, (reason, state) in store.sources.refusals().items():
        states[source] = SourceState(state, is_stored=source in states, refused_for=reason)
    return KnownSources(states, excluded)
