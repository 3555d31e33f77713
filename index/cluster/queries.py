"""Full-text queries of Lance over the stored terms of passages."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

__all__ = ["any_near", "any_term"]

_COLUMN = "stems"


def any_term(terms: Iterable[str]) -> Any:
    """Passages with at least one of some terms."""
    return _match(" ".join(terms))


def any_near(edits_by_term: Mapping[str, int], most_terms: int) -> Any:
    """Passages with a term that differs from one of some by at most so many edits.

    Args:
        edits_by_term: Most letters changed, missing or added, of each term.
        most_terms: Terms of the index that are looked up for each.
    """
    from lancedb.query import BooleanQuery, Occur

    return BooleanQuery(
        [
            (Occur.SHOULD, _match(term, fuzziness=edits, max_expansions=most_terms))
            for term, edits in edits_by_term.items()
        ]
    )


def _match(words: str, **options: int) -> Any:
    from lancedb.query import MatchQuery

    make: Any = MatchQuery  # its signature is made by pydantic
    return make(words, _COLUMN, **options)
