"""The interfaces between the layers: what one part asks of another, whoever implements it.

- ``Embedder`` turns texts into unit vectors (``index.embedding``: ONNX Runtime).
- ``Loader`` turns files into texts (``index.loaders``: a process that can be killed).
- ``PassageSearch`` answers searches. A ``Corpus`` is one, and every engine.
- ``SearchEngine`` is a ``PassageSearch`` that is kept up to date (``index.search``: FAISS and
  tantivy). It reads ``Changes`` (``index.storage``: SQLite) and holds nothing that cannot be
  built again from them.
- ``Progress`` hears how far a run is.

Ids of passages are integers and never used again. Ids of documents are the hex SHA-256 of their
texts. Filters are ids of documents and apply inside a search: ``k`` results come back whenever
``k`` passages of the given documents match.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from typing import TYPE_CHECKING, Protocol

from index.changes import Changes, Vectors
from index.values import Document, Extracted, Member, Passage, TermCounts

if TYPE_CHECKING:
    from index.loaders.limits import Limits

__all__ = [
    "Changes",
    "Embedder",
    "Loader",
    "PassageSearch",
    "Progress",
    "Scored",
    "SearchEngine",
    "Vectors",
]

Scored = list[tuple[int, float]]
"""(passage id, score), best first; equal scores by ascending id."""


class Embedder(Protocol):
    """An embedding model."""

    @property
    def fingerprint(self) -> str:
        """Name, weights hash, backend and precision: equal fingerprints give equal vectors."""
        ...

    @property
    def dimension(self) -> int:
        """Components of a vector."""
        ...

    @property
    def max_tokens(self) -> int:
        """Longest input in tokens, special tokens included."""
        ...

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Tokens of each text's normalised copy, without special tokens."""
        ...

    def token_spans(self, text: str) -> list[tuple[int, int]]:
        """Half-open code-point range of each token in ``text`` itself, in order."""
        ...

    def embed(self, texts: Sequence[str], done: Callable[[int], object] | None = None) -> Vectors:
        """Unit vectors of passages, shape (len(texts), dimension), rows in the order given.

        Args:
            texts: Raw slices; the embedder normalises its own copy.
            done: Called with the number of texts finished since the last call.

        Raises:
            TextTooLongError: A text exceeds ``max_tokens``.
        """
        ...

    def embed_question(self, question: str) -> Vectors:
        """Unit vector of a question, shape (dimension,); truncated to ``max_tokens``."""
        ...


class Loader(Protocol):
    """Extracts the texts of files, one file at a time."""

    @property
    def limits(self) -> Limits:
        """Limits on what one file may use."""
        ...

    def load(self, data: bytes, suffix: str) -> Extracted:
        """Text, title and pages of a file.

        Args:
            data: The whole file.
            suffix: Its suffix with the dot, in any case.

        Raises:
            RefusedError: The file cannot be used.
        """
        ...

    def open(self, data: bytes, suffix: str) -> tuple[Member, ...]:
        """The members of a container, open until the next ``load`` or ``open``; see ``load``."""
        ...

    def load_member(self, number: int) -> Extracted:
        """Text, title and pages of the member at ``number``, from 0, of the open container.

        Raises:
            RefusedError: The member cannot be used.
        """
        ...

    def close(self) -> None:
        """Free everything; a later call starts again."""
        ...


class Progress(Protocol):
    """Hears how far a run is; called in the thread that does the work."""

    def __call__(self, done: float, total: float, passages: int) -> object:
        """Take note of a step.

        Args:
            done: Work done, in bytes of files; at most ``total``.
            total: All work of this run; the same in every call.
            passages: Passages embedded so far.
        """
        ...


class PassageSearch(Protocol):
    """Finds passages and gives their documents; safe to use from several threads."""

    @property
    def fingerprint(self) -> str:
        """Identifies the scoring: equal fingerprints give equal scores for equal passages."""
        ...

    def dense_search(
        self, vector: Vectors, k: int, documents: Collection[str] | None = None
    ) -> Scored:
        """The ``k`` passages with the highest cosine to a unit vector.

        Args:
            vector: Shape (dimension,).
            k: Most results; none below 1.
            documents: Only passages of these documents; unknown ids match nothing.
        """
        ...

    def lexical_search(self, text: str, k: int, documents: Collection[str] | None = None) -> Scored:
        """The ``k`` passages with the highest BM25 score; only those that share a term.

        Scores depend on all passages, also with a filter, and have no upper bound.

        Args:
            text: What a person typed; nothing in it is query syntax.
            k: Most results; none below 1.
            documents: Only passages of these documents; unknown ids match nothing.
        """
        ...

    def term_counts(self, terms: Collection[str]) -> TermCounts:
        """Numbers of passages that hold each of some terms (``index.text.terms``)."""
        ...

    def passages_near(
        self, term: str, k: int, documents: Collection[str] | None = None
    ) -> list[int]:
        """At most ``k`` passages, ascending, that hold a term nearly the same.

        In a term of 4 to 7 letters one is changed, missing, added or swapped with its neighbour;
        in a longer one two are. A shorter term and one with digits are near to nothing.

        Args:
            term: As ``index.text.terms`` gives it.
            k: Most results.
            documents: Only passages of these documents.
        """
        ...

    def passages_labelled(
        self, labels: Collection[str], k: int, documents: Collection[str] | None = None
    ) -> list[int]:
        """At most ``k`` passages, ascending, that hold a block with one of some labels.

        Args:
            labels: As ``index.text.label_keys`` gives them.
            k: Most results.
            documents: Only passages of these documents.
        """
        ...

    def dense_scores(self, vector: Vectors, passage_ids: Sequence[int]) -> dict[int, float]:
        """Cosines of given passages; removed ones are left out."""
        ...

    def passages(self, ids: Iterable[int]) -> dict[int, Passage]:
        """Passages by id; removed ones are left out."""
        ...

    def document(self, document_id: str) -> Document:
        """A document with its text.

        Raises:
            UnknownDocumentError: No such document, or it was removed.
        """
        ...


class SearchEngine(PassageSearch, Protocol):
    """A search index of a corpus, kept equal to its ``Changes``.

    An engine is opened for one ``Changes`` object and given the same one in every call.
    """

    @property
    def generation(self) -> int:
        """Generation of the changes that searches see; 0 when empty."""
        ...

    def ids(self) -> list[int]:
        """Ids of all passages that searches see, ascending.

        Raises:
            DamagedIndexError: Dense and lexical search differ in them.
        """
        ...

    def update(self, changes: Changes) -> None:
        """Bring the index up to date, durably; the caller is the only writer.

        Raises:
            OSError, UnwritableError: It cannot be written. Searches stay as they were or see more.
        """
        ...

    def refresh(self, changes: Changes) -> bool:
        """Let searches see what this or another process has written; write nothing.

        Returns:
            Whether searches now see every change.
        """
        ...

    def follow(self, changes: Changes, *, writer_is_busy: bool) -> None:
        """Bring searches up to date in this process alone; write nothing.

        Args:
            changes: Those that the engine was opened for.
            writer_is_busy: Another process is writing the index. Lexical search may then show as
                much as that one has written, instead of building an index in memory.
        """
        ...

    def close(self) -> None:
        """Free everything; what was written stays."""
        ...
