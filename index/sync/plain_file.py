"""A file that becomes one document."""

from __future__ import annotations

from index.sync.batches import Batches, Item
from index.sync.extraction import FileRefusedError, read_item
from index.sync.known_sources import SourceState
from index.sync.run import SyncRun
from index.sync.scan import ListedFile, looks_unchanged
from index.sync.stamps import refusal_stamp, text_stamp_again
from index.values import SourceKind

__all__ = ["PlainFile"]


class PlainFile:
    """A ``SourceFile`` with one source: its path."""

    __slots__ = ("_kind", "_run", "file")

    def __init__(self, run: SyncRun, file: ListedFile, kind: SourceKind) -> None:
        self.file = file
        self._run = run
        self._kind = kind

    def mark_present(self) -> None:
        """See ``SourceFile.mark_present``."""
        self._run.present.add(self.file.source)

    def pass_over(self) -> bool:
        """See ``SourceFile.pass_over``."""
        self.mark_present()
        known = self._known
        if known is None or not (
            self._run.is_passed_over(self.file.source) or self._looks_unchanged(known)
        ):
            return False
        self._run.pass_over(self.file.source, known, is_kept=known.is_stored)
        return True

    def take(self, batches: Batches) -> int:
        """See ``SourceFile.take``."""
        known = self._known
        state_before = known.state if known is not None and not known.refused_for else None
        try:
            read = read_item(self.file, self._kind, self._run.loader, state_before)
        except FileRefusedError as error:
            stored = [self.file.source] if known is not None and known.is_stored else []
            self._run.refuse(self.file.source, error, batches, stored)
            return 0
        if isinstance(read, Item):
            self._run.put(read, batches)
            return self.file.size
        if known is None or not self._looks_unchanged(known):
            state = read
            batches.note(lambda _: self._run.store.sources.touch(self.file.source, state))
        self._run.counts.unchanged += 1
        return 0

    @property
    def _known(self) -> SourceState | None:
        return self._run.known.states.get(self.file.source)

    def _looks_unchanged(self, known: SourceState) -> bool:
        suffix = self.file.suffix
        if known.refused_for:
            stamp = refusal_stamp(suffix, self._run.loader.limits)
        else:
            stamp = text_stamp_again(suffix, known.state.loader, self._run.loader.limits)
        return looks_unchanged(self.file, known.state, stamp)
