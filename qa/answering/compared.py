"""What a question compares: "offensive waste or food waste" names two things.

Passages are found for each of them, and the best sentence about each is chosen. A sentence is about
a thing that it names, or that the title or a heading above it names: a clause of a contract does
not say whose it is.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import Final

from index.text.terms import terms
from index.values import Span
from qa.answering.evidence_choice import Sentence, sentence_text
from qa.answering.question_words import content_terms
from qa.retriever import Hit

__all__ = [
    "compared_sentences",
    "compared_things",
    "for_each_thing",
    "merged",
    "of_each_thing",
    "read_as",
]

_PHRASE: Final = r"[^,;:?]+?"
_OF_BOTH: Final = re.compile(
    rf"^(?:which|who|whose) of\s+(?P<a>{_PHRASE})\s+(?:and|or)\s+(?P<b>{_PHRASE})\s+"
    r"(?=(?:is|was|are|were|has|had|have|does|do|did|can|will|would)\b)",
    re.IGNORECASE,
)
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
_COMPARE: Final = re.compile(r"(?:please )?compare (?P<rest>.+?)[\s.?!]*\Z", re.IGNORECASE)
_HAS_MORE: Final = re.compile(
    r"^(?:which|who|whose)\b.*?\b(?:has|have|had) (?:the |an? )?(?:\w{2,}er|more|less) "
    r"(?P<what>[^,;:?]+?)(?=\s*[,;:?]|\s*$)",
    re.IGNORECASE,
)
_THAT_OF: Final = re.compile(r"(?:that|those|the ones?) of\s+", re.IGNORECASE)
_WORD: Final = re.compile(r"\S+")
_MOST_TRIED: Final = 8
"""Sentences about each thing of which the best pair is taken."""
_ROWS: Final = 4.0
"""Log-odds that two rows of one table are worth."""
_ASKED: Final = 3.0
"""Log-odds that the terms of what is asked of both are worth in a sentence."""
_OF_EACH: Final = 4
"""Passages for each thing alone."""
_NAMED: Final = 0.5
"""Share of a thing's words of its own that a sentence about it has."""


def compared_things(question: str) -> tuple[frozenset[str], frozenset[str]] | None:
    """The terms that each of two compared things has for itself; None where none are compared.

    >>> first, second = compared_things("Which is dearer, offensive waste or food waste?")
    >>> sorted(first), sorted(second)
    (['offens'], ['food'])
    """
    spans = _compared_spans(question)
    return None if spans is None else _own_terms(*(question[s.start : s.end] for s in spans))


def of_each_thing(question: str) -> tuple[str, str] | None:
    """The question without the second thing, and without the first one, to search for each.

    None where it compares none. "the 2022 and the 2025 leave policy" leaves "the 2022 and leave
    policy": of a longer second thing, as many words go as the first one has.

    >>> of_each_thing("Are linen fees higher than cleaning fees?")
    ('Are linen fees higher than ?', ' higher than cleaning fees?')
    """
    spans = _compared_spans(question)
    if spans is None or compared_things(question) is None:
        return None
    first, second = spans
    ends = [second.start + word.end() for word in _WORD.finditer(_slice(question, second))]
    end = ends[min(len(ends), len(_slice(question, first).split())) - 1]
    without_second = question[: second.start] + question[end:]
    return without_second, question[: first.start] + question[first.end :]


def _slice(text: str, span: Span) -> str:
    return text[span.start : span.end]


def _compared_spans(question: str) -> tuple[Span, Span] | None:
    for pattern in (_OF_BOTH, *_PATTERNS):
        if match := pattern.search(question):
            start, begin = match.start("a"), match.start("b")
            # "the fees of A and B", "the fee of A than that of B": the fees are those of both.
            again = _THAT_OF.match(match["b"])
            if again is not None or " of " not in match["b"]:
                begin += again.end() if again is not None else 0
                start += match["a"].rfind(" of ") + len(" of ") if " of " in match["a"] else 0
            return Span(start, match.end("a")), Span(begin, match.end("b"))
    if match := _CHOICE.search(question):
        ahead = [word.start() for word in _WORD.finditer(match["a"])]
        start = match.start("a") + ahead[-min(len(ahead), len(match["b"].split()))]
        return Span(start, match.end("a")), Span(*match.span("b"))
    return None


def read_as(question: str) -> str:
    """What a reader is asked for a comparison: no document says which is longer, but how long each.

    >>> read_as("Compare the fees of Anna and Ben.")
    'What are the fees of Anna and Ben?'
    >>> read_as("Which has the longer term, the lease or the loan?")
    'What is the term of the lease and the loan?'
    """
    if match := _COMPARE.match(question):
        return f"What are {match['rest']}?"
    spans = _compared_spans(question)
    match = _HAS_MORE.search(question)
    if match is None or spans is None:
        return question
    first, second = (_slice(question, span) for span in spans)
    return f"What is the {match['what']} of {first} and {second}?"


def _own_terms(first: str, second: str) -> tuple[frozenset[str], frozenset[str]] | None:
    one_side, other_side = content_terms(first), content_terms(second)
    own = one_side - other_side, other_side - one_side
    return own if all(own) else None


def merged(whole: Sequence[Hit], of_each: Sequence[Sequence[Hit]], count: int) -> tuple[Hit, ...]:
    """Passages for a question that compares: the first ones for each thing, then those for all.

    Scores of different questions are made comparable: each thing's best passage gets the score of
    the best one for the whole question.

    Args:
        whole: For the question, best first.
        of_each: For each thing alone, best first.
        count: How many passages are wanted.
    """
    best: dict[tuple[str, int], Hit] = {}
    for hits in of_each:
        lift = whole[0].score - hits[0].score if whole and hits else 0.0
        for hit in hits[:_OF_EACH]:
            lifted = replace(hit, score=hit.score + lift)
            known = best.setdefault(_place(hit), lifted)
            if known.score < lifted.score:
                best[_place(hit)] = lifted
    for hit in whole:
        if _place(hit) in best:
            if hit.score > best[_place(hit)].score:
                best[_place(hit)] = hit
        elif len(best) < count:
            best[_place(hit)] = hit
    return tuple(sorted(best.values(), key=lambda hit: (-hit.score, hit.passage.id)))[:count]


def _place(hit: Hit) -> tuple[str, int]:
    return hit.document.id, hit.passage.start


def compared_sentences(
    question: str, ranked: Sequence[Sentence], hits: Sequence[Hit]
) -> tuple[Sentence, ...]:
    """The best sentences about each thing that a question compares; none where it compares none.

    Args:
        question: As read.
        ranked: From ``ranked_sentences``.
        hits: The passages.
    """
    things = compared_things(question)
    if things is None:
        return ()
    asked = content_terms(question) - things[0] - things[1]
    return for_each_thing(things, ranked, [hit.lead for hit in hits], asked)


def for_each_thing(
    things: tuple[Collection[str], Collection[str]],
    ranked: Sequence[Sentence],
    leads: Sequence[str] = (),
    asked: Collection[str] = (),
) -> tuple[Sentence, ...]:
    """The best sentences about each of two compared things, best first; none where one has none.

    A sentence about both of them stands for both. Two rows of one table are preferred: they say
    the same of both.

    Args:
        things: Their terms.
        ranked: From ``ranked_sentences``.
        leads: Title and headings above each passage.
        asked: Terms of what is asked of both: sentences that have them are preferred.
    """

    def worth(pair: tuple[Sentence, Sentence]) -> float:
        said = [_share_held(sentence_text(sentence), asked) for sentence in pair]
        return sum(s.score for s in pair) + _ROWS * _same_table(*pair) + _ASKED * sum(said)

    first, second = (
        [s for s in ranked if _is_about(s, own, other, leads)][:_MOST_TRIED]
        for own, other in (things, things[::-1])
    )
    pairs = [(one_side, other_side) for one_side in first for other_side in second]
    if not pairs:
        return ()
    best = max(pairs, key=worth)
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


def _is_about(
    sentence: Sentence, own: Collection[str], other: Collection[str], leads: Sequence[str]
) -> bool:
    """Whether a sentence names a thing, or names neither and stands under its name."""
    text = sentence_text(sentence)
    lead = leads[sentence.hit] if leads else ""
    if set(terms(text)) <= set(terms(lead)):
        return False  # the title itself
    if _names(text, own):
        return True
    return _names(lead, own) and not _names(lead, other) and not _names(text, other)


def _names(text: str, own: Collection[str]) -> bool:
    return _share_held(text, own) >= _NAMED


def _share_held(text: str, wanted: Collection[str]) -> float:
    held = set(terms(text))
    return sum(term in held for term in wanted) / max(1, len(wanted))
