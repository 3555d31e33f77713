"""Lookups of terms and labels: counts and sets of passages, without scores."""

from __future__ import annotations

from collections.abc import Collection, Iterable

import tantivy

from index.values import TermCounts

__all__ = ["Hits", "counted", "labelled", "near", "passages_of"]

Hits = list[tuple[float, tantivy.DocAddress]]

_SHORTEST = 4
_LONG = 8
"""Letters from which on a term is near to others by two edits; from ``_SHORTEST`` on by one."""


def counted(searcher: tantivy.Searcher, schema: tantivy.Schema, terms: Iterable[str]) -> TermCounts:
    """Numbers of all passages, and of those that hold each term.

    Counted by queries: the frequencies that the index keeps include passages that were removed.
    """
    counts = {}
    for term in terms:
        query = tantivy.Query.term_query(schema, "text", term)
        counts[term] = int(searcher.search(query, 1, count=True).count or 0)  # type: ignore[attr-defined]
    return TermCounts(int(searcher.num_docs), counts)


def near(schema: tantivy.Schema, term: str) -> tantivy.Query | None:
    """A query for passages with a term that is nearly this one; None for short ones and numbers."""
    if len(term) < _SHORTEST or not term.isalpha():
        return None
    edits = 2 if len(term) >= _LONG else 1
    return tantivy.Query.fuzzy_term_query(
        schema, "text", term, distance=edits, transposition_cost_one=True
    )


def labelled(schema: tantivy.Schema, labels: Collection[str]) -> tantivy.Query:
    """A query for passages with a block of one of these labels."""
    return tantivy.Query.term_set_query(schema, "label", list(labels))


def passages_of(searcher: tantivy.Searcher, hits: Hits) -> list[int]:
    """Passage ids of hits, in their order."""
    values = searcher.fast_field_values("passage", [address for _, address in hits])
    return [int(value) for value in values if value is not None]
