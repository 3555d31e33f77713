"""Brings a corpus up to date with its folder, read by several machines and stored by this one.

The nodes read, cut and embed portions of the files; this process, the one committer, stores each
in one transaction. So a node may be lost, whose portions are read again elsewhere, and this process
too: what is stored looks unchanged to the next run, which goes on with the rest.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from index.errors import MissingFolderError
from index.loaders import LIMITS, Limits
from index.protocols import Progress
from index.sync.known_sources import KnownSources
from index.sync.merging import Intake, TakenIn
from index.sync.portions import PORTION_FILES, Portion, ReadPortion, portions, unread
from index.sync.progress import ProgressMeter
from index.sync.report import Counts, SyncReport
from index.sync.scan import ListedFile, Listing, scan

__all__ = ["ReadAll", "sync_shared"]

ReadAll = Callable[[Sequence[Portion]], Iterator[ReadPortion]]
"""Reads portions somewhere, and gives them back in their order."""


def sync_shared(
    folder: Path | Listing,
    intake: Intake,
    read_all: ReadAll,
    *,
    limits: Limits = LIMITS,
    portion_files: int = PORTION_FILES,
    progress: Progress | None = None,
) -> SyncReport:
    """Make what ``intake`` holds of a folder equal to the folder.

    Args:
        folder: All nodes see it at the same path. Or what was listed elsewhere.
        intake: Where portions are stored.
        read_all: Reads them.
        limits: How much one file may ask for before it is refused.
        portion_files: Most files of a portion.
        progress: Told after each portion.

    Raises:
        MissingFolderError: There is no such folder.
    """
    if isinstance(folder, Path) and not folder.is_dir():
        raise MissingFolderError(f"{folder}: not a folder")
    known, counts = intake.known(), Counts()
    changed, present = _listed(folder, known, counts, limits)
    meter = ProgressMeter(sum(file.size for file in changed), progress)
    for read in read_all(list(portions(changed, known.excluded, portion_files))):
        taken = intake.take_in(read)
        present |= read.present
        _count(read, taken, known, counts)
        meter.advance(read.size, taken.passages)
    gone = [source for source in known.states if source not in present]
    if gone:
        intake.drop(gone)
    counts.removed += sum(known.is_stored(source) for source in gone)
    return counts.report(meter.passages)


def _listed(
    folder: Path | Listing, known: KnownSources, counts: Counts, limits: Limits
) -> tuple[list[ListedFile], set[str]]:
    """Files that look changed, and the sources that are there."""
    listing = scan(folder) if isinstance(folder, Path) else folder
    counts.count(listing)
    changed, present = unread(listing.files, known, counts, limits)
    for unlisted in listing.unlisted:
        present.update(known.inside(str(unlisted)))
    return changed, present


def _count(read: ReadPortion, taken: TakenIn, known: KnownSources, counts: Counts) -> None:
    counts.refused += read.refused
    for source in taken.sources:
        is_stored = known.is_stored(source)
        counts.changed += is_stored
        counts.added += not is_stored
