"""Sources: where documents were found, and files that were refused."""

from __future__ import annotations

from collections.abc import Iterable

from index.platform.printable import printable
from index.storage.database import Database
from index.storage.packing import pack_stamp, unpack_stamp
from index.storage.typed_rows import typed_rows
from index.values import FileState, SourceKind

__all__ = ["SourceTable"]

_STATE = (str, int, int, int, str)
"""Types of the columns of a state."""
# Earlier versions stored what was kept at that time, which a user may have taken out since.
_WAS_KEPT = "; the version indexed before is kept"


class SourceTable:
    """Reads and writes sources and refusals; whatever changes something needs a transaction."""

    def __init__(self, database: Database) -> None:
        self._database = database

    # -- reading

    def states(self, kind: SourceKind) -> dict[str, FileState]:
        """Every source of one kind with its state when it was last read."""
        rows = typed_rows(
            self._database.connection(),
            "SELECT source, sha256, size, mtime_ns, seen_ns, loader FROM sources WHERE kind = ?",
            (kind,),
            (str, *_STATE),
        )
        return {row[0]: _state(*row[1:]) for row in rows}

    def of(self, document_id: str) -> list[tuple[str, SourceKind, FileState]]:
        """Sources of a document with their kinds and states, first found first."""
        rows = typed_rows(
            self._database.connection(),
            "SELECT s.source, s.kind, s.sha256, s.size, s.mtime_ns, s.seen_ns, s.loader "
            "FROM sources s JOIN documents d ON d.key = s.document WHERE d.id = ? ORDER BY s.key",
            (document_id,),
            (str, str, *_STATE),
        )
        return [(source, kind, _state(*state)) for source, kind, *state in rows]

    def by_document(self) -> dict[str, list[tuple[str, SourceKind, FileState]]]:
        """Sources of every document as ``of`` returns them, by id."""
        states: dict[str, list[tuple[str, SourceKind, FileState]]] = {}
        for id_, source, kind, *state in typed_rows(
            self._database.connection(),
            "SELECT d.id, s.source, s.kind, s.sha256, s.size, s.mtime_ns, s.seen_ns, s.loader "
            "FROM sources s JOIN documents d ON d.key = s.document ORDER BY s.key",
            (),
            (str, str, str, *_STATE),
        ):
            states.setdefault(id_, []).append((source, kind, _state(*state)))
        return states

    def documents_of(self, source: str) -> list[tuple[int, str]]:
        """(key, id) of the documents that a source holds."""
        rows = typed_rows(
            self._database.connection(),
            "SELECT s.document, d.id FROM sources s JOIN documents d ON d.key = s.document "
            "WHERE s.source = ?",
            (source,),
            (int, str),
        )
        return [(key, id_) for key, id_ in rows]

    def titles(self) -> dict[tuple[str, str], str]:
        """The title that each source gives each of its documents, by (source, document id)."""
        rows = typed_rows(
            self._database.connection(),
            "SELECT s.source, d.id, s.title FROM sources s JOIN documents d ON d.key = s.document",
            (),
            (str, str, str),
        )
        return {(source, id_): title for source, id_, title in rows}

    def notes(self) -> dict[str, tuple[str, ...]]:
        """What was not read of each source, for those that have such notes."""
        query = "SELECT source, notes FROM sources WHERE notes != '' ORDER BY key"
        rows = typed_rows(self._database.connection(), query, (), (str, str))
        return {source: tuple(notes.split("\n")) for source, notes in rows}

    def first_file(self, document_id: str) -> str | None:
        """The first source of a document that is no text of a program; None if it has none."""
        row = (
            self._database.connection()
            .execute(
                "SELECT s.source FROM sources s JOIN documents d ON d.key = s.document "
                "WHERE d.id = ? AND s.kind != 'text' ORDER BY s.key LIMIT 1",
                (document_id,),
            )
            .fetchone()
        )
        return None if row is None else str(row[0])

    def first_title(self, key: int) -> str | None:
        """Title given by the first source of a document; None if it has no source."""
        row = (
            self._database.connection()
            .execute("SELECT title FROM sources WHERE document = ? ORDER BY key LIMIT 1", (key,))
            .fetchone()
        )
        return None if row is None else str(row[0])

    def refusals(self) -> dict[str, tuple[str, FileState]]:
        """Every refused source with its reason and its state at that time."""
        rows = typed_rows(
            self._database.connection(),
            "SELECT source, reason, sha256, size, mtime_ns, seen_ns, loader FROM refused",
            (),
            (str, str, *_STATE),
        )
        return {row[0]: (row[1].removesuffix(_WAS_KEPT), _state(*row[2:])) for row in rows}

    # -- changing

    def insert(
        self,
        source: str,
        kind: SourceKind,
        title: str,
        key: int,
        state: FileState,
        notes: Iterable[str] = (),
    ) -> None:
        """Record that a source holds a document, or its new title, state and notes."""
        self._database.connection().execute(
            "INSERT INTO sources(source, kind, title, document, sha256, size, mtime_ns, seen_ns, "
            "loader, notes) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) "
            "ON CONFLICT(source, document) DO UPDATE "
            "SET kind = excluded.kind, title = excluded.title, sha256 = excluded.sha256, "
            "size = excluded.size, mtime_ns = excluded.mtime_ns, seen_ns = excluded.seen_ns, "
            "loader = excluded.loader, notes = excluded.notes",
            (source, kind, title, key, state.sha256, state.size, state.mtime_ns, state.seen_ns,
             pack_stamp(state.loader), "\n".join(printable(" ".join(n.split())) for n in notes)),
        )  # fmt: skip

    def delete(self, source: str, key: int) -> None:
        """Record that a source no longer holds a document."""
        self._database.connection().execute(
            "DELETE FROM sources WHERE source = ? AND document = ?", (source, key)
        )

    def touch(self, source: str, state: FileState) -> None:
        """Record a new state of a source whose text is the same."""
        self._database.connection().execute(
            "UPDATE sources SET sha256 = ?, size = ?, mtime_ns = ?, seen_ns = ?, loader = ? "
            "WHERE source = ?",
            (state.sha256, state.size, state.mtime_ns, state.seen_ns,
             pack_stamp(state.loader), source),
        )  # fmt: skip

    def refuse(self, source: str, reason: str, state: FileState) -> None:
        """Remember why a file could not be used, so that it is not tried again unchanged."""
        self._database.connection().execute(
            "INSERT OR REPLACE INTO refused VALUES (?, ?, ?, ?, ?, ?, ?)",
            (source, reason, state.sha256, state.size, state.mtime_ns, state.seen_ns,
             pack_stamp(state.loader)),
        )  # fmt: skip

    def accept(self, source: str) -> None:
        """Forget that a file was refused."""
        self._database.connection().execute("DELETE FROM refused WHERE source = ?", (source,))


def _state(sha256: str, size: int, mtime_ns: int, seen_ns: int, loader: str) -> FileState:
    return FileState(sha256, size, mtime_ns, seen_ns, unpack_stamp(loader))
