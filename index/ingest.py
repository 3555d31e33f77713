"""Bring texts into the store: extract, cut, embed, commit, in batches that survive a kill.

Each batch is one transaction, so whatever moment a process dies at, the store holds whole
documents and the next run goes on with the rest.
"""

from __future__ import annotations

import time
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NoReturn

from tqdm import tqdm

from index.embedder import Embedder, Vectors
from index.loaders import RefusedError
from index.passages import Draft, PassageSettings, split_passages
from index.store import FileState, SourceKind, Store
from index.values import Document, Extracted, document_id

__all__ = ["Ingest", "Item", "Refused", "made_with"]

# A batch is what a kill can cost; large enough that commits cost nothing beside embedding.
_BATCH_PASSAGES = 256
_BATCH_CHARACTERS = 4_000_000


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
    """Collects items and commits them batch by batch."""

    def __init__(
        self, store: Store, embedder: Embedder, settings: PassageSettings, bar: tqdm[NoReturn]
    ) -> None:
        self._store = store
        self._embedder = embedder
        self._settings = settings
        self._made_with = made_with(embedder, settings)
        self._bar = bar
        self._pending: list[tuple[Item, Document, list[Draft] | None]] = []
        self._passages = 0
        self._characters = 0
        self._started = time.perf_counter()
        self.embedded = 0
        """Passages embedded so far."""

    def put(self, item: Item) -> None:
        """Take an item; it is committed with its batch, at the latest by ``flush``."""
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

    def remake(self, documents: Iterable[Document]) -> None:
        """Cut and embed stored texts anew after a change of settings or embedder."""
        for document in documents:
            drafts = split_passages(document.text, self._embedder, self._settings)
            vectors = self._embed([document.text[d.start : d.end] for d in drafts], 1.0)
            with self._store.transaction() as generation:
                self._store.put_document(generation, document, self._made_with, drafts, vectors)

    def flush(self) -> None:
        """Embed and commit what is pending, as one transaction."""
        # A text that was stored when its item came may have lost its last source since.
        pending = [
            (item, document, drafts or self._drafts(document) or [])
            for item, document, drafts in self._pending
        ]
        self._pending = []
        self._passages = self._characters = 0
        if not pending:
            return
        texts = [document.text[d.start : d.end] for _, document, drafts in pending for d in drafts]
        weight = sum(item.weight for item, _, _ in pending)
        vectors = self._embed(texts, weight / max(len(texts), 1))
        if not texts:
            self._advance(weight)
        row = 0
        with self._store.transaction() as generation:
            for _, document, drafts in pending:
                if not self._store.has_current(document.id, self._made_with):
                    self._store.put_document(
                        generation, document, self._made_with, drafts,
                        vectors[row : row + len(drafts)],
                    )  # fmt: skip
                row += len(drafts)
            for item, document, _ in pending:
                self._store.link(
                    generation, item.source, item.kind, item.title, document.id, item.state
                )
                self._store.accept(item.source)
            # Last of all: a text that moved from one file to another never goes without a source.
            for item, document, _ in pending:
                if item.kind != "text":
                    self._store.unlink_others(generation, item.source, document.id)

    def _drafts(self, document: Document) -> list[Draft] | None:
        """The passages to make of a text; None if it is stored with them."""
        if self._store.has_current(document.id, self._made_with):
            return None
        return split_passages(document.text, self._embedder, self._settings)

    def _embed(self, texts: list[str], weight: float) -> Vectors:
        def advance(count: int) -> None:
            self.embedded += count
            self._advance(count * weight)
            rate = self.embedded / (time.perf_counter() - self._started)
            self._bar.set_postfix_str(f"{self.embedded} passages, {rate:.0f}/s", refresh=False)

        return self._embedder.embed(texts, advance)

    def _advance(self, weight: float) -> None:
        # Shares of a file's bytes add up to a little more than the file; the bar does not like it.
        self._bar.update(min(weight, (self._bar.total or 0) - self._bar.n))
