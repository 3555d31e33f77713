"""The last step of an answer: whole words and units, lists, and what limits the quoted sentence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from index.values import Document, Span
from qa.answer import Answer, Citation
from qa.answering.features import Examined
from qa.answering.items import listed
from qa.answering.led_lists import with_led_lists
from qa.answering.limits import with_limits
from qa.answering.listing import ListedItems
from qa.answering.price_cells import with_prices
from qa.answering.whole_words import as_marked, below_headings, without_generated
from qa.question_kind import QuestionKind

__all__ = ["finished", "with_whole_words"]


def finished(answer: Answer, examined: Examined) -> Answer:
    """An answer as a person would mark it, with its items where a list is asked for."""
    if not answer.found:
        return answer
    answer = with_prices(with_whole_words(answer, examined.kind))
    best = answer.citations[0]
    inside = _answer_span(best)
    if answer.kind == "evidence":
        first = examined.evidence[0]
        document, inside, around = first.document, first.span, first.span
        quoted = _quotation_of(answer, document, inside)
    else:
        document, around, quoted = best.document, Span(best.start, best.end), inside
    items = listed(examined, document, inside, around, quoted)
    if items is not None:
        return _with_items(answer, document, items)
    return replace(answer, citations=with_limits(with_led_lists(answer.citations)))


def _quotation_of(answer: Answer, document: Document, sentence: Span) -> Span:
    """The citation that a sentence is quoted in; the sentence itself if it is in none."""
    spans = [Span(c.start, c.end) for c in answer.citations if c.document.id == document.id]
    return next((span for span in spans if span.contains(sentence)), sentence)


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
    structure = citation.document.structure
    marked = _answer_span(citation)
    span = below_headings(structure, marked)
    # A heading that only the span reached into is no part of the quotation either.
    start = citation.start if span == marked else span.start
    sentence = Span(start, citation.end)
    span = without_generated(structure.generated, span)
    span = as_marked(citation.document.text, span, sentence, kind)
    return replace(citation, start=start, answer_start=span.start, answer_end=span.end)


def _answer_span(citation: Citation) -> Span:
    if citation.answer_start is None or citation.answer_end is None:
        return Span(citation.start, citation.end)
    return Span(citation.answer_start, citation.answer_end)


def _with_items(answer: Answer, document: Document, items: ListedItems) -> Answer:
    """The answer with citations of the whole list in place of those that touch it."""
    generated = document.structure.generated
    spans = [without_generated(generated, span) for span in items.items]
    confidence = answer.citations[0].confidence
    citations = _with_list(answer, document, items, spans)
    return replace(
        answer,
        citations=citations,
        items=tuple(
            Citation(document, span.start, span.end, confidence, span.start, span.end)
            for span in spans
        ),
        is_complete=items.is_complete,
        # Another item of the list is no other answer.
        alternatives=tuple(
            other
            for other in answer.alternatives
            if not any(citation.covers(other.citations[0]) for citation in citations)
        ),
    )


def _with_list(
    answer: Answer, document: Document, items: ListedItems, spans: Sequence[Span]
) -> tuple[Citation, ...]:
    """The citations, with those of a list in place of the ones that touch it.

    A piece of the list is marked from its first item to its last, where a span is marked at all.

    Args:
        answer: Some citation of it touches the list, or a row of its table.
        document: Of the list.
        items: The list.
        spans: Its items, as they are shown.
    """
    touching = [c for c in answer.citations if c.document.id == document.id]
    touching = [c for c in touching if Span(c.start, c.end).overlaps(items.whole)]
    first = touching[0] if touching else answer.citations[0]
    if items.runs:
        pieces = list(items.runs)
    else:
        start = min(items.whole.start, *(c.start for c in touching))
        end = max(items.whole.end, *(c.end for c in touching))
        pieces = [Span(start, end)]
    is_marked = first.answer_start is not None
    joined = [_piece(document, piece, spans, first.confidence, is_marked) for piece in pieces]
    others = [c for c in answer.citations if c is first or c not in touching]
    at = others.index(first)
    return (*others[:at], *joined, *others[at + 1 :])


def _piece(
    document: Document, piece: Span, spans: Sequence[Span], confidence: float, is_marked: bool
) -> Citation:
    """A citation of one piece of a list."""
    if not is_marked:
        return Citation(document, piece.start, piece.end, confidence)
    own = [span for span in spans if piece.contains(span)]
    marked = (own[0].start, own[-1].end)
    return Citation(document, piece.start, piece.end, confidence, *marked)
