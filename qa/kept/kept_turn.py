"""One question of a conversation with what became of it, as a frozen value that can be kept."""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from index.user_values import StoredTurn
from qa.answer import Answer
from qa.kept.answer_record import Find, answer_record, restored
from qa.outcome_words import quoted_list

__all__ = ["Turn", "rated_turn", "read_turn", "stored_turn"]

LEFT = "The page was left before this was answered; ask it again."
MOST_NAMED = 3  # documents in one line
UNREADABLE = "This answer was kept in a form that cannot be read; ask the question again."


@dataclass(frozen=True, slots=True)
class Turn:
    """One question with its answer, with an error message, or with neither while it is read.

    Attributes:
        error: Why there is no answer, in one line.
        helpful: The thumb that was given, if any.
        noted: Whether a note was kept with it.
        lost: Which of the cited documents are gone or have changed, in one line; else "".
        id: Under which the turn and feedback on it are kept.
    """

    question: str
    answer: Answer | None = None
    error: str | None = None
    helpful: bool | None = None
    noted: bool = False
    lost: str = ""
    id: str = field(default_factory=lambda: secrets.token_urlsafe(12), compare=False)

    @property
    def pending(self) -> bool:
        """Whether the answer is still awaited."""
        return self.answer is None and self.error is None


def stored_turn(turn: Turn) -> StoredTurn:
    """A turn as the store keeps it."""
    record = {
        "answer": None if turn.answer is None else answer_record(turn.answer),
        "error": turn.error,
        "helpful": turn.helpful,
        "noted": turn.noted,
    }
    # JSON from a browser can hold half characters, which no text can.
    question = turn.question.encode("utf-8", "replace").decode()
    return StoredTurn(turn.id, question, json.dumps(record))


def rated_turn(stored: StoredTurn, turn: Turn) -> StoredTurn:
    """``stored`` with the verdict of ``turn``; its answer stays as it was given."""
    record = {**json.loads(stored.record), "helpful": turn.helpful, "noted": turn.noted}
    return StoredTurn(stored.id, stored.question, json.dumps(record, ensure_ascii=False))


def read_turn(stored: StoredTurn, find: Find, is_source: Callable[[str], bool]) -> Turn:
    """A turn from the store, with its quotations sliced anew.

    Args:
        stored: As ``stored_turn`` gives it.
        find: Looks a document up.
        is_source: Whether a document with this source is there, whatever its text.
    """
    try:
        record = json.loads(stored.record)
        if record["answer"] is None:
            return _made(stored, record, error=str(record["error"] or LEFT))
        back = restored(record["answer"], find)
    except (AttributeError, KeyError, TypeError, ValueError):
        return Turn(stored.question, error=UNREADABLE, id=stored.id)
    lost = _lost(back.lost, is_source)
    if back.answer is None:
        return _made(stored, record, error=f"{lost} Ask the question again.")
    return _made(stored, record, answer=back.answer, lost=lost)


def _made(stored: StoredTurn, record: dict[str, Any], **parts: Any) -> Turn:
    return Turn(
        stored.question,
        helpful=record["helpful"],
        noted=record["noted"] is True,
        id=stored.id,
        **parts,
    )


def _lost(documents: tuple[tuple[str, str], ...], is_source: Callable[[str], bool]) -> str:
    """One line that names the documents; "" where there are none."""
    changed = [title for title, source in documents if is_source(source)]
    gone = [title for title, source in documents if not is_source(source)]
    parts = []
    if changed:
        have = "has" if len(changed) == 1 else "have"
        parts.append(f"{_named(changed)} {have} changed since this was answered")
    if gone:
        are = "is" if len(gone) == 1 else "are"
        parts.append(f"{_named(gone)} {are} no longer among the documents")
    return f"{'; '.join(parts)}: not quoted here." if parts else ""


def _named(titles: list[str]) -> str:
    if len(titles) > MOST_NAMED:
        return f"{quoted_list(titles[:1])} and {len(titles) - 1} more"
    return quoted_list(titles)
