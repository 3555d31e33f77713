"""Checks that the citations of an export still equal the text of their documents."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from index.errors import RefusedError
from index.loaders.isolation.worker import Worker
from index.platform.files import read_regular
from index.protocols import Loader
from index.sync.member_sources import is_container, member_source
from index.values import Document, document_id
from qa.places import pages_in_words

__all__ = ["Verdict", "Verifier"]

_LONGEST_SOURCE = 5_000
"""Code points of a source that is looked for; no system has a path as long."""

_KEPT_CHARACTERS = 100_000_000
"""Of the texts that are kept for the next citation."""

Find = Callable[[str], Document | None]
"""A document by its id, or None."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """The result of checking one citation.

    Attributes:
        state: ``exact``; ``document changed`` (its source holds another text now); ``missing``
            (no source is there, nor is it indexed); ``not exact`` (the document is what it was,
            and something else stands at these offsets).
        place: Title, page and offsets, for people.
    """

    state: Literal["exact", "document changed", "missing", "not exact"]
    place: str


class Verifier:
    """Compares citation records, as ``Citation.to_dict`` gives them, with their documents.

    The source files are read again, as they were for the index: under limits, in a process of
    its own. Where none of them is there, the indexed text counts. A file that is longer than the
    limit, or no plain file, counts as not there.

    Args:
        find: Looks a document up in the index.
        loader: Reads the source files; a process of its own if not given.
        is_late: Whether checking has taken too long.
        folders: Where sources without a whole path are looked for, in this order.
    """

    def __init__(
        self,
        find: Find,
        loader: Loader | None = None,
        is_late: Callable[[], bool] = lambda: False,
        folders: Sequence[Path] = (),
    ) -> None:
        self._find = find
        self._is_late = is_late
        self._folders = tuple(folders)
        self._loader = loader or Worker()
        self._texts: dict[Path, str | None] = {}
        self._characters = 0

    def check(self, citation: Mapping[str, Any]) -> Verdict | None:
        """Check one citation; None if that took too long."""
        where = pages_in_words(str(citation.get("source", "")), _pages(citation))
        page = f", {where}" if where else ""
        title = " ".join(str(citation.get("title", "")).split())
        place = f"{title}{page}, characters {citation.get('start')}-{citation.get('end')}"
        wanted = str(citation.get("document"))
        there = []
        for source in _sources(citation):  # of which anyone may have written any number
            if self._is_late():
                return None
            places = self._places(source) if len(source) <= _LONGEST_SOURCE else []
            there += [text for place in places if (text := self._text(place)) is not None]
        document = None if there else self._find(wanted)
        if document is not None:  # the index knows where its files are
            files = (file for source in document.sources if (file := Path(source)).is_absolute())
            there = [text for file in files if (text := self._text(file)) is not None]
        texts = [text for text in there if document_id(text) == wanted]
        if document is not None and not there:
            texts = [document.text]
        if not texts:
            return Verdict("document changed" if there else "missing", place)
        return Verdict("exact" if _is_exact(citation, texts[0]) else "not exact", place)

    def _places(self, source: str) -> list[Path]:
        """Where a source may be: as it is, or in one of the folders and not outside of it."""
        path = Path(source)
        if path.is_absolute():
            return [path]
        return [folder / path for folder in self._folders if ".." not in path.parts]

    def _text(self, path: Path) -> str | None:
        """The text of a file as it is now; None if there is none to be had."""
        if path in self._texts:
            return self._texts[path]
        text = None
        with suppress(OSError, ValueError, RefusedError):
            file = next((p for p in (path, *path.parents) if p.is_file()), None)
            if file is not None:
                text = self._read(file, path)
        self._characters += len(text or "")
        if self._characters > _KEPT_CHARACTERS:
            self._texts.clear()
            self._characters = len(text or "")
        self._texts[path] = text
        return text

    def _read(self, file: Path, source: Path) -> str | None:
        most = self._loader.limits.file_bytes
        data, _ = read_regular(file, most)
        if len(data) > most:
            return None
        if not is_container(file.suffix):
            return self._loader.load(data, file.suffix).text if file == source else None
        for number, member in enumerate(self._loader.open(data, file.suffix)):
            if member_source(str(file), member.name) == str(source):
                return self._loader.load_member(number).text
        return None


def _sources(citation: Mapping[str, Any]) -> list[str]:
    sources = citation.get("sources")
    return list(map(str, sources if isinstance(sources, list) else [citation.get("source")]))


def _pages(citation: Mapping[str, Any]) -> list[int]:
    """The page numbers of a citation record; other values are left out."""
    pages = citation.get("pages")
    numbers = pages if isinstance(pages, list) else [citation.get("page")]
    return [number for number in numbers if type(number) is int]


def _is_exact(citation: Mapping[str, Any], text: str) -> bool:
    start, end = citation.get("start"), citation.get("end")
    if type(start) is not int or type(end) is not int or not 0 <= start < end <= len(text):
        return False
    if text[start:end] != citation.get("text"):
        return False
    first, last = citation.get("answer_start"), citation.get("answer_end")
    if first is None and last is None:
        return True
    return type(first) is int and type(last) is int and start <= first < last <= end
