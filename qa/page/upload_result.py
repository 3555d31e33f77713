"""The result of one added file, for the list on the page."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from index.platform.printable import printable
from index.sync.report import SyncReport

__all__ = ["UploadResult"]


@dataclass(frozen=True, slots=True)
class UploadResult:
    """One added file, and whether it is used.

    Attributes:
        name: The file's name.
        state: ``indexed``, ``unchanged`` (its text was there already), ``refused``, or ``ignored``
            (it is no document, though named like one).
        reason: Why the file, or a part of an archive, was refused, and what to do; or empty.
    """

    name: str
    state: Literal["indexed", "unchanged", "refused", "ignored"]
    reason: str = ""

    @classmethod
    def of(cls, file_name: str, report: SyncReport) -> UploadResult:
        """The result that the report of adding this file describes."""
        name = printable(file_name)
        used = report.added + report.changed + report.unchanged
        if report.refused and not used:
            return cls(name, "refused", report.refused[0].reason)
        reason = ""
        if report.refused:  # of an archive or a message
            first = report.refused[0]
            reason = f"not used: {Path(first.path).name} ({first.reason})"
            if len(report.refused) > 1:
                reason += f", and {len(report.refused) - 1} more"
        return cls(name, "indexed" if report.passages else "unchanged", reason)
