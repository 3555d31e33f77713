"""The result of a sync."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from index.sync.scan import Listing
from index.values import RefusedFile

__all__ = ["Counts", "SyncReport", "joined_reports"]


@dataclass(frozen=True, slots=True)
class SyncReport:
    """The effect of a change, counted in files.

    Attributes:
        refused: Files that could not be used, each with one line why.
        excluded: Folder files that a user took out.
        ignored: Files of formats that no loader exists for.
        passages: Passages that were embedded.
        passed_over: Printable paths of the first of those ignored.
    """

    added: int = 0
    changed: int = 0
    removed: int = 0
    unchanged: int = 0
    refused: tuple[RefusedFile, ...] = ()
    excluded: int = 0
    ignored: int = 0
    passages: int = 0
    passed_over: tuple[str, ...] = ()


def joined_reports(reports: Sequence[SyncReport]) -> SyncReport:
    """The report of a run that was made in several parts, from those of the parts, in order."""
    last = reports[-1]
    before = sum(report.added + report.changed for report in reports[:-1])
    return replace(
        last,
        added=sum(report.added for report in reports),
        changed=sum(report.changed for report in reports),
        removed=sum(report.removed for report in reports),
        passages=sum(report.passages for report in reports),
        # The later parts pass over what the earlier ones took up.
        unchanged=max(0, last.unchanged - before),
    )


@dataclass(slots=True)
class Counts:
    """The same while it is being counted."""

    added: int = 0
    changed: int = 0
    removed: int = 0
    unchanged: int = 0
    excluded: int = 0
    ignored: int = 0
    refused: list[RefusedFile] = field(default_factory=list)
    passed_over: list[str] = field(default_factory=list)

    def count(self, listing: Listing) -> None:
        """Count the files of a folder that are not read."""
        self.refused += listing.refused
        self.ignored += listing.ignored
        self.passed_over += listing.passed_over

    def report(self, passages: int) -> SyncReport:
        """The counts so far, with the number of passages embedded."""
        return SyncReport(
            added=self.added,
            changed=self.changed,
            removed=self.removed,
            unchanged=self.unchanged,
            refused=tuple(sorted(self.refused, key=lambda refused: refused.path)),
            excluded=self.excluded,
            ignored=self.ignored,
            passages=passages,
            passed_over=tuple(self.passed_over),
        )
