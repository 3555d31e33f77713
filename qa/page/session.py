"""What one browser session has asked, as frozen values."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Protocol

from qa.answer import Answer, Citation

__all__ = ["Bot", "Session", "Talk", "Turn", "references"]

MAX_TURNS = 100  # turns kept on the page; older ones leave it


class Talk(Protocol):
    """A conversation: questions asked one after the other."""

    def ask(self, question: str, *, as_typed: bool = False) -> Answer:
        """Answer ``question`` in the light of the turns before, or as it stands."""


class Bot(Protocol):
    """The part of ``qa.Chatbot`` that the page uses."""

    def conversation(self) -> Talk:
        """A new conversation."""

    def ask(self, question: str) -> Answer:
        """Answer one question on its own."""

    def document_count(self) -> int:
        """How many documents there are."""


def references(answer: Answer) -> tuple[Citation, ...]:
    """Everything of ``answer`` that can be opened, in the order in which it is numbered.

    Citations first, then those of the alternatives; the closest sentences when not found.
    """
    others = tuple(c for other in answer.alternatives for c in other.citations)
    return answer.citations + others + (() if answer.found else answer.related)


@dataclass(frozen=True, slots=True)
class Turn:
    """One question with its answer, with an error message, or with neither while it is read."""

    question: str
    answer: Answer | None = None
    error: str | None = None

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
        edited: Whether the question box holds a completed question to edit; what comes of it is
            asked as it stands.
        shown: Counts what the source pane has shown, so that the browser notices a repetition.
    """

    talk: Talk
    turns: tuple[Turn, ...] = ()
    current: tuple[int, int] | None = None
    shown: int = 0
    edited: bool = False

    def asked(self, question: str) -> Session:
        """With a new pending turn; an earlier one that never got its answer is dropped."""
        kept = tuple(turn for turn in self.turns if not turn.pending)[-(MAX_TURNS - 1) :]
        return replace(self, turns=(*kept, Turn(question)), current=None, edited=False)

    def completed(self, turn: Turn) -> Session:
        """With ``turn`` in place of the last one and, if it has an answer, its source open."""
        turns = (*self.turns[:-1], turn)
        found = turn.answer is not None and turn.answer.found
        current = (len(turns) - 1, 0) if found else None
        return replace(self, turns=turns, current=current, shown=self.shown + 1)

    def edit(self, turn: int) -> tuple[str, Session]:
        """The completed question of a turn, and the session while it is edited.

        Raises:
            IndexError: There is no such turn, or it has no answer.
        """
        answer = self.turns[turn].answer if 0 <= turn < len(self.turns) else None
        if answer is None:
            raise IndexError(f"no answered turn {turn}")
        return answer.asked_as, replace(self, edited=True)

    def opened(self, turn: int, reference: int) -> Session:
        """With another citation open.

        Raises:
            IndexError: There is no such turn, or it has no such reference.
        """
        if not 0 <= turn < len(self.turns):
            raise IndexError(f"no turn {turn}")
        answer = self.turns[turn].answer
        if answer is None or not 0 <= reference < len(references(answer)):
            raise IndexError(f"turn {turn} has no reference {reference}")
        return replace(self, current=(turn, reference), shown=self.shown + 1)
