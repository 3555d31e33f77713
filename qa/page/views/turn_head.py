"""The head of a turn as escaped HTML: its question, to be edited, and what it was asked of."""

from __future__ import annotations

from qa.marks import escape
from qa.outcome_words import documents_in_words
from qa.page.bot import DocumentNames
from qa.page.session import Session, Turn
from qa.page.views.chosen_names import named_html
from qa.question import MAX_QUESTION_CHARACTERS

__all__ = ["lost_html", "turn_head_html", "undo_html"]

LONG_QUESTION = 600  # code points of a question that are shown


def turn_head_html(turn: Turn, index: int, names: DocumentNames | None = None) -> str:
    """The question, a form to change it, and of which documents it was asked.

    Args:
        turn: What was asked, and the answer if it is there.
        index: Of the turn.
        names: Of the documents.
    """
    question = turn.question
    if len(question) > LONG_QUESTION:
        question = question[:LONG_QUESTION] + "…"
    edit = ""
    if not turn.pending:
        edit = (
            '<details class="edit"><summary class="tool" aria-label="Edit this question">Edit'
            f'</summary><form data-event="ask" data-edited="{index}"><textarea name="question" '
            f'rows="2" aria-label="The question" maxlength="{MAX_QUESTION_CHARACTERS}">'
            f'{escape(turn.question)}</textarea><span class="choice"><button type="submit">'
            'Ask again</button><button type="button" class="tool" data-cancel>Cancel</button>'
            "</span></form></details>"
        )
    return (
        f'<div class="asked"><h2 class="question" dir="auto">{escape(question)}</h2>{edit}</div>'
        f"{_scope(turn, names)}"
    )


def lost_html(turn: Turn) -> str:
    """Which of the cited documents are no longer what they were; "" where all are."""
    return f'<p class="remark lost" role="note">{escape(turn.lost)}</p>' if turn.lost else ""


def undo_html(session: Session) -> str:
    """That an edited question replaced others, with a way back; "" where none did."""
    if not session.dropped or session.pending:
        return ""
    later = len(session.dropped) - 1
    gone = ""
    if later:
        gone = f" and {later} later question{'' if later == 1 else 's'} dropped"
    return (
        f'<p class="undo" role="status">Question changed{gone}. <button type="button" class="tool" '
        'data-event="select" data-action="undo">Undo</button></p>'
    )


def _scope(turn: Turn, names: DocumentNames | None) -> str:
    searched = None if turn.answer is None else turn.answer.searched
    if searched is None or searched.chosen is None:
        return ""
    count = documents_in_words(searched)
    return f'<p class="asked-of">Asked of {count}{named_html(searched.chosen, names)}</p>'
