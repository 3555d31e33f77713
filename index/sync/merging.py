"""Takes a store that holds a portion of a folder into the store of the corpus.

Taking the same portion in twice changes nothing. A portion is one transaction: it is there as a
whole or not at all.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from typing import Protocol

from index.platform.scratch import scratch_folder
from index.protocols import Vectors
from index.storage.store import Store
from index.sync.known_sources import KnownSources, known_sources
from index.sync.portions import ReadPortion
from index.text.passages import PassageDraft
from index.values import Document

__all__ = ["Intake", "StoreIntake", "TakenIn", "opened_portion", "passages_of"]


@dataclass(slots=True)
class TakenIn:
    """What was taken in: sources with documents, refused ones with the reason, passages."""

    sources: list[str] = field(default_factory=list)
    refused: dict[str, str] = field(default_factory=dict)
    passages: int = 0


class Intake(Protocol):
    """Where portions go: one writer at a time."""

    def known(self) -> KnownSources:
        """The sources of files that are stored or refused, and what users took out."""

    def take_in(self, portion: ReadPortion) -> TakenIn:
        """Store a portion in place of what its sources held before."""

    def drop(self, sources: Iterable[str]) -> None:
        """Forget sources that are gone, and documents with their last one."""


class StoreIntake:
    """The intake of a store on this machine; the caller holds the writer lock.

    Args:
        store: Of the corpus.
        fingerprint: Of the passages.
        dimension: Of the vectors.
        excluded: Sources that users took out.
    """

    def __init__(
        self, store: Store, fingerprint: str, dimension: int, excluded: Iterable[str] = ()
    ) -> None:
        self._store = store
        self._fingerprint = fingerprint
        self._dimension = dimension
        self._excluded = set(excluded)

    def known(self) -> KnownSources:
        """See ``Intake.known``."""
        return known_sources(self._store, self._excluded, kinds=("file",))

    def take_in(self, portion: ReadPortion) -> TakenIn:
        """See ``Intake.take_in``."""
        with opened_portion(portion) as store, self._store.transaction() as generation:
            return self._merged(store, generation, portion.blank)

    def drop(self, sources: Iterable[str]) -> None:
        """See ``Intake.drop``."""
        with self._store.transaction() as generation:
            for source in sources:
                self._store.unlink(generation, source)
                self._store.sources.accept(source)

    def _merged(self, portion: Store, generation: int, blank: Iterable[str]) -> TakenIn:
        taken = TakenIn()
        notes, titles = portion.sources.notes(), portion.sources.titles()
        holds: dict[str, str] = {}
        for document, drafts, vectors in passages_of(portion, self._fingerprint, self._dimension):
            settled = self._store.settled(document)
            if not self._store.is_current(settled, self._fingerprint):
                self._store.put_document(generation, settled, self._fingerprint, drafts, vectors)
                taken.passages += len(drafts)
            for source, kind, state in portion.sources.of(document.id):
                self._store.link(
                    generation, source, kind, titles[source, document.id], document.id, state,
                    notes.get(source, ()),
                )  # fmt: skip
                self._store.sources.accept(source)
                holds[source] = document.id
        # Last of all: a text that moved from one file to another never goes without a source.
        for source, document_id in holds.items():
            self._store.unlink_others(generation, source, document_id)
        for source in blank:
            self._store.unlink(generation, source)
        taken.sources = list(holds)
        for source, (reason, state) in portion.sources.refusals().items():
            self._store.sources.refuse(source, reason, state)
            taken.refused[source] = reason
        return taken


@contextmanager
def opened_portion(portion: ReadPortion) -> Iterator[Store]:
    """The store of a portion."""
    with scratch_folder() as folder:
        path = folder / "portion.sqlite"
        path.write_bytes(portion.store)
        with closing(Store(path)) as store:
            yield store


def passages_of(
    portion: Store, fingerprint: str, dimension: int
) -> Iterator[tuple[Document, list[PassageDraft], Vectors]]:
    """Documents of a portion, in the order in which they came, with passages and vectors."""
    for document_id in portion.documents.ids():
        document = portion.documents.get(document_id)
        if document is None:
            continue
        ids = portion.passages.ids(fingerprint, [document_id])
        passages = portion.passages.get(ids)
        kept, vectors = portion.passages.vectors(ids, dimension)
        drafts = [
            PassageDraft(p.start, p.end, p.sentences, p.headings)
            for p in (passages[id_] for id_ in kept)
        ]
        yield document, drafts, vectors
