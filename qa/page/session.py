"""The questions and answers of one browser session, as frozen values."""

from __future__ import annotations

import itertools
import time
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from index.user_values import StoredTurn
from index.values import Document
from qa.answer import Answer, Citation
from qa.errors import NotShownError
from qa.kept.kept_turn import Turn
from qa.page.bot import Talk
from qa.page.source_view import SourceView

__all__ = ["Session", "Turn", "references"]

MAX_TURNS = 100  # turns kept on the page; older ones leave it
_SHOWN = itertools.count(time.time_ns() // 1_000_000)  # on from where another process was


def references(answer: Answer) -> tuple[Citation, ...]:
    """Everything of ``answer`` that can be opened, in the order in which it is numbered.

    Citations first, then those of the alternatives; the closest sentences when nothing is found.
    """
    others = tuple(c for other in answer.alternatives for c in other.citations)
    return answer.citations + others + (() if answer.found else answer.related)


@dataclass(frozen=True, slots=True)
class Session:
    """The turns of one browser session and the citation that is open.

    Attributes:
        talk: The session's own conversation.
        turns: Oldest first.
        current: Index of a turn and of one of its ``references``; None when no source is open.
        id: Under which the conversation is kept; "" while it is not.
        owner: Whose it is.
        linked: Index of the turn that a link led to, if any.
        dropped: Turns that an edited question replaced, while that can be undone.
        dropped_as_kept: The same as they were kept.
        problem: Why the conversation cannot be kept or opened, in one line; else "".
        view: How the source is shown.
        shown: Of what the source pane shows, so that the browser notices a repetition; no two that
            a browser gets have the same.
    """

    talk: Talk
    turns: tuple[Turn, ...] = ()
    current: tuple[int, int] | None = None
    id: str = ""
    owner: str = ""
    linked: int | None = None
    dropped: tuple[Turn, ...] = ()
    dropped_as_kept: tuple[StoredTurn, ...] = ()
    problem: str = ""
    view: SourceView = field(default_factory=SourceView)
    shown: int = 0

    @property
    def pending(self) -> bool:
        """Whether an answer is awaited."""
        return bool(self.turns) and self.turns[-1].pending

    @property
    def answers(self) -> list[Answer]:
        """All answers so far, oldest first."""
        return [turn.answer for turn in self.turns if turn.answer is not None]

    @property
    def cited(self) -> tuple[Citation, ...]:
        """All references of the turn that is open."""
        if self.current is None:
            return ()
        answer = self.turns[self.current[0]].answer
        return () if answer is None else references(answer)

    @property
    def items(self) -> tuple[Citation, ...]:
        """The items of the answer that is open."""
        answer = None if self.current is None else self.turns[self.current[0]].answer
        return () if answer is None else answer.items

    @property
    def opened_citation(self) -> Citation | None:
        """The citation that is open."""
        return None if self.current is None or not self.cited else self.cited[self.current[1]]

    @property
    def shown_document(self) -> Document | None:
        """The document in the source pane: opened by itself, or that of the open citation."""
        opened = self.opened_citation
        return self.view.document or (None if opened is None else opened.document)

    def asked(self, question: str, edited: int | None = None) -> Session:
        """With a new pending turn; an earlier one that never got its answer is dropped.

        Args:
            question: As typed.
            edited: Index of the turn whose question this replaces; it and all later ones go.
        """
        there = self.turns if edited is None else self.turns[:edited]
        kept = tuple(turn for turn in there if not turn.pending)[-(MAX_TURNS - 1) :]
        session = replace(self, turns=(*kept, Turn(question)), current=None, linked=None)
        if edited is None:
            return replace(session, dropped=(), dropped_as_kept=())
        return replace(session, talk=self._talk_after(kept), dropped=self.turns[edited:])

    def undone(self) -> Session:
        """With the turns back that an edited question replaced, in place of its own.

        The source of the first of them is open, or of the next that has one.
        """
        first = len(self.turns) - 1
        turns = (*self.turns[:first], *(turn for turn in self.dropped if not turn.pending))
        session = replace(
            self,
            talk=self._talk_after(turns),
            turns=turns,
            current=None,
            dropped=(),
            dropped_as_kept=(),
        )
        for number, turn in enumerate(turns[first:], first):
            if turn.answer is not None and references(turn.answer):
                return session.opened(number, 0)
        return session.viewed(self.view)

    def _talk_after(self, turns: Iterable[Turn]) -> Talk:
        return self.talk.after([turn.answer for turn in turns if turn.answer is not None])

    def completed(self, turn: Turn) -> Session:
        """With ``turn`` in place of the last one and, if it has references, the first one open."""
        turns = (*self.turns[:-1], replace(turn, id=self.turns[-1].id))
        session = replace(self, turns=turns)
        if turn.answer is None or not references(turn.answer):
            return session.viewed(self.view)
        return session.opened(len(turns) - 1, 0)

    def showing(self, turn: int) -> Session:
        """As a link to a turn opens it: with the source of its answer, if it has one."""
        answer = self.turns[turn].answer if 0 <= turn < len(self.turns) else None
        if answer is None or not references(answer):
            return replace(self, linked=turn)
        return replace(self.opened(turn, 0), linked=turn)

    def opened(self, turn: int, reference: int) -> Session:
        """With another citation open.

        Raises:
            NotShownError: There is no such turn, or it has no such reference.
        """
        answer = self.answered(turn).answer
        if answer is None or not 0 <= reference < len(references(answer)):
            raise NotShownError(f"turn {turn} has no reference {reference}")
        return replace(self, current=(turn, reference)).viewed(self.view.at_place())

    def reading(self, document: Document) -> Session:
        """With a document open at its beginning, and no citation."""
        return replace(self, current=None).viewed(self.view.reading(document))

    def viewed(self, view: SourceView) -> Session:
        """With the source shown in another way."""
        return replace(self, view=view, shown=next(_SHOWN))

    def rated(self, turn: int, helpful: bool, noted: bool) -> Session:
        """With a verdict on a turn.

        Raises:
            NotShownError: There is no such answer.
        """
        rated = replace(self.answered(turn), helpful=helpful, noted=noted)
        return replace(self, turns=(*self.turns[:turn], rated, *self.turns[turn + 1 :]))

    def answered(self, turn: int) -> Turn:
        """A turn that has its answer.

        Raises:
            NotShownError: There is no such answer.
        """
        if not 0 <= turn < len(self.turns) or self.turns[turn].answer is None:
            raise NotShownError(f"no answer {turn}")
        return self.turns[turn]
