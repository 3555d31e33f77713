"""Bring texts into the store: cut, embed, commit, in batches that survive a kill.

Each batch is one transaction. At whatever moment a process dies, the store holds whole documents
and the next run goes on with the rest.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from threading import Event

import numpy as np

from index.errors import StoppedError
from index.protocols import Embedder, Vectors
from index.storage.store import Store
from index.sync.attempts import Attempts
from index.sync.progress import ProgressMeter
from index.text.passages import (
    PassageDraft,
    PassageSettings,
    embedded_texts,
    passage_fingerprint,
    split_passages,
)
from index.values import Document, Extracted, FileState, SourceKind, document_id

__all__ = ["Batches", "Item"]

# A kill costs at most one batch; they are so large that commits cost little beside embedding. While
# many questions are asked, embedding takes long, and the next batches are smaller.
_BATCH_PASSAGES = 256
_SMALLEST_BATCH = 16
_BATCH_CHARACTERS = 4_000_000
_BATCH_NOTES = 1_000
_BATCH_EMBEDDED = 2_048
_SECONDS_APART = 10.0
"""Longest time that what is done waits for its batch while files are read slowly; a batch is so
large that embedding it takes about as long."""


@dataclass(frozen=True, slots=True)
class Item:
    """A text with its source, ready to be stored.

    Attributes:
        work: Its share of the progress, in bytes.
    """

    source: str
    kind: SourceKind
    extracted: Extracted
    title: str
    state: FileState
    work: int


@dataclass(frozen=True, slots=True)
class _Cut:
    """A document with its passages; None if it is stored with them."""

    document: Document
    drafts: list[PassageDraft] | None


class Batches:
    """Collects items and commits them batch by batch.

    Everything raises ``StoppedError`` soon after ``stop`` is set, or when ``check`` does.
    """

    def __init__(
        self,
        store: Store,
        embedder: Embedder,
        settings: PassageSettings,
        meter: ProgressMeter,
        stop: Event | None = None,
        *,
        check: Callable[[], object] = lambda: None,
        attempts: Attempts | None = None,
    ) -> None:
        self._attempts = attempts
        self._committed = time.monotonic()
        self._store = store
        self._embedder = embedder
        self._settings = settings
        self._fingerprint = passage_fingerprint(embedder, settings)
        self.meter = meter
        self._stop = stop or Event()
        self._check = check
        self._pending: list[tuple[Item, _Cut]] = []
        self._notes: list[Callable[[int], object]] = []
        self._passages = 0
        self._characters = 0
        self._most = _BATCH_PASSAGES

    def put(self, item: Item) -> None:
        """Take an item; it is committed with its batch, at the latest by ``flush``."""
        self.check()
        text = item.extracted.text
        document = Document(
            document_id(text),
            text,
            item.title,
            (item.source,),
            item.extracted.pages,
            replace(item.extracted.structure, title=item.extracted.title or ""),
        )
        cut = self._cut(self._store.settled(document))
        self._pending.append((item, cut))
        self._passages += len(cut.drafts or ())
        self._characters += len(text)
        if self._is_full(self._passages, self._characters) or self._is_late:
            self.flush()

    def note(self, write: Callable[[int], object]) -> None:
        """Take a small change of the store; ``write`` gets the generation when it is committed."""
        self._notes.append(write)
        if len(self._notes) >= _BATCH_NOTES or self._is_late:
            self.flush()

    def check(self) -> None:
        """Raise ``StoppedError`` if what was begun is to end."""
        self._check()
        if self._stop.is_set():
            raise StoppedError("stopped before everything was taken up")

    def remake(self, documents: Iterable[Document]) -> None:
        """Cut and embed stored texts again after a change of settings or embedder."""
        batch: list[_Cut] = []
        passages = characters = 0
        for document in documents:
            self.check()
            drafts = self._split(document)
            batch.append(_Cut(document, drafts))
            passages += len(drafts)
            characters += len(document.text)
            if self._is_full(passages, characters):
                self._commit_remade(batch)
                batch = []
                passages = characters = 0
        self._commit_remade(batch)

    def flush(self) -> None:
        """Embed and commit what is pending, as one transaction."""
        # A text that was stored when its item came may have lost its last source since.
        pending = [
            (item, cut if cut.drafts else self._cut(cut.document)) for item, cut in self._pending
        ]
        self._pending = []
        notes, self._notes = self._notes, []
        self._passages = self._characters = 0
        self._committed = time.monotonic()
        if not pending and not notes:
            return
        cuts = [cut for _, cut in pending]
        if self._attempts is not None and len(pending) != 1:
            # What ends the program now cannot be told.
            self._attempts.end()
        vectors = self._embed(cuts, sum(item.work for item, _ in pending))
        with self._store.transaction() as generation:
            self._put_documents(generation, cuts, vectors)
            for item, cut in pending:
                self._store.link(
                    generation, item.source, item.kind, item.title, cut.document.id, item.state,
                    item.extracted.notes,
                )  # fmt: skip
                self._store.sources.accept(item.source)
            # Last of all: a text that moved from one file to another never goes without a source.
            for item, cut in pending:
                if item.kind != "text":
                    self._store.unlink_others(generation, item.source, cut.document.id)
            for write in notes:
                write(generation)
        self._committed = time.monotonic()

    @property
    def _is_late(self) -> bool:
        return time.monotonic() - self._committed >= _SECONDS_APART

    def _is_full(self, passages: int, characters: int) -> bool:
        return passages >= self._most or characters >= _BATCH_CHARACTERS

    def _commit_remade(self, batch: Sequence[_Cut]) -> None:
        if not batch:
            return
        vectors = self._embed(batch, len(batch))
        with self._store.transaction() as generation:
            self._put_documents(generation, batch, vectors)

    def _put_documents(self, generation: int, batch: Sequence[_Cut], vectors: Vectors) -> None:
        row = 0
        for cut in batch:
            drafts = cut.drafts or []
            if not self._store.is_current(cut.document, self._fingerprint):
                self._store.put_document(
                    generation, cut.document, self._fingerprint, drafts,
                    vectors[row : row + len(drafts)],
                )  # fmt: skip
            row += len(drafts)

    def _cut(self, document: Document) -> _Cut:
        if self._store.is_current(document, self._fingerprint):
            return _Cut(document, None)
        return _Cut(document, self._split(document))

    def _split(self, document: Document) -> list[PassageDraft]:
        return split_passages(
            document.text, self._embedder, self._settings, document.structure, self.check
        )

    def _embed(self, batch: Sequence[_Cut], work: float) -> Vectors:
        """Vectors of all passages of a batch, in order; ``work`` is the batch's of the progress.

        A few at a time, since a single text can have as many passages as a library, and the
        embedder's intermediate results are many times larger than the vectors.
        """
        begun = time.monotonic()
        texts = [(cut.document, draft) for cut in batch for draft in cut.drafts or ()]
        share = work / max(len(texts), 1)
        vectors = np.empty((len(texts), self._embedder.dimension), np.float32)

        def advance(count: int) -> None:
            self.check()
            self.meter.advance(count * share, count)

        for start in range(0, len(texts), _BATCH_EMBEDDED):
            some = texts[start : start + _BATCH_EMBEDDED]
            vectors[start : start + len(some)] = self._embedder.embed(
                embedded_texts(some, self._embedder), advance
            )
        if not texts:
            self.meter.advance(work)
            return vectors
        in_time = round(len(texts) * _SECONDS_APART / (time.monotonic() - begun + 1e-9))
        self._most = max(min(_SMALLEST_BATCH, _BATCH_PASSAGES), min(in_time, _BATCH_PASSAGES))
        return vectors
