"""The questions and answers of one browser session, as frozen values."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field, replace

from qa.answer import Answer, Citation
from qa.errors import NotShownError
from qa.page.bot import Talk

__all__ = ["Session", "Turn", "references"]

MAX_TURNS = 100  # turns kept on the page; older ones leave it


def references(answer: Answer) -> tuple[Citation, ...]:
    """Everything of ``answer`` that can be opened, in the order in which it is numbered.

    Citations first, then those of the alternatives; the closest sentences when nothing is found.
    """
    others = tuple(c for other in answer.alternatives for c in other.citations)
    return answer.citations + others + (() if answer.found else answer.related)


@dataclass(frozen=True, slots=True)
class Turn:
    """One question with its answer, with an error message, or with neither while it is read.

    Attributes:
        helpful: The thumb that was given, if any.
        noted: Whether a note was kept with it.
        id: Under which feedback is kept.
    """

    question: str
    answer: Answer | None = None
    error: str | None = None
    helpful: bool | None = None
    noted: bool = False
    id: str = field(default_factory=lambda: secrets.token_hex(8), compare=False)

    @property
    def pending(self) -> bool:
        """Whether the answer is still awaited."""
        return self.answer is None and self.error is None


@dataclass(frozen=True, slots=True)
class Session:
    """The turns of one browser session and the citation that is open.

    Attributes:
        talk: The session's own conversation.
        turns: Oldest first.
        current: Index of a turn and of one of its ``references``; None when no source is open.
        page: The page that is shown of a paged source; None for that of the open citation.
        as_text: Whether a paged source is shown as text.
        shown: Counts what the source pane has shown, so that the browser notices a repetition.
    """

    talk: Talk
    turns: tuple[Turn, ...] = ()
    current: tuple[int, int] | None = None
    page: int | None = None
    as_text: bool = False
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

    def asked(self, question: str) -> Session:
        """With a new pending turn; an earlier one that never got its answer is dropped."""
        kept = tuple(turn for turn in self.turns if not turn.pending)[-(MAX_TURNS - 1) :]
        return replace(self, turns=(*kept, Turn(question)), current=None, page=None)

    def completed(self, turn: Turn) -> Session:
        """With ``turn`` in place of the last one and, if it has an answer, its source open."""
        turns = (*self.turns[:-1], turn)
        is_found = turn.answer is not None and turn.answer.found
        current = (len(turns) - 1, 0) if is_found else None
        return replace(self, turns=turns, current=current, page=None, shown=self.shown + 1)

    def opened(self, turn: int, reference: int) -> Session:
        """With another citation open.

        Raises:
            NotShownError: There is no such turn, or it has no such reference.
        """
        answer = self.answered(turn).answer
        if answer is None or not 0 <= reference < len(references(answer)):
            raise NotShownError(f"turn {turn} has no reference {reference}")
        return replace(self, current=(turn, reference), page=None, shown=self.shown + 1)

    def turned(self, page: int) -> Session:
        """With another page of the open source in view.

        Raises:
            NotShownError: There is no such page.
        """
        citation = self.opened_citation
        if citation is None or page not in {page_.number for page_ in citation.document.pages}:
            raise NotShownError(f"no page {page}")
        return replace(self, page=page, as_text=False, shown=self.shown + 1)

    def viewed(self, as_text: bool) -> Session:
        """With the open source as text, or as it looks."""
        return replace(self, as_text=as_text, shown=self.shown + 1)

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
