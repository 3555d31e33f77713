"""The documents as their owner keeps them: what is used, what is not and why, and feedback."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from index.catalog import SourceEntry
from index.corpus import Corpus
from index.platform.printable import printable
from index.storage.userdata import Feedback
from qa.answer import Answer

__all__ = ["Entry", "Library", "Taken"]

State = Literal["indexed", "excluded", "refused"]


@dataclass(frozen=True, slots=True)
class Entry:
    """One file, or one text given by a program.

    Attributes:
        source: Absolute path, or the name a program gave.
        title: The document's title; the file's name where it is not indexed.
        kind: ``file`` (in the folder), ``upload`` (a copy of ours) or ``text``.
        state: Whether it is used.
        document: Id of its document, or None where it is not indexed.
        size: In bytes; None where unknown.
        pages: Number of pages; 0 where it has none.
        characters: Length of its text; 0 where it is not indexed.
        reason: Why it was refused, and what to do; empty if it was not.
    """

    source: str
    title: str
    kind: str
    state: State
    document: str | None = None
    size: int | None = None
    pages: int = 0
    characters: int = 0
    reason: str = ""

    @property
    def name(self) -> str:
        """The file's name."""
        return Path(self.source).name or self.source


@dataclass(frozen=True, slots=True)
class Taken:
    """What came of one added file.

    Attributes:
        name: The file's name.
        state: ``indexed``, ``unchanged`` (its text was there already) or ``refused``.
        reason: Why it was refused, and what to do; what of an archive is not used; or empty.
    """

    name: str
    state: Literal["indexed", "unchanged", "refused"]
    reason: str = ""


class Library:
    """Lists and changes what a corpus answers from.

    Methods that change something raise ``CorpusBusyError`` while another process is writing.
    """

    def __init__(self, corpus: Corpus) -> None:
        self._corpus = corpus

    def entries(self) -> tuple[Entry, ...]:
        """Every file: those in use as they came, then refused ones, then excluded ones."""
        excluded = self._corpus.exclusions()
        known = [_entry(one) for one in self._corpus.sources() if one.source not in excluded]
        out = [Entry(source, Path(source).name, "file", "excluded") for source in excluded]
        return (*known, *out)

    def version(self) -> int:
        """A number that grows whenever the list of files may have changed."""
        return self._corpus.version()

    def add(self, path: Path) -> Taken:
        """Copy one file into the corpus and index it."""
        report = self._corpus.add(path)
        name = printable(path.name)
        used = report.added + report.changed + report.unchanged
        if report.refused and not used:
            return Taken(name, "refused", report.refused[0].reason)
        reason = ""
        if report.refused:  # of an archive or a message
            first = report.refused[0]
            reason = f"not used: {Path(first.path).name} ({first.reason})"
            if len(report.refused) > 1:
                reason += f", and {len(report.refused) - 1} more"
        return Taken(name, "indexed" if report.passages else "unchanged", reason)

    def withdraw(self, document_id: str, source: str) -> None:
        """Exclude a folder file, undoably, or delete an upload; other sources stay.

        Raises:
            UnknownDocumentError: There is no such source any more.
        """
        self._corpus.withdraw(document_id, source)

    def restore(self, source: str) -> None:
        """Use an excluded file again; nothing happens if it is not excluded."""
        if source in self._corpus.exclusions():
            self._corpus.restore(source)

    def uploads(self) -> int:
        """How many files were added so far."""
        return len(self._corpus.user_data.uploads())

    def original(self, document_id: str) -> bytes | None:
        """The file that a document was read from, if it is still the same, byte for byte."""
        return self._corpus.original(document_id)

    def keep_feedback(self, id_: str, answer: Answer, *, helpful: bool, note: str = "") -> None:
        """Record what a user thought of an answer; the same id again replaces it."""
        record = json.dumps(answer.to_dict(), ensure_ascii=False)
        self._corpus.user_data.keep_feedback(Feedback(id_, helpful, note, record))

    def feedback(self) -> list[Feedback]:
        """All feedback, oldest first."""
        return self._corpus.user_data.feedback()


def _entry(source: SourceEntry) -> Entry:
    document = source.document
    if document is None:
        name = Path(source.source).name
        return Entry(
            source.source, name, source.kind, "refused", size=source.size, reason=source.reason
        )
    return Entry(
        source.source,
        document.title,
        source.kind,
        "indexed",
        document.id,
        source.size,
        document.pages,
        document.length,
    )
