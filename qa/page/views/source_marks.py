"""What is marked in the document of the source pane: citations, those of earlier turns, hits."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from index.values import Document, Span
from qa.answer import Citation
from qa.marks import Mark, escape
from qa.page.finding import hits
from qa.page.session import Session

__all__ = ["marks_in"]

LONGEST_QUESTION = 100  # code points of a question that a button names


def marks_in(session: Session, document: Document, within: Span) -> list[Mark]:
    """The marks that touch a part of a document; at most one of them is current.

    First the references of the open turn, with their numbers; then the citations of other turns,
    each with a button that leads to its turn; then the hits of what the reader looks for.
    """
    marks = [*_cited(session, document), *_earlier(session, document), *_hits(session, document)]
    return [item for item in marks if item.span.overlaps(within)]


def _cited(session: Session, document: Document) -> Iterator[Mark]:
    opened = None if session.current is None else session.current[1]
    # At a hit, a page or a part, the reader has gone elsewhere.
    is_there = session.view == session.view.at_place()
    for number, citation in enumerate(session.cited):
        if citation.document.id == document.id:
            yield Mark(
                Span(citation.start, citation.end),
                _answers(citation, session.items),
                str(number + 1),
                number == opened and is_there,
            )


def _answers(citation: Citation, items: Sequence[Citation]) -> tuple[Span, ...]:
    """The items in a citation, or its answer span; nothing where it has none, as evidence."""
    if citation.answer_start is None or citation.answer_end is None:
        return ()
    spans = tuple(Span(item.start, item.end) for item in items if citation.covers(item))
    return spans or (Span(citation.answer_start, citation.answer_end),)


def _earlier(session: Session, document: Document) -> Iterator[Mark]:
    opened = None if session.current is None else session.current[0]
    for number, turn in enumerate(session.turns):
        if number == opened or turn.answer is None:
            continue
        for reference, citation in enumerate(turn.answer.citations):
            if citation.document.id == document.id:
                button = _button(number, reference, turn.question)
                yield Mark(Span(citation.start, citation.end), kind="earlier", button=button)


def _hits(session: Session, document: Document) -> Iterator[Mark]:
    view = session.view
    spans = hits(document, view.query)
    is_there = view.page is None and view.part is None
    for number, span in enumerate(spans):
        yield Mark(span, kind="hit", current=is_there and number == view.hit % len(spans))


def _button(turn: int, reference: int, question: str) -> str:
    """Leads to the turn that cites a place; its words are drawn by the style sheet."""
    short = question[:LONGEST_QUESTION] + ("…" if len(question) > LONGEST_QUESTION else "")
    name = f"Cited for question {turn + 1}: {escape(short)}"
    return (
        '<button type="button" class="cited-by" data-event="select" data-action="open" '
        f'data-turn="{turn}" data-reference="{reference}" data-lead="true" '
        f'data-name="Q{turn + 1}" aria-label="{name}" title="{name}"></button>'
    )
