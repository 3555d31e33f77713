"""Documents that answer one question with different values: 5 days in one, 10 in another.

A newer version of a document often stands beside an older one, and a reader is as sure of the one
as of the other, or sees an answer in only one of them. Which of them holds is not for it to say;
that they differ is.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Final

from index.text.terms import terms
from qa.answering.candidates import Candidate, Place
from qa.answering.elsewhere import Elsewhere, said_elsewhere
from qa.answering.evidence_choice import MAX_SENTENCES, Sentence
from qa.answering.features import Examined
from qa.answering.measured_values import NUMBER_WORDS
from qa.answering.question_words import content_terms
from qa.document_date import MONTHS, date_of
from qa.question_kind import QuestionKind

__all__ = ["disagreeing", "with_disagreeing"]

MOST: Final = 4
"""Answers that are set side by side."""
_LEAST_SCORE: Final = 0.0
"""Log-odds against no answer from which on another document counts as answering."""
_ALIKE: Final = 0.25
"""Share of the words of two sentences from which on they say the same of different values."""
_ALIKE_NAMES: Final = 0.5
"""The same where the answers are names: two people can well have done the same."""
_CLOSE: Final = 4.0
"""Log-odds between two answers up to which they need not be worded alike."""
_VALUES: Final[frozenset[QuestionKind]] = frozenset(
    {"when", "who", "where", "how-many", "other", "keyword"}
)
_ONLY_SENTENCES: Final[frozenset[QuestionKind]] = frozenset({"yes-no", "definition"})
"""Further kinds for which sentences are compared, where no words answer."""
_NAMES: Final[frozenset[QuestionKind]] = frozenset({"who", "where"})
_FIGURE: Final = re.compile(r"\d+(?:[.,]\d+)*")
_WORDS: Final = {word: str(number) for word, number in NUMBER_WORDS.items()} | {
    month.lower(): month for month in MONTHS
}


def disagreeing(examined: Examined) -> tuple[Candidate, ...]:
    """The best answer and those of other documents that give another value in its place.

    Each is of one document. Those of documents whose dates are all known come newest first, others
    best first. Empty where no document disagrees.
    """
    if examined.kind not in _VALUES or not examined.candidates:
        return ()
    best = examined.candidates[0]
    group = [replace(best, places=_of_document(best, best.places[0]))]
    for other in examined.candidates[1:]:
        place = _elsewhere(other, group)
        if place is None or len(group) == MOST:
            continue
        if all(_differs(examined, member.places[0], place) for member in group):
            group.append(replace(other, places=_of_document(other, place)))
    group += _not_answering(examined, best, group)
    return _newest_first(group) if len(group) > 1 else ()


def with_disagreeing(examined: Examined, shown: Sequence[Sentence]) -> tuple[Sentence, ...]:
    """Evidence with sentences of other documents that give another value than the best one.

    Args:
        examined: The question.
        shown: The sentences that are given, best first.
    """
    if examined.kind not in _VALUES | _ONLY_SENTENCES or not shown:
        return tuple(shown)
    best = shown[0]
    said = said_elsewhere(examined, best.document, best.span, best.span, examined.hits[best.hit])
    cited = {sentence.document.id for sentence in shown}
    added = [other.sentence for other in said if other.sentence.document.id not in cited]
    return (*shown, *added[: max(0, MAX_SENTENCES - len(shown))])


def _not_answering(
    examined: Examined, best: Candidate, group: Sequence[Candidate]
) -> list[Candidate]:
    """Values in sentences of further documents in which the reader need not see an answer."""
    place = best.places[0]
    agree = {p.document.id for p in best.places if p.score >= _LEAST_SCORE}
    used = agree | {member.places[0].document.id for member in group}
    said = said_elsewhere(examined, place.document, place.evidence, place.answer, place.hit)
    return [
        _as_candidate(examined, best, other)
        for other in said
        if other.sentence.document.id not in used
    ][: MOST - len(group)]


def _as_candidate(examined: Examined, best: Candidate, other: Elsewhere) -> Candidate:
    sentence = other.sentence
    hit = examined.hits[sentence.hit]
    place = Place(sentence.document, other.value, sentence.span, sentence.head, hit)
    odds = math.exp(min(0.0, sentence.head - best.score))
    return Candidate((place,), best.probability * odds)


def _newest_first(group: Sequence[Candidate]) -> tuple[Candidate, ...]:
    """Those of documents that are all dated differently by their dates, others as they are."""
    dates = [date_of(member.places[0].document) for member in group]
    known = [date for date in dates if date is not None]
    if len(known) < len(group) or len(set(known)) < len(group):
        return tuple(group)
    ordered = sorted(zip(known, group, strict=True), key=lambda pair: pair[0], reverse=True)
    return tuple(member for _, member in ordered)


def _elsewhere(candidate: Candidate, group: Iterable[Candidate]) -> Place | None:
    """The best place of a candidate in a document of its own, if it answers there."""
    used = {member.places[0].document.id for member in group}
    place = next((p for p in candidate.places if p.document.id not in used), None)
    return None if place is None or place.score < _LEAST_SCORE else place


def _of_document(candidate: Candidate, first: Place) -> tuple[Place, ...]:
    return tuple(p for p in candidate.places if p.document.id == first.document.id)


def _differs(examined: Examined, place: Place, other: Place) -> bool:
    """Whether two places say the same of different values."""
    values, others = _values(place), _values(other)
    if values and others:
        is_other, least = not (values <= others or others <= values), _ALIKE
    elif not values and not others and examined.kind in _NAMES:
        is_other = not set(terms(_answer(place))) & set(terms(_answer(other)))
        least = _ALIKE_NAMES
    else:
        return False
    if not is_other or not _is_about_the_same(examined, place, other):
        return False
    is_close = least == _ALIKE and abs(place.score - other.score) <= _CLOSE
    return is_close or _likeness(place, other) >= least


def _values(place: Place) -> frozenset[str]:
    """The numbers and months of an answer."""
    text = _answer(place)
    figures = {figure.replace(",", "") for figure in _FIGURE.findall(text)}
    words = re.findall(r"[a-z]+", text.lower())
    return frozenset(figures | {_WORDS[word] for word in words if word in _WORDS})


def _is_about_the_same(examined: Examined, place: Place, other: Place) -> bool:
    """Whether all words of the question that one place has stand around the other, too."""
    held, others = _around(place), _around(other)
    asked = {term for word in examined.words.words for term in word.terms}
    return asked & held <= others


def _around(place: Place) -> frozenset[str]:
    return frozenset(terms(f"{place.hit.lead} {_evidence(place)}"))


def _likeness(place: Place, other: Place) -> float:
    """Share of the words beside the answer that two sentences have in common, of the shorter's."""
    words, others = (content_terms(_evidence(p)) - set(terms(_answer(p))) for p in (place, other))
    least = min(len(words), len(others))
    return len(words & others) / least if least else 0.0


def _answer(place: Place) -> str:
    return place.document.text[place.answer.start : place.answer.end]


def _evidence(place: Place) -> str:
    return place.document.text[place.evidence.start : place.evidence.end]
