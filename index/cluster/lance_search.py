"""Searches in one version of a table of passages; see ``PassageSearch`` for what they return.

Terms are found with the full-text index of Lance, which ranks with BM25. Pairs of neighbouring
terms are counted here, in the stored terms of the best by their terms: an index of pairs, or of
positions, takes several times the space (docs/decisions/0040-lance-on-object-storage.md).

Rows that were written since the indexes were brought up to date are found, too, by comparing them
one by one. Only near forms of words wait for the index.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any

from rapidfuzz.distance import OSA

from index.cluster.connecting import reaching
from index.cluster.pair_scores import PairScores, inverse_frequency
from index.cluster.passage_columns import COLUMNS, EXACT_MOST, padded, partitions_of
from index.cluster.queries import any_near, any_term
from index.cluster.sql import any_of, is_in
from index.cluster.term_frequencies import TermFrequencies
from index.protocols import Scored, Vectors
from index.search.clauses import MAX_TERMS, PHRASE_WEIGHT, phrase_pairs
from index.text.terms import COMMON, terms
from index.values import TermCounts

if TYPE_CHECKING:
    from lancedb.table import Table

__all__ = ["LanceSearch", "scoring"]

_FEWEST_PROBES = 64
_PROBED = 0.25
"""Partitions of the vector index that are looked at: so many, or this share of all if that is more.
Each costs little beside the exact products (docs/decisions/0040-lance-on-object-storage.md).
"""
_REFINED = 3
"""So many times more candidates than wanted get their exact product."""
_FEWEST_REFINED = 200
_CANDIDATES_FOR_EACH = 3
_FEWEST_CANDIDATES = 600
"""Best by their terms that get the scores of their pairs."""
_COMMON_FROM = 50_000
_COMMON_SHARE = 0.1
"""In a table of more passages, words in a larger share of them count as common in a pair."""
_SHORTEST_NEAR = 4
_LONG_NEAR = 8
_NEAR_TERMS = 500
_NEAR_FOR_EACH = 20


def scoring() -> str:
    """Changes whenever the same passages would get other scores."""
    return (
        f"cosine fp32 probes={_FEWEST_PROBES}|{_PROBED} refined={_REFINED} "
        f"exact={EXACT_MOST}; lance bm25 pairs={PHRASE_WEIGHT} "
        f"terms={MAX_TERMS}; {COLUMNS}"
    )


class LanceSearch:
    """Searches in a table as it was when it was opened; safe to use from several threads."""

    def __init__(self, table: Table, place: str, before: LanceSearch | None = None) -> None:
        """Prepare.

        Args:
            table: Open, and nobody writes with it.
            place: For messages.
            before: In an earlier version.
        """
        self._table = table
        self._place = place
        self._frequencies: TermFrequencies = TermFrequencies(
            table, lambda: self.count, None if before is None else before._frequencies
        )

    @cached_property
    def count(self) -> int:
        """Number of passages."""
        with reaching(self._place):
            return int(self._table.count_rows())

    @cached_property
    def _has_vector_index(self) -> bool:
        return any(index.columns == ["vector"] for index in self._table.list_indices())

    @cached_property
    def _probes(self) -> int:
        return max(_FEWEST_PROBES, int(_PROBED * partitions_of(self.count)))

    def dense(self, vector: Vectors, k: int, documents: Collection[str] | None = None) -> Scored:
        """See ``PassageSearch.dense_search``."""
        if k < 1 or _is_empty(documents):
            return []
        with reaching(self._place):
            query = self._nearest(vector).limit(k)
            if self._has_vector_index and self._are_few(documents):
                query = query.bypass_vector_index()
            elif self._has_vector_index:
                query = query.nprobes(self._probes).refine_factor(
                    max(_REFINED, -(-_FEWEST_REFINED // k))
                )
            rows = self._rows(query, documents, ["id", "_distance"])
        return _in_order((row["id"], 1.0 - row["_distance"]) for row in rows)[:k]

    def scores(self, vector: Vectors, passage_ids: Sequence[int]) -> dict[int, float]:
        """See ``PassageSearch.dense_scores``."""
        wanted = sorted(set(passage_ids))
        if not wanted:
            return {}
        with reaching(self._place):
            query = self._nearest(vector).bypass_vector_index().limit(len(wanted))
            query = query.where(is_in("id", wanted), prefilter=True)
            rows = self._rows(query, None, ["id", "_distance"])
        return {row["id"]: 1.0 - row["_distance"] for row in rows}

    def _are_few(self, documents: Collection[str] | None) -> bool:
        """Whether the passages of chosen documents are few enough to compare all of them.

        Rounded vectors put so few in an order of their own, and its best may not hold the best.
        """
        if documents is None:
            return False
        chosen = is_in("document", sorted(set(documents)))
        return int(self._table.count_rows(chosen)) <= EXACT_MOST

    def _nearest(self, vector: Vectors) -> Any:
        query: Any = self._table.search(
            padded(vector), vector_column_name="vector", query_type="vector"
        )
        # Of unit vectors the product is the cosine; the distance is one minus it.
        return query.distance_type("dot")

    def lexical(self, text: str, k: int, documents: Collection[str] | None = None) -> Scored:
        """See ``PassageSearch.lexical_search``."""
        words = terms(text)
        if k < 1 or not words or _is_empty(documents):
            return []
        distinct = list(dict.fromkeys(words))[:MAX_TERMS]
        depth = max(_CANDIDATES_FOR_EACH * k, _FEWEST_CANDIDATES)
        pairs = phrase_pairs(words, COMMON)
        with reaching(self._place):
            rows = self._matches(
                any_term(distinct), depth, documents,
                ["id", "_score", "stems"] if pairs else ["id", "_score"],
            )  # fmt: skip
            added = self._pair_scores(words, pairs, rows)
        return _in_order(
            (row["id"], row["_score"] + more) for row, more in zip(rows, added, strict=True)
        )[:k]

    def _pair_scores(
        self, words: Sequence[str], pairs: Sequence[tuple[str, str]], rows: Sequence[dict[str, Any]]
    ) -> list[float]:
        """What its pairs add to the score of each row."""
        if not pairs or not rows:
            return [0.0] * len(rows)
        wanted = {word for pair in pairs for word in pair}
        counts = self._frequencies.of(wanted)
        if self.count > _COMMON_FROM:
            often = _COMMON_SHARE * self.count
            common = COMMON | {word for word in wanted if counts[word] > often}
            pairs = phrase_pairs(words, common)
        scores = PairScores(
            pairs,
            lambda word: inverse_frequency(self.count, counts[word]),
            self._frequencies.average_length,
        )
        return [scores.of(row["stems"]) for row in rows]

    def term_counts(self, words: Collection[str]) -> TermCounts:
        """See ``PassageSearch.term_counts``; of frequent terms they are estimates."""
        with reaching(self._place):
            return TermCounts(self.count, self._frequencies.of(words))

    def near(self, term: str, k: int, documents: Collection[str] | None = None) -> list[int]:
        """See ``PassageSearch.passages_near``."""
        if k < 1 or len(term) < _SHORTEST_NEAR or not term.isalpha() or _is_empty(documents):
            return []
        edits = 2 if len(term) >= _LONG_NEAR else 1
        # Lance counts swapped letters as two edits, so that they are swapped here.
        forms = {term: edits} | dict.fromkeys(_swapped(term), edits - 1)
        query = any_near(forms, _NEAR_TERMS)
        with reaching(self._place):
            rows = self._matches(query, _NEAR_FOR_EACH * k, documents, ["id", "_score", "stems"])
        near = [row["id"] for row in rows if _holds_near(row["stems"], term, edits)]
        return sorted(near[:k])

    def labelled(
        self, labels: Collection[str], k: int, documents: Collection[str] | None = None
    ) -> list[int]:
        """See ``PassageSearch.passages_labelled``."""
        if k < 1 or not labels or _is_empty(documents):
            return []
        with reaching(self._place):
            query: Any = self._table.search().limit(k)
            rows = self._rows(query, documents, ["id"], any_of("labels", labels))
        return sorted(row["id"] for row in rows)

    def ids(self) -> list[int]:
        """Ids of all passages, ascending; reads one column of the table."""
        with reaching(self._place):
            column = self._table.search().select(["id"]).limit(self.count).to_arrow()["id"]
        return sorted(column.to_pylist())

    def rows(self, condition: str, columns: list[str]) -> list[dict[str, Any]]:
        """Columns of the passages of a condition."""
        query = self._table.search().limit(max(self.count, 1)).where(condition)
        rows: list[dict[str, Any]] = query.select(columns).to_arrow().to_pylist()
        return rows

    def _matches(
        self, query: Any, k: int, documents: Collection[str] | None, columns: list[str]
    ) -> list[dict[str, Any]]:
        search = self._table.search(query, query_type="fts").limit(k)
        return self._rows(search, documents, columns)

    def _rows(
        self,
        query: Any,
        documents: Collection[str] | None,
        columns: list[str],
        condition: str | None = None,
    ) -> list[dict[str, Any]]:
        conditions = [] if condition is None else [condition]
        if documents is not None:
            conditions.append(is_in("document", sorted(set(documents))))
        if conditions:
            query = query.where(" AND ".join(conditions), prefilter=True)
        rows: list[dict[str, Any]] = query.select(columns).to_arrow().to_pylist()
        return rows


def _is_empty(documents: Collection[str] | None) -> bool:
    return documents is not None and not documents


def _in_order(scored: Iterable[tuple[int, float]]) -> Scored:
    """Best first; equal scores by ascending id."""
    return sorted(scored, key=lambda hit: (-hit[1], hit[0]))


def _swapped(term: str) -> list[str]:
    """The term with two neighbouring letters swapped, in all places."""
    return [
        term[:i] + term[i + 1] + term[i] + term[i + 2 :]
        for i in range(len(term) - 1)
        if term[i] != term[i + 1]
    ]


def _holds_near(stems: str, term: str, edits: int) -> bool:
    return any(
        OSA.distance(term, stem, score_cutoff=edits) <= edits for stem in set(stems.split(" "))
    )
