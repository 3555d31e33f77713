"""What is being read, waits and failed: for the task list and ``python -m qa status``."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import PurePath
from threading import Event
from typing import TYPE_CHECKING, Any

from index.catalog import SourceEntry
from index.loaders.recognition.remarks import says_it_is_read, says_nothing_is_missing
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
    "files_read_in_words",
    "kinds_in_words",
    "progress_in_words",
    "summary_of",
    "walls_in_words",
    "work_of",
]

_MOST_NAMED = 3  # files in one line


@dataclass(frozen=True, slots=True)
class BackgroundWork:
    """What happens to the documents beside the questions.

    Attributes:
        now: What is under way; None if nothing is.
        last: The last comparison of the folder with the corpus; None before the first.
        failed: Files that could not be used, by path.
        read: Number of files that could.
        partly: Printable paths of those of them of which something was not read.
    """

    now: RunningNow | None = None
    last: LastRun | None = None
    failed: tuple[RefusedFile, ...] = ()
    read: int = 0
    partly: tuple[str, ...] = ()


class Background:
    """What is done with the documents of one corpus, for those who wait for it."""

    def __init__(self, corpus: AnyCorpus) -> None:
        self._corpus = corpus
        self._known: tuple[int, LastRun | None, BackgroundWork] | None = None

    def work(self) -> BackgroundWork:
        """What is being read, and what failed."""
        version, activity = self._corpus.version(), self._corpus.activity
        last = activity.last
        if self._known is None or self._known[:2] != (version, last):
            excluded = frozenset(self._corpus.exclusions())
            work = work_of(self._corpus.sources(), last, excluded)
            self._known = version, last, work
        return replace(self._known[2], now=activity.now)

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


def work_of(
    sources: Iterable[SourceEntry], last: LastRun | None, excluded: Collection[str] = frozenset()
) -> BackgroundWork:
    """What became of these files and in the last sync; nothing is under way.

    Args:
        sources: All files.
        last: The last sync.
        excluded: Sources that a user took out, which count as nothing.
    """
    sources = [file for file in sources if file.source not in excluded]
    out = set(map(printable, excluded))
    failed = tuple(file for file in failed_files(sources, last) if file.path not in out)
    # The document of a file that can no longer be opened stays, but the file counts once.
    unused = {file.path for file in failed}
    stored = [file for file in sources if file.document is not None]
    read = [(path, file) for file in stored if (path := printable(file.source)) not in unused]
    partly = sorted(path for path, file in read if any(map(_is_missing, file.notes)))
    return BackgroundWork(None, last, failed, len(read), tuple(partly))


def failed_files(sources: Iterable[SourceEntry], last: LastRun | None) -> tuple[RefusedFile, ...]:
    """Files that could not be used: those that the store remembers, and those of the last sync.

    The store remembers what was read in vain; what could not even be opened is found anew by each
    sync. Paths are printable, as in ``RefusedFile``.
    """
    reasons = {} if last is None else {file.path: file.reason for file in last.failed}
    reasons |= {printable(entry.source): entry.reason for entry in sources if entry.reason}
    return tuple(RefusedFile(path, reason) for path, reason in sorted(reasons.items()))


def files_read_in_words(work: BackgroundWork) -> str:
    """Such as "All 12 files were read", or how many were and which were not.

    "" while something is being read, and where nobody has looked through the folder to its end.
    """
    total = work.read + len(work.failed)
    if work.now is not None or work.last is None or work.last.outcome != "done" or not total:
        return ""
    partly = ""
    if work.partly:
        few = len(work.partly) < work.read
        which = f"{len(work.partly):,} of them " if few else ""
        partly = f", {which}only in part: {_named(work.partly)}"
    if not work.failed:
        all_ = "The file was read" if total == 1 else f"All {total:,} files were read"
        return f"{all_}{partly}"
    count = len(work.failed)
    names = _named([file.path for file in work.failed])
    if not work.read:
        none = "The file was not read" if total == 1 else f"None of the {total:,} files was read"
        return f"{none}: {names}"
    were = "was" if count == 1 else "were"
    return f"{work.read:,} of {total:,} files were read{partly}; {count:,} {were} not: {names}"


def _named(paths: Sequence[str]) -> str:
    """The names of some files, and how many more there are."""
    names = [PurePath(path.replace("\\", "/")).name or path for path in paths[:_MOST_NAMED]]
    rest = len(paths) - _MOST_NAMED
    return ", ".join(names) + (f" and {rest:,} more" if rest > 0 else "")


def _is_missing(note: str) -> bool:
    return not (says_it_is_read(note) or says_nothing_is_missing(note))


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
