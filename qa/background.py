"""What is being read, waits and failed: for the task list and ``python -m qa status``."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import PurePath
from threading import Event
from typing import TYPE_CHECKING, Any

from index.catalog import SourceEntry
from index.platform.printable import printable
from index.sync.activity import LastRun, RunningNow
from index.sync.report import SyncReport
from index.values import RefusedFile
from qa.amounts import bytes_in_words

if TYPE_CHECKING:
    from qa.any_corpus import AnyCorpus

__all__ = [
    "Background",
    "BackgroundWork",
    "failed_files",
    "kinds_in_words",
    "progress_in_words",
    "summary_of",
    "walls_in_words",
]


@dataclass(frozen=True, slots=True)
class BackgroundWork:
    """What happens to the documents beside the questions.

    Attributes:
        now: What is under way; None if nothing is.
        last: The last comparison of the folder with the corpus; None before the first.
        failed: Files that could not be used, by path.
    """

    now: RunningNow | None = None
    last: LastRun | None = None
    failed: tuple[RefusedFile, ...] = ()


class Background:
    """What is done with the documents of one corpus, for those who wait for it."""

    def __init__(self, corpus: AnyCorpus) -> None:
        self._corpus = corpus
        self._failed: tuple[int, LastRun | None, tuple[RefusedFile, ...]] | None = None

    def work(self) -> BackgroundWork:
        """What is being read, and what failed."""
        version, activity = self._corpus.version(), self._corpus.activity
        last = activity.last
        if self._failed is None or self._failed[:2] != (version, last):
            self._failed = version, last, failed_files(self._corpus.sources(), last)
        return BackgroundWork(activity.now, last, self._failed[2])

    def cancel(self, wish: Event | None = None) -> None:
        """Ask what is being read to end soon: what ``add`` got as ``stop``, or whatever it is."""
        self._corpus.activity.stop(wish)

    def try_again(self, path: str) -> SyncReport:
        """Read a file of ``work().failed`` once more, though it did not change; then sync."""
        sources = [entry.source for entry in self._corpus.sources() if entry.reason]
        return self._corpus.try_again(source for source in sources if printable(source) == path)

    def tell_queue(self, names: Sequence[str]) -> None:
        """Names of files that people added and that wait, for ``python -m qa status``."""
        self._corpus.activity.queued = tuple(names)

    def totals(self) -> dict[str, Any]:
        """Files read, passages embedded, runs by outcome, and seconds, since the program began."""
        return self._corpus.activity.totals


def failed_files(sources: Iterable[SourceEntry], last: LastRun | None) -> tuple[RefusedFile, ...]:
    """Files that could not be used: those that the store remembers, and those of the last sync.

    The store remembers what was read in vain; what could not even be opened is found anew by each
    sync. Paths are printable, as in ``RefusedFile``.
    """
    reasons = {} if last is None else {file.path: file.reason for file in last.failed}
    reasons |= {printable(entry.source): entry.reason for entry in sources if entry.reason}
    return tuple(RefusedFile(path, reason) for path, reason in sorted(reasons.items()))


def kinds_in_words(names: Iterable[str], most: int = 6) -> str:
    """The suffixes of files, the most frequent first, such as ".mp4 .json …"."""
    counts = Counter(PurePath(name).suffix.lower() or "no suffix" for name in names)
    kinds = [kind for kind, _ in sorted(counts.items(), key=lambda kind: (-kind[1], kind[0]))]
    return " ".join([*kinds[:most], *["…"][: len(kinds) > most]])


def progress_in_words(now: RunningNow) -> str:
    """Such as "12 of 40 files, 3.2 MB of 20 MB"."""
    if not now.files:
        return "looking for changes" if now.kind == "sync" else "copying"
    files = f"{now.files_done:,} of {now.files:,} file{'' if now.files == 1 else 's'}"
    if not now.size:
        return files
    return f"{files}, {bytes_in_words(round(now.size_done))} of {bytes_in_words(round(now.size))}"


def summary_of(last: LastRun) -> str:
    """Such as "3 added, 1 changed, 0 removed, 2 could not be used"."""
    if last.outcome == "failed":
        return f"it failed: {last.reason}"
    counts = f"{last.added:,} added, {last.changed:,} changed, {last.removed:,} removed"
    if last.outcome == "stopped":
        return "it was stopped; the next run goes on"
    return f"{counts}, {last.refused:,} could not be used" if last.refused else counts


def walls_in_words(missing: Sequence[str]) -> str:
    """That files are read without walls of the kernel that this system does not give."""
    return (
        f"files are read without {' and '.join(missing)}, which this system does not give: a file "
        "that takes over the program that reads it can do more (see docs/security.md)"
    )
