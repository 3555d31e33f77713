"""Finds words in the text of a document."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import islice

from index.values import Document, Span

__all__ = ["MOST_HITS", "hits"]

MOST_HITS = 10_000
_AT_ONCE = 100_000  # code points


def hits(document: Document, query: str) -> tuple[Span, ...]:
    """Where ``query`` stands in the text, in any case and over line ends; the first 10,000.

    Args:
        document: In whose text.
        query: Words; "" stands nowhere.
    """
    return _hits(document.text, query) if query.strip() else ()


@lru_cache(maxsize=8)  # each press of a button asks again
def _hits(text: str, query: str) -> tuple[Span, ...]:
    return tuple(islice(_places(text, query.split()), MOST_HITS))


def _places(text: str, words: Sequence[str]) -> Iterator[Span]:
    """All hits in order; none overlaps the one before.

    While an expression matches, no other thread of the program runs. So each looks at a small part
    of the text only: in a long one, words that begin everywhere and end nowhere take seconds.
    """
    whole = re.compile(r"\s++".join(map(re.escape, words)), re.IGNORECASE)
    first = re.compile(f"(?={re.escape(words[0])})", re.IGNORECASE)
    free = 0
    for part in range(0, len(text), _AT_ONCE):
        # A word that begins in this part may end behind it.
        for begin in first.finditer(text, part, part + _AT_ONCE + len(words[0]) - 1):
            if begin.start() >= free and (match := whole.match(text, begin.start())):
                free = match.end()
                yield Span(*match.span())
