"""EPUB: the chapters in reading order, as everything that a browser shows of them.

A chapter is not a page: books number their pages, not their files, and the numbers in the text are
left out. Notes stand after the block that refers to them, also those of other files; parts outside
the reading order are read where the table of parts has them. Navigation is left out. Pictures that
are pages of text, such as scans, are read at their place.
"""

from __future__ import annotations

import posixpath
import zipfile
from typing import Any, Final
from urllib.parse import unquote

from index.errors import RefusedError
from index.loaders.building import TextBuilder
from index.loaders.containers.archive import open_zip, unpack
from index.loaders.entries import Entry
from index.loaders.epub.spine import DAMAGED, Chapter, Spine, read_spine
from index.loaders.limits import LIMITS, Limits
from index.loaders.markup import NoteLinks, add_blocks, parse_xhtml, remove_hidden
from index.loaders.markup.data_pictures import is_data, picture_data
from index.loaders.recognition.embedded import Pictures
from index.loaders.titles import title_of
from index.values import Extracted

__all__ = ["load"]

_LINKS: Final = ("{http://www.w3.org/1999/xlink}href", "xlink:href", "href")
_MOST_KEPT: Final = 50
"""Chapters whose trees are kept because earlier ones refer to notes in them."""


def load(data: bytes, limits: Limits = LIMITS) -> Extracted:
    """Text and title of an EPUB file.

    Raises:
        RefusedError: Damaged, copy-protected, without text or over a limit.
    """
    with open_zip(data, limits, "EPUB") as archive:
        package = read_spine(archive)
        if len(package.chapters) > limits.pages:
            raise RefusedError(f"more than {limits.pages:,} chapters; split it")
        builder = TextBuilder(limits)
        with Pictures(limits) as pictures:
            book = _Book(archive, package, pictures)
            for number in range(len(package.chapters)):
                book.add(builder, number)
            pictures.add_notes(builder)
    return builder.extracted(title_of(package.title))


class _Book:
    """The chapters of a book; notes are looked up across them."""

    def __init__(self, archive: zipfile.ZipFile, package: Spine, pictures: Pictures) -> None:
        self._archive = archive
        self._pictures = pictures
        self._chapters = package.chapters
        self._numbers = {chapter.path: n for n, chapter in enumerate(package.chapters)}
        # Trees of chapters with notes that earlier ones refer to, and the places in them.
        self._kept: dict[int, Any] = {}
        self._places: dict[int, dict[str, Any]] = {}
        self._printed: set[Any] = set()

    def add(self, builder: TextBuilder, number: int) -> None:
        """Add the blocks of a chapter.

        Raises:
            RefusedError: It is missing, or the text is longer than the limit.
        """
        root = self._kept.pop(number, None)
        if root is None:
            root = self._tree(self._chapters[number])
        if root is None:
            return
        self._places.setdefault(number, _places(root))
        notes = NoteLinks(root, lambda href: self._elsewhere(number, href), self._printed)
        add_blocks(builder, root, notes, lambda image: self._picture(number, image))
        # An element keeps its whole tree in memory.
        self._places.pop(number, None)
        self._printed = {e for e in self._printed if e.getroottree().getroot() is not root}

    def _tree(self, chapter: Chapter) -> Any | None:
        try:
            content = unpack(self._archive, chapter.path, "EPUB")
        except KeyError:
            raise RefusedError(DAMAGED.format("a chapter is missing")) from None
        if not content.strip():
            return None
        root = parse_xhtml(content)
        _show_drawn_pictures(root)
        remove_hidden(root)
        return root

    def _elsewhere(self, number: int, href: str) -> Any | None:
        """The place that a link leads to, in the same chapter or a later one."""
        path, _, name = href.partition("#")
        target = self._numbers.get(self._path(number, path))
        if target is None or target < number:
            return None
        if target not in self._places:
            if len(self._kept) >= _MOST_KEPT:
                return None
            root = self._kept[target] = self._tree(self._chapters[target])
            self._places[target] = {} if root is None else _places(root)
        return self._places[target].get(unquote(name))

    def _path(self, number: int, address: str) -> str:
        """The name of the file that an address in a chapter means."""
        folder = posixpath.dirname(self._chapters[number].path)
        return posixpath.normpath(posixpath.join(folder, unquote(address)))

    def _picture(self, number: int, image: Any) -> list[Entry]:
        source = image.get("src") or ""
        if is_data(source):
            return self._pictures.read(lambda: picture_data(source))
        name = self._path(number, source.partition("#")[0])
        return self._pictures.read(lambda: unpack(self._archive, name, "EPUB"), name=name)


def _show_drawn_pictures(root: Any) -> None:
    """Make an ``img`` of a drawing around a picture, as covers and scans often stand in books."""
    for drawing in list(root.iter("svg")):
        image = next(drawing.iter("image"), None)
        source = next(filter(None, map(image.get, _LINKS)), "") if image is not None else ""
        has_words = any("".join(text.itertext()).strip() for text in drawing.iter("text"))
        if source and not has_words:
            drawing.clear(keep_tail=True)
            drawing.tag = "img"
            drawing.set("src", source)


def _places(root: Any) -> dict[str, Any]:
    """The elements that links may lead to, by name."""
    return {element.get("id"): element for element in root.iter() if element.get("id")}
