"""Follow-up questions completed from the turns before them."""

from qa.followups.complete import Completion, PastTurn, completed

__all__ = ["Completion", "PastTurn", "completed"]
