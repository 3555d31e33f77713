"""Documents of one title, and what tells them apart: their dates, and the ends of their paths."""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from qa.answer_words import dated

if TYPE_CHECKING:
    from qa.any_corpus import AnyCorpus

__all__ = ["Apart", "Namesakes", "ends_apart"]

_MOST: Final = 100_000
"""Documents of a corpus up to which all titles are compared."""
_ADDED: Final = "added here"


@dataclass(frozen=True, slots=True)
class Apart:
    """What tells a document from others of its title.

    Attributes:
        date: That it gives itself, such as "14 May 2025"; "" where it names none.
        path: The end of its path, as long as it has to be, such as "2025-03/minutes.md".
    """

    date: str
    path: str

    def __str__(self) -> str:
        """Such as "14 May 2025 · 2025-03/minutes.md"."""
        return " · ".join(filter(None, (self.date, self.path)))


class Namesakes:
    """The documents of a corpus that share their titles.

    Titles are compared once after each change of the documents, and a document is read only when
    somebody asks for it. Where there are very many, none is compared and each counts as a namesake.

    Args:
        corpus: Whose documents they are.
    """

    def __init__(self, corpus: AnyCorpus) -> None:
        self._corpus = corpus
        self._paths: tuple[int, dict[str, str] | None] = (-1, None)
        self._dates: dict[str, str] = {}

    def apart(self, document_id: str) -> Apart | None:
        """What tells a document apart; None where it is alone with its title, or not there."""
        paths = self._current()
        if paths is not None and document_id not in paths:
            return None
        document = self._corpus.document_or_none(document_id)
        if document is None:
            return None
        if document_id not in self._dates:
            self._dates[document_id] = dated(document)
        path = _end(_parts(document.source), 2) if paths is None else paths[document_id]
        return Apart(self._dates[document_id], path)

    def name(self, document_id: str) -> str:
        """Its title with what tells it apart: "Board (2025/minutes.md)"; "" if it is not there."""
        document = self._corpus.document_or_none(document_id)
        if document is None:
            return ""
        title, apart = " ".join(document.title.split()), self.apart(document_id)
        return title if apart is None else f"{title} ({apart})"

    def _current(self) -> dict[str, str] | None:
        """Ends of paths by the ids of namesakes; None where nothing was compared."""
        version = self._corpus.version()
        if self._paths[0] != version:
            self._paths = version, self._compared()
        return self._paths[1]

    def _compared(self) -> dict[str, str] | None:
        if self._corpus.document_count() > _MOST:
            return None
        uploads = f"{self._corpus.location}{os.sep}uploads{os.sep}"
        sources_by_title: dict[str, dict[str, str]] = defaultdict(dict)
        for summary in self._corpus.summaries():
            title = " ".join(summary.title.split()).casefold()
            source = summary.sources[0] if summary.sources else ""
            if source.startswith(uploads):  # a copy in a folder that is named by a digest
                source = f"{_ADDED}/{source.removeprefix(uploads).partition(os.sep)[2]}"
            sources_by_title[title][summary.id] = source
        paths: dict[str, str] = {}
        for sources in sources_by_title.values():
            if len(sources) > 1:
                paths.update(zip(sources, ends_apart(list(sources.values())), strict=True))
        self._dates = {id_: date for id_, date in self._dates.items() if id_ in paths}
        return paths


def ends_apart(sources: Sequence[str]) -> list[str]:
    """For each path its shortest end, of whole parts, that no other one has; in their order.

    >>> ends_apart(["/a/2024/board/minutes.md", "/a/2025/board/minutes.md", "/a/notes.md"])
    ['2024/board/minutes.md', '2025/board/minutes.md', 'notes.md']
    """
    parts = [_parts(source) for source in sources]
    counts: dict[tuple[str, ...], int] = defaultdict(int)
    for path in parts:
        for length in range(1, len(path) + 1):
            counts[path[-length:]] += 1
    return [
        _end(path, next((n for n in range(1, len(path)) if counts[path[-n:]] == 1), len(path)))
        for path in parts
    ]


def _parts(source: str) -> tuple[str, ...]:
    return tuple(part for part in source.replace("\\", "/").split("/") if part)


def _end(parts: tuple[str, ...], length: int) -> str:
    return "/".join(parts[-length:])
