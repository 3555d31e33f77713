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
    """

    typed: str
    retrieve_as: str
    cited: tuple[Citation, ...] = ()
    was_found: bool = False
