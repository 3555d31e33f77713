"""The buttons of an answer: ask again, copy, link, rate."""

from __future__ import annotations

from qa.answer import Answer
from qa.exports.citation_styles import STYLES, copied
from qa.marks import escape
from qa.page.session import Turn

__all__ = ["MAX_NOTE", "retry_html", "tools_html"]

MAX_NOTE = 2_000  # code points of a note

_UP = "M7 10v11H3V10zm0 0 4-8c1.7 0 3 1.3 3 3v4h5.5a2 2 0 0 1 2 2.3l-1.3 7.5A2 2 0 0 1 18.2 21H7"
_DOWN = "M17 14V3h4v11zm0 0-4 8c-1.7 0-3-1.3-3-3v-4H4.5a2 2 0 0 1-2-2.3l1.3-7.5A2 2 0 0 1 5.8 3H17"


def tools_html(turn: Turn, index: int) -> str:
    """The row of buttons under an answer, with the form for a note once a thumb was given."""
    if turn.answer is None:
        return ""
    copy = ""
    if turn.answer.found:
        copy = _copy(turn.answer)
    link = _button("Link", f'data-link="{escape(turn.question)}" data-answer="{escape(turn.id)}"')
    rate = (
        '<span class="thumbs" role="group" aria-label="Was this helpful?">'
        f"{_thumb(index, True, turn.helpful)}{_thumb(index, False, turn.helpful)}</span>"
    )
    return f'<div class="tools">{_again(index)}{copy}{link}{rate}</div>{_note(turn, index)}'


def retry_html(index: int) -> str:
    """The one button under a question that failed."""
    return f'<div class="tools">{_again(index)}</div>'


def _copy(answer: Answer) -> str:
    """A button with what it copies in every style; the script takes the one that is set."""
    texts = " ".join(f'data-copy-{style}="{escape(copied(answer, style))}"' for style in STYLES)
    return _button("Copy", f"data-copy {texts}")


def _again(index: int) -> str:
    return _button("Ask again", f'data-event="ask" data-turn="{index}"')


def _button(label: str, attributes: str) -> str:
    return f'<button type="button" class="tool" {attributes}>{label}</button>'


def _thumb(index: int, helpful: bool, given: bool | None) -> str:
    label = "Helpful" if helpful else "Not helpful"
    return (
        '<button type="button" class="tool thumb" data-event="select" data-action="rate" '
        f'data-turn="{index}" data-helpful="{"true" if helpful else "false"}" '
        f'aria-label="{label}" title="{label}" '
        f'aria-pressed="{"true" if given is helpful else "false"}">'
        f'<svg viewBox="0 0 24 24" aria-hidden="true"><path d="{_UP if helpful else _DOWN}"/></svg>'
        "</button>"
    )


def _note(turn: Turn, index: int) -> str:
    if turn.helpful is None:
        return ""
    if turn.noted:
        return '<p class="kept" role="status">Thank you. Your note is kept with your documents.</p>'
    return (
        '<form class="note" data-event="select" data-action="note" '
        f'data-turn="{index}"><input name="note" maxlength="{MAX_NOTE}" '
        'aria-label="A note, if you like" placeholder="A note, if you like" autocomplete="off">'
        '<button type="submit">Keep note</button></form>'
    )
