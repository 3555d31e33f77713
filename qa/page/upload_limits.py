"""Limits on what a browser may send."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["UploadLimits"]


@dataclass(frozen=True, slots=True)
class UploadLimits:
    """Limits on files added from the page.

    Attributes:
        file_bytes: Size of one file.
        at_once: Files in one go.
        files: Added files in all.
        sent_each: Files of one person that were sent and not added yet.
        sent_bytes_each: Their size together.
        sent: Files of all people that were sent and not added yet.
        sent_bytes: Their size together.
        sent_seconds: What was sent and not added for so long is removed.
    """

    file_bytes: int = 50_000_000
    at_once: int = 50
    files: int = 2_000
    sent_each: int = 100
    sent_bytes_each: int = 1_000_000_000
    sent: int = 400
    sent_bytes: int = 4_000_000_000
    sent_seconds: float = 15 * 60
