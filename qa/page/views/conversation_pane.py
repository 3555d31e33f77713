"""The conversation as escaped HTML: questions, answers, citations as buttons."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from qa.answer import Alternative, Answer, Citation
from qa.answer_words import LIKELY
from qa.marks import escape
from qa.outcome_words import (
    CLOSEST,
    caution,
    documents_in_words,
    heading,
    help_reply,
    unknown_words_lines,
    unread_in_words,
    unread_lines,
)
from qa.page.bot import DocumentNames
from qa.page.guessing import guess_of
from qa.page.session import Session, Turn
from qa.page.views.answer_actions import retry_html, tools_html
from qa.page.views.citation_button import LONG_QUOTE, citation_html, is_all, underlined
from qa.page.views.confidence_line import confidence_html
from qa.page.views.differing_answers import differing_html, version_html
from qa.page.views.item_list import items_html, near_forms_html, parts_html
from qa.page.views.turn_head import lost_html, turn_head_html, undo_html
from qa.page.views.wording import count_in_words
from qa.question import MAX_QUESTION_CHARACTERS
from qa.searched import Searched

__all__ = ["conversation_html", "welcome_html"]

_MOST_UNFOLDED = 2


@dataclass(frozen=True, slots=True)
class _Shown:
    """The answer of a turn, as the page shows it.

    Attributes:
        turn: Index of the turn.
        opened: Index of its citation that is open, if one is.
        names: Tell documents of one title apart.
    """

    turn: int
    opened: int | None
    names: DocumentNames | None

    def citation(
        self,
        citation: Citation,
        number: int,
        *,
        sentence: bool,
        items: Sequence[Citation] = (),
        with_date: bool = False,
    ) -> str:
        """See ``citation_html``."""
        apart = None if self.names is None else self.names.apart(citation.document.id)
        return citation_html(
            citation, self.turn, number, number == self.opened,
            sentence=sentence, items=items, with_date=with_date, apart=apart,
        )  # fmt: skip


def conversation_html(session: Session, names: DocumentNames | None = None) -> str:
    """All turns, oldest first, with the open citation's button pressed.

    Args:
        session: Whose turns are shown.
        names: Tell documents of one title apart.
    """
    open_turn, open_reference = session.current or (None, None)
    turns = "".join(
        _turn(
            turn,
            _Shown(index, open_reference if index == open_turn else None, names),
            undo_html(session) if index == len(session.turns) - 1 else "",
            is_linked=index == session.linked,
        )
        for index, turn in enumerate(session.turns)
    )
    return _log(f"{turns}{_problem(session.problem)}", session)


def welcome_html(
    folder: str,
    documents: int,
    examples: Sequence[str] = (),
    recent: str = "",
    problem: str = "",
) -> str:
    """What stands in the conversation before the first question.

    Args:
        folder: The name of the documents.
        documents: How many there are.
        examples: Questions that can be asked.
        recent: Conversations to go on with, as HTML.
        problem: What could not be shown instead.
    """
    count = count_in_words(documents)
    buttons = "".join(
        '<li><button type="button" class="example" data-event="ask" '
        f'data-question="{escape(question)}"><bdi>{escape(question)}</bdi></button></li>'
        for question in examples
    )
    tried = f'<h3>For example</h3><ul class="examples">{buttons}</ul>' if buttons else ""
    return _log(
        f'<div class="welcome">{_problem(problem)}<h2>Ask these documents</h2>'
        f'<p><bdi>{escape(folder)}</bdi> · <span class="count">{count}</span></p>'
        "<p>Every answer is an exact quotation, marked in its source. "
        f"If nothing is found that answers a question, you are told so.</p>{recent}{tried}</div>"
    )


def _log(body: str, session: Session | None = None) -> str:
    """The region whose additions a screen reader reads out."""
    busy = ' data-busy="true"' if session is not None and session.pending else ""
    kept = "" if session is None else escape(session.id)
    return (
        f'<div class="turns" role="log" aria-label="Conversation" data-conversation="{kept}"{busy}>'
        f"{body}</div>"
    )


def _problem(line: str) -> str:
    return f'<p class="error problem" role="alert">{escape(line)}</p>' if line else ""


def _turn(turn: Turn, shown: _Shown, undo: str, *, is_linked: bool = False) -> str:
    tools, index = "", shown.turn
    if turn.error is not None:
        body = f'<p class="error" role="alert">{escape(turn.error)}</p>'
        tools = retry_html(index)
    elif turn.answer is None:
        body = '<p class="working" role="status">Reading the documents…</p>'
    else:
        kinds = {"answer": _found, "evidence": _evidence, "none": _nothing, "help": _help}
        body = _asked_as(turn.answer) + kinds[turn.answer.kind](turn.answer, shown)
        tools = tools_html(turn, index)
    state = ' data-pending="true"' if turn.pending else ""
    state += ' data-linked="true"' if is_linked else ""
    head = turn_head_html(turn, index, shown.names)
    return (
        f'<article class="turn" data-id="{escape(turn.id)}"{state}>{head}'
        f"{undo}{lost_html(turn)}{body}{tools}</article>"
    )


def _asked_as(answer: Answer) -> str:
    """How a follow-up was completed, with a way to change it."""
    if answer.asked_as == answer.question:
        return ""
    return (
        '<details class="asked-as"><summary>Understood as '
        f"<q><bdi>{escape(answer.asked_as)}</bdi></q> <span>Edit</span></summary>"
        '<form data-event="ask"><input name="question" aria-label="The question in full" '
        f'maxlength="{MAX_QUESTION_CHARACTERS}" value="{escape(answer.asked_as)}">'
        '<input type="hidden" name="as_typed" value="yes">'
        '<button type="submit">Ask this</button>'
        '<button type="button" class="tool" data-cancel>Cancel</button></form></details>'
    )


def _found(answer: Answer, shown: _Shown) -> str:
    size = " long" if len(answer.text) > LONG_QUOTE else ""
    size += " unsure" if caution(answer) else ""
    differ = answer.disagreeing
    citations = "".join(
        shown.citation(
            c,
            number,
            sentence=not is_all(answer.text, c),
            items=answer.items,
            with_date=bool(differ),
        )
        for number, c in enumerate(answer.citations)
    )
    given = f'<blockquote class="quote{size}" dir="auto">{_quotation(answer)}</blockquote>'
    head = f'<p class="perhaps">{warning}</p>' if (warning := caution(answer)) else ""
    sure = confidence_html(answer.confidence, answer.calibrated)
    cites = f'<ol class="cites" aria-label="Citations">{citations}</ol>'
    given = items_html(answer, shown.turn) or given
    if differ:  # that they do matters more than how sure each is
        head = f"{differing_html(answer)}{version_html(answer.citations[0], shown.names)}"
        sure = ""
        cites += confidence_html(answer.confidence, answer.calibrated, alone=True)
    return (
        f"{near_forms_html(answer)}{head}{given}{parts_html(answer)}{sure}{cites}"
        f"{_alternatives(answer, shown)}"
    )


def _quotation(answer: Answer | Alternative) -> str:
    """The answer, with uncertain words underlined where it is a span of its first citation."""
    first = answer.citations[0]
    start = first.start if first.answer_start is None else first.answer_start
    end = first.end if first.answer_end is None else first.answer_end
    is_span = first.document.text[start:end] == answer.text
    return underlined(first, start, end) if is_span else escape(answer.text)


def _alternatives(answer: Answer, shown: _Shown) -> str:
    if not answer.alternatives:
        return ""
    number = len(answer.citations)
    items: dict[bool, str] = {True: "", False: ""}
    for other in answer.alternatives:
        items[other.disagrees] += _alternative(other, answer.calibrated, number, shown)
        number += len(other.citations)
    also = f'<section class="others"><h3>Also found</h3>{items[False]}</section>'
    return f"{items[True]}{also if items[False] else ''}"


def _alternative(other: Alternative, calibrated: bool, number: int, shown: _Shown) -> str:
    citations = "".join(
        shown.citation(c, number + k, sentence=not is_all(other.text, c), with_date=other.disagrees)
        for k, c in enumerate(other.citations)
    )
    cites = f'<ol class="cites" aria-label="Citations of this answer">{citations}</ol>'
    quotation = _quotation(other)
    if other.disagrees:
        size = " long" if len(other.text) > LONG_QUOTE else ""
        return (
            f'<div class="rival">{version_html(other.citations[0], shown.names)}'
            f'<blockquote class="quote{size}" dir="auto">{quotation}</blockquote>'
            f"{cites}{confidence_html(other.confidence, calibrated, alone=True)}</div>"
        )
    return (
        f'<div class="other"><blockquote dir="auto">{quotation}</blockquote>'
        f"{confidence_html(other.confidence, calibrated)}{cites}</div>"
    )


def _evidence(answer: Answer, shown: _Shown) -> str:
    """Sentences that bear on the question, each whole; none of their words is marked."""
    citations = "".join(
        shown.citation(c, number, sentence=True, items=answer.items)
        for number, c in enumerate(answer.citations)
    )
    unsure = " unsure" if answer.confidence < LIKELY else ""
    return (
        f'{near_forms_html(answer)}<p class="outcome{unsure}">{escape(heading(answer))}</p>'
        f"{items_html(answer, shown.turn)}{parts_html(answer)}"
        f'<ol class="cites evidence" aria-label="Citations">{citations}</ol>'
        f"{confidence_html(answer.confidence, answer.calibrated)}"
    )


def _nothing(answer: Answer, shown: _Shown) -> str:
    searched = _searched(answer.searched)
    head = (
        f'{near_forms_html(answer)}<p class="declined">{escape(heading(answer))}</p>'
        f'<ul class="declined-note" aria-label="What was searched">{searched}</ul>'
    )
    head += _guess(answer)
    if not answer.related:
        return head
    items = "".join(
        shown.citation(c, number, sentence=True) for number, c in enumerate(answer.related)
    )
    return (
        f'{head}<section class="others"><h3>{CLOSEST}</h3>'
        f'<ol class="cites" aria-label="{CLOSEST}">{items}</ol></section>'
    )


def _searched(searched: Searched) -> str:
    """What was searched; what could not be read is folded up where that is long."""
    unread = "".join(f"<li>{escape(line)}</li>" for line in unread_lines(searched))
    if len(searched.unread) > _MOST_UNFOLDED:
        said = escape(unread_in_words(searched))
        unread = f"<li><details><summary>{said}</summary><ul>{unread}</ul></details></li>"
    asked = f"Searched: {documents_in_words(searched)}"
    others = "".join(f"<li>{escape(line)}</li>" for line in unknown_words_lines(searched))
    return f"<li>{escape(asked)}</li>{others}{unread}"


def _guess(answer: Answer) -> str:
    """The best candidate of a decline, if it was asked for."""
    guess = guess_of(answer)
    if guess is None:
        return ""
    return (
        '<section class="guess"><h3>Best guess, too uncertain to be an answer</h3>'
        f'<blockquote dir="auto">{escape(guess.answer_text)}</blockquote>'
        f"{confidence_html(guess.confidence, answer.calibrated)}</section>"
    )


def _help(answer: Answer, shown: _Shown) -> str:
    return f'<p class="help">{escape(help_reply(answer))}</p>'
