"""A file in a run: which of the two strategies takes it.

A plain file is one document (``plain_file``). A container holds files that are documents
(``container_file``). Both answer the same two questions: can the file be passed over, because it
looks unchanged; and if not, what does it hold now?
"""

from __future__ import annotations

from typing import Protocol

from index.sync.batches import Batches
from index.sync.container_file import ContainerFile
from index.sync.member_sources import is_container
from index.sync.plain_file import PlainFile
from index.sync.run import SyncRun
from index.sync.scan import ListedFile
from index.sync.stamps import refusal_stamp
from index.values import FileState, SourceKind

__all__ = ["SourceFile", "source_file", "take"]


class SourceFile(Protocol):
    """A listed file in a run."""

    @property
    def file(self) -> ListedFile:
        """Its path, size and time."""
        ...

    def pass_over(self) -> bool:
        """Count the file for what it was if it looks unchanged; False if it has to be read."""
        ...

    def mark_present(self) -> None:
        """Keep its sources, before it is read."""
        ...

    def take(self, batches: Batches) -> int:
        """Read the file and hand its texts over; returns the work that ``batches`` will report.

        Raises:
            OSError: The file cannot be read.
        """
        ...


def source_file(run: SyncRun, file: ListedFile, kind: SourceKind) -> SourceFile:
    """The strategy for a file."""
    strategy = ContainerFile if is_container(file.suffix) else PlainFile
    return strategy(run, file, kind)


def take(source: SourceFile, run: SyncRun, batches: Batches) -> None:
    """Read a file and hand its texts over; a file that cannot be read is counted."""
    batches.check()
    file = source.file
    stamp = refusal_stamp(file.suffix, run.loader.limits)
    run.attempts.begin(file.source, FileState("", file.size, file.mtime_ns, 0, stamp))
    try:
        reported_later = source.take(batches)
    except OSError as error:
        reported_later = 0
        run.fail(file, error)
    finally:
        run.attempts.end()
    batches.meter.advance(source.file.size - reported_later)
