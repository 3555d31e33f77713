"""Follow-up questions completed from the turns before them."""

from qa.followups.asked_after import AskedAfter
from qa.followups.complete import Completion, PastTurn, completed

__all__ = ["AskedAfter", "Completion", "PastTurn", "completed"]
