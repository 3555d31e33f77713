"""Numbered parts of documents that a question asks for or refers to, quoted as they stand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from qa.answer import Alternative, Answer, Citation
from qa.answering.joining import joined
from qa.answering.labelled_part import LabelledPart, labelled_parts
from qa.answering.question_words import QuestionWords
from qa.answering.request import Request
from qa.question_labels import asked_references, document_span, keys_by_reference
from qa.retriever import Hit
from qa.titles import called

__all__ = ["quoted_parts", "referred_part"]

_MOST_PARTS: Final = 5
"""Documents from which parts are given."""
_CONFIDENCE: Final = 0.95
"""Of the part with the label that was asked for: its number is certain, its document may not be."""
_MEANT: Final = 0.8
"""Of the part in the document that the question names best, where others have its number, too."""
_REFERRED: Final = 0.6
"""That a part which a question only refers to bears on it."""


def quoted_parts(request: Request, words: QuestionWords) -> Answer | None:
    """The numbered parts that a question asks for; None where no document has one.

    Where the question names a document, the parts of others are none of those that it asks for.

    Args:
        request: The question; parts of its passages' documents are quoted.
        words: Of it.
    """
    able = _of_the_named(request, words)
    answers = [
        _quoted_part(
            request.of(name, request.documents),
            _likeliest_first(words, labelled_parts(able, keys)),
        )
        for name, keys in keys_by_reference(asked_references(request.question)).items()
    ]
    if not any(answer.found for answer in answers):
        return None
    return answers[0] if len(answers) == 1 else joined(answers, request.searched)


def referred_part(request: Request, words: QuestionWords) -> Answer | None:
    """The numbered part that a question refers to ("how much is paid under 4.1?"), as evidence.

    None where nothing tells which document's part is meant. The arguments are those of
    ``quoted_parts``.
    """
    if not request.takes(_REFERRED):
        return None
    able = _of_the_named(request, words)
    cited = []
    for keys in keys_by_reference(request.question).values():
        ranked = _likeliest_first(words, labelled_parts(able, keys))
        if ranked and (len(ranked) == 1 or ranked[0][0] > ranked[1][0]):
            part = ranked[0][1]
            cited.append(Citation(part.document, part.span.start, part.span.end, _REFERRED))
    return request.answer("evidence", _REFERRED, cited) if cited else None


def _of_the_named(request: Request, words: QuestionWords) -> Sequence[Hit]:
    """The passages of the documents that a question names as those of a part; all if it names none.

    A document is named where its title and the names of its files have every word of "the lease".
    """
    hits = request.hits
    span = document_span(request.question)
    name = "" if span is None else request.question[span[0] : span[1]]
    asked = {term for word in words.words if word.text in name for term in word.terms}
    if not asked:
        return hits
    named = [hit for hit in hits if asked <= called(hit.document.title, hit.document.sources)]
    return named or hits


def _likeliest_first(
    words: QuestionWords, parts: Sequence[LabelledPart]
) -> list[tuple[float, LabelledPart]]:
    """Parts with the share of the question's words in their document's title.

    Of equal ones, that comes first which has more of them itself.
    """
    ranked = [
        (
            words.share_in(part.document.title),
            words.share_in(part.document.text[part.span.start : part.span.end]),
            part,
        )
        for part in parts
    ]
    ranked.sort(key=lambda each: (-each[0], -each[1]))
    return [(in_title, part) for in_title, _, part in ranked[:_MOST_PARTS]]


def _quoted_part(request: Request, ranked: Sequence[tuple[float, LabelledPart]]) -> Answer:
    """The likeliest of the parts with a label, each in a document of its own; none of none.

    Args:
        request: What is asked for, by its name.
        ranked: Its parts, likeliest first. Those whose titles have the most of the question's
            words share the confidence, and the others are not given.
    """
    if not ranked:
        return request.answer("none", 0.0)
    alike = sum(share == ranked[0][0] for share, _ in ranked)
    best = (_CONFIDENCE if len(ranked) == alike else _MEANT) / alike
    if not request.takes(best):
        return request.answer("none", 0.0)
    first, *others = ((_cited(part, best),) for _, part in ranked[:alike])
    return replace(
        request.answer("answer", best, first),
        alternatives=tuple(Alternative(other[0].confidence, other) for other in others),
    )


def _cited(part: LabelledPart, confidence: float) -> Citation:
    return Citation(
        part.document, part.span.start, part.span.end, confidence, part.words.start, part.words.end
    )
