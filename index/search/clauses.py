"""The clauses of a query: the terms of a question, and its pairs of neighbours as phrases."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import tantivy

__all__ = [
    "MAX_TERMS",
    "PHRASE_SLOP",
    "PHRASE_WEIGHT",
    "Clauses",
    "phrase_clauses",
    "phrase_pairs",
    "term_clauses",
]

Clauses = list[tuple[tantivy.Occur, tantivy.Query]]

PHRASE_WEIGHT = 0.2
PHRASE_SLOP = 0
MAX_TERMS = 64


def term_clauses(schema: tantivy.Schema, words: Sequence[str]) -> Clauses:
    """One clause for each distinct word."""
    return [
        (tantivy.Occur.Should, tantivy.Query.term_query(schema, "text", word))
        for word in list(dict.fromkeys(words))[:MAX_TERMS]
    ]


def phrase_pairs(words: Sequence[str], common: frozenset[str]) -> list[tuple[str, str]]:
    """The distinct pairs of neighbours, in order.

    A pair of two common words says nothing and costs the longest posting lists.
    """
    pairs = list(dict.fromkeys(pairwise(words)))[:MAX_TERMS]
    return [pair for pair in pairs if not common.issuperset(pair)]


def phrase_clauses(schema: tantivy.Schema, words: Sequence[str], common: frozenset[str]) -> Clauses:
    """One clause for each of ``phrase_pairs``, with the smaller weight."""
    return [
        (
            tantivy.Occur.Should,
            tantivy.Query.boost_query(
                tantivy.Query.phrase_query(schema, "text", list(pair), PHRASE_SLOP), PHRASE_WEIGHT
            ),
        )
        for pair in phrase_pairs(words, common)
    ]
