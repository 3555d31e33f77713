"""Sentences of other documents that say another thing where an answer stands: another value.

A reader need not see an answer in "a notice period of three months" to a question that "six weeks'
notice" answers. So its scores of sentences are asked, and the texts: a sentence of another document
counts if it is worded like the answer's, stands in the same section of another version, or answers
as well by the reader's score and has all words of the question that the answer's sentence has.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from index.span_context import heading_name, headings_above
from index.text.terms import terms
from index.values import Document, Span
from qa.answering.evidence_choice import Sentence, sentence_text
from qa.answering.features import Examined
from qa.answering.measured_values import Value, values_in
from qa.answering.normalize import normalized
from qa.answering.question_words import content_terms
from qa.document_date import date_of
from qa.retriever import Hit
from qa.scope import years_in
from qa.titles import called, head_terms

__all__ = ["Elsewhere", "said_elsewhere"]

_ALIKE: Final = 0.65
"""Share of the words of the shorter of two sentences, without values, that the other one has."""
_OF_LONGER: Final = 0.35
"""The same of the longer one."""
_LEAST_SHARED: Final = 3
"""Words that sentences which are worded alike share."""
_LEAST_SCORES: Final = {"worded alike": -2.0, "another version": 0.0, "answers as well": 0.0}
"""The reader's log-odds from which on a sentence counts that is so."""
_LEAST_SURE: Final = -3.0
"""The same where two of these are so, and where the reader is no surer of the answer's sentence."""
_AS_WELL: Final = 2.0
"""Log-odds by which a sentence may fall short of the answer's and answer as well."""
_LEAST_REWORDED: Final = -1.5
"""Log-odds from which on a sentence of another version counts that gives no value."""
_LEAST_CHANGED, _OF_CHANGED = 2, 0.5
"""Words that a sentence and what became of it share, and their share of the shorter one's."""
_PLAIN: Final = ("number", "count")
"""Kinds of values that alone say little: every text has numbers."""
_DIGIT: Final = re.compile(r"\d")


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """What another document says in place of an answer.

    Attributes:
        sentence: That says it.
        value: The other value in it; the whole sentence where it gives none.
    """

    sentence: Sentence
    value: Span


def said_elsewhere(
    examined: Examined, document: Document, said: Span, marked: Span, hit: Hit
) -> tuple[Elsewhere, ...]:
    """The best sentence of each other document that says another thing, best first.

    A document that gives the same value as well says nothing else.

    Args:
        examined: The question, and the sentences that were read.
        document: Of the answer.
        said: The sentence, or sentences, of the answer.
        marked: The answer in it; the sentence itself where none is marked.
        hit: Where it was read.
    """
    answer = _answer(examined, document, said, marked, hit)
    others: dict[str, Elsewhere | None] = {document.id: None}
    for sentence in examined.sentences:
        if sentence.document.id in others:
            continue
        value = _value_instead(answer, sentence, examined.hits[sentence.hit])
        if value is not None:
            # A value of no length is the answer's own.
            others[sentence.document.id] = Elsewhere(sentence, value) if len(value) else None
    return tuple(other for other in others.values() if other is not None)


@dataclass(frozen=True, slots=True)
class _Answer:
    """What is asked, and what an answer says to it, to compare other sentences with.

    Attributes:
        document: Of the answer.
        said: Its sentence.
        values: Those that are marked.
        others: All values in the sentence.
        asked: Terms of the question that stand in it, or above it.
        required: Terms of the question that a document must have to be meant: what its document is
            called, and figures and names that it has.
        years: Of the question.
        score: The reader's log-odds of the sentence.
    """

    document: Document
    said: Span
    values: tuple[Value, ...]
    others: tuple[Value, ...]
    asked: frozenset[str]
    required: frozenset[str]
    years: frozenset[str]
    score: float


def _answer(examined: Examined, document: Document, said: Span, marked: Span, hit: Hit) -> _Answer:
    text = document.text[said.start : said.end]
    inside = Span(max(0, marked.start - said.start), marked.end - said.start)
    values = values_in(text)
    words = examined.words.words
    asked = {term for word in words for term in word.terms}
    around, named = _terms_around(text, hit), called(document.title, document.sources)
    figures = {t for word in words if word.is_figure for t in word.terms}
    names = {t for word in words if word.is_name for t in word.terms}
    own = [s for s in examined.sentences if s.document.id == document.id]
    return _Answer(
        document=document,
        said=said,
        values=tuple(value for value in values if value.span.overlaps(inside)),
        others=values,
        asked=frozenset(asked & around),
        required=frozenset(
            (asked & named)
            | (figures & (around | named))
            | (names & (around | named | head_terms(document)))
        ),
        years=years_in(" ".join(word.text for word in words)),
        score=max((s.head for s in own if s.span.overlaps(said)), default=0.0),
    )


def _value_instead(answer: _Answer, sentence: Sentence, hit: Hit) -> Span | None:
    """The value that a sentence gives in place of the answer's; None where it gives none.

    An empty span where it gives the answer's own.
    """
    if not _may_be_meant(answer, sentence, hit):
        return None
    if not answer.values:
        return sentence.span if _is_changed(answer, sentence, hit) else None
    ways = set(_ways_alike(answer, sentence, hit))
    if not ways or sentence.head < _least_score(answer, ways):
        return None
    values = values_in(sentence_text(sentence))
    start = sentence.span.start
    if any(value.agrees_with(own) for value in values for own in answer.others):
        return Span(start, start)
    kinds = {value.kind for value in answer.values}
    other = next((value.span for value in values if value.kind in kinds), None)
    if other is not None:
        return Span(start + other.start, start + other.end)
    return sentence.span if _is_reworded(answer, sentence, ways) else None


def _least_score(answer: _Answer, ways: set[str]) -> float:
    """The reader's log-odds from which on a sentence counts that is alike in some ways."""
    least = _LEAST_SURE if len(ways) > 1 else min(_LEAST_SCORES[way] for way in ways)
    if "answers as well" in ways:
        least = min(least, max(_LEAST_SURE, answer.score - _AS_WELL))
    return least


def _may_be_meant(answer: _Answer, sentence: Sentence, hit: Hit) -> bool:
    """Whether the question can mean the document of a sentence as well as the answer's."""
    document = sentence.document
    held = _terms_around(sentence_text(sentence), hit) | called(document.title, document.sources)
    date = date_of(document) if answer.years & answer.required else None
    if date is not None and str(date.year) in answer.years:
        held |= answer.years
    missing = answer.required - held
    return not any(_DIGIT.search(term) for term in missing) and missing <= head_terms(document)


def _ways_alike(answer: _Answer, sentence: Sentence, hit: Hit) -> Iterator[str]:
    """The ways in which a sentence says the same; see ``_LEAST_SCORES``."""
    shared, sizes = _shared_words(answer, sentence)
    is_alike = shared >= _ALIKE * sizes[0] and shared >= _OF_LONGER * sizes[1]
    if shared >= _LEAST_SHARED and is_alike:
        yield "worded alike"
    if _are_versions(answer.document, sentence.document):
        own = _section(answer.document, answer.said)
        other = _section(sentence.document, sentence.span)
        if own and other and (own <= other or other <= own):
            yield "another version"
    is_telling = any(not value.kind.startswith(_PLAIN) for value in answer.values)
    if is_telling and answer.asked <= _terms_around(sentence_text(sentence), hit):
        yield "answers as well"


def _shared_words(answer: _Answer, sentence: Sentence) -> tuple[int, list[int]]:
    """How many words two sentences share, and how many each has, the fewer first; no values."""
    said = answer.document.text[answer.said.start : answer.said.end]
    words, others = (
        content_terms(text) - _terms_of_values(text) for text in (said, sentence_text(sentence))
    )
    return len(words & others), sorted((len(words), len(others)))


def _is_changed(answer: _Answer, sentence: Sentence, hit: Hit) -> bool:
    """Whether a sentence of another version is what became of the answer's, which has no value.

    "Requests go to the office" for "Requests go to the manager": neither stands in both versions.
    """
    if not answer.asked or not _are_versions(answer.document, sentence.document):
        return False
    blocks = (
        answer.document.structure.block_at(answer.said.start),
        sentence.document.structure.block_at(sentence.span.start),
    )
    if len({None if block is None else block.kind for block in blocks}) > 1:
        return False  # a row of a table says nothing in place of a sentence
    said = answer.document.text[answer.said.start : answer.said.end]
    texts = normalized(sentence.document.text), normalized(answer.document.text)
    if normalized(said) in texts[0] or normalized(sentence_text(sentence)) in texts[1]:
        return False
    shared, sizes = _shared_words(answer, sentence)
    is_alike = shared >= _LEAST_CHANGED and shared >= _OF_CHANGED * sizes[0]
    has_asked = answer.asked <= _terms_around(sentence_text(sentence), hit)
    return is_alike and has_asked and sentence.head >= min(0.0, answer.score - _AS_WELL)


def _is_reworded(answer: _Answer, sentence: Sentence, ways: set[str]) -> bool:
    """Whether a sentence of another version says without a value what the answer says with one."""
    is_other = normalized(sentence_text(sentence)) not in normalized(answer.document.text)
    is_alike = {"another version", "answers as well"} <= ways
    return is_alike and is_other and sentence.head >= _LEAST_REWORDED


def _are_versions(document: Document, other: Document) -> bool:
    """Whether two documents have one title, but for numbers, and other numbers or dates."""
    titles = [
        [term for term in terms(d.title) if not _DIGIT.search(term)] for d in (document, other)
    ]
    if titles[0] != titles[1] or not titles[0]:
        return False
    dates = date_of(document), date_of(other)
    return document.title != other.title or (None not in dates and dates[0] != dates[1])


def _section(document: Document, span: Span) -> frozenset[str]:
    """Terms of the nearest heading above."""
    above = headings_above(document.structure, span.start)
    return content_terms(heading_name(document.text, above[-1])) if above else frozenset()


def _terms_around(text: str, hit: Hit) -> frozenset[str]:
    """Terms of a sentence and of what stands above its passage."""
    return frozenset(terms(f"{hit.lead} {text}"))


def _terms_of_values(text: str) -> frozenset[str]:
    values = (text[value.span.start : value.span.end] for value in values_in(text))
    return frozenset(terms(" ".join(values)))
