"""Finds words in the text of a document."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import islice

from index.values import Document, Span

__all__ = ["MOST_HITS", "hits"]

MOST_HITS = 10_000


def hits(document: Document, query: str) -> tuple[Span, ...]:
    """Where ``query`` stands in the text, in any case and over line ends; the first 10,000.

    Args:
        document: In whose text.
        query: Words; "" stands nowhere.
    """
    return _hits(document.text, query) if query.strip() else ()


@lru_cache(maxsize=8)  # each press of a button asks again
def _hits(text: str, query: str) -> tuple[Span, ...]:
    words = r"\s+".join(map(re.escape, query.split()))
    matches = re.finditer(words, text, re.IGNORECASE)
    return tuple(Span(*match.span()) for match in islice(matches, MOST_HITS))
