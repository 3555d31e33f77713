"""One answer of the answers to the parts of a question."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from qa.answer import Answer, Citation, Searched

__all__ = ["joined"]

_MOST_RELATED = 3


def joined(answers: Sequence[Answer], searched: Searched) -> Answer:
    """The answers to the parts of a question as one.

    It is an answer if one of the parts has one. A part with evidence then gives its sentences as
    items; a part with nothing is named.

    Args:
        answers: In the order of the parts, each with its part as ``question``; at least one.
        searched: What all of them were asked of.
    """
    unknown = tuple(dict.fromkeys(w for a in answers for w in a.searched.unknown_words))
    searched = replace(searched, unknown_words=unknown)
    milliseconds = {
        stage: sum(answer.milliseconds.get(stage, 0.0) for answer in answers)
        for stage in answers[0].milliseconds
    }
    given = [answer for answer in answers if answer.found]
    if not given:
        related = _distinct([c for answer in answers for c in answer.related])[:_MOST_RELATED]
        return replace(
            max(answers, key=lambda answer: answer.confidence),
            related=related,
            searched=searched,
            milliseconds=milliseconds,
        )
    # Stable: answers first, which the text is taken from, each kind in the order of the parts.
    ordered = sorted(given, key=lambda answer: answer.kind != "answer")
    has_answer = ordered[0].kind == "answer"
    return replace(
        ordered[0],
        confidence=min(answer.confidence for answer in given),
        citations=_distinct([c for answer in ordered for c in _citations(answer)]),
        items=tuple(item for answer in given for item in _items(answer, has_answer)),
        is_complete=False,
        unanswered=tuple(answer.question for answer in answers if not answer.found),
        alternatives=(),
        searched=searched,
        milliseconds=milliseconds,
    )


def _citations(answer: Answer) -> list[Citation]:
    """Those that are shown of a part: all of evidence, of an answer the best and its list."""
    if answer.kind == "evidence":
        return list(answer.citations)
    return [
        citation
        for number, citation in enumerate(answer.citations)
        if number == 0 or any(citation.covers(item) for item in answer.items)
    ]


def _items(answer: Answer, has_answer: bool) -> tuple[Citation, ...]:
    """The items of a part: its list, else its answer, else its sentences beside an answer."""
    if answer.items:
        return answer.items
    if answer.kind == "answer":
        return (_as_item(answer.citations[0]),)
    return answer.citations if has_answer else ()


def _as_item(citation: Citation) -> Citation:
    """The answer span of a citation, or the whole of it, as a citation of its own."""
    if citation.answer_start is None or citation.answer_end is None:
        return citation
    return replace(citation, start=citation.answer_start, end=citation.answer_end)


def _distinct(citations: Sequence[Citation]) -> tuple[Citation, ...]:
    """Those that lie in no other one before them."""
    kept: list[Citation] = []
    for citation in citations:
        if not any(other.covers(citation) for other in kept):
            kept.append(citation)
    return tuple(kept)
