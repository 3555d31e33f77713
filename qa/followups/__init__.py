"""Follow-up questions completed from the turns before them."""

from qa.followups.complete import PastTurn, completed

__all__ = ["PastTurn", "completed"]
