"""Judges answers to questions about a folder by their words alone.

A question of a folder names documents and quotes from them, but the gold is what a person reads in
the file: an extraction may space or join it otherwise. So quotations are compared word by word,
after lower-casing and without punctuation and articles.
"""

from __future__ import annotations

import re
import string
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from qa.answer import Answer, Citation
from qa.evaluate.datasets.model import Question

__all__ = ["FieldOutcome", "field_outcome", "stands_in", "words_f1"]

_HALF = 0.5
_SHORT = 4
"""Words of a quotation below which it counts only together with the other ones (cells)."""
_PUNCTUATION = str.maketrans(
    "", "", string.punctuation + "\u2018\u2019\u201c\u201d\u2022\u00a3\u20ac"
)
_BETWEEN = re.compile(r"[\u2013\u2014|]")
_ARTICLES = frozenset({"a", "an", "the"})


@dataclass(frozen=True, slots=True)
class FieldOutcome:
    """What came of one question, as shares that add up to 1 but for the refinements.

    Attributes:
        right: An answer or evidence is given, and a gold answer matches its text with a word F1 of
            at least 0.5, or stands in the first citation. Of lists and of questions in two parts,
            the share of the items that stand in the citations.
        quoted_only: Of the right ones, those whose gold answer only stands in the citation.
        wrong: Something is given and not right.
        wrongly_declined: Nothing is given to a question that is answered.
        declined: Nothing is given to a question that is not answered, which is right.
        false: Something is given to such a question.
        cited_right: Of the right ones, those with a citation of a document that the question names,
            in which a gold answer, an item or the evidence stands.
        closest: Of the wrongly declined ones, those with that among the closest sentences.
        as_evidence: Sentences were given, and no answer.
        evidence_right: Of these, those with the gold evidence in the citations.
        false_answer: Of the false ones, those with an answer.
    """

    right: float = 0.0
    quoted_only: float = 0.0
    wrong: float = 0.0
    wrongly_declined: float = 0.0
    declined: float = 0.0
    false: float = 0.0
    cited_right: float = 0.0
    closest: float = 0.0
    as_evidence: float = 0.0
    evidence_right: float = 0.0
    false_answer: float = 0.0


def field_outcome(question: Question, answer: Answer) -> FieldOutcome:
    """Judge one answer."""
    is_evidence = answer.kind == "evidence"
    given = {
        "as_evidence": float(is_evidence),
        "evidence_right": float(is_evidence and stands_in(question, answer.citations)),
    }
    if not question.has_words:
        if not answer.found:
            return FieldOutcome(declined=1.0)
        return FieldOutcome(false=1.0, false_answer=float(not is_evidence), **given)
    if not answer.found:
        near = any(_supports(question, citation) for citation in answer.related)
        return FieldOutcome(wrongly_declined=1.0, closest=float(near))
    right, quoted_only = _right(question, answer)
    cited = right > 0 and any(_supports(question, citation) for citation in answer.citations)
    return FieldOutcome(
        right=right,
        quoted_only=quoted_only,
        wrong=1 - right,
        cited_right=right if cited else 0.0,
        **given,
    )


def stands_in(question: Question, citations: Sequence[Citation]) -> bool:
    """Whether the gold evidence stands in citations: one sentence of it, or all of its cells."""
    texts = [citation.text for citation in citations]
    sentences = [quote for quote in question.evidence if len(_words(quote)) >= _SHORT]
    if sentences:
        return any(_inside(quote, text) for quote in sentences for text in texts)
    return bool(question.evidence) and all(
        any(_inside(quote, text) for text in texts) for quote in question.evidence
    )


def words_f1(text: str, other: str) -> float:
    """Harmonic mean of the shares of words that two texts have in common."""
    first, second = _words(text), _words(other)
    shared = (Counter(first) & Counter(second)).total()
    return 2 * shared / (len(first) + len(second)) if shared else 0.0


def _right(question: Question, answer: Answer) -> tuple[float, float]:
    """The share that is right, and the share that is only quoted."""
    quotes = [citation.text for citation in answer.citations]
    if question.items:
        everything = " \n ".join([answer.text, *(item.text for item in answer.items), *quotes])
        held = sum(_inside(item, everything) for item in question.items)
        return held / len(question.items), 0.0
    if any(words_f1(gold, answer.text) >= _HALF for gold in question.unplaced):
        return 1.0, 0.0
    if quotes and any(_inside(gold, quotes[0]) for gold in question.unplaced):
        return 1.0, 1.0
    return 0.0, 0.0


def _supports(question: Question, citation: Citation) -> bool:
    names = [f"/{name}" for name in (question.document or "").split("\n") if name]
    named = any(source.endswith(name) for source in citation.document.sources for name in names)
    wanted = (*question.unplaced, *question.items)
    return named and (
        any(_inside(text, citation.text) for text in wanted) or stands_in(question, [citation])
    )


def _inside(part: str, whole: str) -> bool:
    return f" {' '.join(_words(part))} " in f" {' '.join(_words(whole))} "


def _words(text: str) -> list[str]:
    words = _BETWEEN.sub(" ", text.lower()).translate(_PUNCTUATION).split()
    return [word for word in words if word not in _ARTICLES]
