"""One answer of the answers to the parts of a question."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from qa.answer import Answer, Citation, Searched

__all__ = ["joined"]

_MOST_RELATED = 3


def joined(answers: Sequence[Answer], searched: Searched) -> Answer:
    """The answers to the parts of a question as one.

    It is an answer if one of the parts has one. A part with evidence is then named, and its
    sentences are cited behind those of the answers; a part with nothing is named, too.

    Args:
        answers: In the order of the parts, each with its part as ``question``; at least one.
        searched: What all of them were asked of.
    """
    unknown = tuple(dict.fromkeys(w for a in answers for w in a.searched.unknown_words))
    milliseconds = {
        stage: sum(answer.milliseconds.get(stage, 0.0) for answer in answers)
        for stage in answers[0].milliseconds
    }
    given = [answer for answer in answers if answer.found]
    return replace(
        _given(answers, given) if given else _nothing(answers),
        searched=replace(searched, unknown_words=unknown),
        milliseconds=milliseconds,
    )


def _nothing(answers: Sequence[Answer]) -> Answer:
    """That nothing was found for any part, with the closest sentences of all."""
    best = max(answers, key=lambda answer: answer.confidence)
    related = _distinct([c for answer in answers for c in answer.related])
    return replace(best, related=related[:_MOST_RELATED])


def _given(answers: Sequence[Answer], given: Sequence[Answer]) -> Answer:
    """What is given of the parts, without what was searched."""
    # Stable: answers first, which the text is taken from, each kind in the order of the parts.
    ordered = sorted(given, key=lambda answer: answer.kind != "answer")
    kind = ordered[0].kind
    alike = [answer for answer in given if answer.kind == kind]
    items = tuple(item for answer in alike for item in _items(answer))
    return replace(
        ordered[0],
        confidence=min(answer.confidence for answer in alike),
        citations=_distinct([c for answer in ordered for c in _citations(answer)]),
        items=items if len(items) > 1 else (),
        is_complete=False,
        evidence_for=tuple(answer.question for answer in given if answer.kind != kind),
        unanswered=tuple(answer.question for answer in answers if not answer.found),
        alternatives=(),
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


def _items(answer: Answer) -> tuple[Citation, ...]:
    """The items of a part: its list, else its answer; of evidence only a list."""
    if answer.items or answer.kind == "evidence":
        return answer.items
    return (_as_item(answer.citations[0]),)


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
