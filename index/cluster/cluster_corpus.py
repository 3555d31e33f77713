"""A corpus in Lance tables: what ``Corpus`` is for one folder on one machine.

Many processes read it at once. Documents come in and go with the command ``cluster``, not from
here; only a document can be taken out, which ends with everybody.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING, Any, NoReturn, Self

from index.cluster.cluster_catalog import ClusterCatalog
from index.cluster.cluster_store import ClusterStore
from index.cluster.cluster_tables import ClusterTables
from index.cluster.cluster_user_data import ClusterUserData
from index.cluster.connecting import is_remote
from index.cluster.lance_search import scoring
from index.cluster.local_copies import LocalCopies, folder_of_place
from index.errors import StoreError, UnknownDocumentError
from index.forwarded_catalog import ForwardedCatalog
from index.loaders import LIMITS, Limits
from index.loaders.isolation.drawer import Drawer, Drawing
from index.protocols import Embedder, Scored, Vectors
from index.search.local_engine import local_scoring
from index.sync.activity import Activity
from index.sync.report import SyncReport
from index.text.passages import PassageSettings, passage_fingerprint
from index.values import Document, Page, Passage, Span, TermCounts

if TYPE_CHECKING:
    from index.sync.watch import FolderWatch

__all__ = ["ClusterCorpus"]


class ClusterCorpus(ForwardedCatalog):
    """Documents with their passages, vectors and terms; a context manager.

    Attributes:
        place: ``s3://bucket/prefix``, or a folder of tables.
        user_data: What users made: feedback, conversations, settings.
        activity: Nothing is read here; see ``Activity``.
        takes_files: Whether documents can come in and be excluded from here.
    """

    folder = None
    takes_files = False

    def __init__(
        self,
        place: str,
        embedder: Embedder,
        *,
        settings: PassageSettings | None = None,
        limits: Limits = LIMITS,
        endpoint: str | None = None,
        store: str | Path | None = None,
        copied: bool = True,
    ) -> None:
        """Open a corpus that is there.

        Args:
            place: Where.
            embedder: Embeds questions; the one that passages were embedded with.
            settings: How documents were cut.
            limits: On drawing pages of files that this machine can read.
            endpoint: URL of the server; ``AWS_ENDPOINT_URL`` if not given.
            store: Directory for copies of what is on object storage; in the per-user cache if not
                given.
            copied: If false, nothing is copied, and every search reads object storage.

        Raises:
            StoreError: There is none, it cannot be reached, or it is made with another model or
                other settings.
        """
        self.place = place
        self.embedder = embedder
        self.location = Path(store) if store else folder_of_place(place, endpoint)
        self._settings = settings or PassageSettings()
        self._tables = ClusterTables(place, endpoint)
        self._check_settings()
        is_copied = copied and is_remote(place)
        self._copies = LocalCopies(self.location / "tables", self._tables) if is_copied else None
        self._catalog = self._documents = ClusterCatalog(self._tables, self._copies)
        self.user_data = ClusterUserData(self._tables)
        self.activity = Activity(self.location)
        self._drawer = Drawer(self._documents.hashed_original, limits)

    def _check_settings(self) -> None:
        if self._tables.made_with != self.passage_fingerprint:
            raise StoreError(
                f"{self.place}: made with another embedding model or other passage settings; "
                "choose the same ones, or load the documents again"
            )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Stop drawing and copying; nothing else is open."""
        self.activity.close()
        if self._copies is not None:
            self._copies.close()
        self._drawer.close()

    def reading(self) -> AbstractContextManager[None]:
        """Searches inside see one state, whatever others write; for one question."""
        return self._documents.reading()

    def refresh(self) -> None:
        """See what others have written just now; else it is seen within a quarter of a second."""
        self._documents.refreshed()

    def wait_for_copies(self) -> None:
        """Wait until this machine's disk has what was on object storage when it was last seen."""
        if self._copies is not None:
            self._copies.wait()
            self.refresh()

    # -- searching; see ``PassageSearch``

    @property
    def passage_fingerprint(self) -> str:
        """Identifies passages and their vectors: passage settings and embedder."""
        return passage_fingerprint(self.embedder, self._settings)

    @property
    def fingerprint(self) -> str:
        """Identifies passages and their scores: passage settings, embedder and search engine."""
        return f"{self.passage_fingerprint}; {scoring()}"

    @property
    def measured_as(self) -> str:
        """The fingerprint of a local corpus, whose ranking this one's was measured to equal.

        Not in every score, but in what is answered: see docs/decisions/0040.
        """
        return f"{self.passage_fingerprint}; {local_scoring()}"

    def dense_search(
        self, vector: Vectors, k: int, documents: Collection[str] | None = None
    ) -> Scored:
        """See ``PassageSearch.dense_search``."""
        return self._documents.snapshot.search.dense(vector, k, documents)

    def lexical_search(self, text: str, k: int, documents: Collection[str] | None = None) -> Scored:
        """See ``PassageSearch.lexical_search``."""
        return self._documents.snapshot.search.lexical(text, k, documents)

    def term_counts(self, terms: Collection[str]) -> TermCounts:
        """See ``PassageSearch.term_counts``."""
        return self._documents.snapshot.search.term_counts(terms)

    def passages_near(
        self, term: str, k: int, documents: Collection[str] | None = None
    ) -> list[int]:
        """See ``PassageSearch.passages_near``."""
        return self._documents.snapshot.search.near(term, k, documents)

    def passages_labelled(
        self, labels: Collection[str], k: int, documents: Collection[str] | None = None
    ) -> list[int]:
        """See ``PassageSearch.passages_labelled``."""
        return self._documents.snapshot.search.labelled(labels, k, documents)

    def dense_scores(self, vector: Vectors, passage_ids: Sequence[int]) -> dict[int, float]:
        """See ``PassageSearch.dense_scores``."""
        return self._documents.snapshot.search.scores(vector, passage_ids)

    def passages(self, ids: Iterable[int]) -> dict[int, Passage]:
        """See ``PassageSearch.passages``; their documents are read with them."""
        passages = self._documents.snapshot.passages(ids)
        self._documents.fetch({passage.document_id for passage in passages.values()})
        return passages

    def draw(
        self, document: Document, page: Page, spans: Sequence[Span] = (), scale: float = 1.0
    ) -> Drawing:
        """Begin to draw a page of a document; see ``Drawer.draw``."""
        return self._drawer.draw(document, page, spans, scale)

    # -- changing

    def remove(self, document_id: str) -> None:
        """Take a document out for everybody; nothing restores it but loading it again.

        Raises:
            UnknownDocumentError: No such document.
        """
        if self.missing_documents([document_id]):
            raise UnknownDocumentError(f"no document {document_id}")
        ClusterStore(self._tables).remove([document_id])
        self.refresh()

    def withdraw(self, document_id: str, source: str) -> None:
        """Take one source of a document out, as ``remove`` does with all of them.

        Raises:
            UnknownDocumentError: No such document, or it is not found there.
        """
        if source not in self.document(document_id).sources:
            raise UnknownDocumentError(f"no document {document_id} in {source}")
        ClusterStore(self._tables).unlink([source])
        self.refresh()

    def sync(self, **_: Any) -> SyncReport:
        """Nothing: there is no folder to compare with."""
        return SyncReport()

    def try_again(self, sources: Iterable[str]) -> SyncReport:
        """Nothing can be read from here."""
        self._refuse()

    def watch(self, done: object = None) -> FolderWatch:
        """There is no folder to watch."""
        self._refuse()

    def add(self, path: Path, *, stop: Event | None = None) -> SyncReport:
        """Nothing can be added from here."""
        self._refuse()

    def exclusions(self) -> list[str]:
        """Nothing is excluded: ``remove`` takes out."""
        return []

    def restore(self, source: str) -> SyncReport:
        """Nothing is excluded."""
        return SyncReport()

    def _refuse(self) -> NoReturn:
        raise StoreError(f"{self.place}: documents come in with the command cluster")
