"""Takes files in, one after the other: what each becomes, and what is counted for it."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NoReturn

from tqdm import tqdm

from index.errors import ChangingError
from index.loaders import RefusedError, version
from index.loaders.isolation.worker import Worker
from index.platform.printable import printable
from index.storage.store import Store
from index.sync.batches import Ingest, Item, Refused
from index.sync.containers import (
    inside,
    is_container,
    is_current,
    loader_of_members,
    member_source,
    title,
)
from index.sync.extraction import read_bytes, read_item, refusal, refused_loader
from index.sync.report import Counts
from index.sync.scan import Found, looks_unchanged
from index.values import FileState, Member, RefusedFile, SourceKind

__all__ = ["Intake", "Known", "SourceState", "why"]

_KEPT = "; the version indexed before is kept"


@dataclass(frozen=True, slots=True)
class SourceState:
    """What is known of a source: its state when last read, and what came of it."""

    state: FileState
    stored: bool
    refused_for: str = ""


class Known:
    """All sources of files that are stored or refused, and those that a user took out."""

    def __init__(self, states: Mapping[str, SourceState], excluded: set[str]) -> None:
        self.states = states
        self.excluded = excluded
        self._sorted = sorted(states)
        self._sorted_excluded = sorted(excluded)

    def inside(self, path: str) -> list[str]:
        """Known sources that are the file, or in the container or folder, at ``path``."""
        return inside(path, self._sorted)

    def rows(self, found: Found) -> dict[str, SourceState]:
        """What is known of a container's members, and of the container if it was refused."""
        return {source: self.states[source] for source in self.inside(found.source)}

    def excluded_in(self, found: Found) -> int:
        """How many members of a container a user took out."""
        return len(inside(found.source, self._sorted_excluded))


class Intake:
    """One run over files.

    Attributes:
        present: Sources that are still in the folder, for the caller to drop the others.
    """

    def __init__(
        self,
        *,
        store: Store,
        worker: Worker,
        known: Known,
        counts: Counts,
    ) -> None:
        self._store = store
        self._worker = worker
        self._limits = worker.limits
        self._known = known
        self._counts = counts
        self.present: set[str] = set()

    # -- files that look as they did

    def pass_over(self, found: Found) -> bool:
        """Count a file that looks unchanged for what it was; False if it has to be read."""
        if is_container(found.suffix):
            return self._pass_over_container(found)
        self.present.add(found.source)
        one = self._known.states.get(found.source)
        if one is None or not self._looks_unchanged(found, one):
            return False
        self._count(found.source, one, kept=one.stored)
        return True

    def _pass_over_container(self, found: Found) -> bool:
        rows = self._known.rows(found)
        whole = rows.get(found.source)
        is_refused = whole is not None and self._is_refused_whole(found, whole)
        if is_refused:
            assert whole is not None
            if not self._looks_unchanged(found, whole):
                return False
            # Members that were stored before stay.
            self.present.update(rows)
            self._count(found.source, whole, kept=any(one.stored for one in rows.values()))
            return True
        excluded = self._known.excluded_in(found)
        states = {source: one.state for source, one in rows.items()}
        if not is_current(states, excluded, found, self._limits):
            return False
        self.present.update(rows)
        self._counts.excluded += excluded
        for source, one in rows.items():
            self._count(source, one, kept=one.stored)
        return True

    def _looks_unchanged(self, found: Found, one: SourceState) -> bool:
        suffix = found.suffix
        loader = refused_loader(suffix, self._limits) if one.refused_for else version(suffix)
        return looks_unchanged(found, one.state, loader)

    def _is_refused_whole(self, found: Found, one: SourceState) -> bool:
        """Whether a row of the container's own source means all of it, not a message's text."""
        return bool(one.refused_for) and one.state.loader == refused_loader(
            found.suffix, self._limits
        )

    def _count(self, source: str, one: SourceState, *, kept: bool) -> None:
        if one.refused_for:
            reason = one.refused_for + (_KEPT if kept else "")
            self._counts.refused.append(RefusedFile(printable(source), reason))
        else:
            self._counts.unchanged += 1

    # -- files that are read

    def take(self, found: Found, kind: SourceKind, ingest: Ingest, bar: tqdm[NoReturn]) -> None:
        """Read a file and hand what it holds to ``ingest``."""
        ingest.check()
        try:
            if is_container(found.suffix):
                taken = self._take_container(found, kind, ingest)
            else:
                taken = self._take_file(found, kind, ingest)
        except OSError as error:
            taken = 0
            if isinstance(error, FileNotFoundError) and not os.path.lexists(found.path):
                # Removed since the folder was listed, which is no fault of the file.
                self.present.discard(found.source)
            else:
                rows = self._known.rows(found)
                self.present.update(rows)
                kept = _KEPT if any(one.stored for one in rows.values()) else ""
                self._counts.refused.append(RefusedFile(printable(found.source), why(error) + kept))
        bar.update(found.size - taken)

    def _take_file(self, found: Found, kind: SourceKind, ingest: Ingest) -> int:
        """Returns the bytes that ``ingest`` will report as done."""
        one = self._known.states.get(found.source)
        known = one.state if one and not one.refused_for else None
        try:
            item = read_item(found.path, kind, self._worker, known)
        except Refused as error:
            self._refuse(found.source, error, ingest, stored=bool(one and one.stored))
            return 0
        if isinstance(item, Item):
            self._put(item, ingest)
            return found.size
        if one is None or not self._looks_unchanged(found, one):
            state = item
            ingest.note(lambda _: self._store.touch(found.source, state))
        self._counts.unchanged += 1
        return 0

    def _take_container(self, found: Found, kind: SourceKind, ingest: Ingest) -> int:
        rows = self._known.rows(found)
        excluded = self._known.excluded_in(found)
        try:
            data, state = read_bytes(found.path, self._limits)
            if self._touched(found, rows, excluded, state, ingest):
                return 0
            members = self._opened(data, found, state)
        except Refused as error:
            self.present.update(rows, [found.source])
            stored = [source for source, one in rows.items() if one.stored]
            self._refuse(found.source, error, ingest, stored=bool(stored), sources=stored)
            return 0
        loader = loader_of_members(found.suffix, len(members), self._limits)
        state = replace(state, loader=loader)
        # Whole bytes, for the progress bar; the last member has what is left over.
        share = len(data) // max(len(members), 1)
        taken = 0
        for number, member in enumerate(members):
            source = member_source(found.source, member.name)
            if source in self._known.excluded:
                self._counts.excluded += 1
                continue
            self.present.add(source)
            try:
                extracted = self._worker.load_member(number)
            except RefusedError as error:
                one = rows.get(source)
                refused = Refused(str(error), state)
                self._refuse(source, refused, ingest, stored=bool(one and one.stored))
                continue
            name = extracted.title or title(source)
            self._put(Item(source, kind, extracted, name, state, share), ingest)
            taken += share
        return taken

    def _opened(self, data: bytes, found: Found, state: FileState) -> tuple[Member, ...]:
        try:
            return self._worker.open(data, found.suffix)
        except RefusedError as error:
            raise refusal(error, data, found.path, state, self._limits) from error

    def _touched(
        self,
        found: Found,
        rows: Mapping[str, SourceState],
        excluded: int,
        state: FileState,
        ingest: Ingest,
    ) -> bool:
        """Whether the bytes are those known; then their new time is recorded."""
        if any(one.refused_for for one in rows.values()):
            return False
        states = {source: one.state for source, one in rows.items()}
        if not is_current(states, excluded, found, self._limits, state.sha256):
            return False

        def touch(_: int) -> None:
            for source, one in rows.items():
                self._store.touch(source, replace(state, loader=one.state.loader))

        if not all(looks_unchanged(found, one.state, one.state.loader) for one in rows.values()):
            ingest.note(touch)
        self.present.update(rows)
        self._counts.unchanged += len(rows)
        self._counts.excluded += excluded
        return True

    def _put(self, item: Item, ingest: Ingest) -> None:
        ingest.put(item)
        one = self._known.states.get(item.source)
        self._counts.changed += bool(one and one.stored)
        self._counts.added += not (one and one.stored)

    def _refuse(
        self,
        source: str,
        error: Refused,
        ingest: Ingest,
        *,
        stored: bool,
        sources: Sequence[str] = (),
    ) -> None:
        """Remember a refusal; what is stored stays, unless the file is in order and empty.

        ``sources`` are what is stored of a container, in place of ``source``.
        """
        gone = (sources or [source]) if stored and error.blank else []
        reason = str(error)

        def refuse(generation: int) -> None:
            for one in gone:
                self._store.unlink(generation, one)
            self._store.refuse(source, reason, error.state)

        ingest.note(refuse)
        self._counts.removed += len(gone)
        kept = _KEPT if stored and not error.blank else ""
        self._counts.refused.append(RefusedFile(printable(source), reason + kept))


def why(error: Exception) -> str:
    """One line for an error that concerns a file."""
    if isinstance(error, ChangingError):
        return "is being written; it is read on the next run"
    if isinstance(error, OSError):
        return f"cannot be read ({error.strerror or error}); check the file and its permissions"
    return str(error)
