"""What a question compares: "offensive waste or food waste" names two things."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from typing import Final

from index.text.terms import terms
from qa.answering.evidence_choice import Sentence, sentence_text
from qa.answering.question_words import content_terms

__all__ = ["compared_things", "for_each_thing"]

_PHRASE: Final = r"[^,;:?]+?"
_PATTERNS: Final = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"\b(?:between|compare|comparing)\s+(?P<a>{_PHRASE})\s+(?:and|with|to)\s+(?P<b>{_PHRASE})"
        r"(?=[,;:?.]|\s+(?:in|on|at|for|under)\b|$)",
        rf"[,:]\s*(?P<a>{_PHRASE}),?\s+or\s+(?P<b>{_PHRASE})\s*[?.]*$",
        rf"(?P<a>{_PHRASE})\s+(?:\w+er|worse|more|less|(?:more|less) \S+(?: \S+)?)\s+than\s+"
        rf"(?P<b>{_PHRASE})\s*[?.]*$",
        rf"(?P<a>{_PHRASE})\s+(?:versus|vs\.?|compared (?:to|with)|differs? from)\s+"
        rf"(?P<b>{_PHRASE})\s*[?.]*$",
    )
)
_CHOICE: Final = re.compile(r"\s(?P<a>\S+(?:\s+\S+){0,5})\s+or\s+(?P<b>[^,;:?]+?)\s*[?.]*$")
"""A choice inside a sentence: of what stands before "or", as many words count as behind it."""
_MOST_TRIED: Final = 8
"""Sentences about each thing of which the best pair is taken."""
_ROWS: Final = 4.0
"""Log-odds that two rows of one table are worth."""
_NAMED: Final = 0.5
"""Share of a thing's words of its own that a sentence about it has."""


def compared_things(question: str) -> tuple[frozenset[str], frozenset[str]] | None:
    """The terms that each of two compared things has for itself; None where none are compared.

    >>> first, second = compared_things("Which is dearer, offensive waste or food waste?")
    >>> sorted(first), sorted(second)
    (['offens'], ['food'])
    """
    for pattern in _PATTERNS:
        if match := pattern.search(question):
            return _own_terms(match["a"], match["b"])
    if match := _CHOICE.search(question):
        count = len(match["b"].split())
        return _own_terms(" ".join(match["a"].split()[-count:]), match["b"])
    return None


def _own_terms(first: str, second: str) -> tuple[frozenset[str], frozenset[str]] | None:
    one_side, other_side = content_terms(first), content_terms(second)
    own = one_side - other_side, other_side - one_side
    return own if all(own) else None


def for_each_thing(
    things: tuple[Collection[str], Collection[str]], ranked: Sequence[Sentence]
) -> tuple[Sentence, ...]:
    """The best sentences about each of two compared things, best first; none where one has none.

    A sentence about both of them stands for both. Two rows of one table are preferred: they say
    the same of both.

    Args:
        things: Their terms.
        ranked: From ``ranked_sentences``.
    """
    first, second = ([s for s in ranked if _names(s, own)][:_MOST_TRIED] for own in things)
    pairs = [(one_side, other_side) for one_side in first for other_side in second]
    if not pairs:
        return ()
    best = max(pairs, key=lambda pair: sum(s.score for s in pair) + _ROWS * _same_table(*pair))
    if best[0] is best[1]:
        return best[:1]
    return tuple(sorted(best, key=lambda sentence: -sentence.score))


def _same_table(sentence: Sentence, other: Sentence) -> bool:
    """Whether two sentences are rows of one table."""
    if sentence is other or sentence.document.id != other.document.id:
        return False
    blocks = [s.document.structure.block_at(s.span.start) for s in (sentence, other)]
    tables = [None if block is None else block.table for block in blocks]
    return tables[0] is not None and tables[0] == tables[1]


def _names(sentence: Sentence, own: Collection[str]) -> bool:
    held = set(terms(sentence_text(sentence)))
    return sum(term in held for term in own) >= _NAMED * len(own)
