"""What is known of a question beside its words because it was asked after others."""

from __future__ import annotations

from dataclasses import dataclass

from qa.answer import Citation

__all__ = ["AskedAfter"]


@dataclass(frozen=True, slots=True)
class AskedAfter:
    """A question's place in a conversation.

    Attributes:
        typed: As the user typed it, where what is read has phrases of the turns before in it.
        retrieve_as: What passages are retrieved for as well: what is read, with its topic.
        depends: Probability, 0 to 1, that the question depends on the turns before it.
        cited: What was cited for the turn before, or the closest sentences where nothing was found.
        was_found: Whether something was.
    """

    typed: str
    retrieve_as: str
    depends: float = 0.0
    cited: tuple[Citation, ...] = ()
    was_found: bool = False
