"""One run over files: the state that all files of it share."""

from __future__ import annotations

import os
from collections.abc import Sequence

from index.loaders import version
from index.platform.printable import printable
from index.protocols import Loader
from index.storage.store import Store
from index.sync.allowance import run_allowance
from index.sync.attempts import Attempts, is_suspected
from index.sync.batches import Batches, Item
from index.sync.extraction import FileRefusedError, why
from index.sync.known_sources import KnownSources, SourceState
from index.sync.report import Counts
from index.sync.scan import ListedFile
from index.values import RefusedFile

__all__ = ["SyncRun"]

_KEPT = "; the version indexed before is kept"


class SyncRun:
    """Known sources, and what this run finds.

    Attributes:
        known: Sources when the run began.
        counts: For the report.
        present: Sources that are still there; the caller drops the others.
        attempts: What is being read, and what is passed over in this start.
        allowance: What is left of the time and the text of the run.
        thorough: Whether what was refused is tried again.
        is_cut_short: Whether files were left so that somebody else can make a change.
    """

    def __init__(
        self,
        *,
        store: Store,
        loader: Loader,
        known: KnownSources,
        counts: Counts,
        attempts: Attempts,
        thorough: bool = False,
    ) -> None:
        self.store = store
        self.loader = loader
        self.known = known
        self.counts = counts
        self.present: set[str] = set()
        self.attempts = attempts
        self.allowance = run_allowance(loader.limits)
        self.thorough = thorough
        self.is_cut_short = False

    def pass_over(self, source: str, known: SourceState, *, is_kept: bool) -> None:
        """Count a source that looks unchanged for what it was."""
        if known.refused_for:
            self._count_refused(source, known.refused_for, is_kept=is_kept)
        else:
            self.counts.unchanged += 1

    def is_passed_over(self, source: str) -> bool:
        """Whether the program ended with it, and this start leaves it alone."""
        return not self.thorough and source in self.attempts.passed_over

    def is_suspected(self, source: str) -> bool:
        """Whether the program ended while it was read."""
        return any(
            is_suspected(state.state) or name in self.attempts.passed_over
            for name, state in self.known.members(source).items()
            if state.refused_for
        )

    def is_read_anew(self, file: ListedFile) -> bool:
        """Whether a file is the one that was read, by another version of what reads it."""
        return any(
            member.is_stored
            and member.state.loader.version != version(file.suffix)
            and (member.state.size, member.state.mtime_ns) == (file.size, file.mtime_ns)
            for member in self.known.members(file.source).values()
        )

    def put(self, item: Item, batches: Batches) -> None:
        """Hand a text over and count its source."""
        batches.put(item)
        self.allowance.use(len(item.extracted.text))
        is_stored = self.known.is_stored(item.source)
        self.counts.changed += is_stored
        self.counts.added += not is_stored

    def refuse(
        self, source: str, error: FileRefusedError, batches: Batches, stored: Sequence[str]
    ) -> None:
        """Remember a refusal.

        Args:
            source: The refused file.
            error: Why, and its state.
            batches: Commit it with the next batch.
            stored: Its stored sources. They stay, unless the file is blank.
        """
        gone = stored if error.is_blank else ()
        reason = str(error)

        def write(generation: int) -> None:
            for gone_source in gone:
                self.store.unlink(generation, gone_source)
            self.store.sources.refuse(source, reason, error.state)

        batches.note(write)
        self.counts.removed += len(gone)
        self._count_refused(source, reason, is_kept=bool(stored) and not error.is_blank)

    def fail(self, file: ListedFile, error: OSError) -> None:
        """Count a file that cannot be read; what is stored of it stays."""
        if isinstance(error, FileNotFoundError) and not os.path.lexists(file.path):
            # Removed since the folder was listed, which is no fault of the file.
            self.present.discard(file.source)
            return
        known = self.known.members(file.source)
        self.present.update(known)
        is_kept = any(state.is_stored for state in known.values())
        self._count_refused(file.source, why(error), is_kept=is_kept)

    def leave(self, files: Sequence[ListedFile]) -> None:
        """Leave files to the next run; what is stored of them stays.

        That is said in one line if the allowance is spent.
        """
        for file in files:
            self.present.update(self.known.inside(file.source))
        self.is_cut_short = bool(files) and not self.allowance.spent
        if files and not self.is_cut_short:
            self.counts.refused.append(
                RefusedFile(
                    printable(files[0].source),
                    f"{_more(len(files))} not read yet: {self.allowance.spent}; "
                    "the next run goes on",
                )
            )

    def _count_refused(self, source: str, reason: str, *, is_kept: bool) -> None:
        text = reason + (_KEPT if is_kept else "")
        self.counts.refused.append(RefusedFile(printable(source), text))


def _more(count: int) -> str:
    return "is" if count == 1 else f"and {count - 1:,} more are"
