"""Everything that changes a corpus; used by ``Corpus`` while it holds the writer lock."""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

from tqdm import tqdm

from index.embedder import Embedder
from index.ingest import Ingest, Item, Refused, made_with, read_item
from index.loaders import RefusedError, version
from index.passages import PassageSettings
from index.report import Counts, SyncReport
from index.scan import Found, RefusedFile, looks_unchanged, printable, scan
from index.store import FileState, SourceKind, Store
from index.uploads import copied
from index.userdata import UserData
from index.values import Extracted

__all__ = ["Writer"]


@dataclass(frozen=True, slots=True)
class _State:
    """What is known of a file: its state when last read, and what came of it."""

    known: FileState
    stored: bool
    refused_for: str = ""


class Writer:
    """One writing session on a corpus."""

    def __init__(
        self,
        *,
        store: Store,
        user: UserData,
        embedder: Embedder,
        settings: PassageSettings,
        location: Path,
        folder: Path | None,
    ) -> None:
        self._store = store
        self._user = user
        self._embedder = embedder
        self._settings = settings
        self._location = location
        self._folder = folder

    # -- the folder and the uploads

    def sync(self, *, progress: bool, thorough: bool) -> SyncReport:
        """See ``Corpus.sync``."""
        counts = Counts()
        states = self._states()
        present: set[str] = set()
        todo: list[tuple[Found, SourceKind]] = []
        for kind, folder in (("file", self._folder), ("upload", self._uploads)):
            if folder is not None and folder.is_dir():
                for found in self._listed(kind, folder, counts):
                    present.add(found.source)
                    state = states.get(found.source)
                    if thorough or state is None or not _unchanged(found, state):
                        todo.append((found, kind))
                    elif state.refused_for:
                        counts.refused.append(
                            RefusedFile(printable(found.source), state.refused_for)
                        )
                    else:
                        counts.unchanged += 1
        passages = self._bring_in(todo, states, counts, progress)
        # Afterwards: a text whose file was renamed or moved is still there, and not embedded anew.
        self._drop_missing(states, present, counts)
        return counts.report(passages)

    def add(self, path: Path, *, progress: bool) -> SyncReport:
        """See ``Corpus.add``."""
        if not path.exists():
            raise FileNotFoundError(f"{path}: no such file or folder")
        counts = Counts()
        if path.is_dir():
            listing = scan(path.resolve())
            counts.refused += listing.refused
            counts.ignored += listing.ignored
            originals = [found.path for found in listing.files]
        else:
            originals = [path.resolve()]
        todo: list[tuple[Found, SourceKind]] = []
        used: list[Path] = []
        for original in originals:
            try:
                version(original.suffix)
                copy = copied(original, self._uploads)
            except (RefusedError, OSError) as error:
                counts.refused.append(RefusedFile(printable(original), _reason(error)))
                continue
            self._user.add_upload(str(copy))
            status = copy.stat()
            todo.append((Found(copy, status.st_size, status.st_mtime_ns), "upload"))
            used.append(original)
        passages = self._bring_in(todo, self._states(), counts, progress)
        copies = {
            printable(found.source): (found.source, original)
            for (found, _), original in zip(todo, used, strict=True)
        }
        for number, refused in enumerate(counts.refused):
            if refused.path in copies:
                copy_source, original = copies[refused.path]
                self._discard_upload(copy_source)
                # The user knows the file by its own path, not by the copy's.
                counts.refused[number] = RefusedFile(printable(original), refused.reason)
        return counts.report(passages)

    def add_texts(self, texts: Iterable[tuple[str, str]], *, progress: bool) -> SyncReport:
        """See ``Corpus.add_texts``."""
        items = []
        for title, text in texts:
            if not text.strip():
                raise ValueError(f"{title!r}: the text is empty")
            data = text.encode("utf-8")
            state = FileState(hashlib.sha256(data).hexdigest(), len(data), 0, 0, "text")
            items.append(Item(title, "text", Extracted(text), title, state, len(data)))
        with self._bar(sum(item.weight for item in items), progress) as bar:
            ingest = Ingest(self._store, self._embedder, self._settings, bar)
            for item in items:
                ingest.put(item)
            ingest.flush()
        return SyncReport(added=len(items), passages=ingest.embedded)

    def remove(self, document_id: str, only: str | None = None) -> bool:
        """See ``Corpus.remove`` and ``withdraw``; False if there is nothing to take out."""
        sources = [s for s in self._store.sources(document_id) if only in (None, s[0])]
        for source, kind in sources:
            if kind == "file":
                self._user.exclude(source)
        with self._store.transaction() as generation:
            for source, kind in sources:
                alone = document_id if kind == "text" else None
                self._store.unlink(generation, source, only_document=alone)
        for source, kind in sources:
            if kind == "upload":
                self._discard_upload(source)
        return bool(sources)

    # -- parts

    @property
    def _uploads(self) -> Path:
        return self._location / "uploads"

    def _states(self) -> dict[str, _State]:
        """What is known of every file, used or refused."""
        states: dict[str, _State] = {}
        for kind in ("file", "upload"):
            for source, known in self._store.source_states(kind).items():
                states[source] = _State(known, stored=True)
        for source, (reason, known) in self._store.refusals().items():
            stored = source in states
            states[source] = _State(known, stored=stored, refused_for=reason)
        return states

    def _listed(self, kind: SourceKind, folder: Path, counts: Counts) -> list[Found]:
        """Files of the folder that are wanted; what cannot be used goes to ``counts``."""
        listing = scan(folder, leave_out=self._location)
        if kind == "upload":
            uploads = self._user.uploads()
            return [found for found in listing.files if found.source in uploads]
        counts.refused += listing.refused
        counts.ignored += listing.ignored
        excluded = self._user.exclusions()
        wanted = [found for found in listing.files if found.source not in excluded]
        counts.excluded += len(listing.files) - len(wanted)
        return wanted

    def _drop_missing(self, states: dict[str, _State], present: set[str], counts: Counts) -> None:
        gone = [source for source in states if source not in present]
        if not gone:
            return
        with self._store.transaction() as generation:
            for source in gone:
                self._store.unlink(generation, source)
                self._store.accept(source)
                counts.removed += states[source].stored

    def _bring_in(
        self,
        todo: list[tuple[Found, SourceKind]],
        states: dict[str, _State],
        counts: Counts,
        progress: bool,
    ) -> int:
        """Bring the files in and remake outdated passages; returns how many were embedded."""
        outdated = self._store.outdated(made_with(self._embedder, self._settings))
        total = sum(found.size for found, _ in todo) + len(outdated)
        with self._bar(total, progress and total > 0) as bar:
            ingest = Ingest(self._store, self._embedder, self._settings, bar)
            for found, kind in todo:
                self._take(found, kind, states.get(found.source), ingest, counts, bar)
            ingest.flush()
            # What the files above replaced is gone by now; only the rest is made anew.
            ingest.remake(
                document
                for id_ in outdated
                if (document := self._store.document(id_)) is not None
                and not self._store.has_current(id_, made_with(self._embedder, self._settings))
            )
        return ingest.embedded

    def _take(
        self,
        found: Found,
        kind: SourceKind,
        state: _State | None,
        ingest: Ingest,
        counts: Counts,
        bar: tqdm[NoReturn],
    ) -> None:
        source = found.source
        known = state.known if state and not state.refused_for else None
        try:
            item = read_item(found.path, kind, known)
        except Refused as error:
            self._refuse(source, error, state, counts)
        except OSError as error:
            counts.refused.append(RefusedFile(printable(source), _reason(error)))
        else:
            if isinstance(item, Item):
                ingest.put(item)
                counts.changed += bool(state and state.stored)
                counts.added += not (state and state.stored)
                return
            with self._store.transaction():
                self._store.touch(source, item)
            counts.unchanged += 1
        bar.update(found.size)

    def _refuse(self, source: str, error: Refused, state: _State | None, counts: Counts) -> None:
        reason = str(error)
        stored = state is not None and state.stored
        if stored and not error.blank:
            reason += "; the version indexed before is kept"
        with self._store.transaction() as generation:
            if stored and error.blank:
                self._store.unlink(generation, source)
                counts.removed += 1
            self._store.refuse(source, reason, error.state)
        counts.refused.append(RefusedFile(printable(source), reason))

    def _discard_upload(self, source: str) -> None:
        path = Path(source)
        if path.is_relative_to(self._uploads):
            self._user.remove_upload(source)
            path.unlink(missing_ok=True)
            with suppress(OSError):
                path.parent.rmdir()

    @staticmethod
    def _bar(total: int, progress: bool) -> tqdm[NoReturn]:
        return tqdm(
            total=total,
            desc="indexing",
            unit="B",
            unit_scale=True,
            disable=not progress,
            file=sys.stderr,
            dynamic_ncols=True,
        )


def _unchanged(found: Found, state: _State) -> bool:
    return looks_unchanged(found, state.known, version(found.path.suffix))


def _reason(error: Exception) -> str:
    if isinstance(error, OSError):
        return f"cannot be read ({error.strerror or error}); check the file and its permissions"
    return str(error)
