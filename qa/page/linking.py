"""What the address of the page leads to."""

from __future__ import annotations

from qa.answer import Answer
from qa.kept.kept_conversations import KeptConversation, KeptConversations

__all__ = ["documents_of", "linked", "linked_documents"]


def linked(conversations: KeptConversations, link: str, owner: str) -> tuple[KeptConversation, int]:
    """The conversation that a link leads to, and the index of its turn.

    Another's conversation comes only up to the turn, and without its id, as a copy to go on from.

    Args:
        conversations: Where it is kept.
        link: Id of a conversation, which leads to its last turn, or of a turn.
        owner: Who follows the link.

    Raises:
        UnknownConversationError: There is neither; or it is another's conversation as a whole.
    """
    if conversations.is_owned(link, owner):
        kept = conversations.open(link, owner)
        return kept, len(kept.turns) - 1
    given = conversations.leading_to(link)
    number = len(given.turns) - 1
    if conversations.is_owned(given.id, owner):
        return conversations.open(given.id, owner), number
    return KeptConversation("", given.title, given.turns), number


def linked_documents(kept: KeptConversation, number: int) -> tuple[str, ...]:
    """Ids of the documents that a turn was restricted to; empty for all."""
    return documents_of(kept.turns[number].answer if 0 <= number < len(kept.turns) else None)


def documents_of(answer: Answer | None) -> tuple[str, ...]:
    """Ids of the documents that an answer was looked for in; empty for all."""
    return () if answer is None else answer.searched.chosen or ()
