"""Follow-up questions completed from the turns before them."""

from qa.followups.complete import Said, completed

__all__ = ["Said", "completed"]
