"""The search engine of a corpus that outgrows one machine: tables of Lance, kept from ``Changes``.

Two tables: the passages, and one row that says which version of them holds which generation. A
writer changes the passages in as many commits as it likes and writes the row last, so that readers
go from one generation to the next and see nothing between.
"""

from __future__ import annotations

import secrets
import threading
from collections.abc import Collection, Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from index.cluster.connecting import connected, open_table, reaching
from index.cluster.lance_search import LanceSearch, scoring
from index.cluster.passage_columns import (
    COLUMNS,
    EXACT_MOST,
    add_indexes,
    index_vectors,
    search_batch,
    search_schema,
)
from index.cluster.sql import is_in
from index.errors import InvalidValueError, UnknownDocumentError
from index.protocols import Changes, Scored, Vectors
from index.values import Delta, Document, Passage, TermCounts

if TYPE_CHECKING:
    import pyarrow as pa
    from lancedb.db import DBConnection
    from lancedb.table import Table

__all__ = ["LanceEngine"]

_PASSAGES, _HELD = "passages", "held"
_AT_ONCE = 5_000


@dataclass(frozen=True, slots=True)
class _Held:
    """Which version of the table of passages holds what."""

    generation: int = 0
    writer: str = ""
    made_of: str = ""
    version: int = 0


class LanceEngine:
    """A ``SearchEngine`` in Lance tables; see there for the methods."""

    def __init__(self, place: Path | str, changes: Changes, exact_most: int = EXACT_MOST) -> None:
        """Open what is there.

        Args:
            place: A folder, or ``s3://bucket/prefix``.
            changes: What the engine has to hold.
            exact_most: Passages up to which every vector is compared.
        """
        self._place = str(place)
        self._changes = changes
        self._exact_most = exact_most
        self._lock = threading.RLock()
        self._connection = connected(self._place)
        self._state = self._load()

    @property
    def fingerprint(self) -> str:
        """See ``PassageSearch.fingerprint``."""
        return scoring()

    @property
    def generation(self) -> int:
        """See ``SearchEngine.generation``."""
        return self._state[0].generation

    # -- searching

    def dense_search(
        self, vector: Vectors, k: int, documents: Collection[str] | None = None
    ) -> Scored:
        """See ``PassageSearch.dense_search``."""
        search = self._state[1]
        return [] if search is None else search.dense(vector, k, documents)

    def lexical_search(self, text: str, k: int, documents: Collection[str] | None = None) -> Scored:
        """See ``PassageSearch.lexical_search``."""
        search = self._state[1]
        return [] if search is None else search.lexical(text, k, documents)

    def term_counts(self, terms: Collection[str]) -> TermCounts:
        """See ``PassageSearch.term_counts``."""
        search = self._state[1]
        return (
            TermCounts(0, dict.fromkeys(terms, 0)) if search is None else search.term_counts(terms)
        )

    def passages_near(
        self, term: str, k: int, documents: Collection[str] | None = None
    ) -> list[int]:
        """See ``PassageSearch.passages_near``."""
        search = self._state[1]
        return [] if search is None else search.near(term, k, documents)

    def passages_labelled(
        self, labels: Collection[str], k: int, documents: Collection[str] | None = None
    ) -> list[int]:
        """See ``PassageSearch.passages_labelled``."""
        search = self._state[1]
        return [] if search is None else search.labelled(labels, k, documents)

    def dense_scores(self, vector: Vectors, passage_ids: Sequence[int]) -> dict[int, float]:
        """See ``PassageSearch.dense_scores``."""
        search = self._state[1]
        return {} if search is None else search.scores(vector, passage_ids)

    def passages(self, ids: Iterable[int]) -> dict[int, Passage]:
        """See ``PassageSearch.passages``."""
        return self._changes.passages(ids)

    def document(self, document_id: str) -> Document:
        """See ``PassageSearch.document``."""
        document = self._changes.document(document_id)
        if document is None:
            raise UnknownDocumentError(f"no document {document_id}")
        return document

    def ids(self) -> list[int]:
        """See ``SearchEngine.ids``; vectors and terms stand in one row, so they cannot differ."""
        search = self._state[1]
        return [] if search is None else search.ids()

    # -- keeping up

    def refresh(self, changes: Changes) -> bool:
        """See ``SearchEngine.refresh``."""
        self._check(changes)
        with self._lock:
            if self.generation != changes.generation():
                self._state = self._load()
            return self.generation == changes.generation()

    def follow(self, changes: Changes, *, writer_is_busy: bool) -> None:
        """See ``SearchEngine.follow``; a table in memory holds everything then."""
        self._check(changes)
        with self._lock:
            if self.generation == changes.generation():
                return
            place = f"memory://{secrets.token_hex(8)}"
            with reaching(place):
                delta = changes.since(0)
                table = self._new_table(connected(place))
                self._write(table, Delta(delta.generation, delta.added, ()))
                search = LanceSearch(table, place)
            self._state = self._held(delta.generation, 0), search

    def update(self, changes: Changes) -> None:
        """See ``SearchEngine.update``."""
        self._check(changes)
        with self._lock, reaching(self._place):
            held, _ = state = self._load()
            delta = changes.since(held.generation)
            if state[1] is not None and held.generation == delta.generation:
                self._state = state
                return
            # What a writer left that was ended in between is written again, or removed.
            table = open_table(self._connection, _PASSAGES) if state[1] is not None else None
            if table is None:
                table = self._new_table(self._connection)
            self._write(table, delta)
            self._hold(self._held(delta.generation, table.version))
            self._state = self._load()

    def close(self) -> None:
        """See ``SearchEngine.close``."""
        self._state = _Held(), None

    @property
    def _made_of(self) -> str:
        """Identifies what is stored, besides documents."""
        return f"{COLUMNS}; {self._changes.dimension}; {self._changes.fingerprint}"

    def _held(self, generation: int, version: int) -> _Held:
        return _Held(generation, self._changes.writer_of(generation), self._made_of, version)

    def _load(self) -> tuple[_Held, LanceSearch | None]:
        """What the tables hold, if it is of these changes."""
        with reaching(self._place):
            table = open_table(self._connection, _HELD)
            held = _Held() if table is None else _Held(**table.to_arrow().to_pylist()[0])
            is_ours = (
                held.made_of == self._made_of
                and held.generation <= self._changes.generation()
                and held.writer == self._changes.writer_of(held.generation)
            )
            if not is_ours:
                return _Held(), None
            passages = open_table(self._connection, _PASSAGES, held.version)
            if passages is None:
                return _Held(), None
            return held, LanceSearch(passages, self._place)

    def _new_table(self, connection: DBConnection) -> Table:
        schema = search_schema(self._changes.dimension)
        table = connection.create_table(_PASSAGES, schema=schema, mode="overwrite")
        add_indexes(table)
        return table

    def _write(self, table: Table, delta: Delta) -> None:
        for ids in _portions(delta.removed):
            table.delete(is_in("id", ids))
        for ids in _portions(delta.added):
            batch = self._batch(ids)
            merge = table.merge_insert("id").when_matched_update_all()
            merge.when_not_matched_insert_all().execute(batch)
        count = table.count_rows()
        has_index = any(index.columns == ["vector"] for index in table.list_indices())
        if count > self._exact_most and not has_index:
            index_vectors(table, count)
        table.optimize()

    def _batch(self, ids: Sequence[int]) -> pa.Table:
        """The columns of passages still stored."""
        import pyarrow as pa

        stored, vectors = self._changes.vectors(ids)
        place_of = dict(zip(stored, range(len(stored)), strict=True))
        rows = [row for row in self._changes.rows(ids) if row.passage_id in place_of]
        in_order = vectors[[place_of[row.passage_id] for row in rows]]
        dimension = self._changes.dimension
        return pa.table(search_batch(rows, in_order, dimension), schema=search_schema(dimension))

    def _hold(self, held: _Held) -> None:
        self._connection.create_table(_HELD, data=[asdict(held)], mode="overwrite")

    def _check(self, changes: Changes) -> None:
        if changes is not self._changes:
            raise InvalidValueError("an engine follows only the changes that it was opened for")


def _portions(ids: Sequence[int]) -> Iterable[Sequence[int]]:
    return (ids[first : first + _AT_ONCE] for first in range(0, len(ids), _AT_ONCE))
