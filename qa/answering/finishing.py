"""The last step of an answer: whole words and units, and the items of lists."""

from __future__ import annotations

from dataclasses import replace

from index.values import Document, Span
from qa.answer import Answer, Citation
from qa.answering.features import Examined
from qa.answering.items import listed
from qa.answering.listing import ListedItems
from qa.answering.whole_words import as_marked, without_generated
from qa.question_kind import QuestionKind

__all__ = ["finished", "with_whole_words"]


def finished(answer: Answer, examined: Examined) -> Answer:
    """An answer as a person would mark it, with its items where a list is asked for."""
    if not answer.found:
        return answer
    answer = with_whole_words(answer, examined.kind)
    best = answer.citations[0]
    inside = _answer_span(best)
    if answer.kind == "evidence":
        first = examined.evidence[0]
        document, inside, around = first.document, first.span, first.span
    else:
        document, around = best.document, Span(best.start, best.end)
    items = listed(examined, document, inside, around)
    return answer if items is None else _with_items(answer, document, items)


def with_whole_words(answer: Answer, kind: QuestionKind) -> Answer:
    """The answer with its spans widened to whole numbers, units and names."""
    return replace(
        answer,
        citations=tuple(_whole(citation, kind) for citation in answer.citations),
        alternatives=tuple(
            replace(other, citations=tuple(_whole(citation, kind) for citation in other.citations))
            for other in answer.alternatives
        ),
    )


def _whole(citation: Citation, kind: QuestionKind) -> Citation:
    if citation.answer_start is None or citation.answer_end is None:
        return citation
    sentence = Span(citation.start, citation.end)
    span = without_generated(citation.document.structure.generated, _answer_span(citation))
    span = as_marked(citation.document.text, span, sentence, kind)
    return replace(citation, answer_start=span.start, answer_end=span.end)


def _answer_span(citation: Citation) -> Span:
    if citation.answer_start is None or citation.answer_end is None:
        return Span(citation.start, citation.end)
    return Span(citation.answer_start, citation.answer_end)


def _with_items(answer: Answer, document: Document, items: ListedItems) -> Answer:
    """The answer with the whole list in the citation that touches it, and its items."""
    citations: list[Citation] = []
    whole = items.whole
    for citation in answer.citations:
        touches = citation.document.id == document.id and Span(
            citation.start, citation.end
        ).overlaps(whole)
        if not touches:
            citations.append(citation)
            continue
        start, end = min(citation.start, whole.start), max(citation.end, whole.end)
        merged = replace(citation, start=start, end=end)
        same = [n for n, c in enumerate(citations) if _overlap(c, merged)]
        if not same:
            citations.append(merged)
        else:
            whole = Span(min(start, citations[same[0]].start), max(end, citations[same[0]].end))
            citations[same[0]] = replace(citations[same[0]], start=whole.start, end=whole.end)
    confidence = answer.citations[0].confidence
    return replace(
        answer,
        citations=tuple(citations),
        items=tuple(
            Citation(document, span.start, span.end, confidence, span.start, span.end)
            for span in items.items
        ),
        is_complete=items.is_complete,
    )


def _overlap(citation: Citation, other: Citation) -> bool:
    return (
        citation.document.id == other.document.id
        and citation.start < other.end
        and other.start < citation.end
    )
