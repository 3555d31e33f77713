"""Bring texts into the store: extract, cut, embed, commit, in batches that survive a kill.

Each batch is one transaction, so whatever moment a process dies at, the store holds whole
documents and the next run goes on with the rest.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from threading import Event
from typing import NoReturn

import numpy as np
from tqdm import tqdm

from index.errors import StoppedError
from index.loaders import RefusedError
from index.protocols import Embedder, Vectors
from index.storage.store import Store
from index.text.passages import Draft, PassageSettings, split_passages
from index.values import Document, Extracted, FileState, SourceKind, document_id

__all__ = ["Ingest", "Item", "Refused", "made_with"]

# A batch is what a kill can cost; large enough that commits cost nothing beside embedding.
_BATCH_PASSAGES = 256
_BATCH_CHARACTERS = 4_000_000
_BATCH_NOTES = 1_000
_BATCH_EMBEDDED = 2_048


@dataclass(frozen=True, slots=True)
class Item:
    """A text with its source, ready to be brought in.

    Attributes:
        weight: Its share of the progress bar, in bytes.
    """

    source: str
    kind: SourceKind
    extracted: Extracted
    title: str
    state: FileState
    weight: int


def made_with(embedder: Embedder, settings: PassageSettings) -> str:
    """What passages and vectors depend on, beside the text."""
    return f"{settings.fingerprint}; {embedder.fingerprint}"


class Refused(RefusedError):
    """A refusal together with the state of the file that was refused.

    ``blank`` says that the file is in order and holds nothing, so that nothing of it is to stay.
    """

    def __init__(self, reason: str, state: FileState, *, blank: bool = False) -> None:
        super().__init__(reason)
        self.state = state
        self.blank = blank


class Ingest:
    """Collects items and commits them batch by batch.

    With ``stop``, everything raises ``StoppedError`` soon after that is set.
    """

    def __init__(
        self,
        store: Store,
        embedder: Embedder,
        settings: PassageSettings,
        bar: tqdm[NoReturn],
        stop: Event | None = None,
    ) -> None:
        self._store = store
        self._embedder = embedder
        self._settings = settings
        self._made_with = made_with(embedder, settings)
        self._bar = bar
        self._stop = stop or Event()
        self._pending: list[tuple[Item, Document, list[Draft] | None]] = []
        self._notes: list[Callable[[int], object]] = []
        self._passages = 0
        self._characters = 0
        self._started = time.perf_counter()
        self.embedded = 0
        """Passages embedded so far."""

    def put(self, item: Item) -> None:
        """Take an item; it is committed with its batch, at the latest by ``flush``."""
        self.check()
        text = item.extracted.text
        document = Document(
            document_id(text), text, item.title, (item.source,), item.extracted.pages
        )
        drafts = self._drafts(document)
        self._pending.append((item, document, drafts))
        self._passages += len(drafts or ())
        self._characters += len(text)
        if self._passages >= _BATCH_PASSAGES or self._characters >= _BATCH_CHARACTERS:
            self.flush()

    def note(self, change: Callable[[int], object]) -> None:
        """Take a small change of the store, called with the generation; committed as items are."""
        self._notes.append(change)
        if len(self._notes) >= _BATCH_NOTES:
            self.flush()

    def check(self) -> None:
        """Raises ``StoppedError`` if the caller wants an end."""
        if self._stop.is_set():
            raise StoppedError("stopped before everything was taken up")

    def remake(self, documents: Iterable[Document]) -> None:
        """Cut and embed stored texts anew after a change of settings or embedder."""
        batch: list[tuple[Document, list[Draft]]] = []
        passages = characters = 0
        for document in documents:
            self.check()
            drafts = split_passages(document.text, self._embedder, self._settings)
            batch.append((document, drafts))
            passages += len(drafts)
            characters += len(document.text)
            if passages >= _BATCH_PASSAGES or characters >= _BATCH_CHARACTERS:
                self._commit_remade(batch)
                batch = []
                passages = characters = 0
        self._commit_remade(batch)

    def flush(self) -> None:
        """Embed and commit what is pending, as one transaction."""
        # A text that was stored when its item came may have lost its last source since.
        pending = [
            (item, document, drafts or self._drafts(document) or [])
            for item, document, drafts in self._pending
        ]
        self._pending = []
        notes, self._notes = self._notes, []
        self._passages = self._characters = 0
        if not pending and not notes:
            return
        weight = sum(item.weight for item, _, _ in pending)
        drafted = [(document, drafts) for _, document, drafts in pending]
        vectors = self._embed(drafted, weight)
        with self._store.transaction() as generation:
            self._put_documents(generation, drafted, vectors)
            for item, document, _ in pending:
                self._store.link(
                    generation, item.source, item.kind, item.title, document.id, item.state
                )
                self._store.accept(item.source)
            # Last of all: a text that moved from one file to another never goes without a source.
            for item, document, _ in pending:
                if item.kind != "text":
                    self._store.unlink_others(generation, item.source, document.id)
            for note in notes:
                note(generation)

    def _commit_remade(self, batch: Sequence[tuple[Document, list[Draft]]]) -> None:
        if not batch:
            return
        vectors = self._embed(batch, len(batch))
        with self._store.transaction() as generation:
            self._put_documents(generation, batch, vectors)

    def _put_documents(
        self, generation: int, batch: Sequence[tuple[Document, list[Draft]]], vectors: Vectors
    ) -> None:
        row = 0
        for document, drafts in batch:
            if not self._store.has_current(document.id, self._made_with):
                self._store.put_document(
                    generation, document, self._made_with, drafts,
                    vectors[row : row + len(drafts)],
                )  # fmt: skip
            row += len(drafts)

    def _drafts(self, document: Document) -> list[Draft] | None:
        """The passages to make of a text; None if it is stored with them."""
        if self._store.has_current(document.id, self._made_with):
            return None
        return split_passages(document.text, self._embedder, self._settings)

    def _embed(self, batch: Sequence[tuple[Document, list[Draft]]], weight: float) -> Vectors:
        """Vectors of all passages of a batch, in order; ``weight`` is the batch's of the bar.

        A few at a time, since a single text can have as many passages as a library: what the
        embedder makes on the way is many times larger than the vectors.
        """
        cuts = [(document.text, draft) for document, drafts in batch for draft in drafts]
        share = weight / max(len(cuts), 1)
        vectors = np.empty((len(cuts), self._embedder.dimension), np.float32)

        def advance(count: int) -> None:
            self.check()
            self.embedded += count
            self._advance(count * share)
            rate = self.embedded / (time.perf_counter() - self._started)
            self._bar.set_postfix_str(f"{self.embedded} passages, {rate:.0f}/s", refresh=False)

        for start in range(0, len(cuts), _BATCH_EMBEDDED):
            some = cuts[start : start + _BATCH_EMBEDDED]
            vectors[start : start + len(some)] = self._embedder.embed(
                [text[draft.start : draft.end] for text, draft in some], advance
            )
        if not cuts:
            self._advance(weight)
        return vectors

    def _advance(self, weight: float) -> None:
        # Shares of a file's bytes add up to a little more than the file; the bar does not like it.
        self._bar.update(min(weight, (self._bar.total or 0) - self._bar.n))
