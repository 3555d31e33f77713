"""The source pane as escaped HTML: one document with all of a turn's citations marked."""

from __future__ import annotations

from pathlib import PurePath

from index.values import Span
from qa.answer import Citation
from qa.page.marks import Mark, escape, mark, window
from qa.page.session import Session, references
from qa.page.words import file_name, place

__all__ = ["source_html"]


def source_html(session: Session, *, follow: bool = False) -> str:
    """The open citation in its document; a quiet line when none is open.

    Args:
        session: Whose open citation is shown.
        follow: Whether a narrow page scrolls down to the source: the reader asked for it.
    """
    if session.current is None:
        return _empty(session)
    turn, reference = session.current
    answer = session.turns[turn].answer
    if answer is None:
        return _empty(session)
    cited = references(answer)
    opened = cited[reference]
    document = opened.document
    marks = [
        Mark(Span(c.start, c.end), _answer_span(c), str(number + 1), number == reference)
        for number, c in enumerate(cited)
        if c.document.id == document.id
    ]
    within = window(document.text, Span(opened.start, opened.end))
    cut = ""
    if len(within) < len(document.text):
        cut = (
            '<p class="cut">A long document: shown are the characters '
            f"{within.start:,}–{within.end:,} of {len(document.text):,}.</p>"
        )
    return (
        f'<section class="source" aria-label="Source" data-shown="{session.shown}" '
        f'data-follow="{"true" if follow else "false"}">'
        f"<header>{_heading(opened)}{cut}</header>"
        '<div class="scroll" tabindex="0" role="region" aria-label="Text of the source">'
        f'<div class="text" dir="auto">{mark(document.text, marks, within)}</div></div></section>'
    )


def _heading(citation: Citation) -> str:
    document = citation.document
    name = file_name(document.source)
    parts = [f"characters {citation.start:,}–{citation.end:,}"]
    if where := place(citation):
        parts.insert(0, where)
    if document.title not in (name, PurePath(name).stem):
        parts.append(f"<bdi>{escape(name)}</bdi>")
    return (
        f'<h2><bdi>{escape(document.title)}</bdi></h2><p class="position">{" · ".join(parts)}</p>'
    )


def _answer_span(citation: Citation) -> Span | None:
    if citation.answer_start is None or citation.answer_end is None:
        return None
    return Span(citation.answer_start, citation.answer_end)


def _empty(session: Session) -> str:
    last = session.turns[-1] if session.turns else None
    if last is not None and last.answer is not None and last.answer.related:
        line = "No source answers this. Choose one of the closest sentences to read around it."
    else:
        line = "The source of an answer opens here, with the quoted words marked."
    return (
        f'<section class="source empty" aria-label="Source" data-shown="{session.shown}">'
        f"<p>{line}</p></section>"
    )
