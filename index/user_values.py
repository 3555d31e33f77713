"""What users make, as plain values: verdicts on answers, conversations and their turns."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

__all__ = [
    "KEPT_DELETED",
    "LOGINS",
    "Feedback",
    "StoredConversation",
    "StoredTurn",
    "split_by_deletion",
]

LOGINS: Final = "\x1flogins"
"""Owner of the settings that are the page's own, such as the key of logins; no user's name."""

KEPT_DELETED: Final = timedelta(days=30)
"""So long a deleted conversation can be restored; then it is erased."""


@dataclass(frozen=True, slots=True)
class Feedback:
    """A user's verdict on an answer.

    Attributes:
        id: Given by the caller; a second verdict with the same id replaces the first.
        helpful: Thumbs up or down.
        note: In the user's words; may be empty.
        answer: The answer as JSON, with its citation records.
    """

    id: str
    helpful: bool
    note: str
    answer: str


@dataclass(frozen=True, slots=True)
class StoredTurn:
    """One turn.

    Attributes:
        id: Unique among all turns of the file.
        question: As typed.
        record: Whatever else is kept of it; JSON that only the caller reads.
    """

    id: str
    question: str
    record: str


@dataclass(frozen=True, slots=True)
class StoredConversation:
    """One conversation without its turns.

    Attributes:
        id: Unique, and not to be guessed.
        owner: Whose it is.
        title: Of its owner's choice, or its first question.
        changed: Time of the last turn, ISO 8601 in UTC.
        turns: Number of turns.
        deleted: When it was deleted, likewise; "" if it is not.
    """

    id: str
    owner: str
    title: str
    changed: str
    turns: int
    deleted: str = ""


def split_by_deletion(
    stored: Iterable[StoredConversation], since: str
) -> tuple[list[StoredConversation], list[StoredConversation]]:
    """Those that are kept, last changed first, and those deleted since, last deleted first."""
    by_id = sorted(stored, key=lambda about: about.id)
    kept = [about for about in by_id if not about.deleted]
    deleted = [about for about in by_id if about.deleted >= since]
    kept.sort(key=lambda about: about.changed, reverse=True)
    deleted.sort(key=lambda about: about.deleted, reverse=True)
    return kept, deleted
