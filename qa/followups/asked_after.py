"""What is known of a question beside its words because it depends on those before it."""

from __future__ import annotations

from dataclasses import dataclass

from qa.answer import Citation

__all__ = ["AskedAfter"]


@dataclass(frozen=True, slots=True)
class AskedAfter:
    """What the turns before tell of a question that depends on them.

    Attributes:
        typed: As the user typed it, where what is read has phrases of the turns before in it.
        retrieve_as: What passages are retrieved for as well: what is read, with its topic.
        cited: What was cited for the turn before, or the closest sentences where nothing was found.
        was_found: Whether something was.
        near: Id of the document that it is probably about, since the turn before was; None within
            one question, and where another year or version is meant.
        is_turn: Whether it is a turn of a conversation, and not a part of a question.
    """

    typed: str
    retrieve_as: str
    cited: tuple[Citation, ...] = ()
    was_found: bool = False
    near: str | None = None
    is_turn: bool = False
