"""Terms of a text, as term search counts them: lower-cased, without accents, stemmed."""

from __future__ import annotations

from functools import cache

import tantivy

from index.text.search_text import search_text

__all__ = ["ANALYZER", "COMMON", "analyzer", "terms"]

ANALYZER = "simple remove_long-80 lowercase ascii_fold stem-en/1"
"""Changes whenever the same text would give other terms."""

_LONGEST_TERM = 80

_COMMON_WORDS = (
    "a an and are as at be been by did do does for from had has have how in is it its of on or "
    "that the this to was were what when where which who whom whose why with"
)


@cache
def analyzer() -> tantivy.TextAnalyzer:
    """The one analyser for passages and questions."""
    return (
        tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple())
        .filter(tantivy.Filter.remove_long(_LONGEST_TERM))
        .filter(tantivy.Filter.lowercase())
        .filter(tantivy.Filter.ascii_fold())
        .filter(tantivy.Filter.stemmer("english"))
        .build()
    )


def terms(text: str) -> list[str]:
    """Terms of ``text`` in order, repeated ones included."""
    return list(analyzer().analyze(search_text(text)))


COMMON = frozenset(analyzer().analyze(_COMMON_WORDS))
"""Terms that say nothing about what a question is about."""
