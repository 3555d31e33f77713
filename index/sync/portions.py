"""Reads portions of a folder's files apart from the corpus, on this machine or on another.

A portion is read, cut and embedded by the same code as in a sync, into a small store of its own.
Its bytes are the result: whoever keeps the corpus takes it in (``merging``).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from index.loaders import LIMITS, Limits
from index.loaders.isolation.worker import Worker
from index.platform.scratch import clear_scratch, scratch_folder
from index.protocols import Embedder, Loader
from index.storage.store import Store
from index.sync.attempts import Attempts
from index.sync.batches import Batches
from index.sync.extraction import FileRefusedError
from index.sync.known_sources import KnownSources
from index.sync.member_sources import is_container
from index.sync.progress import ProgressMeter
from index.sync.report import Counts
from index.sync.run import SyncRun
from index.sync.scan import ListedFile
from index.sync.source_file import source_file, take
from index.text.passages import PassageSettings
from index.values import RefusedFile

__all__ = ["PORTION_FILES", "Portion", "PortionReader", "ReadPortion", "portions", "unread"]

PORTION_FILES = 500
_BYTES = 4_000_000
"""Of files: minutes of embedding, so that little is read again after a machine is lost."""


@dataclass(frozen=True, slots=True)
class Portion:
    """Files that are read together, and taken in together.

    Attributes:
        files: In the order of the folder.
        excluded: Members of containers that a user took out.
    """

    files: tuple[ListedFile, ...]
    excluded: frozenset[str] = frozenset()

    @property
    def size(self) -> int:
        """Bytes of the files."""
        return sum(file.size for file in self.files)


@dataclass(frozen=True, slots=True)
class ReadPortion:
    """A portion that was read.

    Attributes:
        store: Bytes of a store with its documents, passages, vectors, sources and refusals.
        present: Sources that are there.
        blank: Files that are in order and hold nothing; what was stored of them goes.
        refused: Files that could not be used, each with one line why.
        size: Bytes of the files.
    """

    store: bytes
    present: frozenset[str]
    blank: frozenset[str]
    refused: tuple[RefusedFile, ...]
    size: int


class _PortionRun(SyncRun):
    """A run that tells which refused files are blank."""

    blank: frozenset[str] = frozenset()

    def refuse(
        self, source: str, error: FileRefusedError, batches: Batches, stored: Sequence[str]
    ) -> None:
        """See ``SyncRun.refuse``."""
        if error.is_blank:
            self.blank |= {source}
        super().refuse(source, error, batches, stored)


def unread(
    files: Iterable[ListedFile], known: KnownSources, counts: Counts, limits: Limits = LIMITS
) -> tuple[list[ListedFile], set[str]]:
    """Files that look changed since they were taken in, and the sources that are there.

    Of a container that is read again, its members are there only once it was read.

    Args:
        files: All files of the folder.
        known: What was taken in.
        counts: Hears of files that look unchanged, and of those that a user took out.
        limits: How much one file may ask for before it is refused.
    """
    changed = []
    with scratch_folder() as scratch, _store(scratch) as store:
        run = _run(store, Worker(limits), known, scratch, counts)
        for file in files:
            if file.source in known.excluded and not is_container(file.suffix):
                counts.excluded += 1
            elif not source_file(run, file, "file").pass_over():
                changed.append(file)
    return changed, run.present


def portions(
    files: Iterable[ListedFile], excluded: Iterable[str] = (), most: int = PORTION_FILES
) -> Iterator[Portion]:
    """Cut a list of files into portions of at most so many; a large file is one by itself."""
    taken_out = frozenset(excluded)
    batch: list[ListedFile] = []
    size = 0
    for file in files:
        if batch and (len(batch) >= most or size + file.size > _BYTES):
            yield Portion(tuple(batch), taken_out)
            batch, size = [], 0
        batch.append(file)
        size += file.size
    if batch:
        yield Portion(tuple(batch), taken_out)


class PortionReader:
    """Reads portions, one after the other, with a limited process that opens the files.

    Args:
        embedder: Embeds the passages.
        settings: How documents are cut.
        limits: How much one file may ask for before it is refused.
    """

    def __init__(
        self, embedder: Embedder, settings: PassageSettings, limits: Limits = LIMITS
    ) -> None:
        self._embedder = embedder
        self._settings = settings
        self._loader = Worker(limits)
        clear_scratch()  # texts that a killed reader left on this machine

    def read(self, portion: Portion) -> ReadPortion:
        """Read, cut and embed the files of a portion; files that cannot be used are refused."""
        with scratch_folder() as scratch:
            with _store(scratch) as store:
                known = KnownSources({}, set(portion.excluded))
                run = _run(store, self._loader, known, scratch, Counts())
                meter = ProgressMeter(0)
                batches = Batches(store, self._embedder, self._settings, meter)
                for file in portion.files:
                    source = source_file(run, file, "file")
                    source.mark_present()
                    take(source, run, batches)
                batches.flush()
            return ReadPortion(
                store.path.read_bytes(),
                frozenset(run.present),
                run.blank,
                tuple(run.counts.refused),
                portion.size,
            )

    def close(self) -> None:
        """End the process."""
        self._loader.close()


def _run(
    store: Store, loader: Loader, known: KnownSources, scratch: Path, counts: Counts
) -> _PortionRun:
    return _PortionRun(
        store=store, loader=loader, known=known, counts=counts, attempts=Attempts(scratch)
    )


def _store(folder: Path) -> closing[Store]:
    return closing(Store(folder / "portion.sqlite"))
