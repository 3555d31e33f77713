"""Counts the passages that hold a term, removed ones left out."""

from __future__ import annotations

from collections.abc import Iterable

import tantivy

from index.values import TermCounts

__all__ = ["counted"]


def counted(searcher: tantivy.Searcher, schema: tantivy.Schema, terms: Iterable[str]) -> TermCounts:
    """Numbers of all passages, and of those that hold each term.

    Counted by queries: the frequencies that the index keeps include passages that were removed.
    """
    counts = {}
    for term in terms:
        query = tantivy.Query.term_query(schema, "text", term)
        counts[term] = int(searcher.search(query, 1, count=True).count or 0)  # type: ignore[attr-defined]
    return TermCounts(int(searcher.num_docs), counts)
